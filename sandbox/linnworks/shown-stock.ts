import type { StoredItem } from './documents.ts'
import type { LinnworksState, Location } from './state.ts'
import { isComputed, levelOf, type Level } from './stock-levels.ts'
import { toStockItemLevel } from './stock-wire.ts'

/** The stock as the API shows it: without what is archived, and with what the account pretends. */
export interface ShownStock {
  /** Of every location that the account shows, as `StockItemLevel`. */
  listLevels(item: StoredItem): readonly ShownLevel[]
  toLevel(item: StoredItem, location: Location): ShownLevel
  /** Ids, oldest first unless the account lists them otherwise. */
  listItems(which: { readonly composites: boolean }): readonly string[]
  /** In the order they are asked for, each once. */
  findItems(ids: readonly string[]): readonly StoredItem[]
}

type ShownLevel = ReturnType<typeof toStockItemLevel>

const EMPTY: Level = { stockLevel: 0, inOrders: 0, available: 0 }

export function showStock(state: LinnworksState): ShownStock {
  const { items, pretence } = state
  const { switches } = state.account
  const isShown = (item: StoredItem | undefined): item is StoredItem =>
    item !== undefined && !pretence.hides(item)

  function toLevel(item: StoredItem, location: Location) {
    const level = pretence.emptiesShelves ? EMPTY : levelOf(state, item, location.id)
    const shown = switches.levelNames ? location : { ...location, name: null }
    return toStockItemLevel(item, shown, level)
  }

  function isSet(item: StoredItem, { id }: Location): boolean {
    if (switches.unsetLevels === 'zeros' || item.levels[id] !== undefined) return true
    return isComputed(item, id) || levelOf(state, item, id).inOrders !== 0
  }

  function sortIds(ids: readonly string[]): readonly string[] {
    if (switches.pageOrder === 'creation') return ids
    const skuOf = (id: string) => items.get(id)?.sku ?? ''
    return ids.toSorted((one, other) => (skuOf(one) < skuOf(other) ? -1 : 1))
  }

  return {
    toLevel,
    listLevels: (item) =>
      state.locations
        .filter((location) => isSet(item, location))
        .map((location) => toLevel(item, location)),
    listItems: (which) => {
      const active = sortIds(items.listActive(which))
      return pretence.hidesItems ? active.filter((id) => isShown(items.get(id))) : active
    },
    findItems: (ids) =>
      [...new Set(ids)]
        .map((id) => items.get(id))
        .filter(isShown)
        .filter((item) => !item.archived || state.account.switches.archivedById),
  }
}
