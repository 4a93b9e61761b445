import { activityInfo } from '@temporalio/activity'

/**
 * Names this very attempt. The ledger lets only the newest attempt send, so one that was given up
 * and lives on cannot.
 */
export function attemptToken(): string {
  const { workflowExecution, activityId, attempt } = activityInfo()
  return `${workflowExecution?.runId ?? 'none'}/${activityId}/${attempt}`
}
