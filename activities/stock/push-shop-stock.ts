import { setTimeout as sleep } from 'node:timers/promises'
import { cancellationSignal } from '@temporalio/activity'
import { inParallel } from '../../lib/in-parallel.ts'
import { type LevelKey, levelText } from '../../ledger/level-key.ts'
import type { LevelRow } from '../../ledger/level-rows.ts'
import type { StockSweep } from '../../ledger/stock-sweeps.ts'
import type { Dependencies } from '../dependencies.ts'
import { reportProgress } from '../progress.ts'
import { leaveToOthers } from '../stopping.ts'
import { glanceAtOrders } from './glance-at-orders.ts'
import { stockItemsOf } from './choose-watched.ts'
import { findStop, guardEmptying, guardPass, masterCause } from './guard-stock.ts'
import { createHeldEmptying } from './held-emptying.ts'
import { type JudgedLevel, judgeLevels } from './judge-levels.ts'
import { createLevelCalls } from './level-calls.ts'
import { pushLevels } from './push-levels.ts'
import { listPushedShops } from './pushed-shops.ts'
import { readStockIfServed } from './push-hot-slice.ts'
import { levelsCursor } from './read-shop-levels.ts'
import { readShopMoment, type ShopMoment } from './shop-moment.ts'

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
/** As many stock items as one call of Linnworks answers. */
const mostAsked = 200
/** Their beginnings tell how often a shop is swept; without any before, the usual schedule. */
const sweepsCompared = 6
const usuallyEveryMs = 15 * 60_000
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
  dependencies: Pick<Dependencies, 'findShop' | 'linnworks' | 'ledger' | 'orderDesk' | 'stopping'>,
) {
  const { findShop, ledger, stopping } = dependencies

  return {
    async pushShopStock(input: StockPushInput): Promise<StockPushResult> {
      const { shop } = input
      const since = new Date(input.since)
      const stockSince = new Date(input.stockSince)
      const sweep = { shop, startedAt: since }
      const shops = await listPushedShops(dependencies, shop)
      await ledger.stockSweeps.begin(shop, since)
      const total = { levels: 0, written: 0, skipped: 0 }
      const begunAt = await ledger.clock.now()
      let emptyingNow = 0
      let stopped: string | undefined
      let resolved = false
      let glancedAtMs = 0
      let heardOut = false
      let wasComplete = false
      let sentAtMs = Date.now()
      const calls = createLevelCalls(send)
      const held = createHeldEmptying(findShop(shop).stock.guard)
      /** What is judged once more was counted; what Linnworks was asked for again was not yet. */
      const counted = new Set<string>()
      const again = new Set<string>()
      /** Let go once: it is not held again, however old what Linnworks said is by then. */
      const released = new Set<string>()
      const toAsk: LevelRow[] = []
      const everyMs = longestGap(await ledger.stockSweeps.list(shop, sweepsCompared))
      for (;;) {
        cancellationSignal().throwIfAborted()
        leaveToOthers(stopping)
        // Once all was read one more look at the orders is enough: else they would keep it going.
        if (glancedAtMs === 0 || (!wasComplete && Date.now() - glancedAtMs > glanceEveryMs)) {
          glancedAtMs = Date.now()
          for (const each of shops) await glanceAtOrders(dependencies, each)
        }
        const pass = await ledger.stockPasses.findFinished(stockSince)
        if (pass !== undefined && !resolved) {
          resolved = true
          await ledger.stockItems.resolveItems(shop)
          stopped = await guardPass(dependencies, shop, pass)
        }
        const read = await ledger.cursors.find(levelsCursor(shop))
        const complete = pass !== undefined && read !== undefined && read >= since
        wasComplete = complete
        let found =
          stopped === undefined
            ? await pushReady({ passComplete: pass !== undefined, complete })
            : 0
        if (stopped === undefined && held.size() > 0) {
          // What the hot lane emptied is counted by the ledger.
          const rows = await ledger.stockLevels.list(held.list())
          held.drop(rows.filter(({ onHand, committed }) => onHand <= committed))
          stopped = await guardEmptying(dependencies, shop, { since, emptying: countAllEmptying() })
          const isKnown = complete || (pass !== undefined && held.isBelievable())
          if (stopped === undefined && isKnown) found += await letEmptyingGo()
        }
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
      const forgotten = new Date(Date.now() - keptForMs)
      await ledger.stockWrites.forgetBefore(shop, forgotten)
      await ledger.levelHistory.forgetBefore(shop, forgotten)
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

      function countAllEmptying(): number {
        return held.size() + emptyingNow + countEmptying(calls.list())
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
            if (stopped === undefined) await judgeSome(moment, keys, 'first')
          })
          await askAgain(moment)
          reportProgress(total)
          after = stopped === undefined ? last : undefined
        } while (after !== undefined)
        if (complete || Date.now() - sentAtMs > mostHeldMs) await calls.flush()
        return found
      }

      async function judgeSome(
        moment: ShopMoment,
        keys: readonly LevelKey[],
        turn: 'first' | 'asked',
      ): Promise<void> {
        const pace = { everyMs, judged: again }
        const judged = await judgeLevels(dependencies, { ...moment, sweep: pace }, keys)
        const isLast = turn === 'asked' || moment.stopped !== undefined
        const old = isLast ? [] : judged.filter(isToAsk)
        const known = judged.filter((each) => !old.includes(each))
        const fresh = known.filter(({ facts }) => !counted.has(levelText(facts.row)))
        const emptying = known.filter(
          ({ empties, facts }) => empties && !released.has(levelText(facts.row)),
        )
        const skipped = fresh.filter(isLeftOut).length
        total.levels += fresh.length
        total.skipped += skipped
        held.count(fresh)
        held.hold(emptying)
        for (const { facts } of old) toAsk.push(facts.row)
        const open = known.filter(isToComeAgain)
        for (const { facts } of open) counted.add(levelText(facts.row))
        for (const { facts } of [...open, ...old]) again.add(levelText(facts.row))
        const wouldEmpty = countEmptying(fresh)
        const levels = fresh.length
        await ledger.stockSweeps.add(sweep, { levels, skipped, wouldEmpty, written: 0 })
        const settled = known.filter(({ write }) => write === undefined)
        await pushLevels(dependencies, shop, 'sweep', settled)
        await calls.add(
          known.filter((each) => each.write !== undefined && !emptying.includes(each)),
        )
      }

      /** What Linnworks said too long ago is asked here: the hot lane has its own to watch. */
      async function askAgain(moment: ShopMoment): Promise<void> {
        const levels = toAsk.splice(0)
        for (let first = 0; first < levels.length; first += mostAsked) {
          const some = levels.slice(first, first + mostAsked)
          await readStockIfServed(dependencies, stockItemsOf(some))
          await judgeSome(moment, some, 'asked')
          reportProgress(total)
        }
      }

      /** Answers how many were let go. */
      async function letEmptyingGo(): Promise<number> {
        const keys = held.take()
        for (const key of keys) released.add(levelText(key))
        const moment = await readShopMoment(dependencies, shop, shops)
        await inParallel(toSlices(keys), slicesAtOnce, async (some) => {
          if (stopped === undefined) await judgeSome(moment, some, 'first')
        })
        await askAgain(moment)
        return keys.length
      }

      async function send(judged: readonly JudgedLevel[]): Promise<void> {
        sentAtMs = Date.now()
        const mine = countEmptying(judged)
        emptyingNow += mine
        try {
          const emptying = countAllEmptying()
          stopped ??= await guardEmptying(dependencies, shop, { since, emptying })
          if (stopped !== undefined) return
          const { written } = await pushLevels(dependencies, shop, 'sweep', judged)
          total.written += written
          await ledger.stockSweeps.add(sweep, { levels: 0, skipped: 0, wouldEmpty: 0, written })
        } finally {
          emptyingNow -= mine
        }
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

/** It is ours to write, and what Linnworks said of it is too old for that. */
function isToAsk({ isOld, verdict: { standing } }: JudgedLevel): boolean {
  return isOld && standing !== 'skipped' && standing !== 'paused'
}

/** It is judged again in this sweep: when emptying is let go, or when its orders are known. */
function isToComeAgain({ empties, drift, verdict }: JudgedLevel): boolean {
  return empties || drift.kind === 'asked' || verdict.standing === 'raiseWaits'
}

function isLeftOut({ verdict: { standing } }: JudgedLevel): boolean {
  return standing === 'skipped' || standing === 'paused' || standing === 'frozen'
}

/** Between the beginnings of a shop's last sweeps, the newest first. */
function longestGap(sweeps: readonly StockSweep[]): number {
  const begun = sweeps.map(({ startedAt }) => startedAt.getTime())
  const gaps = begun.slice(1).map((time, nth) => (begun[nth] ?? time) - time)
  return gaps.length === 0 ? usuallyEveryMs : Math.max(...gaps)
}
