import { catalogueOf } from './catalogue.ts'
import { blankLevel, findLevel, quantityOf, saveLevel } from './inventory.ts'
import type { ShopSetup } from './setup.ts'
import type { PoisonCode, World } from './world.ts'

/** A level as the back door shows it. */
export interface ShelfLevel {
  readonly inventoryItemId: string
  readonly locationId: string
  readonly onHand: number
  readonly committed: number
  readonly available: number
  readonly isActive: boolean
}

export interface ShelfChange {
  readonly inventoryItemId: string
  readonly locationId: string
  readonly onHand?: number | undefined
  readonly isActive?: boolean | undefined
}

/** Every level of a shop, by item and location, without a call or a point. */
export function listShelf(world: World, setup: ShopSetup): ShelfLevel[] {
  return catalogueOf(setup).itemsInOrder.flatMap(({ inventoryItemId }) =>
    setup.locations.flatMap(({ id: locationId }) => {
      const level = findLevel(world, setup, inventoryItemId, locationId)
      if (level === undefined) return []
      const { onHand, committed } = level
      const available = quantityOf(level, 'available')
      const isActive = level.inactive !== true
      return [{ inventoryItemId, locationId, onHand, committed, available, isActive }]
    }),
  )
}

/** Sets levels as a count in the shop does, without a call or a point, and tells of each. */
export function setShelf(world: World, setup: ShopSetup, changes: readonly ShelfChange[]): void {
  world.store.transaction(() => {
    for (const { inventoryItemId, locationId, onHand, isActive } of changes) {
      const level =
        findLevel(world, setup, inventoryItemId, locationId) ??
        blankLevel(setup, inventoryItemId, locationId)
      saveLevel(world, {
        ...level,
        onHand: onHand ?? level.onHand,
        ...(isActive === undefined ? {} : { inactive: !isActive }),
      })
    }
  })
}

/** From now on writes of an item are refused with the code; with null they are accepted again. */
export function setPoison(
  world: World,
  shop: string,
  inventoryItemId: string,
  code: PoisonCode | null,
): void {
  const key = `${shop}:${inventoryItemId}`
  if (code === null) world.poisoned.delete(key)
  else world.poisoned.set(key, code)
}
