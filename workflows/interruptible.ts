import { ActivityFailure, CancellationScope, condition } from '@temporalio/workflow'
import { hasUrgentMail } from './order-mail.ts'
import type { OrderRun } from './order-run.ts'

/**
 * Runs a vendor step, but not past a cancellation or a hold, which must not wait for the other
 * vendor's outage: an attempt that waits for its turn is called off, one that is under way ends
 * first. What a step may have left behind, were it to fail now, is settled by whoever called it off.
 */
export async function unlessStopped<T>(
  run: OrderRun,
  step: () => Promise<T>,
): Promise<T | 'stopped'> {
  const scope = new CancellationScope()
  const stepping = scope.run(step)
  const stopping = condition(() => hasUrgentMail(run.mail)).then(() => 'stop' as const)
  const first = await Promise.race([stepping, stopping])
  if (first !== 'stop') return first
  scope.cancel()
  try {
    return await stepping
  } catch (error) {
    if (error instanceof ActivityFailure) return 'stopped'
    throw error
  }
}
