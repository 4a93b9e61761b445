import type { StoredItem } from './documents.ts'
import type { LinnworksState, Location } from './state.ts'
import { levelOf, type Level } from './stock-levels.ts'
import { toStockItemLevel } from './stock-wire.ts'

/** The stock as the API shows it: without what is archived, and with what the account pretends. */
export interface ShownStock {
  /** Of every location, as `StockItemLevel`. */
  listLevels(item: StoredItem): readonly ReturnType<typeof toStockItemLevel>[]
  toLevel(item: StoredItem, location: Location): ReturnType<typeof toStockItemLevel>
  /** Ids, oldest first. */
  listItems(which: { readonly composites: boolean }): readonly string[]
  /** In the order they are asked for, each once. */
  findItems(ids: readonly string[]): readonly StoredItem[]
}

const EMPTY: Level = { stockLevel: 0, inOrders: 0, available: 0 }

export function showStock(state: LinnworksState): ShownStock {
  const { items, pretence } = state
  const isShown = (item: StoredItem | undefined): item is StoredItem =>
    item !== undefined && !pretence.hides(item)

  function toLevel(item: StoredItem, location: Location) {
    const level = pretence.emptiesShelves ? EMPTY : levelOf(state, item, location.id)
    return toStockItemLevel(item, location, level)
  }

  return {
    toLevel,
    listLevels: (item) => state.locations.map((location) => toLevel(item, location)),
    listItems: (which) => {
      const active = items.listActive(which)
      return pretence.hidesItems ? active.filter((id) => isShown(items.get(id))) : active
    },
    findItems: (ids) =>
      [...new Set(ids)]
        .map((id) => items.get(id))
        .filter(isShown)
        .filter((item) => !item.archived || state.account.switches.archivedById),
  }
}
