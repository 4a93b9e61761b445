import { beforeEach } from 'vitest'
import { createInjectOrder } from '../../activities/inject-order.ts'
import { createPostParcel } from '../../activities/post-parcel.ts'
import { createReadParcel } from '../../activities/read-parcel.ts'
import type { LinnworksOrder } from '../../domain/consignment-order.ts'
import type { FulfillmentOrder, ShopOrder } from '../../domain/order.ts'
import type { ShopPolicy } from '../../domain/policy.ts'
import type { Ledger } from '../../ledger/index.ts'
import type { LinnworksClient } from '../../linnworks/index.ts'
import {
  fulfillmentOrderOf,
  lineOf,
  linnworksOrderOf,
  london,
  orderOf,
} from '../domain/builders.ts'
import { key, useLedgers } from '../ledger/ledger.ts'
import { attempt, type Calls, departing, emptyLedger, linnworksOf, shopOf } from './fakes.ts'

export const level = { shop: 'aurora', inventoryItemId: 'I1', locationId: london.locationId }
export const longAgo = '2026-11-01T09:00:00Z'
export const [before, after] = [new Date(0), new Date('2100-01-01')]

/** Before each test of the file: a linked London, an empty Linnworks, and the usual policy. */
export function useLeftTheShelf() {
  const ledgers = useLedgers()
  const world = newWorld()

  beforeEach(async () => {
    await emptyLedger(ledgers.database)
    await ledgers.database.deleteFrom('leftUnits').execute()
    await ledgers.ledger.links.linkLocation({ shop: 'aurora', actor: 'staff-1', ...london })
    Object.assign(world, newWorld())
  })

  return {
    ...{ world, inject, read, post, count, linnworks, creating, processOrder },
    get ledger() {
      return ledgers.ledger
    },
    get database() {
      return ledgers.database
    },
  }

  function inject(
    order: ShopOrder | undefined,
    methods: Partial<LinnworksClient> = {},
    over: Ledger = ledgers.ledger,
  ) {
    const usual = shopOf([], { getOrder: async () => order })
    const shop = { ...usual, policy: { ...usual.policy, ...world.policy } }
    const { injectOrder } = createInjectOrder({
      ...{ findShop: () => shop, linnworks: linnworks(methods), ledger: over },
      lateCommitWaitMs: 120_000,
    })
    return attempt(1, injectOrder, key)
  }

  function read(reference: string) {
    const { readParcel } = createReadParcel({ linnworks: linnworks(), ledger: ledgers.ledger })
    return attempt(1, readParcel, { ...key, linnworksOrderId: idOf(reference) })
  }

  function post(reference: string, fulfillmentOrders: readonly FulfillmentOrder[]) {
    const usual = shopOf([], {
      getOpenFulfillment: async () => ({ updatedAt: '2026-11-23T10:00:00Z', fulfillmentOrders }),
    })
    const shop = { ...usual, policy: { ...usual.policy, ...world.policy } }
    const dependencies = { findShop: () => shop, ledger: ledgers.ledger, lateCommitWaitMs: 120_000 }
    const { postParcel } = createPostParcel(dependencies)
    return attempt(1, postParcel, { ...key, linnworksOrderId: idOf(reference) })
  }

  function linnworks(methods: Partial<LinnworksClient> = {}): LinnworksClient {
    return linnworksOf(world.calls, {
      findStockItems: async (skus) => skus.map((sku) => ({ sku, stockItemId: idOf('mug') })),
      createOrders: creating(),
      processOrder,
      getOrdersById: async (ids) =>
        world.shelf.filter(({ linnworksOrderId }) => ids.includes(linnworksOrderId)),
      findOrdersByReference: async ({ reference }) =>
        world.shelf.filter((each) => each.reference === reference),
      listOrderRelations: async () => [],
      ...methods,
    })
  }

  function creating(change: Partial<LinnworksOrder> = {}): LinnworksClient['createOrders'] {
    return async ({ orders }) => {
      const created = (await departing(orders)).map(({ reference, lines }) =>
        linnworksOrderOf({
          ...{ linnworksOrderId: idOf(reference), reference },
          totalMinor: lines.reduce((sum, each) => sum + each.unitPrice * each.quantity * 100, 0),
          lines: lines.map(({ itemNumber, sku, quantity }) => ({
            ...{ rowId: itemNumber, itemNumber, sku, quantity, unlinked: false, isService: false },
          })),
          ...change,
        }),
      )
      world.shelf.push(...created)
      return created.map(({ linnworksOrderId }) => linnworksOrderId)
    }
  }

  async function processOrder({ linnworksOrderId }: { readonly linnworksOrderId: string }) {
    world.shelf = world.shelf.map((order) =>
      order.linnworksOrderId === linnworksOrderId
        ? { ...order, processed: true, processedAt: new Date().toISOString() }
        : order,
    )
    return { outcome: 'processed' } as const
  }

  async function count(verifiedBefore: Date) {
    const [counts] = await ledgers.ledger.consignedUnits.countUnits([{ ...level, verifiedBefore }])
    return counts
  }
}

interface World {
  /** What was asked of either vendor. */
  calls: Calls
  /** What stands in Linnworks. */
  shelf: LinnworksOrder[]
  policy: Partial<ShopPolicy>
}

function newWorld(): World {
  return { calls: [], shelf: [], policy: {} }
}

/** The Linnworks order of each reference. */
function idOf(reference: string): string {
  return reference === '5512' ? linnworksOrderOf().linnworksOrderId : `lw-${reference}`
}

/** Two mugs, handed over the counter. */
export function gone(): ShopOrder {
  return ofTwoMugs({ status: 'CLOSED', remainingQuantity: 0 })
}

/** Two mugs, one of which staff sent by hand. */
export function partly(): ShopOrder {
  return ofTwoMugs({ status: 'IN_PROGRESS', remainingQuantity: 1 })
}

function ofTwoMugs({
  status,
  remainingQuantity,
}: {
  readonly status: FulfillmentOrder['status']
  readonly remainingQuantity: number
}): ShopOrder {
  const line = { fulfillmentOrderLineId: 'F-L1', lineId: 'L1', inventoryItemId: 'I1' }
  return orderOf({
    createdAt: new Date().toISOString(),
    lines: [lineOf({ quantity: 2 })],
    totalMinor: 2000,
    fulfillments: [{ status: 'SUCCESS' }],
    fulfillmentOrders: [
      fulfillmentOrderOf({ status, lines: [{ ...line, totalQuantity: 2, remainingQuantity }] }),
    ],
  })
}
