import { setTimeout as sleep } from 'node:timers/promises'
import { cancellationSignal } from '@temporalio/activity'
import { riskOf } from '../../domain/stock-risk.ts'
import { ApiError } from '../../lib/api-error.ts'
import { type LevelKey, levelText } from '../../ledger/level-key.ts'
import type { LevelRow } from '../../ledger/stock-levels.ts'
import type { Dependencies } from '../dependencies.ts'
import { reportProgress } from '../progress.ts'
import { glanceAtOrders } from './glance-at-orders.ts'
import { guardEmptying } from './guard-stock.ts'
import { type JudgedLevel, judgeLevels } from './judge-levels.ts'
import { pushLevels } from './push-levels.ts'
import { readLevels, readStock } from './read-levels.ts'
import { settleWrites } from './settle-writes.ts'
import { readShopMoment } from './shop-moment.ts'

export interface HotStockResult {
  readonly rounds: number
  readonly written: number
  readonly waiting: number
}

/** As many stock items as one call of Linnworks answers. */
const mostWatched = 200
/** Levels of a small call, so that one that is refused takes few along. */
const mostAtOnce = 25
/** A step watches for so long; its Schedule starts the next one. */
const watchForMs = 55_000
const betweenRoundsMs = 1000
/** What was emptied within this counts together, as in one sweep. */
const emptiedWithinMs = 15 * 60_000

/**
 * Watches what just sold, is low, moves fast or was touched, and writes it as soon as Linnworks says
 * another number, what is most at risk first. Linnworks is asked for all of it at once; Shopify only
 * for what differs, and Linnworks again after it. Idempotent: every write carries the number that it
 * replaces.
 */
export function createPushHotStock(
  dependencies: Pick<
    Dependencies,
    'findShop' | 'linnworks' | 'ledger' | 'orderDesk' | 'lateCommitWaitMs'
  >,
) {
  const { ledger } = dependencies

  return {
    async pushHotStock({ shop }: { readonly shop: string }): Promise<HotStockResult> {
      const until = performance.now() + watchForMs
      const total = { rounds: 0, written: 0, waiting: 0 }
      while (performance.now() < until) {
        cancellationSignal().throwIfAborted()
        const { written, waiting } = await round(shop)
        total.rounds += 1
        total.written += written
        total.waiting = waiting
        reportProgress(total)
        await sleep(betweenRoundsMs)
      }
      return total
    },
  }

  async function round(shop: string): Promise<{ written: number; waiting: number }> {
    await settleWrites(dependencies, shop)
    const watched = await listWatched(shop)
    if (watched.length === 0) return { written: 0, waiting: 0 }
    await readStockIfServed(stockItemsOf(watched))
    await announceBrownout(shop)
    const shops = [...new Set((await ledger.linkedLocations.list()).map((each) => each.shop))]
    const look = await judgeLevels(
      dependencies,
      await readShopMoment(dependencies, shop, shops),
      watched,
    )
    const differing = look.filter(isToWrite)
    let written = 0
    for (let start = 0; start < differing.length; start += mostAtOnce) {
      const keys = differing.slice(start, start + mostAtOnce).map(({ facts }) => facts.row)
      written += await pushSome(shop, shops, keys)
    }
    const waiting = look.filter(({ verdict }) => verdict.standing === 'raiseWaits')
    return { written, waiting: waiting.length }
  }

  /** Shopify first, then Linnworks, then the ledger: so every error is on the safe side. */
  async function pushSome(
    shop: string,
    shops: readonly string[],
    levels: readonly LevelRow[],
  ): Promise<number> {
    const sharing = await ledger.stockLevels.listSoldAs(stockItemsOf(levels))
    const byShop = Map.groupBy([...levels, ...sharing], (each) => each.shop)
    for (const [each, some] of byShop) {
      const items = [...new Set(some.map(({ inventoryItemId }) => inventoryItemId))]
      await readLevels(dependencies, each, items)
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
      return await judgeLevels(
        dependencies,
        await readShopMoment(dependencies, shop, shops),
        levels,
      )
    }
  }

  /** While Linnworks cannot be asked, what was read last stands until it is too old. */
  async function readStockIfServed(stockItemIds: readonly string[]): Promise<void> {
    try {
      await readStock(dependencies, stockItemIds)
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
    }
  }

  async function announceBrownout(shop: string): Promise<void> {
    const { afterMinutes, rule, offerPercent } = dependencies.findShop(shop).stock.brownout
    const outage = (await ledger.outages.list()).find(({ vendor }) => vendor === 'linnworks')
    const causeKey = `brownout:${shop}`
    if (outage === undefined || Date.now() - outage.since.getTime() < afterMinutes * 60_000) {
      await ledger.stockExceptions.close(shop, [causeKey])
      return
    }
    const meanwhile =
      rule === 'keep'
        ? 'every level keeps its number'
        : `of hot and low items ${offerPercent} % are still offered`
    await ledger.stockExceptions.open([
      {
        ...{ shop, causeKey, code: 'STOCK_BROWNOUT', owner: 'operations' },
        sentence: `Linnworks has not told its stock since ${outage.since.toISOString()} (${outage.sentence}): ${meanwhile}.`,
        remedy: 'Bring Linnworks back, or pause what must not be sold. It is undone by itself.',
      },
    ])
  }

  /** What was touched, and what others take fastest; the greatest risk first. */
  async function listWatched(shop: string): Promise<readonly LevelRow[]> {
    const [hot, moving] = await Promise.all([
      ledger.stockLevels.listHot(shop, mostWatched),
      ledger.stockLevels.listMoving(shop, mostWatched),
    ])
    const distinct = new Map([...moving, ...hot].map((each) => [levelText(each), each]))
    return [...distinct.values()]
      .toSorted((one, other) => risk(other) - risk(one))
      .slice(0, mostWatched)
  }
}

function risk({ onHand, committed, soldPerSecond, fallsPerSecond, hotUntil }: LevelRow): number {
  const pace = {
    offered: onHand - committed,
    soldPerSecond,
    fallsPerSecond,
    ageSeconds: betweenRoundsMs / 1000,
  }
  // What was touched and is at no risk that could be told comes before what nobody touched.
  return riskOf(pace) + (hotUntil === null ? 0 : Number.EPSILON)
}

function isToWrite({ verdict }: JudgedLevel): boolean {
  const { standing } = verdict
  return standing === 'lower' || standing === 'raise' || standing === 'raiseWaits'
}

function stockItemsOf(levels: readonly (LevelKey & Pick<LevelRow, 'stockItemId'>)[]): string[] {
  return [...new Set(levels.flatMap(({ stockItemId }) => stockItemId ?? []))]
}
