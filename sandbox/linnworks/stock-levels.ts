import type { StoredItem, StoredOrder } from './documents.ts'
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

/** The levels at one moment: the open orders are gone through once. */
export interface StockView {
  levelOf(item: StoredItem, locationId: string): Level
}

type Items = Pick<LinnworksState, 'items' | 'findItem' | 'orders'>

/**
 * Open orders reserve, locked ones do not (vendor's help), parked ones do. The level of a
 * composite that is not tracked comes from its components at the same location (vendor's help).
 */
export function viewStock(state: Items): StockView {
  const reserved = new Map<string, number>()
  for (const order of state.orders.listOpen()) {
    if (order.locked) continue
    for (const [item, units] of unitsOf(state, order)) {
      const key = `${order.locationId} ${item.id}`
      reserved.set(key, (reserved.get(key) ?? 0) + units)
    }
  }

  function levelOf(item: StoredItem, locationId: string): Level {
    const inOrders = reserved.get(`${locationId} ${item.id}`) ?? 0
    if (isComputed(item)) {
      const available = makes(item, locationId)
      return { stockLevel: available + inOrders, inOrders, available }
    }
    const stockLevel = item.levels[locationId]?.units ?? 0
    return { stockLevel, inOrders, available: stockLevel - inOrders }
  }

  function makes(item: StoredItem, locationId: string): number {
    const possible = item.components.map((component) => {
      const part = state.findItem(component.sku)
      if (part === undefined) return 0
      return Math.floor(levelOf(part, locationId).available / component.quantity)
    })
    return possible.length === 0 ? 0 : Math.min(...possible)
  }

  return { levelOf }
}

/** Takes an order's units off the shelf of its location: what processing does. */
export function takeFromShelf(
  state: Pick<LinnworksState, 'items' | 'findItem' | 'now'>,
  order: StoredOrder,
): void {
  for (const [item, units] of unitsOf(state, order)) {
    if (isComputed(item)) continue
    const stored = state.items.get(item.id) ?? item
    const left = (stored.levels[order.locationId]?.units ?? 0) - units
    putLevel(state, stored, {
      locationId: order.locationId,
      units: left,
      operation: `Order ${order.number} ref: ${order.reference ?? ''}`,
    })
  }
}

export function putLevel(
  state: Pick<LinnworksState, 'items' | 'now'>,
  item: StoredItem,
  level: { readonly locationId: string; readonly units: number; readonly operation: string },
): StoredItem {
  const { locationId, units, operation } = level
  const entry = { units, updatedAt: state.now(), operation }
  const next = { ...item, levels: { ...item.levels, [locationId]: entry } }
  state.items.put(item.id, next)
  return next
}

/** Whether the item's level follows from its components: a composite that is not tracked. */
export function isComputed(item: StoredItem): boolean {
  return item.isComposite && item.minimumLevel === UNTRACKED
}

/** What an order holds of each item, components included. Unlinked lines hold nothing. */
function unitsOf(
  state: Pick<LinnworksState, 'items' | 'findItem'>,
  order: StoredOrder,
): [StoredItem, number][] {
  return order.lines.flatMap((line) => {
    const item = line.stockItemId === null ? undefined : state.items.get(line.stockItemId)
    return item === undefined ? [] : withComponents(state, item, line.quantity)
  })
}

function withComponents(
  state: Pick<LinnworksState, 'findItem'>,
  item: StoredItem,
  units: number,
): [StoredItem, number][] {
  if (!isComputed(item)) return [[item, units]]
  const parts = item.components.flatMap((component) => {
    const part = state.findItem(component.sku)
    return part === undefined ? [] : withComponents(state, part, units * component.quantity)
  })
  return [[item, units], ...parts]
}
