import type { DocumentStore } from '../document-store.ts'
import type { StoredItem } from './documents.ts'
import { LinnworksItemSchema, UNTRACKED, type LinnworksItem } from './setup.ts'

type ParsedItem = ReturnType<typeof LinnworksItemSchema.parse>

/** The account's stock items, archived ones included, found by id, SKU and component. */
export interface ItemBook {
  readonly size: number
  get(id: string): StoredItem | undefined
  /** SKUs are compared exactly. */
  find(sku: string): StoredItem | undefined
  values(): Iterable<StoredItem>
  /** Ids of what is not archived, oldest first; the same list until such an item comes or goes. */
  listActive(which: { readonly composites: boolean }): readonly string[]
  /** The composites that the item is a component of. */
  listParents(sku: string): readonly StoredItem[]
  /** Adds the item, or replaces the one with its id. */
  put(item: LinnworksItem): StoredItem
  /** The same for what has been through the schema. */
  putParsed(item: ParsedItem): StoredItem
  save(item: StoredItem): void
}

const NONE: readonly StoredItem[] = []

/** Keeps the items in `store`, and in memory the ways to find them. `now` answers ISO 8601, UTC. */
export function createItemBook(store: DocumentStore, now: () => string): ItemBook {
  const items = store.collection<StoredItem>('items')
  const bySku = new Map<string, string>()
  const parents = new Map<string, Set<string>>()
  let active: { readonly all: readonly string[]; readonly plain: readonly string[] } | undefined
  for (const item of items.values()) remember(item)

  function remember(item: StoredItem): void {
    bySku.set(item.sku, item.id)
    for (const { sku } of item.components) {
      parents.set(sku, (parents.get(sku) ?? new Set()).add(item.id))
    }
  }

  function forget(item: StoredItem): void {
    if (bySku.get(item.sku) === item.id) bySku.delete(item.sku)
    for (const { sku } of item.components) parents.get(sku)?.delete(item.id)
  }

  function save(item: StoredItem): void {
    const known = items.get(item.id)
    items.put(item.id, item)
    // A change of level, which is by far the most frequent, concerns no index.
    if (known !== undefined && isFoundAlike(known, item)) return
    if (known !== undefined) forget(known)
    remember(item)
    active = undefined
  }

  function putParsed(item: ParsedItem): StoredItem {
    const id = item.StockItemId.toLowerCase()
    const at = now()
    const known = items.get(id)
    const stored: StoredItem = {
      id,
      intId: known?.intId ?? store.nextNumber('item', 1),
      sku: item.SKU,
      title: item.title,
      isComposite: item.isComposite,
      components: item.components.map(({ SKU, quantity }) => ({ sku: SKU, quantity })),
      archived: item.archived,
      minimumLevel: item.minimumLevel ?? (item.isComposite ? UNTRACKED : 0),
      minimumLevels: byLocation(item.minimumLevels, (level) => level),
      createdAt: known?.createdAt ?? at,
      levels: byLocation(item.levels, (units) => ({
        units,
        updatedAt: at,
        operation: 'Initial stock',
      })),
    }
    save(stored)
    return stored
  }

  function listActive(): NonNullable<typeof active> {
    const found = [...items.values()]
      .filter((item) => !item.archived)
      .toSorted((a, b) => a.intId - b.intId)
    return {
      all: found.map(({ id }) => id),
      plain: found.filter(({ isComposite }) => !isComposite).map(({ id }) => id),
    }
  }

  return {
    get size() {
      return items.size
    },
    get: (id) => items.get(id),
    find: (sku) => {
      const id = bySku.get(sku)
      return id === undefined ? undefined : items.get(id)
    },
    values: () => items.values(),
    listActive: ({ composites }) => {
      active ??= listActive()
      return composites ? active.all : active.plain
    },
    listParents: (sku) => {
      const ids = parents.get(sku)
      if (ids === undefined) return NONE
      return [...ids].map((id) => items.get(id)).filter((item) => item !== undefined)
    },
    put: (item) => putParsed(LinnworksItemSchema.parse(item)),
    putParsed,
    save,
  }
}

function isFoundAlike(one: StoredItem, other: StoredItem): boolean {
  return (
    one.sku === other.sku &&
    one.archived === other.archived &&
    one.isComposite === other.isComposite &&
    one.components === other.components
  )
}

function byLocation<From, To>(
  given: Readonly<Record<string, From>>,
  convert: (value: From) => To,
): Record<string, To> {
  return Object.fromEntries(
    Object.entries(given).map(([locationId, value]) => [locationId.toLowerCase(), convert(value)]),
  )
}
