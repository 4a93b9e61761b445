import type { Connection } from '@temporalio/client'
import { withinMs } from '../lib/deadline.ts'
import { taskQueues } from '../workflows/contract.ts'

/**
 * With so many injections waiting for a worker, further orders are better off in the inbox: begun
 * now, each would be put out of the worker's memory before its turn, and be read back then.
 */
const mostWaiting = 100
const askEveryMs = 100
const answerWithinMs = 1000

/** `TASK_QUEUE_TYPE_ACTIVITY` of Temporal's API. */
const activityTasks = 2

/** Whether workers can take new orders. A Temporal that cannot be asked is not what holds them up. */
export function createBacklogGate(
  connection: Pick<Connection, 'workflowService'>,
  namespace: string,
): () => Promise<boolean> {
  let asked = -Infinity
  let hasRoom = true
  return async () => {
    if (performance.now() - asked < askEveryMs) return hasRoom
    asked = performance.now()
    hasRoom = await withinMs(answerWithinMs, countWaiting).then(
      (waiting) => waiting < mostWaiting,
      () => true,
    )
    return hasRoom
  }

  async function countWaiting(): Promise<number> {
    const { stats } = await connection.workflowService.describeTaskQueue({
      namespace,
      taskQueue: { name: taskQueues.linnworks },
      taskQueueType: activityTasks,
      reportStats: true,
    })
    return Number(stats?.approximateBacklogCount ?? 0)
  }
}
