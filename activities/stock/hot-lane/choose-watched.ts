import { riskOf } from '../../../domain/stock-risk.ts'
import { listSharing } from '../../../domain/stock-sharing.ts'
import { type HotReason, isHot, isUnjudged } from '../../../ledger/hot-levels.ts'
import { levelText } from '../../../ledger/level-key.ts'
import type { LevelRow, WatchedRow } from '../../../ledger/level-rows.ts'
import type { Dependencies } from '../../dependencies.ts'
import { isPushed } from '../pushed-shops.ts'
import { stockItemsOf } from '../reading/read-levels.ts'

/** A level that the hot lane looks at; why it is hot, if it is. */
export type WatchedLevel = LevelRow & { readonly hotReason?: HotReason }

/** As many stock items as one call of Linnworks answers, wherever they are sold. */
export const mostItemsWatched = 200
/** Of these the ones at most risk are chosen. */
const mostLevelsWatched = 500
/** Below it a chance is what rounding left. */
const noRisk = 1e-9

/**
 * Chooses what the hot lane looks at in a round of so many milliseconds: what was touched, what others
 * take fastest, and what shares with it, the greatest risk first; and where that leaves room, what is
 * low. What is at the same risk takes turns: what was not judged since it was touched, then what was
 * judged longest ago.
 */
export async function chooseWatched(
  dependencies: Pick<Dependencies, 'findShop' | 'ledger'>,
  shop: string,
  { lowLevels, roundMs }: { readonly lowLevels: readonly LevelRow[]; readonly roundMs: number },
): Promise<readonly WatchedLevel[]> {
  const { ledger } = dependencies
  const [hot, moving] = await Promise.all([
    ledger.stockLevels.listHot(shop, mostLevelsWatched),
    ledger.stockLevels.listMoving(shop, mostLevelsWatched),
  ])
  // Of a level whose write is unsettled nothing is to be done, nor read, until it is settled.
  const touched = [...moving, ...hot].filter(({ writeKey }) => writeKey === null)
  const sharing = (await listSharers(dependencies, touched)).filter((each) => each.shop === shop)
  const distinct = new Map<string, WatchedLevel>(
    [...sharing, ...touched].map((each) => [levelText(each), each]),
  )
  for (const each of lowLevels) {
    if (!distinct.has(levelText(each))) distinct.set(levelText(each), each)
  }
  const now = new Date()
  const byRisk = [...distinct.values()]
    .map((level) => ({ level, risk: risk(level, roundMs, now) }))
    .toSorted((one, other) => other.risk - one.risk || byTurn(one.level, other.level))
    .map(({ level }) => level)
  const items = new Set(stockItemsOf(byRisk).slice(0, mostItemsWatched))
  return byRisk.filter(({ stockItemId }) => stockItemId !== null && items.has(stockItemId))
}

/** All that draws on the same stock, as itself, as another variant, or in a composite, where pushed. */
export async function listSharers(
  dependencies: Pick<Dependencies, 'findShop' | 'ledger'>,
  levels: readonly LevelRow[],
): Promise<readonly LevelRow[]> {
  const { ledger } = dependencies
  const items = stockItemsOf(levels)
  const parts = await ledger.stockItems.listRecipes(items)
  const shared = new Set(items.flatMap((id) => listSharing(id, parts)))
  const sharing = await ledger.stockLevels.listSoldAs([...shared])
  return sharing.filter(({ shop }) => isPushed(dependencies, shop))
}

/** What only shares with another is at the risk of its own sales. */
function risk(level: LevelRow & Partial<WatchedRow>, roundMs: number, now: Date): number {
  const { onHand, committed, soldPerSecond, fallsPerSecond = 0 } = level
  const chance = riskOf({
    offered: onHand - committed,
    soldPerSecond,
    fallsPerSecond,
    ageSeconds: roundMs / 1000,
  })
  // What was touched and is at no risk that could be told comes before what nobody touched.
  return (chance < noRisk ? 0 : chance) + (isHot(level, now) ? noRisk : 0)
}

function byTurn(one: LevelRow, other: LevelRow): number {
  const unjudged = Number(isUnjudged(other)) - Number(isUnjudged(one))
  return unjudged || (one.plannedAt?.getTime() ?? 0) - (other.plannedAt?.getTime() ?? 0)
}
