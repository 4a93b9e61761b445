import { randomUUID } from 'node:crypto'
import { createDocumentStore, type Collection } from '../document-store.ts'
import type {
  StoredChannelSku,
  StoredItem,
  StoredOrder,
  StoredPostalService,
  StoredRelation,
  StoredReturn,
  StoredSession,
} from './documents.ts'
import { createItemBook, type ItemBook } from './item-book.ts'
import { createOrderBook, type OrderBook } from './order-book.ts'
import { createPretence, type Pretence } from './pretence.ts'
import { DEFAULT_LOCATION_ID, type LinnworksAccount, type LinnworksItem } from './setup.ts'

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
  readonly items: ItemBook
  readonly postalServices: Collection<StoredPostalService>
  readonly channelSkus: Collection<StoredChannelSku>
  readonly relations: Collection<StoredRelation>
  readonly returns: Collection<StoredReturn>
  readonly sessions: Collection<StoredSession>
  /** What a wrong master would show of the stock. */
  readonly pretence: Pretence
  readonly clock: () => number
  /** The time as the vendor writes it. */
  now(): string
  /** Archived items included. SKUs are compared exactly. */
  findItem(sku: string): StoredItem | undefined
  /** Adds the item, or replaces the one with its id. */
  putItem(item: LinnworksItem): StoredItem
  nextReturnNumber(): number
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
  const now = () => new Date(clock()).toISOString()
  const items = createItemBook(store, now)
  const postalServices = store.collection<StoredPostalService>('postal services')

  store.transaction(() => {
    for (const item of account.items) {
      if (items.get(item.StockItemId.toLowerCase()) === undefined) items.putParsed(item)
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
    returns: store.collection('returns'),
    sessions: store.collection('sessions'),
    pretence: createPretence(),
    clock,
    now,
    findItem: items.find,
    putItem: items.put,
    nextReturnNumber: () => store.nextNumber('return', 1),
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
