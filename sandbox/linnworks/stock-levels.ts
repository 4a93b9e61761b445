import type { StoredItem } from './documents.ts'
import { UNTRACKED } from './setup.ts'
import type { LinnworksState } from './state.ts'

export interface Level {
  /** On the shelf; of a composite whose level is computed, what its components make. */
  readonly stockLevel: number
  /** In open orders. */
  readonly inOrders: number
  /** The difference; it may be negative. */
  readonly available: number
}

type Books = Pick<LinnworksState, 'items' | 'orders'>

/**
 * What stands at a location and what of it is free. The level of a composite that is not tracked
 * comes from its components at the same location; a tracked one has its own (vendor's help).
 */
export function levelOf(state: Books, item: StoredItem, locationId: string): Level {
  const inOrders = unitsInOrders(state, item, locationId)
  if (isComputed(item, locationId)) {
    const available = unitsMade(state, item, locationId)
    return { stockLevel: available + inOrders, inOrders, available }
  }
  const stockLevel = item.levels[locationId]?.units ?? 0
  return { stockLevel, inOrders, available: stockLevel - inOrders }
}

/** -1 where the item is not tracked. */
export function minimumLevelOf(item: StoredItem, locationId: string): number {
  return item.minimumLevels?.[locationId] ?? item.minimumLevel
}

/** Whether the level there follows from the components: of a composite that is not tracked. */
export function isComputed(item: StoredItem, locationId: string): boolean {
  return item.isComposite && minimumLevelOf(item, locationId) === UNTRACKED
}

/** What orders of the item hold, and orders of the computed composites that it is a part of. */
function unitsInOrders(state: Books, item: StoredItem, locationId: string): number {
  let units = state.orders.reserved.unitsOf(item.id, locationId)
  for (const parent of state.items.listParents(item.sku)) {
    if (!isComputed(parent, locationId)) continue
    const held = unitsInOrders(state, parent, locationId)
    if (held === 0) continue
    for (const { sku, quantity } of parent.components) {
      if (sku === item.sku) units += held * quantity
    }
  }
  return units
}

function unitsMade(state: Books, item: StoredItem, locationId: string): number {
  const possible = item.components.map(({ sku, quantity }) => {
    const part = state.items.find(sku)
    return part === undefined
      ? 0
      : Math.floor(levelOf(state, part, locationId).available / quantity)
  })
  return possible.length === 0 ? 0 : Math.min(...possible)
}
