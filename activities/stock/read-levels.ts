import { ApiError } from '../../lib/api-error.ts'
import type { Dependencies } from '../dependencies.ts'

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
  const levels = await linnworks.getStockLevels(stockItemIds)
  await ledger.stockReadings.putStock(
    levels.map(({ stockItemId, locationId, available, tracked }) => ({
      stockItemId,
      linnworksLocationId: locationId,
      available,
      tracked,
    })),
    readAt,
  )
}
