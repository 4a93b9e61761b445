import { cancellationSignal } from '@temporalio/activity'
import { low } from '../../domain/stock-risk.ts'
import { brownoutReasons } from '../../domain/stock-standing.ts'
import type { LevelKey } from '../../ledger/level-key.ts'
import type { LevelRow } from '../../ledger/level-rows.ts'
import type { Dependencies } from '../dependencies.ts'
import { reportProgress } from '../progress.ts'
import { leaveToOthers } from '../stopping.ts'
import { judgeLevels } from './judge-levels.ts'
import { type HotRound, hotRoundOf, pushGuarded, pushHotSlice } from './push-hot-slice.ts'
import { readShopMoment } from './shop-moment.ts'

type Passing = Pick<Dependencies, 'findShop' | 'linnworks' | 'ledger' | 'orderDesk' | 'stopping'>

/** Judged together from the ledger. */
const mostDimmed = 250
/** Read together from both vendors. */
const mostRestored = 100

/**
 * Offers less of all that is hot or low, however much that is: the hot lane alone watches some of it
 * only. Nothing is read: what was changed in Shopify meanwhile is refused there, and made hot.
 * Idempotent: what offers less already keeps its number.
 */
export async function dimAll(dependencies: Passing, round: HotRound): Promise<void> {
  const { shop, shops } = round
  const { ledger } = dependencies
  const page = (after: LevelKey | undefined) =>
    ledger.stockLevels.listHotOrLow(shop, { most: low, after, limit: mostDimmed })
  await forEachPage(dependencies.stopping, page, mostDimmed, async (levels) => {
    const moment = await readShopMoment(dependencies, shop, shops)
    const judged = await judgeLevels(dependencies, { ...moment, asksNobody: true }, levels)
    await pushGuarded(dependencies, round, 'sweep', judged)
  })
}

/** Reads and writes all that was judged while Linnworks could not be asked. Idempotent as any push. */
export async function restoreAll(dependencies: Passing, { shop, shops }: HotRound): Promise<void> {
  const { ledger } = dependencies
  const page = (after: LevelKey | undefined) =>
    ledger.stockLevels.listStandingFor(shop, {
      ...{ reasons: brownoutReasons, after, limit: mostRestored },
    })
  await forEachPage(dependencies.stopping, page, mostRestored, async (levels) => {
    const { judged } = await pushHotSlice(dependencies, hotRoundOf(shop, shops), levels)
    const waiting = judged.filter(({ verdict }) => verdict.standing === 'raiseWaits')
    await ledger.stockLevels.heat(
      waiting.map(({ facts }) => facts.row),
      'raise waits',
    )
  })
}

async function forEachPage(
  stopping: AbortSignal,
  read: (after: LevelKey | undefined) => Promise<readonly LevelRow[]>,
  size: number,
  visit: (levels: readonly LevelRow[]) => Promise<void>,
): Promise<void> {
  let after: LevelKey | undefined
  do {
    cancellationSignal().throwIfAborted()
    leaveToOthers(stopping)
    const levels = await read(after)
    if (levels.length > 0) await visit(levels)
    reportProgress(levels.length)
    after = levels.length < size ? undefined : levels.at(-1)
  } while (after !== undefined)
}
