import { setTimeout as sleep } from 'node:timers/promises'
import { cancellationSignal } from '@temporalio/activity'
import { inParallel } from '../../lib/in-parallel.ts'
import { type LevelKey, levelText } from '../../ledger/level-key.ts'
import type { StockPass } from '../../ledger/stock-passes.ts'
import type { Dependencies } from '../dependencies.ts'
import { reportProgress } from '../progress.ts'
import { leaveToOthers } from '../stopping.ts'
import { glanceAtOrders } from './glance-at-orders.ts'
import { findStop, guardEmptying, guardMaster, masterCause } from './guard-stock.ts'
import { type JudgedLevel, judgeLevels } from './judge-levels.ts'
import { createLevelCalls } from './level-calls.ts'
import { pushLevels } from './push-levels.ts'
import { levelsCursor } from './read-shop-levels.ts'
import { readShopMoment } from './shop-moment.ts'

export interface StockPushInput {
  readonly shop: string
  /** ISO 8601: names the sweep; levels that were read earlier wait. */
  readonly since: string
  /** ISO 8601: so old what Linnworks said may be. */
  readonly stockSince: string
}

export interface StockPushResult {
  readonly levels: number
  readonly written: number
  readonly skipped: number
  /** They wait to be raised: the hot lane sees to them. */
  readonly waiting: number
  /** Why nothing more is written. */
  readonly stopped?: string
}

/** Levels of a look over the shop; those that are ready are judged in slices. */
const levelsALook = 8000
const mostAtOnce = 250
const slicesAtOnce = 16
const betweenLooksMs = 500
const glanceEveryMs = 5000
/** What was read is not left, and what differs not kept, longer than this. */
const mostHeldMs = 10_000
const endOfTime = new Date('9999-12-31T00:00:00Z')

/** For so long it can be explained what was written and why. */
const keptForMs = 30 * 24 * 3_600_000

/**
 * Writes what differs, as soon as both sides of a level were read in this sweep, until all were.
 * Idempotent by level: a level that was judged in this sweep is not judged again, and every write
 * carries the number that it replaces; after a kill it goes on with what is left.
 */
export function createPushShopStock(
  dependencies: Pick<Dependencies, 'findShop' | 'ledger' | 'orderDesk' | 'stopping'>,
) {
  const { ledger, stopping } = dependencies

  return {
    async pushShopStock(input: StockPushInput): Promise<StockPushResult> {
      const { shop } = input
      const since = new Date(input.since)
      const stockSince = new Date(input.stockSince)
      const sweep = { shop, startedAt: since }
      const shops = [...new Set((await ledger.linkedLocations.list()).map((each) => each.shop))]
      await ledger.stockSweeps.begin(shop, since)
      const total = { levels: 0, written: 0, skipped: 0 }
      const begunAt = await ledger.clock.now()
      let emptyingNow = 0
      let stopped: string | undefined
      let resolved = false
      let glancedAtMs = 0
      let heardOut = false
      let sentAtMs = Date.now()
      const calls = createLevelCalls(send)
      const waited = new Set<string>()
      for (;;) {
        cancellationSignal().throwIfAborted()
        leaveToOthers(stopping)
        if (Date.now() - glancedAtMs > glanceEveryMs) {
          glancedAtMs = Date.now()
          for (const each of shops) await glanceAtOrders(dependencies, each)
        }
        const pass = await ledger.stockPasses.findFinished(stockSince)
        if (pass !== undefined && !resolved) {
          resolved = true
          await ledger.stockItems.resolveItems(shop)
          stopped = await guardPass(pass)
        }
        const read = await ledger.cursors.find(levelsCursor(shop))
        const complete = pass !== undefined && read !== undefined && read >= since
        const found =
          stopped === undefined
            ? await pushReady({ passComplete: pass !== undefined, complete })
            : 0
        reportProgress({ ...total, ...(complete ? { complete } : {}) })
        if (stopped !== undefined) break
        if (complete && found === 0) {
          if (heardOut || !(await hasWaiting())) break
          // All was read by now: one more glance, and what waits for it can be judged.
          heardOut = true
          glancedAtMs = 0
        } else if (found === 0) await sleep(betweenLooksMs)
      }
      const waiting = await ledger.stockLevels.listWaiting(shop)
      await ledger.stockLevels.heat(waiting, 'raise waits')
      await ledger.stockSweeps.finish(sweep)
      await ledger.stockWrites.forgetBefore(shop, new Date(Date.now() - keptForMs))
      const result = { ...total, waiting: waiting.length }
      stopped ??= await findStop(dependencies, shop)
      if (stopped === undefined) await ledger.stockExceptions.close(shop, [masterCause(shop)])
      return stopped === undefined ? result : { ...result, stopped }

      /** To be raised, or to be asked about, once the orders are known. */
      async function hasWaiting(): Promise<boolean> {
        const { stockLevels } = ledger
        const raises = await stockLevels.listWaiting(shop)
        return raises.length > 0 || (await stockLevels.hasAsked(shop))
      }

      /**
       * One look over all levels. Answers how many were judged. While more is being read, what fills no
       * call is kept for a while, and what could only be lowered yet is left.
       */
      async function pushReady(reading: {
        readonly passComplete: boolean
        readonly complete: boolean
      }): Promise<number> {
        const { passComplete, complete } = reading
        let found = 0
        let after: LevelKey | undefined
        do {
          leaveToOthers(stopping)
          const moment = await readShopMoment(dependencies, shop, shops)
          const heardUntil = new Date(Math.min(...moment.heardUntil.values()))
          const heardAtMs = Math.max(heardUntil.getTime(), Date.now() - mostHeldMs)
          const { ready, last } = await ledger.stockLevels.listReady({
            ...{ shop, since, stockSince, heardUntil, begunAt, passComplete, window: levelsALook },
            readUntil: complete ? endOfTime : new Date(heardAtMs),
            ...(after === undefined ? {} : { after }),
          })
          found += ready.length
          await inParallel(toSlices(ready), slicesAtOnce, async (keys) => {
            if (stopped === undefined) await judgeSome(moment, keys)
          })
          reportProgress(total)
          after = stopped === undefined ? last : undefined
        } while (after !== undefined)
        if (complete || Date.now() - sentAtMs > mostHeldMs) await calls.flush()
        return found
      }

      async function judgeSome(
        moment: Awaited<ReturnType<typeof readShopMoment>>,
        keys: readonly LevelKey[],
      ): Promise<void> {
        const judged = await judgeLevels(dependencies, moment, keys)
        const wouldEmpty = countEmptying(judged)
        const seen = judged.filter(({ facts }) => waited.has(levelText(facts.row)))
        const count = (...wanted: readonly string[]) =>
          judged.filter(({ verdict }) => wanted.includes(verdict.standing)).length
        for (const { facts, verdict } of judged) {
          if (verdict.standing === 'raiseWaits') waited.add(levelText(facts.row))
        }
        const unread = judged.filter(
          ({ verdict, facts }) => verdict.standing === 'frozen' && facts.stockReadAt !== undefined,
        )
        await ledger.stockLevels.heat(
          unread.map(({ facts }) => facts.row),
          'to be read again',
        )
        const skipped = count('skipped', 'paused', 'frozen')
        const levels = judged.length - seen.length
        total.levels += levels
        total.skipped += skipped
        await ledger.stockSweeps.add(sweep, { levels, skipped, wouldEmpty, written: 0 })
        await pushLevels(
          dependencies,
          shop,
          'sweep',
          judged.filter(({ write }) => write === undefined),
        )
        await calls.add(judged.filter(({ write }) => write !== undefined))
      }

      async function send(judged: readonly JudgedLevel[]): Promise<void> {
        sentAtMs = Date.now()
        const mine = countEmptying(judged)
        emptyingNow += mine
        try {
          const emptying = emptyingNow + countEmptying(calls.list())
          stopped ??= await guardEmptying(dependencies, shop, { since, emptying })
          if (stopped !== undefined) return
          const { written } = await pushLevels(dependencies, shop, 'sweep', judged)
          total.written += written
          await ledger.stockSweeps.add(sweep, { levels: 0, skipped: 0, wouldEmpty: 0, written })
        } finally {
          emptyingNow -= mine
        }
      }

      /** Far fewer items than the time before: what is missing is not gone. */
      async function guardPass({ startedAt, items }: StockPass): Promise<string | undefined> {
        const itemsBefore = await ledger.stockPasses.countItemsBefore(startedAt)
        const count = { levels: 0, wouldEmpty: 0, items }
        return await guardMaster(
          dependencies,
          shop,
          itemsBefore === undefined ? count : { ...count, itemsBefore },
        )
      }
    },
  }
}

function countEmptying(judged: readonly JudgedLevel[]): number {
  return judged.filter(({ empties }) => empties).length
}

function toSlices(keys: readonly LevelKey[]): readonly (readonly LevelKey[])[] {
  return Array.from({ length: Math.ceil(keys.length / mostAtOnce) }, (_, nth) =>
    keys.slice(nth * mostAtOnce, (nth + 1) * mostAtOnce),
  )
}
