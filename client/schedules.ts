import {
  type Client,
  ScheduleAlreadyRunning,
  ScheduleNotFoundError,
  type ScheduleOptions,
  ScheduleOverlapPolicy,
} from '@temporalio/client'
import type { Config } from '../lib/config.ts'
import {
  causeReviewId,
  dispatchSweepId,
  duplicateSweepId,
  hotStockId,
  orderSweepId,
  stockPushId,
  taskQueues,
} from '../workflows/contract.ts'

const duplicateSweepEverySeconds = 15 * 60
const hotLaneEverySeconds = 60
/** Shops whose sweeps begin together share one reading of Linnworks. */
const joinWithinSeconds = 60

/** What runs on a schedule. One sweep at a time; what was missed while all was down is one sweep. */
export function listSchedules(config: Pick<Config, 'shops' | 'linnworks'>): ScheduleOptions[] {
  return [
    ...config.shops.map(({ shop, sweepEverySeconds }) =>
      every(sweepEverySeconds, orderSweepId(shop), 'orderSweepWorkflow', [{ shop }]),
    ),
    every(config.linnworks.dispatchSweepEverySeconds, dispatchSweepId, 'dispatchSweepWorkflow', []),
    ...config.shops
      .filter(({ stock }) => stock.enabled)
      .flatMap(({ shop, stock }) => [
        byCron(stock.schedule, stockPushId(shop), 'stockPushWorkflow', [
          { shop, joinWithinSeconds },
        ]),
        every(hotLaneEverySeconds, hotStockId(shop), 'hotStockWorkflow', [{ shop }]),
      ]),
    every(60, causeReviewId, 'causeReviewWorkflow', []),
    every(duplicateSweepEverySeconds, duplicateSweepId, 'duplicateSweepWorkflow', []),
  ]
}

/**
 * Makes the Schedules, and brings those that exist to what the configuration says; of shops whose stock
 * was switched off they go. Idempotent.
 */
export async function prepareSchedules(
  client: Client,
  config: Pick<Config, 'shops' | 'linnworks'>,
): Promise<void> {
  for (const schedule of listSchedules(config)) {
    try {
      await client.schedule.create(schedule)
    } catch (error) {
      if (!(error instanceof ScheduleAlreadyRunning)) throw error
      const handle = client.schedule.getHandle(schedule.scheduleId)
      await handle.update(({ state }) => ({
        spec: schedule.spec,
        action: schedule.action,
        ...(schedule.policies === undefined ? {} : { policies: schedule.policies }),
        state,
      }))
    }
  }
  const off = config.shops.filter(({ stock }) => !stock.enabled)
  for (const id of off.flatMap(({ shop }) => [stockPushId(shop), hotStockId(shop)])) {
    await client.schedule
      .getHandle(id)
      .delete()
      .catch((error: unknown) => {
        if (!(error instanceof ScheduleNotFoundError)) throw error
      })
  }
}

function every(
  seconds: number,
  id: string,
  workflowType: string,
  args: readonly unknown[],
): ScheduleOptions {
  return scheduled({ intervals: [{ every: seconds * 1000 }] }, id, workflowType, args)
}

/** Shops do not begin in the same instant; what was missed for longer waits for its next turn. */
function byCron(
  cron: string,
  id: string,
  workflowType: string,
  args: readonly unknown[],
): ScheduleOptions {
  return scheduled({ cronExpressions: [cron], jitter: '20 seconds' }, id, workflowType, args)
}

function scheduled(
  spec: ScheduleOptions['spec'],
  id: string,
  workflowType: string,
  args: readonly unknown[],
): ScheduleOptions {
  return {
    scheduleId: id,
    spec,
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 minute' },
    action: {
      type: 'startWorkflow',
      workflowId: id,
      workflowType,
      args: [...args],
      taskQueue: taskQueues.orders,
    },
  }
}
