import type { WorkflowHandle } from '@temporalio/client'

export type History = Awaited<ReturnType<WorkflowHandle['fetchHistory']>>

/**
 * What Temporal Cloud would bill for a run (its documents: actions). A start, with the signal it
 * may bring, is one; so is each further signal, accepted update, timer, upsert of search
 * attributes, and each activity with each of its retries; local activities of one workflow task
 * are one together.
 */
export function countActions({ events }: History): number {
  let actions = 0
  const localTasks = new Set<string>()
  for (const [index, event] of (events ?? []).entries()) {
    if (event.workflowExecutionStartedEventAttributes) actions += 1
    // The one right behind the start came with it.
    if (event.workflowExecutionSignaledEventAttributes && index !== 1) actions += 1
    if (event.workflowExecutionUpdateAcceptedEventAttributes) actions += 1
    if (event.timerStartedEventAttributes) actions += 1
    if (event.upsertWorkflowSearchAttributesEventAttributes) actions += 1
    if (event.activityTaskScheduledEventAttributes) actions += 1
    const attempt = event.activityTaskStartedEventAttributes?.attempt
    actions += Math.max(0, (attempt ?? 1) - 1)
    const marker = event.markerRecordedEventAttributes
    if (marker?.markerName === 'core_local_activity') {
      localTasks.add(String(marker.workflowTaskCompletedEventId))
    }
  }
  return actions + localTasks.size
}
