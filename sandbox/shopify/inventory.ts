import type { ShopSetup, VariantSetup } from './setup.ts'
import type { StoredLevel } from './records.ts'
import type { StoredLine, StoredOrder } from './state.ts'
import { announceLevel } from './webhooks/announce.ts'
import type { World } from './world.ts'

export function levelId(inventoryItemId: string, locationId: string): string {
  return `${inventoryItemId}:${locationId}`
}

/** The stock of an item at a location, or undefined where the location does not stock it. */
export function findLevel(
  world: World,
  setup: ShopSetup,
  inventoryItemId: string,
  locationId: string,
): StoredLevel | undefined {
  return world.levels.get(`${setup.shop}:${levelId(inventoryItemId, locationId)}`)
}

export function availableAt(level: StoredLevel | undefined): number {
  return level === undefined ? 0 : level.onHand - level.committed
}

/** Stores the levels of the setup that the state does not hold yet. */
export function stockShelves(world: World, setup: ShopSetup): void {
  for (const { variants } of setup.products) {
    for (const variant of variants) stockVariant(world, setup, variant)
  }
}

function stockVariant(world: World, setup: ShopSetup, variant: VariantSetup): void {
  for (const [locationId, onHand] of Object.entries(variant.stock)) {
    const { inventoryItemId } = variant
    if (findLevel(world, setup, inventoryItemId, locationId) !== undefined) continue
    const key = `${setup.shop}:${levelId(inventoryItemId, locationId)}`
    world.levels.put(key, {
      shop: setup.shop,
      inventoryItemId,
      locationId,
      onHand,
      committed: 0,
      updatedAt: world.timestamp(),
    })
  }
}

export interface StockMove {
  readonly line: StoredLine
  readonly locationId: string
  readonly onHandDelta: number
  readonly committedDelta: number
}

/**
 * Moves the stock behind an order's line: to commit it, to ship it, to let it go. Orders that
 * were created without a claim on inventory, and items that nobody stocks, move nothing.
 */
export function moveStock(world: World, order: StoredOrder, moves: readonly StockMove[]): void {
  if (!order.claimsInventory) return
  for (const { line, locationId, onHandDelta, committedDelta } of moves) {
    if (line.inventoryItemId === null || !line.tracked) continue
    const key = `${order.shop}:${levelId(line.inventoryItemId, locationId)}`
    const level = world.levels.get(key)
    if (level === undefined) continue
    const moved = {
      ...level,
      onHand: level.onHand + onHandDelta,
      committed: level.committed + committedDelta,
      updatedAt: world.timestamp(),
    }
    world.levels.put(key, moved)
    announceLevel(world, moved)
  }
}
