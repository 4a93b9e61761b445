import { beforeEach } from 'vitest'
import { createPostParcel } from '../../activities/post-parcel.ts'
import type { Fulfillment } from '../../domain/order.ts'
import type { Ledger } from '../../ledger/index.ts'
import type { ShopifyClient } from '../../shopify/index.ts'
import { fulfillmentOrderOf } from '../domain/builders.ts'
import { claimAs, claimOf, key, useLedgers } from '../ledger/ledger.ts'
import { attempt, type Calls, emptyLedger, shopOf } from './fakes.ts'

export const waitMs = 60_000
export const parcelId = '55555555-5555-4555-8555-555555555551'
export const siblingId = '55555555-5555-4555-8555-555555555552'
export const updatedAt = '2026-11-23T10:00:00Z'

export type CreateFulfillment = ShopifyClient['createFulfillment']

/** Before each test of the file: an order of two mugs in two parcels, of which Shopify knows nothing. */
export function usePosting() {
  const ledgers = useLedgers()
  const calls: Calls = []
  /** What Shopify has. */
  const fulfillments: Fulfillment[] = []

  beforeEach(async () => {
    const { database, ledger } = ledgers
    await emptyLedger(database)
    calls.length = 0
    fulfillments.length = 0
    await ledger.orders.receive(key)
    const units = [{ lineId: 'L1', inventoryItemId: 'I1', quantity: 2 }]
    const items = [{ itemNumber: 'L1', sku: 'MUG', quantity: 2, units }]
    await claimAs(ledger, key, [claimOf({ items })])
    for (const id of [parcelId, siblingId]) await receive(id)
  })

  return {
    ...{ calls, fulfillments, post, openOrders, describeAs, sentAgo },
    get ledger() {
      return ledgers.ledger
    },
    get database() {
      return ledgers.database
    },
  }

  function post(
    nth: number,
    methods: Partial<ShopifyClient> = {},
    over: Ledger = ledgers.ledger,
    withoutTracking: 'post' | 'wait' = 'post',
  ) {
    const { client, policy, stock } = shopOf(calls, {
      getOpenFulfillment: async () => ({ updatedAt, fulfillmentOrders: openOrders() }),
      getFulfillmentState: async () => ({
        updatedAt,
        fulfillmentOrders: openOrders(),
        fulfillments,
      }),
      createFulfillment: async ({ atDeparture }) => {
        await atDeparture?.()
        const fulfillmentId = String(900 + fulfillments.length)
        fulfillments.push(fulfillmentOf(fulfillmentId))
        return { outcome: 'created', fulfillmentId }
      },
      ...methods,
    })
    const shop = { client, stock, policy: { ...policy, withoutTracking } }
    const dependencies = { findShop: () => shop, ledger: over, lateCommitWaitMs: waitMs }
    const { postParcel } = createPostParcel(dependencies)
    return attempt(nth, postParcel, { ...key, linnworksOrderId: parcelId })
  }

  /** One of a mug for each parcel: its split was done before. */
  function openOrders() {
    const left = 2 - fulfillments.length
    return Array.from({ length: Math.max(left, 1) }, (_, index) =>
      fulfillmentOrderOf({
        fulfillmentOrderId: `F${index}`,
        lines: [
          {
            fulfillmentOrderLineId: `F${index}-L1`,
            lineId: 'L1',
            totalQuantity: 1,
            remainingQuantity: 1,
          },
        ],
      }),
    )
  }

  async function receive(linnworksOrderId: string): Promise<void> {
    await ledgers.ledger.parcels.receive({ ...key, linnworksOrderId, reference: '5512' })
    await ledgers.ledger.parcels.describe(linnworksOrderId, {
      vendor: 'Royal Mail',
      trackingNumber: 'RM1GB',
      units: [{ lineId: 'L1', quantity: 1 }],
    })
  }

  async function describeAs(trackingNumber: string | null): Promise<void> {
    const parcels = ledgers.database.updateTable('parcels').set({ trackingNumber })
    await parcels.where('linnworksOrderId', '=', parcelId).execute()
  }

  async function sentAgo(linnworksOrderId: string, ms: number): Promise<void> {
    await ledgers.database
      .updateTable('parcels')
      .set({ sentAt: new Date(Date.now() - ms) })
      .where('linnworksOrderId', '=', linnworksOrderId)
      .execute()
  }
}

/** The fulfilment that Shopify makes of a parcel. */
export function fulfillmentOf(fulfillmentId: string): Fulfillment {
  return {
    fulfillmentId,
    status: 'SUCCESS',
    createdAt: '2026-11-23T10:00:00Z',
    trackingNumbers: ['RM1GB'],
    lines: [{ lineId: 'L1', quantity: 1 }],
  }
}
