import { countInLinnworks, type LevelTerms, sumAvailable } from '../../../domain/stock-level.ts'
import {
  countInFlight,
  elsewhereUnits,
  listSharing,
  type SharingLevel,
} from '../../../domain/stock-sharing.ts'
import type { UnitCounts } from '../../../ledger/consigned-units.ts'
import type { LevelKey } from '../../../ledger/level-key.ts'
import type { LinkedLocation } from '../../../ledger/linked-locations.ts'
import type { LevelRow } from '../../../ledger/level-rows.ts'
import type { StockRow } from '../../../ledger/stock-readings.ts'
import type { Dependencies } from '../../dependencies.ts'
import { isPushed } from '../pushed-shops.ts'

/** A level with all that is known of it, and what its number is made of where it has one. */
export interface LevelFacts {
  readonly row: LevelRow
  /** What Linnworks has at the linked locations. */
  readonly stock: readonly StockRow[]
  /** Whether any Linnworks location is linked to its location. */
  readonly linked: boolean
  /** One of these counts for another location of the shop too. */
  readonly countedTwice: boolean
  /** It is computed from its components, if Linnworks does not track it by itself. */
  readonly isComposite: boolean
  /** An order that stands in Linnworks changed in Shopify, here or there, and was not looked at. */
  readonly unheard: boolean
  /** When the others that sell of the same stock were read. */
  readonly sharers: readonly { readonly shop: string; readonly readAt: Date }[]
  readonly terms?: Omit<LevelTerms, 'buffer'>
  /** When the oldest of what Linnworks said was asked. */
  readonly stockReadAt?: Date
}

/** A level as others share its units, and since when Linnworks is known for the one who asks. */
interface Asked extends SharingLevel {
  readonly row: LevelRow
  readonly verifiedBefore: Date
}

/** A level whose number can be made up, once its units and those of its sharers are counted. */
type Prepared = Omit<LevelFacts, 'terms' | 'sharers' | 'unheard'> & {
  readonly asked?: readonly Asked[]
}

/**
 * Gathers what the numbers of these levels are made of, from the ledger alone: what both vendors were
 * last read to have, and, read after those, what is known of the orders. Levels that were never read
 * are left out.
 */
export async function gatherLevelFacts(
  dependencies: Pick<Dependencies, 'findShop' | 'ledger'>,
  keys: readonly LevelKey[],
): Promise<readonly LevelFacts[]> {
  const { ledger } = dependencies
  const rows = await ledger.stockLevels.list(keys)
  const items = [...new Set(rows.flatMap(({ stockItemId }) => stockItemId ?? []))]
  const [links, stock, parts] = await Promise.all([
    ledger.linkedLocations.list(),
    ledger.stockReadings.listStock(items),
    ledger.stockItems.listRecipes(items),
  ])
  const sharing = new Map(items.map((id) => [id, listSharing(id, parts)]))
  const sold = await ledger.stockItems.countSold([...new Set([...sharing.values()].flat())])
  // Most are sold as one item in one shop: nobody else draws on them.
  const shared = [...sharing.values()].filter(
    (group) => group.reduce((sum, id) => sum + (sold.get(id) ?? 0), 0) > 1,
  )
  const drawnOn = [...new Set(shared.flat())]
  const others = await ledger.stockLevels.listSoldAs(drawnOn, rows)
  const soldAs = [...rows, ...others.filter(({ shop }) => isPushed(dependencies, shop))]
  const stockOf = Map.groupBy(stock, ({ stockItemId }) => stockItemId)
  const levelsOf = Map.groupBy(soldAs, ({ stockItemId }) => stockItemId ?? '')
  const linksOf = Map.groupBy(links, placeOf)
  const composites = new Set(parts.map(({ stockItemId }) => stockItemId))

  const prepared = rows.map((row): Prepared => {
    const linked = toLinked(row, linksOf)
    const here = (stockOf.get(row.stockItemId ?? '') ?? []).filter(({ linnworksLocationId }) =>
      linked.includes(linnworksLocationId),
    )
    const stockReadAt = oldestOf(here)
    const isComposite = composites.has(row.stockItemId ?? '')
    const countedTwice = links.some(
      (link) =>
        link.shop === row.shop &&
        link.locationId !== row.locationId &&
        linked.includes(link.linnworksLocationId),
    )
    const common = { row, stock: here, linked: linked.length > 0, countedTwice, isComposite }
    if (row.stockItemId === null || stockReadAt === undefined || here.length < linked.length) {
      return common
    }
    const stockItemId = row.stockItemId
    const siblings = (sharing.get(stockItemId) ?? [])
      .flatMap((id) => levelsOf.get(id) ?? [])
      .filter((each) => each !== row && toLinked(each, linksOf).some((id) => linked.includes(id)))
    const asked = [row, ...siblings].map((each): Asked => ({
      ...toKey(each),
      stockItemId: each.stockItemId ?? stockItemId,
      linnworksLocationIds: toLinked(each, linksOf),
      row: each,
      verifiedBefore: stockReadAt,
    }))
    return { ...common, stockReadAt, asked }
  })
  const counting = prepared.flatMap(({ asked = [] }) => asked)
  const counts = await ledger.consignedUnits.countUnits(counting)
  const countOf = new Map(counting.map((each, nth) => [each, counts[nth]]))

  return prepared.map(({ stockReadAt, asked, ...common }): LevelFacts => {
    const { row, stock: here } = common
    const [own, ...siblings] = asked ?? []
    const counted = own === undefined ? undefined : countOf.get(own)
    if (own === undefined || counted === undefined || stockReadAt === undefined) {
      return { ...common, sharers: [], unheard: false }
    }
    const inFlight = siblings.map((each) => ({
      ...each,
      inFlight: inFlightOf(each.row, countOf.get(each)),
    }))
    const terms = {
      available: sumAvailable(here, common),
      inLinnworks: countInLinnworks({
        counted: counted.inLinnworks,
        claimed: counted.claimed,
        committed: row.committed,
      }),
      leftShelf: counted.leftShelf,
      elsewhere: elsewhereUnits(own, inFlight, parts),
    }
    const sharers = siblings.map((each) => ({ shop: each.shop, readAt: each.row.readAt }))
    const unheard = [own, ...siblings].some((each) => (countOf.get(each)?.unheard ?? 0) > 0)
    return { ...common, sharers, unheard, terms, stockReadAt }
  })
}

function inFlightOf({ committed }: LevelRow, counted: UnitCounts | undefined): number {
  const { inLinnworks = 0, claimed = 0, leftShelf = 0 } = counted ?? {}
  return countInFlight({ committed, counted: inLinnworks, claimed, leftShelf })
}

function toKey({ shop, inventoryItemId, locationId }: LevelKey): LevelKey {
  return { shop, inventoryItemId, locationId }
}

function toLinked(
  level: LevelKey,
  linksOf: ReadonlyMap<string, readonly LinkedLocation[]>,
): readonly string[] {
  const links = linksOf.get(placeOf(level)) ?? []
  return links.map(({ linnworksLocationId }) => linnworksLocationId)
}

function placeOf({ shop, locationId }: Pick<LevelKey, 'shop' | 'locationId'>): string {
  return `${shop}:${locationId}`
}

function oldestOf(stock: readonly StockRow[]): Date | undefined {
  return stock.reduce<Date | undefined>(
    (oldest, { readAt }) => (oldest === undefined || readAt < oldest ? readAt : oldest),
    undefined,
  )
}
