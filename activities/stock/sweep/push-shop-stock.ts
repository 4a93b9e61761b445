import { setTimeout as sleep } from 'node:timers/promises'
import { cancellationSignal } from '@temporalio/activity'
import { masterCause } from '../../../domain/stock-exceptions.ts'
import type { Dependencies } from '../../dependencies.ts'
import { reportProgress } from '../../progress.ts'
import { leaveToOthers } from '../../stopping.ts'
import { glanceAtOrders } from '../glance-at-orders.ts'
import { findStop } from '../writing/guard-stock.ts'
import { createHeldEmptying } from './held-emptying.ts'
import { beginSweep, endSweep, type ShopSweep } from './shop-sweep.ts'
import { createSweepLooks } from './sweep-looks.ts'
import { readProgress, type SweepProgress } from './sweep-progress.ts'
import { createSweepSlices, type SweepTotals } from './sweep-slices.ts'
import { createSweepWrites } from './sweep-writes.ts'

export interface StockPushInput {
  readonly shop: string
  /** ISO 8601: names the sweep; levels that were read earlier wait. */
  readonly since: string
  /** ISO 8601: so old what Linnworks said may be. */
  readonly stockSince: string
}

export interface StockPushResult extends SweepTotals {
  /** They wait to be raised: the hot lane sees to them. */
  readonly waiting: number
  /** Why nothing more is written. */
  readonly stopped?: string
}

const betweenLooksMs = 500
const glanceEveryMs = 5000

/**
 * Writes what differs, as soon as both sides of a level were read in this sweep, until all were.
 * Idempotent by level: a level that was judged in this sweep is not judged again, and every write
 * carries the number that it replaces; after a kill it goes on with what is left.
 */
export function createPushShopStock(
  dependencies: Pick<Dependencies, 'findShop' | 'linnworks' | 'ledger' | 'orderDesk' | 'stopping'>,
) {
  const { findShop, ledger, stopping } = dependencies

  return {
    async pushShopStock(input: StockPushInput): Promise<StockPushResult> {
      const { shop } = input
      const [startedAt, stockSince] = [new Date(input.since), new Date(input.stockSince)]
      const sweep = await beginSweep(dependencies, { shop, startedAt, stockSince })
      const held = createHeldEmptying(findShop(shop).stock.guard)
      const writes = createSweepWrites(dependencies, sweep, held)
      const slices = createSweepSlices(dependencies, sweep, { held, writes })
      const looks = createSweepLooks(dependencies, sweep, { held, slices, writes })
      let progress: SweepProgress = {}
      let glancedAtMs = 0
      let heardOut = false
      for (;;) {
        cancellationSignal().throwIfAborted()
        leaveToOthers(stopping)
        const isReading = progress.completeAt === undefined
        if (glancedAtMs === 0 || (isReading && Date.now() - glancedAtMs > glanceEveryMs)) {
          glancedAtMs = Date.now()
          for (const each of sweep.shops) await glanceAtOrders(dependencies, each)
        }
        const { pass } = progress
        progress = await readProgress(dependencies, sweep, progress)
        if (pass === undefined && progress.pass !== undefined) {
          await ledger.stockItems.resolveItems(shop)
          await writes.guardPass(progress.pass)
        }
        let judged = 0
        if (writes.stopped() === undefined) judged += await looks.lookAtReady(progress)
        if (writes.stopped() === undefined) judged += await looks.lookAtHeld(progress)
        const complete = progress.completeAt !== undefined
        reportProgress({ ...slices.totals(), ...(complete ? { complete } : {}) })
        if (writes.stopped() !== undefined) break
        if (complete && judged === 0) {
          if (heardOut || !(await hasWaiting(sweep))) break
          // All was read by now: one more glance, and what waits for it can be judged.
          heardOut = true
          glancedAtMs = 0
          progress = { ...progress, completeAt: await ledger.clock.now() }
        } else if (judged === 0) await sleep(betweenLooksMs)
      }
      const waiting = await endSweep(dependencies, sweep)
      const result = { ...slices.totals(), waiting }
      const stopped = writes.stopped() ?? (await findStop(dependencies, shop))
      if (stopped !== undefined) return { ...result, stopped }
      await ledger.stockExceptions.close(shop, [masterCause(shop)])
      return result
    },
  }

  /** To be raised, or to be asked about, once the orders are known. */
  async function hasWaiting({ shop }: ShopSweep): Promise<boolean> {
    const { stockLevels } = ledger
    const raises = await stockLevels.listWaiting(shop)
    return raises.length > 0 || (await stockLevels.hasAsked(shop))
  }
}
