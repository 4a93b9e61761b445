import { levelText } from '../../../ledger/level-key.ts'
import type { LevelRow } from '../../../ledger/level-rows.ts'
import type { Lane } from '../../../ledger/stock-writes.ts'
import type { Dependencies } from '../../dependencies.ts'
import { listSharers } from './choose-watched.ts'
import { glanceAtOrders } from '../glance-at-orders.ts'
import { guardEmptying } from '../writing/guard-stock.ts'
import { type JudgedLevel, judgeLevels } from '../judging/judge-levels.ts'
import { pushLevels } from '../writing/push-levels.ts'
import { failureOf, readLevels, readStockIfServed, stockItemsOf } from '../reading/read-levels.ts'
import { readShopMoment } from '../judging/shop-moment.ts'

/** What the slices of a round share. */
export interface HotRound {
  readonly shop: string
  /** All that may sell of the same stock. */
  readonly shops: readonly string[]
  /** What any slice is about to empty, by level: the guard counts all of it. */
  readonly emptying: Set<string>
}

/** What was emptied within this counts together, as in one sweep. */
const emptiedWithinMs = 15 * 60_000

export function hotRoundOf(
  shop: string,
  shops: readonly string[],
  look: readonly JudgedLevel[] = [],
): HotRound {
  const emptying = look.filter(({ empties }) => empties)
  return { shop, shops, emptying: new Set(emptying.map(({ facts }) => levelText(facts.row))) }
}

/**
 * Reads some levels anew, judges and writes them. Shopify is read first, then Linnworks, then the
 * ledger: so every error is on the safe side. Idempotent: every write carries the number that it
 * replaces.
 */
export async function pushHotSlice(
  dependencies: Pick<Dependencies, 'findShop' | 'linnworks' | 'ledger' | 'orderDesk' | 'stopping'>,
  round: HotRound,
  levels: readonly LevelRow[],
): Promise<{ readonly judged: readonly JudgedLevel[]; readonly written: number }> {
  const { shop, shops } = round
  const sharing = await listSharers(dependencies, levels)
  const byShop = Map.groupBy([...levels, ...sharing], (each) => each.shop)
  const silent = new Set<string>()
  for (const [each, some] of byShop) {
    const items = [...new Set(some.map(({ inventoryItemId }) => inventoryItemId))]
    const reading = readLevels(dependencies, each, items)
    if (each === shop) await reading
    else if ((await failureOf(reading)) !== undefined) silent.add(each)
  }
  await readStockIfServed(dependencies, stockItemsOf(levels))
  let judged = await judge()
  if (judged.some(({ verdict }) => verdict.standing === 'raiseWaits')) {
    for (const each of shops) await glanceAtOrders(dependencies, each)
    judged = await judge()
  }
  return { judged, written: await pushGuarded(dependencies, round, 'hot', judged) }

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

/** Writes what was judged to differ, unless it and what else is under way would empty too much. */
export async function pushGuarded(
  dependencies: Pick<Dependencies, 'findShop' | 'ledger'>,
  { shop, emptying }: Pick<HotRound, 'shop' | 'emptying'>,
  lane: Lane,
  judged: readonly JudgedLevel[],
): Promise<number> {
  for (const { facts, empties } of judged) {
    if (empties) emptying.add(levelText(facts.row))
    else emptying.delete(levelText(facts.row))
  }
  const since = new Date(Date.now() - emptiedWithinMs)
  const stopped = await guardEmptying(dependencies, shop, { since, emptying: emptying.size })
  if (stopped !== undefined) return 0
  const { written } = await pushLevels(dependencies, shop, lane, judged)
  // What was written is counted by the ledger.
  for (const { facts } of judged) emptying.delete(levelText(facts.row))
  return written
}
