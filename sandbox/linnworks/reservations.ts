import type { StoredOrder } from './documents.ts'

/** What the lines of open orders hold, kept up to date order by order. */
export interface Reservations {
  /** Units of the item itself; what its composites hold of it is not in them. */
  unitsOf(stockItemId: string, locationId: string): number
  add(order: StoredOrder): void
  remove(order: StoredOrder): void
}

/**
 * Open orders reserve, locked ones do not (vendor's help), parked ones do. Lines that are linked
 * to no item hold nothing.
 */
export function createReservations(): Reservations {
  const byItem = new Map<string, Map<string, number>>()

  function change(order: StoredOrder, sign: 1 | -1): void {
    if (order.processedAt !== null || order.locked) return
    for (const { stockItemId, quantity } of order.lines) {
      if (stockItemId === null) continue
      const places = byItem.get(stockItemId) ?? new Map<string, number>()
      const held = (places.get(order.locationId) ?? 0) + sign * quantity
      byItem.set(stockItemId, places.set(order.locationId, held))
    }
  }

  return {
    unitsOf: (stockItemId, locationId) => byItem.get(stockItemId)?.get(locationId) ?? 0,
    add: (order) => change(order, 1),
    remove: (order) => change(order, -1),
  }
}
