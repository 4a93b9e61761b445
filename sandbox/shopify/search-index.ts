import type { StoredOrder } from './state.ts'

/** What searches see of the orders: each change only once the lag has passed. */
export interface SearchIndex {
  /** Takes an order in as it was at start. */
  load(order: StoredOrder): void
  update(order: StoredOrder): void
  /** Every order of a shop that has been indexed, as it was then. */
  ordersOf(shop: string): readonly StoredOrder[]
}

interface Entry {
  current: StoredOrder | undefined
  pending: { readonly visibleAt: number; readonly order: StoredOrder }[]
}

/** Shopify promises no bound for this lag: clients must overlap what they search. */
export function createSearchIndex(lagMs: number, now: () => number): SearchIndex {
  const shops = new Map<string, Map<string, Entry>>()

  function entryOf(order: StoredOrder): Entry {
    const entries = shops.get(order.shop) ?? new Map<string, Entry>()
    shops.set(order.shop, entries)
    const entry = entries.get(order.id) ?? { current: undefined, pending: [] }
    entries.set(order.id, entry)
    return entry
  }

  return {
    load: (order) => {
      entryOf(order).current = order
    },
    update: (order) => {
      const entry = entryOf(order)
      if (lagMs === 0) entry.current = order
      else entry.pending.push({ visibleAt: now() + lagMs, order })
    },
    ordersOf: (shop) => {
      const seen: StoredOrder[] = []
      for (const entry of shops.get(shop)?.values() ?? []) {
        while (entry.pending[0] !== undefined && entry.pending[0].visibleAt <= now()) {
          entry.current = entry.pending.shift()?.order
        }
        if (entry.current !== undefined) seen.push(entry.current)
      }
      return seen
    },
  }
}
