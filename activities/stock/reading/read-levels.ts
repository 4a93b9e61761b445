import { ApiError } from '../../../lib/api-error.ts'
import type { LevelRow } from '../../../ledger/level-rows.ts'
import type { StockPageItem } from '../../../linnworks/index.ts'
import type { Dependencies } from '../../dependencies.ts'

/**
 * Reads what a shop has of some items, at all its locations, into the ledger. Answers the items that
 * were read; one that is gone, or cannot be understood, is not among them.
 */
export async function readLevels(
  { findShop, ledger }: Pick<Dependencies, 'findShop' | 'ledger'>,
  shop: string,
  inventoryItemIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const readAt = await ledger.clock.now()
  const found = await findShop(shop).client.getLevels(inventoryItemIds)
  const read = [...found].flatMap(([id, levels]) =>
    levels instanceof ApiError ? [] : [{ id, levels }],
  )
  await ledger.stockReadings.putShopLevels(
    shop,
    read.flatMap(({ levels }) => levels),
    readAt,
  )
  return new Set(read.map(({ id }) => id))
}

/** Reads what Linnworks has of some stock items, at all its locations, into the ledger. */
export async function readStock(
  { linnworks, ledger }: Pick<Dependencies, 'linnworks' | 'ledger'>,
  stockItemIds: readonly string[],
): Promise<void> {
  const readAt = await ledger.clock.now()
  await noteStock({ ledger }, await linnworks.getStockLevels(stockItemIds), readAt)
}

/** While Linnworks cannot be asked, what was read last stands until it is too old. */
export async function readStockIfServed(
  dependencies: Pick<Dependencies, 'linnworks' | 'ledger'>,
  stockItemIds: readonly string[],
): Promise<ApiError | undefined> {
  return await failureOf(readStock(dependencies, stockItemIds))
}

/** Why the vendor did not answer, if it did not; any other failure is nobody's but ours. */
export async function failureOf(reading: Promise<unknown>): Promise<ApiError | undefined> {
  try {
    await reading
    return undefined
  } catch (error) {
    if (error instanceof ApiError) return error
    throw error
  }
}

/** What levels are sold as, each once. */
export function stockItemsOf(levels: readonly Pick<LevelRow, 'stockItemId'>[]): string[] {
  return [...new Set(levels.flatMap(({ stockItemId }) => stockItemId ?? []))]
}

/**
 * Notes what Linnworks answered at `readAt` of some items. It lists an item only where it has a row:
 * what is not listed at a location that counts for a shop is none there.
 */
export async function noteStock(
  { ledger }: Pick<Dependencies, 'ledger'>,
  items: readonly Pick<StockPageItem, 'stockItemId' | 'levels'>[],
  readAt: Date,
): Promise<void> {
  const links = await ledger.linkedLocations.list()
  const counting = [...new Set(links.map(({ linnworksLocationId }) => linnworksLocationId))]
  const readings = items.flatMap(({ stockItemId, levels }) => {
    const listed = new Set(levels.map(({ locationId }) => locationId))
    // An item that is tracked nowhere is not taken for one that is sold out.
    const tracked = levels.length === 0 || levels.some((level) => level.tracked)
    const absent = counting
      .filter((locationId) => !listed.has(locationId))
      .map((locationId) => ({ locationId, available: 0, tracked }))
    return [...levels, ...absent].map((level) => ({
      stockItemId,
      linnworksLocationId: level.locationId,
      available: level.available,
      tracked: level.tracked,
    }))
  })
  await ledger.stockReadings.putStock(readings, readAt)
}
