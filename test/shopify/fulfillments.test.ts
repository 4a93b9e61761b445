import { afterEach, beforeEach, expect, test } from 'vitest'
import type { FulfillmentOrder } from '../../domain/order.ts'
import type { ShopifyClient } from '../../shopify/index.ts'
import type { ShopifyTwin } from '../../sandbox/shopify/index.ts'
import { buy, clientOf, MUG, startTwin } from './twin.ts'

let twin: ShopifyTwin
let shopify: ShopifyClient

beforeEach(async () => {
  twin = await startTwin()
  shopify = clientOf(twin)
})

afterEach(async () => {
  shopify.close()
  await twin.stop()
})

async function openOf(orderId: string): Promise<FulfillmentOrder[]> {
  const state = await shopify.getFulfillmentState(orderId)
  return (state?.fulfillmentOrders ?? []).filter(({ status }) => status === 'OPEN')
}

const tracking = { number: 'CANARY123456789GB', company: 'Royal Mail' }

test('a parcel becomes a fulfilment with its tracking', async () => {
  const orderId = await buy(twin, [{ variantId: MUG, quantity: 2 }])
  const [open] = await openOf(orderId)
  const created = await shopify.createFulfillment({
    fulfillmentOrders: [{ fulfillmentOrderId: open?.fulfillmentOrderId ?? '' }],
    tracking,
    notifyCustomer: true,
  })
  expect(created.outcome).toBe('created')
  const state = await shopify.getFulfillmentState(orderId)
  expect(state).toMatchObject({
    fulfillmentOrders: [{ status: 'CLOSED' }],
    fulfillments: [
      {
        status: 'SUCCESS',
        trackingNumbers: [tracking.number],
        lines: [{ lineId: open?.lines[0]?.lineId, quantity: 2 }],
      },
    ],
  })
  expect(state).not.toHaveProperty('cancelledAt')
})

test('a parcel that was posted already is refused with the reason', async () => {
  const orderId = await buy(twin, [{ variantId: MUG, quantity: 1 }])
  const [open] = await openOf(orderId)
  const parcel = {
    fulfillmentOrders: [{ fulfillmentOrderId: open?.fulfillmentOrderId ?? '' }],
    notifyCustomer: false,
  }
  expect(await shopify.createFulfillment(parcel)).toMatchObject({ outcome: 'created' })
  expect(await shopify.createFulfillment(parcel)).toEqual({
    outcome: 'refused',
    message: expect.stringContaining('unfulfillable status= closed'),
  })
})

test('a part is split off, so that its parcel closes a fulfilment order of its own', async () => {
  const orderId = await buy(twin, [{ variantId: MUG, quantity: 3 }])
  const [open] = await openOf(orderId)
  const line = open?.lines[0]
  const split = await shopify.splitFulfillmentOrder({
    fulfillmentOrderId: open?.fulfillmentOrderId ?? '',
    lines: [{ fulfillmentOrderLineId: line?.fulfillmentOrderLineId ?? '', quantity: 1 }],
  })
  if (split.outcome !== 'split') throw new Error(split.message)
  const parts = await openOf(orderId)
  const remaining = parts.map((part) => [
    part.fulfillmentOrderId === split.splitOffFulfillmentOrderId,
    part.lines[0]?.remainingQuantity,
  ])
  expect(remaining.toSorted((a, b) => Number(a[1]) - Number(b[1]))).toEqual([
    [true, 1],
    [false, 2],
  ])
  const parcel = {
    fulfillmentOrders: [{ fulfillmentOrderId: split.splitOffFulfillmentOrderId }],
    notifyCustomer: false,
  }
  expect(await shopify.createFulfillment(parcel)).toMatchObject({ outcome: 'created' })
  expect(await shopify.createFulfillment(parcel)).toMatchObject({ outcome: 'refused' })
  const [rest] = await openOf(orderId)
  expect(rest?.lines).toMatchObject([{ remainingQuantity: 2 }])
})

test('a split of nothing is refused', async () => {
  const orderId = await buy(twin, [{ variantId: MUG, quantity: 3 }])
  const [open] = await openOf(orderId)
  const fulfillmentOrderId = open?.fulfillmentOrderId ?? ''
  expect(await shopify.splitFulfillmentOrder({ fulfillmentOrderId, lines: [] })).toMatchObject({
    outcome: 'refused',
    message: expect.stringContaining('at least one item'),
  })
})

test('tracking that changes later changes the fulfilment and makes no second one', async () => {
  const orderId = await buy(twin, [{ variantId: MUG, quantity: 1 }])
  const [open] = await openOf(orderId)
  const created = await shopify.createFulfillment({
    fulfillmentOrders: [{ fulfillmentOrderId: open?.fulfillmentOrderId ?? '' }],
    notifyCustomer: false,
  })
  if (created.outcome !== 'created') throw new Error(created.message)
  const { fulfillmentId } = created
  const update = { fulfillmentId, tracking, notifyCustomer: false }
  expect(await shopify.updateTracking(update)).toEqual({ outcome: 'updated' })
  const state = await shopify.getFulfillmentState(orderId)
  expect(state?.fulfillments).toMatchObject([{ fulfillmentId, trackingNumbers: [tracking.number] }])
})

test('the fulfilment of an order that does not exist is undefined', async () => {
  expect(await shopify.getFulfillmentState('999999999999')).toBeUndefined()
})
