import type { CallWatch } from '../call-moment.ts'
import { createFaultScript, type FaultScript } from '../faults.ts'
import type { OrderWish } from '../order-wish.ts'
import type { SeenCall } from '../wire.ts'
import { type BulkOrder, placeOrders, sellInStore, type StoreSale, tryOrder } from './bulk.ts'
import type { ShopCounts } from './execute.ts'
import { createHttpServer } from './http.ts'
import { stockShelves } from './inventory.ts'
import { createJobRunner } from './jobs.ts'
import { createResolvers } from './resolvers.ts'
import type { ShopSetup, WebhookFaults } from './setup.ts'
import { listShelf, setPoison, setShelf, type ShelfChange, type ShelfLevel } from './shelf.ts'
import { createBucket } from './throttle.ts'
import { type Courier, createCourier, type SeenDelivery } from './webhooks/deliveries.ts'
import { webhookCounts } from './webhooks/outbox.ts'
import { subscribeFromSetup } from './webhooks/subscriptions.ts'
import { createWorld, type PoisonCode } from './world.ts'

export type { BulkOrder, StoreSale } from './bulk.ts'
export type { ShopSetup, WebhookFaults } from './setup.ts'
export type { ShelfChange, ShelfLevel } from './shelf.ts'
export type { SeenDelivery } from './webhooks/deliveries.ts'

export interface ShopifyTwinOptions {
  /** 0 is any free port. */
  readonly port: number
  /** The file that keeps the state over restarts; absent, it is in memory only. */
  readonly statePath?: string
  readonly shops: readonly ShopSetup[]
  readonly faults?: FaultScript
  /** Milliseconds since the epoch. */
  readonly clock?: () => number
  readonly random?: () => number
  /** How late searches see a change. */
  readonly searchLagMs?: number
  /** How long after `orderCancel` the order is cancelled. */
  readonly jobDelayMs?: number
  readonly tokenLifetimeMs?: number
  /** The wait before a failed webhook is sent again; it doubles with every attempt. */
  readonly webhookRetryDelayMs?: number
  readonly webhookTimeoutMs?: number
  readonly log?: (line: string) => void
  /** Told of every call that was answered, and of every attempt to deliver a webhook. */
  readonly watchCalls?: (call: SeenCall) => void
  readonly watchDeliveries?: (delivery: SeenDelivery) => void
  /** Told of a call before and after it is carried out, and may hold it up there. */
  readonly onCall?: CallWatch
}

export interface ShopifyTwinStats {
  readonly shops: Readonly<Record<string, Readonly<ShopCounts>>>
  readonly webhooks: {
    readonly posted: number
    readonly lost: number
    readonly duplicated: number
    readonly delivered: number
    readonly failedAttempts: number
    readonly pending: number
  }
  readonly faults: Readonly<Record<string, number>>
}

export interface ShopifyTwin {
  readonly url: string
  readonly port: number
  readonly faults: FaultScript
  stats(): ShopifyTwinStats
  /** From now on a shop's webhooks are lost, doubled and shuffled like this; `undefined`: none. */
  setWebhookFaults(shop: string, webhookFaults: WebhookFaults | undefined): void
  /** From now on calls take this long on their way; at the start they take none. */
  setRoundTrip(ms: number): void
  readonly webhooks: Pick<Courier, 'withhold' | 'release' | 'discard'>
  /** Places orders as `orderCreate` does, without calls or points. */
  placeOrders(shop: string, wishes: readonly OrderWish[]): readonly BulkOrder[]
  /** Places an order if the shop has what it asks for; undefined where it is sold out. */
  tryOrder(shop: string, wish: OrderWish): BulkOrder | undefined
  /** Sells over the counter: the order is created already fulfilled. */
  sellInStore(shop: string, sale: StoreSale): BulkOrder
  /** Every level of a shop as it is now, without calls or points. */
  listLevels(shop: string): readonly ShelfLevel[]
  /** Counts levels in the shop, or stops and begins to stock them. */
  setLevels(shop: string, changes: readonly ShelfChange[]): void
  /** From now on writes of an item are refused with the code; with null they are accepted again. */
  setPoison(shop: string, inventoryItemId: string, code: PoisonCode | null): void
  /** Cuts every connection, forgets what was promised for later, and closes the state. */
  stop(): Promise<void>
}

const day = 24 * 3_600_000

/**
 * Starts a stand-in for Shopify's Admin GraphQL API 2026-10 and its webhooks on 127.0.0.1. A
 * shop's API is at `{url}/{shop}`. With the same `statePath` it goes on where it was stopped.
 */
export async function startShopifyTwin(options: ShopifyTwinOptions): Promise<ShopifyTwin> {
  const clock = options.clock ?? Date.now
  const random = options.random ?? Math.random
  const log = options.log ?? (() => {})
  const faults = options.faults ?? createFaultScript(random)
  const { statePath, shops } = options
  const world = createWorld({
    ...(statePath === undefined ? {} : { statePath }),
    shops,
    clock,
    random,
    searchLagMs: options.searchLagMs ?? 0,
  })
  world.store.transaction(() => {
    for (const setup of shops) {
      stockShelves(world, setup)
      subscribeFromSetup(world, setup)
    }
  })
  const courier = createCourier(world, {
    retryDelayMs: options.webhookRetryDelayMs ?? 30_000,
    timeoutMs: options.webhookTimeoutMs ?? 5000,
    ...(options.watchDeliveries === undefined ? {} : { watch: options.watchDeliveries }),
  })
  const jobs = createJobRunner(world, () => courier.wake())
  const counts = new Map<string, ShopCounts>()
  for (const { shop } of shops) {
    counts.set(shop, { calls: {}, throttled: 0, pointsRequested: 0, pointsActual: 0 })
  }

  function setupOf(shop: string): ShopSetup {
    const setup = world.setups.get(shop)
    if (setup === undefined) throw new Error(`There is no shop ${shop}`)
    return setup
  }

  function stats(): ShopifyTwinStats {
    return {
      shops: Object.fromEntries(counts),
      webhooks: {
        ...webhookCounts(world),
        delivered: courier.delivered,
        failedAttempts: courier.failedAttempts,
        pending: world.deliveries.size,
      },
      faults: faults.struck,
    }
  }

  const server = createHttpServer({
    world,
    faults,
    counts,
    buckets: new Map(shops.map(({ shop, plan }) => [shop, createBucket(plan, clock)])),
    rootValue: createResolvers({ jobDelayMs: options.jobDelayMs ?? 100 }),
    tokenLifetimeMs: options.tokenLifetimeMs ?? day,
    stats,
    afterCommit: () => {
      courier.wake()
      jobs.wake()
    },
    log,
    ...(options.watchCalls === undefined ? {} : { watchCalls: options.watchCalls }),
    ...(options.onCall === undefined ? {} : { onCall: options.onCall }),
  })
  await server.listen(options.port)
  courier.wake()
  jobs.wake()
  let stopped = false
  const url = `http://127.0.0.1:${server.port()}`
  log(`Shopify twin listens on ${url}`)
  return {
    url,
    port: server.port(),
    faults,
    stats,
    setWebhookFaults: (shop, webhookFaults) => {
      if (webhookFaults === undefined) world.webhookFaults.delete(shop)
      else world.webhookFaults.set(shop, webhookFaults)
    },
    setRoundTrip: server.setRoundTrip,
    webhooks: courier,
    placeOrders: (shop, wishes) => {
      const placed = placeOrders(world, shop, wishes)
      courier.wake()
      return placed
    },
    tryOrder: (shop, wish) => {
      const placed = tryOrder(world, shop, wish)
      courier.wake()
      return placed
    },
    sellInStore: (shop, sale) => {
      const sold = sellInStore(world, shop, sale)
      courier.wake()
      return sold
    },
    listLevels: (shop) => listShelf(world, setupOf(shop)),
    setLevels: (shop, changes) => {
      setShelf(world, setupOf(shop), changes)
      courier.wake()
    },
    setPoison: (shop, inventoryItemId, code) => setPoison(world, shop, inventoryItemId, code),
    stop: async () => {
      if (stopped) return
      stopped = true
      courier.stop()
      jobs.stop()
      await server.close()
      world.store.close()
    },
  }
}
