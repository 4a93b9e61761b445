import { setTimeout as sleep } from 'node:timers/promises'
import { cancellationSignal } from '@temporalio/activity'
import { low } from '../../../domain/stock-risk.ts'
import { inParallel } from '../../../lib/in-parallel.ts'
import { isUnread } from '../../../ledger/hot-levels.ts'
import { levelText } from '../../../ledger/level-key.ts'
import type { LevelRow } from '../../../ledger/level-rows.ts'
import type { Dependencies } from '../../dependencies.ts'
import { reportProgress } from '../../progress.ts'
import { announceBrownout } from './announce-brownout.ts'
import { type BrownoutPasses, createBrownoutPasses } from './brownout-passes.ts'
import { chooseWatched, mostItemsWatched } from './choose-watched.ts'
import { type JudgedLevel, judgeLevels } from '../judging/judge-levels.ts'
import { listPushedShops } from '../pushed-shops.ts'
import { readStockIfServed, stockItemsOf } from '../reading/read-levels.ts'
import { hotRoundOf, pushHotSlice } from './push-hot-slice.ts'
import { createRaisePatience, type RaisePatience } from './raise-patience.ts'
import { settleWrites } from '../writing/settle-writes.ts'
import { readShopMoment } from '../judging/shop-moment.ts'

export interface HotStockResult {
  readonly rounds: number
  readonly written: number
  readonly waiting: number
}

/** Levels that are read together, and then written in small calls. */
const mostAtOnce = 100
const slicesAtOnce = 4
/** A step watches for so long; its Schedule starts the next one. */
const watchForMs = 55_000
const betweenRoundsMs = 1000

/** What the rounds of one watch share. */
interface Watch {
  readonly shop: string
  /** One look a minute is enough: what becomes low in between sold, or moves. */
  readonly lowLevels: readonly LevelRow[]
  readonly patience: RaisePatience
  readonly passes: BrownoutPasses
}

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
      const lowLevels = await ledger.stockLevels.listLow(shop, low, mostItemsWatched)
      const passes = createBrownoutPasses(dependencies)
      const watch = { shop, lowLevels, patience: createRaisePatience(), passes }
      // The next minute's watch begins on a worker that goes on.
      while (performance.now() < until && !stopping.aborted) {
        cancellationSignal().throwIfAborted()
        const { written, waiting } = await round(watch)
        total.rounds += 1
        total.written += written
        total.waiting = waiting
        reportProgress(total)
        await sleep(betweenRoundsMs)
      }
      return total
    },
  }

  async function round({
    shop,
    lowLevels,
    patience,
    passes,
  }: Watch): Promise<{ written: number; waiting: number }> {
    await settleWrites(dependencies, shop)
    const shops = await listPushedShops(dependencies, shop)
    const choice = { lowLevels, roundMs: betweenRoundsMs }
    const watched = await chooseWatched(dependencies, shop, choice)
    if (watched.length === 0) {
      await announceBrownout(dependencies, passes, hotRoundOf(shop, shops))
      return { written: 0, waiting: 0 }
    }
    const failure = await readStockIfServed(dependencies, stockItemsOf(watched))
    const moment = await readShopMoment(dependencies, shop, shops)
    const look = await judgeLevels(dependencies, { ...moment, asksNobody: true }, watched)
    const hotRound = hotRoundOf(shop, shops, look)
    await announceBrownout(dependencies, passes, hotRound, { failure, look })
    const unread = new Set(watched.filter(isUnread).map(levelText))
    const differing = look.filter(
      (each) => isToTry(each, patience) || (isFree(each) && unread.has(levelText(each.facts.row))),
    )
    let written = 0
    const slices = Array.from({ length: Math.ceil(differing.length / mostAtOnce) }, (_, nth) =>
      differing.slice(nth * mostAtOnce, (nth + 1) * mostAtOnce).map(({ facts }) => facts.row),
    )
    await inParallel(slices, slicesAtOnce, async (levels) => {
      const pushed = await pushHotSlice(dependencies, hotRound, levels)
      written += pushed.written
      for (const { facts, verdict } of pushed.judged) {
        patience.note(facts.row, verdict.standing === 'raiseWaits')
      }
    })
    const waiting = look.filter(({ verdict }) => verdict.standing === 'raiseWaits')
    return { written, waiting: waiting.length }
  }
}

function isFree({ verdict: { standing }, facts: { row } }: JudgedLevel): boolean {
  return standing !== 'skipped' && standing !== 'paused' && row.writeKey === null
}

function isToTry({ verdict: { standing }, facts }: JudgedLevel, patience: RaisePatience): boolean {
  if (standing === 'raiseWaits') return patience.isDue(facts.row)
  return standing === 'lower' || standing === 'raise'
}
