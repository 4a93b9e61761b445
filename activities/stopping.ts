import { ApplicationFailure } from '@temporalio/common'

/**
 * Ends a long step where its worker is told to stop: another worker goes on where it came to, and
 * nobody waits for minutes.
 */
export function leaveToOthers(stopping: AbortSignal): void {
  if (!stopping.aborted) return
  throw ApplicationFailure.create({
    message: 'its worker was told to stop; another one goes on',
    type: 'stopping',
    nextRetryDelay: '1 second',
  })
}
