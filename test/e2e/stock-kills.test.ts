import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AsyncCompletionClient } from '@temporalio/client'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readCaller } from '../../rehearsal/workers/messages.ts'
import { startWorkerPool, type WorkerPool } from '../../rehearsal/workers/worker-pool.ts'
import type { CallMoment } from '../../sandbox/call-moment.ts'
import { LINNWORKS_LOCATIONS } from '../../sandbox/world.ts'
import { hotStockId, stockPushId, taskQueues } from '../../workflows/contract.ts'
import { workflowBundle } from '../support/servers.ts'
import { eventually } from '../../rehearsal/eventually.ts'
import { manyGoods } from './stock-goods.ts'
import { type StockStage, startStockStage } from './stock-stage.ts'
import { takeStock, watchHotStock } from './stocktaking.ts'

const shop = 'aurora'
const items = 600
const goods = manyGoods(items)

describe('a worker that is killed without a word', () => {
  let stage: StockStage
  let pool: WorkerPool
  let folder: string
  /** The nth call of an operation, after which whoever made it is killed before it hears of it. */
  const plan = [
    { operation: 'GetStockItemsFull', nth: 2 },
    { operation: 'inventorySetQuantities', nth: 2 },
  ]
  const killed: string[] = []

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'waybill-stock-'))
    stage = await startStockStage({
      shops: [{ shop, products: goods.products }],
      items: goods.items,
      ownWorker: false,
      quotaScale: 10,
      onCall: (moment) => strike(moment),
    })
    pool = await startWorkerPool({
      ...{ size: 1, folder, settings: stage.settings, workflowBundle: workflowBundle() },
      meet: () => Promise.resolve(),
    })
    stage.linnworks.backroom.setLevels(
      goods.items.map(({ SKU: sku }) => ({
        ...{ sku, locationId: LINNWORKS_LOCATIONS.london, level: 7 },
      })),
    )
  })
  afterAll(async () => {
    await pool.stop()
    await stage.stop()
    await rm(folder, { recursive: true, force: true })
  })

  test('in the middle of reading, and of writing: the push goes on where it was', async () => {
    const push = await stage.client.workflow.start('stockPushWorkflow', {
      workflowId: stockPushId(shop),
      taskQueue: taskQueues.orders,
      args: [{ shop }],
    })
    for (const { operation } of plan) {
      await eventually(`killed at ${operation}`, () => killed.includes(operation), 30_000)
      await giveUpAll(stockPushId(shop))
    }
    await push.result()
    // The page whose answer was lost is asked for once more: no other is.
    expect(countCalls('linnworks GetStockItemsFull')).toBeLessThanOrEqual(items / 200 + 1 + 1)
    await letPass(46)
    await watchHotStock(stage)
    await eventually('no write is unsettled', async () => (await countUnsettled()) === 0, 20_000)
    // Every call that was under way is sent again, and none of them counts twice.
    expect(countCalls('shopify inventorySetQuantities')).toBeGreaterThan(2)
    await stage.client.workflow.getHandle(hotStockId(shop)).terminate()
    const accounts = [{ shop, accessToken: `sandbox-${shop}` }]
    expect(await takeStock(stage, {}, accounts)).toEqual([])
    const written = await stage.ledger.stockWrites.countSince(shop, new Date(0))
    expect(written.levels).toBe(items)
    expect(pool.mishaps).toEqual([])
    expect(stage.shopify.stats().shops[shop]?.throttled).toBe(0)
  })

  function strike({ operation, moment, caller }: CallMoment): void {
    const due = plan.find((each) => each.operation === operation && !killed.includes(operation))
    if (due === undefined || moment !== 'committed') return
    due.nth -= 1
    if (due.nth > 0 || !pool.kill(readCaller(caller).worker)) return
    killed.push(operation)
  }

  /** Temporal concludes from silence, after a while, that the attempts under way are dead. */
  async function giveUpAll(workflowId: string): Promise<void> {
    const { connection, options } = stage.client
    const { raw } = await stage.client.workflow.getHandle(workflowId).describe()
    const completion = new AsyncCompletionClient({ connection, namespace: options.namespace })
    for (const { activityId } of raw.pendingActivities ?? []) {
      const failure = new Error('nothing was heard of it')
      await completion.fail({ workflowId, activityId: activityId! }, failure)
    }
  }

  function countCalls(call: string): number {
    return stage.calls.filter((each) => each === call).length
  }

  /** As if so long had passed since the writes left. */
  async function letPass(seconds: number): Promise<void> {
    await sql`UPDATE stock_calls SET sent_at = now() - make_interval(secs => ${seconds})
      WHERE write_key IS NOT NULL`.execute(stage.database)
  }

  async function countUnsettled(): Promise<number> {
    const rows = await stage.database
      .selectFrom('stockLevels')
      .select('writeKey')
      .where('writeKey', 'is not', null)
      .execute()
    return rows.length
  }
})
