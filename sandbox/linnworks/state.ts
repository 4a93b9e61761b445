import { randomUUID } from 'node:crypto'
import { createDocumentStore, type Collection } from '../document-store.ts'
import type {
  StoredChannelSku,
  StoredItem,
  StoredOrder,
  StoredPostalService,
  StoredRelation,
  StoredSession,
} from './documents.ts'
import { createOrderBook, type OrderBook } from './order-book.ts'
import {
  DEFAULT_LOCATION_ID,
  LinnworksItemSchema,
  UNTRACKED,
  type LinnworksAccount,
  type LinnworksItem,
} from './setup.ts'

export interface Location {
  readonly id: string
  readonly intId: number
  readonly name: string
}

/** Everything the twin knows: what it was set up with, and what has happened since. */
export interface LinnworksState {
  readonly account: LinnworksAccount
  readonly locations: readonly Location[]
  readonly orders: OrderBook
  readonly items: Collection<StoredItem>
  readonly postalServices: Collection<StoredPostalService>
  readonly channelSkus: Collection<StoredChannelSku>
  readonly relations: Collection<StoredRelation>
  readonly sessions: Collection<StoredSession>
  readonly clock: () => number
  /** The time as the vendor writes it. */
  now(): string
  /** Archived items included. SKUs are compared exactly. */
  findItem(sku: string): StoredItem | undefined
  /** Adds the item, or replaces the one with its id. */
  putItem(item: LinnworksItem): StoredItem
  transaction<T>(work: () => T): T
  close(): void
}

/**
 * Opens the state at `path`, or in memory. What the file holds already wins over the set-up's
 * items, so that a restart brings back the stock as it was left.
 */
export function openState(options: {
  readonly account: LinnworksAccount
  readonly clock: () => number
  readonly path?: string
}): LinnworksState {
  const { account, clock } = options
  const store = createDocumentStore(options.path)
  const items = store.collection<StoredItem>('items')
  const postalServices = store.collection<StoredPostalService>('postal services')
  const bySku = new Map<string, string>()
  for (const item of items.values()) bySku.set(item.sku, item.id)
  const now = () => new Date(clock()).toISOString()

  function putItem(given: LinnworksItem): StoredItem {
    const item = LinnworksItemSchema.parse(given)
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
      createdAt: known?.createdAt ?? at,
      levels: Object.fromEntries(
        Object.entries(item.levels).map(([locationId, units]) => [
          locationId.toLowerCase(),
          { units, updatedAt: at, operation: 'Initial stock' },
        ]),
      ),
    }
    if (known !== undefined) bySku.delete(known.sku)
    items.put(id, stored)
    bySku.set(stored.sku, id)
    return stored
  }

  store.transaction(() => {
    for (const item of account.items) {
      if (items.get(item.StockItemId.toLowerCase()) === undefined) putItem(item)
    }
    const named = new Set([...postalServices.values()].map((service) => service.name))
    for (const { name, vendor } of [
      { name: 'Default', vendor: 'NONE' },
      ...account.postalServices,
    ]) {
      if (named.has(name)) continue
      const id = name === 'Default' ? DEFAULT_LOCATION_ID : randomUUID()
      postalServices.put(id, { id, name, vendor })
    }
  })

  return {
    account,
    locations: [
      { id: DEFAULT_LOCATION_ID, intId: 0, name: 'Default' },
      ...account.locations.map((location, index) => ({
        id: location.StockLocationId.toLowerCase(),
        intId: index + 1,
        name: location.LocationName,
      })),
    ],
    orders: createOrderBook(store),
    items,
    postalServices,
    channelSkus: store.collection('channel skus'),
    relations: store.collection('relations'),
    sessions: store.collection('sessions'),
    clock,
    now,
    findItem: (sku) => {
      const id = bySku.get(sku)
      return id === undefined ? undefined : items.get(id)
    },
    putItem,
    transaction: (work) => store.transaction(work),
    close: () => store.close(),
  }
}

/** A changed copy of an order, with a line in its audit trail. */
export function changed(
  state: Pick<LinnworksState, 'now'>,
  order: StoredOrder,
  change: Partial<StoredOrder>,
  audit: { readonly type: string; readonly note: string },
): StoredOrder {
  return { ...order, ...change, audit: [...order.audit, { at: state.now(), ...audit }] }
}
