import type { StoredItem } from './documents.ts'
import { UNTRACKED } from './setup.ts'
import type { LinnworksState } from './state.ts'

export interface Level {
  /** On the shelf; of a composite whose level is computed, what its components make. */
  readonly stockLevel: number
  /** In open orders; of what is computed or not tracked none. */
  readonly inOrders: number
  /** The difference; it may be negative. */
  readonly available: number
}

type Books = Pick<LinnworksState, 'items' | 'orders'>

/**
 * What stands at a location and what of it is free. The level of a composite that is not tracked
 * comes from its components at the same location; a tracked one has its own (vendor's help). Orders
 * of a computed composite are orders of its components.
 */
export function levelOf(state: Books, item: StoredItem, locationId: string): Level {
  if (isComputed(item, locationId)) {
    const available = unitsMade(state, item, locationId)
    return { stockLevel: available, inOrders: 0, available }
  }
  const stockLevel = item.levels[locationId]?.units ?? 0
  const inOrders = isTracked(item, locationId) ? unitsInOrders(state, item, locationId) : 0
  return { stockLevel, inOrders, available: stockLevel - inOrders }
}

/** -1 where the item is not tracked. */
export function minimumLevelOf(item: StoredItem, locationId: string): number {
  return item.minimumLevels?.[locationId] ?? item.minimumLevel
}

export function isTracked(item: StoredItem, locationId: string): boolean {
  return minimumLevelOf(item, locationId) !== UNTRACKED
}

/** Whether the level there follows from the components: of a composite that is not tracked. */
export function isComputed(item: StoredItem, locationId: string): boolean {
  return item.isComposite && !isTracked(item, locationId)
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
  const needed = new Map<string, number>()
  addLeaves(state, { item, locationId, quantity: 1 }, needed)
  const possible = [...needed].map(([sku, quantity]) => {
    const part = state.items.find(sku)
    return part === undefined
      ? 0
      : Math.floor(levelOf(state, part, locationId).available / quantity)
  })
  return possible.length === 0 ? 0 : Math.min(...possible)
}

/** What stands on shelves of its own under a computed composite, taken apart all the way down. */
function addLeaves(
  state: Books,
  { item, locationId, quantity }: { item: StoredItem; locationId: string; quantity: number },
  needed: Map<string, number>,
): void {
  for (const each of item.components) {
    const part = state.items.find(each.sku)
    const units = quantity * each.quantity
    if (part !== undefined && isComputed(part, locationId)) {
      addLeaves(state, { item: part, locationId, quantity: units }, needed)
    } else needed.set(each.sku, (needed.get(each.sku) ?? 0) + units)
  }
}
