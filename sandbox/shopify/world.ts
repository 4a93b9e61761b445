import { createDocumentStore, type Collection, type DocumentStore } from '../document-store.ts'
import { topLevelError } from './errors.ts'
import { createSearchIndex, type SearchIndex } from './search-index.ts'
import type { ShopSetup, WebhookFaults } from './setup.ts'
import type {
  StoredAdjustment,
  StoredDelivery,
  StoredEdit,
  StoredJob,
  StoredKey,
  StoredLevel,
  StoredNotice,
  StoredSubscription,
  StoredToken,
} from './records.ts'
import type { StoredOrder } from './state.ts'

/** Everything the twin knows, and the clock and counters by which it changes. */
export interface World {
  readonly store: DocumentStore
  readonly setups: ReadonlyMap<string, ShopSetup>
  /** What happens to a shop's webhooks on their way. It may be changed while the twin runs. */
  readonly webhookFaults: Map<string, WebhookFaults>
  readonly orders: Collection<StoredOrder>
  readonly levels: Collection<StoredLevel>
  readonly jobs: Collection<StoredJob>
  readonly edits: Collection<StoredEdit>
  readonly notices: Collection<StoredNotice>
  readonly tokens: Collection<StoredToken>
  readonly keys: Collection<StoredKey>
  /** Idempotency keys of calls that have arrived and are not carried out yet. */
  readonly busyKeys: Set<string>
  readonly adjustments: Collection<StoredAdjustment>
  /** Items that refuse to be written, by shop and id, and the code they are refused with. */
  readonly poisoned: Map<string, PoisonCode>
  readonly subscriptions: Collection<StoredSubscription>
  readonly deliveries: Collection<StoredDelivery>
  /** Deliveries that the courier has not taken yet. */
  readonly outbox: StoredDelivery[]
  readonly index: SearchIndex
  readonly random: () => number
  /** Milliseconds since the epoch, by the twin's clock. */
  now(): number
  /** The same as ISO 8601 to the second. */
  timestamp(): string
  /** The next id of a kind of object: thirteen digits, never given twice. */
  nextId(kind: string): string
  /** Stores an order as changed now. */
  saveOrder(order: StoredOrder): StoredOrder
  /** Stores an order with a change that does not show in its time. */
  keepOrder(order: StoredOrder): StoredOrder
  /** The order that owns a fulfilment order, fulfilment, refund or return. */
  ownerOf(kind: OwnedKind, id: string): StoredOrder | undefined
}

export type OwnedKind =
  | 'FulfillmentOrder'
  | 'Fulfillment'
  | 'Refund'
  | 'Return'
  | 'ReverseFulfillmentOrder'
  | 'ReverseFulfillmentOrderLineItem'

export type PoisonCode = 'INVALID_INVENTORY_ITEM' | 'NON_MUTABLE_INVENTORY_ITEM'

/** What a resolver needs to know of the call: whose shop it is, and what the token may do. */
export interface CallContext {
  readonly world: World
  readonly setup: ShopSetup
}

export interface WorldOptions {
  readonly statePath?: string
  readonly shops: readonly ShopSetup[]
  readonly clock: () => number
  readonly random: () => number
  readonly searchLagMs: number
}

export function createWorld(options: WorldOptions): World {
  const { clock, random } = options
  const store = createDocumentStore(options.statePath)
  const orders = store.collection<StoredOrder>('orders')
  const index = createSearchIndex(options.searchLagMs, clock)
  const owners = new Map<string, string>()

  function remember(order: StoredOrder): void {
    for (const { id } of order.fulfillmentOrders) owners.set(`FulfillmentOrder:${id}`, order.id)
    for (const { id } of order.fulfillments) owners.set(`Fulfillment:${id}`, order.id)
    for (const { id } of order.refunds) owners.set(`Refund:${id}`, order.id)
    for (const { id, reverseId, lines } of order.returns ?? []) {
      owners.set(`Return:${id}`, order.id)
      owners.set(`ReverseFulfillmentOrder:${reverseId}`, order.id)
      for (const line of lines) {
        owners.set(`ReverseFulfillmentOrderLineItem:${line.reverseLineId}`, order.id)
      }
    }
  }
  for (const order of orders.values()) {
    remember(order)
    index.load(order)
  }

  function keepOrder(order: StoredOrder): StoredOrder {
    orders.put(order.id, order)
    remember(order)
    index.update(order)
    return order
  }

  const deliveries = store.collection<StoredDelivery>('deliveries')
  const timestamp = (): string => `${new Date(clock()).toISOString().slice(0, 19)}Z`
  const world: World = {
    store,
    setups: new Map(options.shops.map((setup) => [setup.shop, setup])),
    webhookFaults: new Map(
      options.shops.flatMap(({ shop, webhookFaults }) =>
        webhookFaults === undefined ? [] : [[shop, webhookFaults]],
      ),
    ),
    orders,
    levels: store.collection('levels'),
    jobs: store.collection('jobs'),
    edits: store.collection('edits'),
    notices: store.collection('notices'),
    tokens: store.collection('tokens'),
    keys: store.collection('keys'),
    busyKeys: new Set(),
    adjustments: store.collection('adjustments'),
    poisoned: new Map(),
    subscriptions: store.collection('subscriptions'),
    deliveries,
    outbox: [...deliveries.values()],
    index,
    random,
    now: clock,
    timestamp,
    nextId: (kind) => String(store.nextNumber(kind, firstId(kind))),
    saveOrder: (order) => keepOrder({ ...order, updatedAt: timestamp() }),
    keepOrder,
    ownerOf: (kind, id) => orders.get(owners.get(`${kind}:${id}`) ?? ''),
  }
  return world
}

/** An order of the calling shop. Without `read_all_orders` one of the last sixty days only. */
export function findOrder(context: CallContext, id: string): StoredOrder | undefined {
  const order = context.world.orders.get(id)
  return order !== undefined && isVisible(context, order) ? order : undefined
}

export function isVisible({ world, setup }: CallContext, order: StoredOrder): boolean {
  if (order.shop !== setup.shop) return false
  if (setup.scopes.includes('read_all_orders')) return true
  return Date.parse(order.createdAt) >= world.now() - 60 * 24 * 3_600_000
}

/** The owner of a part that must exist: a broken reference is the twin's own mistake. */
export function locationName(setup: ShopSetup, locationId: string): string {
  const location = setup.locations.find(({ id }) => id === locationId)
  if (location === undefined) throw topLevelError('Internal error.', 'INTERNAL_SERVER_ERROR')
  return location.name
}

/** Ids of different kinds start far apart, so that one taken for another is not found. */
function firstId(kind: string): number {
  let hash = 0
  for (const letter of kind) hash = (hash * 31 + letter.charCodeAt(0)) % 7919
  return 1_000_000_000_000 + (hash + 1) * 1_000_000_000
}
