import { ApiError } from '../../../lib/api-error.ts'
import type { LevelKey } from '../../../ledger/level-key.ts'
import type { Restock } from '../../../shopify/index.ts'
import type { Dependencies } from '../../dependencies.ts'

/** Shopify says when it was in whole seconds. */
const roundedMs = 1000

/**
 * How many units Shopify itself put back on each of these levels of a shop since a moment, in order.
 * Only the orders that changed since are asked for, and only of a level about which there is a
 * question; `undefined` where Shopify cannot say.
 */
export async function countRestocks(
  { findShop, ledger }: Pick<Dependencies, 'findShop' | 'ledger'>,
  shop: string,
  asked: readonly (LevelKey & { readonly since: Date })[],
): Promise<readonly number[] | undefined> {
  const orderIds = await ledger.stockLevels.listChangedOrders(asked)
  if (orderIds.length === 0) return asked.map(() => 0)
  try {
    const restocks = await findShop(shop).client.listRestocks(orderIds)
    return asked.map((level) =>
      restocks
        .filter((restock) => isOf(restock, level))
        .reduce((sum, { quantity }) => sum + quantity, 0),
    )
  } catch (error) {
    if (error instanceof ApiError) return undefined
    throw error
  }
}

function isOf(restock: Restock, level: LevelKey & { readonly since: Date }): boolean {
  const { inventoryItemId, locationId = level.locationId, at } = restock
  return (
    inventoryItemId === level.inventoryItemId &&
    locationId === level.locationId &&
    Date.parse(at) > level.since.getTime() - roundedMs
  )
}
