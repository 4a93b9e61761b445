import { MockActivityEnvironment } from '@temporalio/testing'
import { DefaultLogger } from '@temporalio/worker'
import type { ShopAccess } from '../../activities/dependencies.ts'
import type { ConsignmentOrder } from '../../domain/consignment-order.ts'
import { ApiError, type ApiErrorDetails } from '../../lib/api-error.ts'
import { StockSchema } from '../../lib/config-stock.ts'
import type { Database } from '../../ledger/database.ts'
import type { LinnworksClient } from '../../linnworks/index.ts'
import type { ShopifyClient } from '../../shopify/index.ts'
import type { OrderDesk, OrderInput } from '../../workflows/contract.ts'
import { usualPolicy } from '../domain/builders.ts'

/** Failures here are what a test wants: the SDK would print each. */
const quiet = new DefaultLogger('ERROR', () => undefined)

/** The calls made of a fake, by the client's method, in their order. */
export type Calls = string[]

/** A Linnworks client of these methods; whatever else is asked of it fails the test. */
export function linnworksOf(calls: Calls, methods: Partial<LinnworksClient>): LinnworksClient {
  return recorded(calls, {
    close: () => undefined,
    createOrders: unexpected('createOrders'),
    getOrdersById: unexpected('getOrdersById'),
    findOrdersByReference: unexpected('findOrdersByReference'),
    listOrderRelations: unexpected('listOrderRelations'),
    listOpenOrderIds: unexpected('listOpenOrderIds'),
    cancelOrder: unexpected('cancelOrder'),
    parkOrders: unexpected('parkOrders'),
    unparkOrders: unexpected('unparkOrders'),
    lockOrders: unexpected('lockOrders'),
    unlockOrders: unexpected('unlockOrders'),
    processOrder: unexpected('processOrder'),
    searchProcessed: unexpected('searchProcessed'),
    findStockItems: unexpected('findStockItems'),
    listStockLocations: unexpected('listStockLocations'),
    listChannels: unexpected('listChannels'),
    listStockPage: unexpected('listStockPage'),
    getStockLevels: unexpected('getStockLevels'),
    listCompositions: unexpected('listCompositions'),
    ...methods,
  })
}

/** A shop of these methods, under the usual policy. */
export function shopOf(calls: Calls, methods: Partial<ShopifyClient>): ShopAccess {
  const client = recorded<ShopifyClient>(calls, {
    shop: 'aurora',
    close: () => undefined,
    getOrder: unexpected('getOrder'),
    getOrders: unexpected('getOrders'),
    listOrdersUpdatedSince: unexpected('listOrdersUpdatedSince'),
    listOrderIdsCreated: unexpected('listOrderIdsCreated'),
    countOrders: unexpected('countOrders'),
    cancelOrder: unexpected('cancelOrder'),
    isOrderCancelled: unexpected('isOrderCancelled'),
    getOpenFulfillment: unexpected('getOpenFulfillment'),
    getOpenFulfillments: unexpected('getOpenFulfillments'),
    getFulfillmentState: unexpected('getFulfillmentState'),
    getFulfillmentStates: unexpected('getFulfillmentStates'),
    createFulfillment: unexpected('createFulfillment'),
    splitFulfillmentOrder: unexpected('splitFulfillmentOrder'),
    updateTracking: unexpected('updateTracking'),
    listLocations: unexpected('listLocations'),
    listVariantsBySku: unexpected('listVariantsBySku'),
    listItems: unexpected('listItems'),
    findItems: unexpected('findItems'),
    listLocationLevels: unexpected('listLocationLevels'),
    getLevels: unexpected('getLevels'),
    setOnHand: unexpected('setOnHand'),
    activateLevel: unexpected('activateLevel'),
    listRestocks: unexpected('listRestocks'),
    createWebhookSubscription: unexpected('createWebhookSubscription'),
    listWebhookSubscriptions: unexpected('listWebhookSubscriptions'),
    readGrantedScopes: unexpected('readGrantedScopes'),
    ...methods,
  })
  const policy = {
    eligibility: usualPolicy,
    editWindowMinutes: 0,
    dispatchWithinHours: 72,
    money: 'shop',
    cancelledInLinnworks: 'raise',
    withoutTracking: 'post',
    leftTheShelf: 'injectAndProcess',
    notifyCustomer: true,
  } as const
  return { client, policy, stock: StockSchema.parse({}) }
}

export interface DeskDouble {
  readonly desk: OrderDesk
  /** Order ids and, of a parcel, the Linnworks order: what workflows were told of. */
  readonly told: string[]
  /** What is refused, as all is while Temporal is down. */
  refuse(refused: (about: string) => boolean): void
}

export function deskOf(): DeskDouble {
  const told: string[] = []
  let isRefused: (about: string) => boolean = () => false
  const tell = async (about: string) => {
    if (isRefused(about)) throw new Error('Failed to connect to Temporal')
    told.push(about)
  }
  return {
    desk: {
      orderPlaced: ({ orderId }: OrderInput) => tell(orderId),
      orderChanged: ({ orderId }: OrderInput) => tell(orderId),
      parcelDispatched: (_order: OrderInput, linnworksOrderId) => tell(linnworksOrderId),
      retryNow: ({ orderId }: OrderInput) => tell(orderId),
    },
    told,
    refuse: (refused) => {
      isRefused = refused
    },
  }
}

/** Runs an activity as the given attempt of it. */
export function attempt<Input, Output>(
  nth: number,
  activity: (input: Input) => Promise<Output>,
  input: Input,
): Promise<Output> {
  return new MockActivityEnvironment({ attempt: nth }, { logger: quiet }).run(activity, input)
}

export function failure(kind: ApiErrorDetails['kind'], operation: string): ApiError {
  const vendor = operation === 'fulfillmentCreate' ? 'shopify' : 'linnworks'
  return new ApiError('no complete answer', { kind, vendor, operation })
}

/** Which orders leave with a create, when it leaves. */
export async function departing(
  orders: Parameters<LinnworksClient['createOrders']>[0]['orders'],
): Promise<readonly ConsignmentOrder[]> {
  return typeof orders === 'function' ? await orders() : orders
}

/** For the next test, what the last one left. */
export async function emptyLedger(database: Database): Promise<void> {
  for (const table of ['cursors', 'parcels', 'consignments', 'orders', 'locationLinks'] as const) {
    await database.deleteFrom(table).execute()
  }
}

function unexpected(name: string): () => Promise<never> {
  return async () => {
    throw new Error(`${name} was not to be asked`)
  }
}

function recorded<Client extends object>(calls: Calls, client: Client): Client {
  return new Proxy(client, {
    get: (_, key) => {
      const member: unknown = Reflect.get(client, key)
      if (typeof member !== 'function') return member
      return (...args: unknown[]): unknown => {
        calls.push(String(key))
        return Reflect.apply(member, client, args)
      }
    },
  })
}
