import type { StoredItem, StoredOrder } from './documents.ts'
import type { LinnworksState } from './state.ts'
import { isComputed, isTracked } from './stock-levels.ts'

type Shelves = Pick<LinnworksState, 'items' | 'now'>

/** Takes an order's units off the shelf of its location: what processing does. */
export function takeFromShelf(state: Shelves, order: StoredOrder): void {
  const operation = `Order ${order.number} ref: ${order.reference ?? ''}`
  for (const { stockItemId, quantity } of order.lines) {
    if (stockItemId === null) continue
    moveUnits(state, { stockItemId, locationId: order.locationId, units: -quantity, operation })
  }
}

/**
 * Puts units on a shelf, or takes them off; of a computed composite those of its components. The
 * shelf of what is not tracked stays as it is.
 */
export function moveUnits(
  state: Shelves,
  move: {
    readonly stockItemId: string
    readonly locationId: string
    readonly units: number
    readonly operation: string
  },
): void {
  const { stockItemId, locationId, units, operation } = move
  const item = state.items.get(stockItemId)
  if (item === undefined) return
  if (!isComputed(item, locationId)) {
    if (!isTracked(item, locationId)) return
    const left = (item.levels[locationId]?.units ?? 0) + units
    putLevel(state, item, { locationId, units: left, operation })
    return
  }
  for (const { sku, quantity } of item.components) {
    const part = state.items.find(sku)
    if (part === undefined) continue
    moveUnits(state, { ...move, stockItemId: part.id, units: units * quantity })
  }
}

/** Sets what stands on a shelf; the level says when and by what. Answers the item as it is now. */
export function putLevel(
  state: Shelves,
  item: StoredItem,
  level: { readonly locationId: string; readonly units: number; readonly operation: string },
): StoredItem {
  const { locationId, units, operation } = level
  const entry = { units, updatedAt: state.now(), operation }
  const next = { ...item, levels: { ...item.levels, [locationId]: entry } }
  state.items.save(next)
  return next
}
