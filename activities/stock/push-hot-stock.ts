import { setTimeout as sleep } from 'node:timers/promises'
import { cancellationSignal } from '@temporalio/activity'
import { low, riskOf } from '../../domain/stock-risk.ts'
import { listSharing } from '../../domain/stock-sharing.ts'
import { ApiError } from '../../lib/api-error.ts'
import { inParallel } from '../../lib/in-parallel.ts'
import { type LevelKey, levelText } from '../../ledger/level-key.ts'
import { hotMs } from '../../ledger/hot-levels.ts'
import type { LevelRow, WatchedRow } from '../../ledger/level-rows.ts'
import type { Dependencies } from '../dependencies.ts'
import { reportProgress } from '../progress.ts'
import { announceBrownout } from './announce-brownout.ts'
import { glanceAtOrders } from './glance-at-orders.ts'
import { guardEmptying } from './guard-stock.ts'
import { type JudgedLevel, judgeLevels } from './judge-levels.ts'
import { pushLevels } from './push-levels.ts'
import { isPushed, listPushedShops } from './pushed-shops.ts'
import { readLevels, readStock } from './read-levels.ts'
import { settleWrites } from './settle-writes.ts'
import { readShopMoment } from './shop-moment.ts'

export interface HotStockResult {
  readonly rounds: number
  readonly written: number
  readonly waiting: number
}

/** As many stock items as one call of Linnworks answers, wherever they are sold. */
const mostItemsWatched = 200
/** Of these the ones at most risk are chosen. */
const mostLevelsWatched = 500
/** Levels that are read together, and then written in small calls. */
const mostAtOnce = 100
const slicesAtOnce = 4
/** A step watches for so long; its Schedule starts the next one. */
const watchForMs = 55_000
const betweenRoundsMs = 1000
/** Below it a chance is what rounding left. */
const noRisk = 1e-9
/** What was emptied within this counts together, as in one sweep. */
const emptiedWithinMs = 15 * 60_000

/**
 * Watches what just sold, moves fast, was touched or is low, and writes it as soon as Linnworks says
 * another number, what is most at risk first. Linnworks is asked for all of it at once; Shopify only
 * for what differs or was changed there, and Linnworks again after it. Idempotent: every write
 * carries the number that it replaces.
 */
export function createPushHotStock(
  dependencies: Pick<
    Dependencies,
    'findShop' | 'linnworks' | 'ledger' | 'orderDesk' | 'lateCommitWaitMs' | 'stopping'
  >,
) {
  const { ledger, stopping } = dependencies

  return {
    async pushHotStock({ shop }: { readonly shop: string }): Promise<HotStockResult> {
      const until = performance.now() + watchForMs
      const total = { rounds: 0, written: 0, waiting: 0 }
      // One look a minute is enough: what becomes low in between sold, or moves.
      const lowLevels = await ledger.stockLevels.listLow(shop, low, mostItemsWatched)
      // The next minute's watch begins on a worker that goes on.
      while (performance.now() < until && !stopping.aborted) {
        cancellationSignal().throwIfAborted()
        const { written, waiting } = await round(shop, lowLevels)
        total.rounds += 1
        total.written += written
        total.waiting = waiting
        reportProgress(total)
        await sleep(betweenRoundsMs)
      }
      return total
    },
  }

  async function round(
    shop: string,
    lowLevels: readonly LevelRow[],
  ): Promise<{ written: number; waiting: number }> {
    await settleWrites(dependencies, shop)
    const watched = await listWatched(shop, lowLevels)
    if (watched.length === 0) {
      await announceBrownout(dependencies, shop)
      return { written: 0, waiting: 0 }
    }
    const failure = await readStockIfServed(stockItemsOf(watched))
    const shops = await listPushedShops(dependencies)
    const look = await judgeLevels(
      dependencies,
      await readShopMoment(dependencies, shop, shops),
      watched,
    )
    await announceBrownout(dependencies, shop, { failure, look })
    const unread = new Set(watched.filter(isUnread).map(levelText))
    const differing = look.filter(
      (each) => isToWrite(each) || (isFree(each) && unread.has(levelText(each.facts.row))),
    )
    let written = 0
    const slices = Array.from({ length: Math.ceil(differing.length / mostAtOnce) }, (_, nth) =>
      differing.slice(nth * mostAtOnce, (nth + 1) * mostAtOnce).map(({ facts }) => facts.row),
    )
    await inParallel(slices, slicesAtOnce, async (levels) => {
      written += await pushSome(shop, shops, levels)
    })
    const waiting = look.filter(({ verdict }) => verdict.standing === 'raiseWaits')
    return { written, waiting: waiting.length }
  }

  /** Shopify first, then Linnworks, then the ledger: so every error is on the safe side. */
  async function pushSome(
    shop: string,
    shops: readonly string[],
    levels: readonly LevelRow[],
  ): Promise<number> {
    const sharing = await listSharers(levels)
    const byShop = Map.groupBy([...levels, ...sharing], (each) => each.shop)
    const silent = new Set<string>()
    for (const [each, some] of byShop) {
      const items = [...new Set(some.map(({ inventoryItemId }) => inventoryItemId))]
      const reading = readLevels(dependencies, each, items)
      if (each === shop) await reading
      else if ((await failureOf(reading)) !== undefined) silent.add(each)
    }
    await readStockIfServed(stockItemsOf(levels))
    let judged = await judge()
    if (judged.some(({ verdict }) => verdict.standing === 'raiseWaits')) {
      for (const each of shops) await glanceAtOrders(dependencies, each)
      judged = await judge()
    }
    const emptying = judged.filter(({ empties }) => empties).length
    const since = new Date(Date.now() - emptiedWithinMs)
    const stopped = await guardEmptying(dependencies, shop, { since, emptying })
    if (stopped !== undefined) return 0
    return (await pushLevels(dependencies, shop, 'hot', judged)).written

    async function judge(): Promise<readonly JudgedLevel[]> {
      const moment = await readShopMoment(dependencies, shop, shops)
      // What a shop sells that cannot be asked is not known: nothing is raised on its account.
      const heardUntil = new Map([
        ...moment.heardUntil,
        ...[...silent].map((each) => [each, 0] as const),
      ])
      return await judgeLevels(dependencies, { ...moment, heardUntil }, levels)
    }
  }

  /** All that draws on the same stock, as itself, as another variant, or in a composite. */
  async function listSharers(levels: readonly LevelRow[]): Promise<readonly LevelRow[]> {
    const items = stockItemsOf(levels)
    const parts = await ledger.stockItems.listRecipes(items)
    const shared = new Set(items.flatMap((id) => listSharing(id, parts)))
    const sharing = await ledger.stockLevels.listSoldAs([...shared])
    return sharing.filter(({ shop }) => isPushed(dependencies, shop))
  }

  /** While Linnworks cannot be asked, what was read last stands until it is too old. */
  async function readStockIfServed(stockItemIds: readonly string[]): Promise<ApiError | undefined> {
    return await failureOf(readStock(dependencies, stockItemIds))
  }

  /**
   * What was touched, what others take fastest, and what shares with it, the greatest risk first; and
   * where that leaves room, what is low.
   */
  async function listWatched(
    shop: string,
    lowLevels: readonly LevelRow[],
  ): Promise<readonly (LevelRow & { readonly hotReason?: string })[]> {
    const [hot, moving] = await Promise.all([
      ledger.stockLevels.listHot(shop, mostLevelsWatched),
      ledger.stockLevels.listMoving(shop, mostLevelsWatched),
    ])
    // Of a level whose write is unsettled nothing is to be done, nor read, until it is settled.
    const touched = [...moving, ...hot].filter(({ writeKey }) => writeKey === null)
    const sharing = (await listSharers(touched)).filter((each) => each.shop === shop)
    const distinct = new Map<string, LevelRow & { readonly hotReason?: string }>(
      [...sharing, ...touched].map((each) => [levelText(each), each]),
    )
    for (const each of lowLevels) {
      if (!distinct.has(levelText(each))) distinct.set(levelText(each), each)
    }
    const byRisk = [...distinct.values()].toSorted((one, other) => risk(other) - risk(one))
    const items = new Set(stockItemsOf(byRisk).slice(0, mostItemsWatched))
    return byRisk.filter(({ stockItemId }) => stockItemId !== null && items.has(stockItemId))
  }
}

/** What only shares with another is at the risk of its own sales. */
function risk(level: LevelRow & Partial<WatchedRow>): number {
  const { onHand, committed, soldPerSecond, fallsPerSecond = 0, hotUntil } = level
  const pace = {
    offered: onHand - committed,
    soldPerSecond,
    fallsPerSecond,
    ageSeconds: betweenRoundsMs / 1000,
  }
  // What was touched and is at no risk that could be told comes before what nobody touched.
  const chance = riskOf(pace)
  return (chance < noRisk ? 0 : chance) + (hotUntil === null ? 0 : noRisk)
}

/** Why the vendor did not answer, if it did not; any other failure is nobody's but ours. */
async function failureOf(reading: Promise<unknown>): Promise<ApiError | undefined> {
  try {
    await reading
    return undefined
  } catch (error) {
    if (error instanceof ApiError) return error
    throw error
  }
}

/** What these levels hold follows from what is known; what else touched them is to be read. */
const knownReasons: readonly (string | undefined)[] = ['sold', 'dispatched', undefined]

/** It was touched after Shopify was read. */
function isUnread({ hotReason, hotUntil, readAt }: LevelRow & { readonly hotReason?: string }) {
  if (hotUntil === null || knownReasons.includes(hotReason)) return false
  return readAt.getTime() < hotUntil.getTime() - hotMs
}

function isFree({ verdict: { standing }, facts: { row } }: JudgedLevel): boolean {
  return standing !== 'skipped' && standing !== 'paused' && row.writeKey === null
}

function isToWrite({ verdict }: JudgedLevel): boolean {
  const { standing } = verdict
  return standing === 'lower' || standing === 'raise' || standing === 'raiseWaits'
}

function stockItemsOf(levels: readonly (LevelKey & Pick<LevelRow, 'stockItemId'>)[]): string[] {
  return [...new Set(levels.flatMap(({ stockItemId }) => stockItemId ?? []))]
}
