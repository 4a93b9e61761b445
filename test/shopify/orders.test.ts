import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createOrders } from '../../shopify/orders.ts'
import type { ShopifyClient } from '../../shopify/index.ts'
import type { ShopifyOperation } from '../../shopify/operation.ts'
import type { ShopifyTwin } from '../../sandbox/shopify/index.ts'
import { createShopifyTransport } from '../../shopify/transport.ts'
import { apiErrorOf } from '../support/api-errors.ts'
import {
  admin,
  APP,
  BUNDLE,
  buy,
  clientOf,
  LONDON,
  MUG,
  shopOf,
  startTwin,
  TEAPOT,
} from './twin.ts'

let twin: ShopifyTwin
let shopify: ShopifyClient
let aheadMs = 0

beforeEach(async () => {
  aheadMs = 0
  twin = await startTwin({ clock: () => Date.now() + aheadMs })
  shopify = clientOf(twin)
})

afterEach(async () => {
  shopify.close()
  await twin.stop()
})

const inShopMoney = { money: 'shop' } as const

describe('an order read', () => {
  test('is whole: people, money, lines, and what remains to be fulfilled', async () => {
    const orderId = await buy(twin, [
      { variantId: MUG, quantity: 2 },
      { variantId: TEAPOT, quantity: 1 },
    ])
    const order = await shopify.getOrder(orderId, inShopMoney)
    expect(order).toMatchObject({
      shop: 'aurora',
      orderId,
      name: expect.stringMatching(/^#\d+$/),
      test: false,
      financialStatus: 'PAID',
      currency: 'GBP',
      taxesIncluded: true,
      totalMinor: 2 * 1250 + 3000 + 495,
      tipMinor: 0,
      dutiesMinor: 0,
      email: 'ada@canary.example',
      deliveryAddress: { fullName: 'Ada Canaryperson', postCode: 'E14 5AB', countryCode: 'GB' },
      shippingLines: [{ title: 'Tracked 48', code: 'T48', removed: false, priceMinor: 495 }],
      lines: [
        { sku: 'MUG', quantity: 2, currentQuantity: 2, unitPriceMinor: 1250 },
        { sku: 'TEAPOT', quantity: 1, unitPriceMinor: 3000, discountMinor: 0 },
      ],
      fulfillments: [],
    })
    const [line] = order?.lines ?? []
    expect(line?.taxes).toEqual([{ rate: 0.2, amountMinor: 417 }])
    expect(order?.fulfillmentOrders).toMatchObject([
      { status: 'OPEN', locationId: LONDON, locationName: 'London' },
    ])
    const [fulfillmentOrder] = order?.fulfillmentOrders ?? []
    expect(fulfillmentOrder?.supportedActions).toContain('CREATE_FULFILLMENT')
    expect(fulfillmentOrder?.lines.map((part) => [part.lineId, part.remainingQuantity])).toEqual(
      order?.lines.map((part) => [part.lineId, part.quantity]),
    )
    expect(Date.parse(order?.updatedAt ?? '')).not.toBeNaN()
  })

  test('carries the discount of each line', async () => {
    const discountCode = { itemPercentageDiscountCode: { code: 'TEN', percentage: 10 } }
    const orderId = await buy(twin, [{ variantId: MUG, quantity: 2 }], { discountCode })
    const order = await shopify.getOrder(orderId, inShopMoney)
    expect(order?.lines).toMatchObject([{ unitPriceMinor: 1250, discountMinor: 250 }])
    expect(order?.totalMinor).toBe(2250 + 495)
  })

  test('shows the parts of a bundle and the bundle they belong to', async () => {
    const orderId = await buy(twin, [{ variantId: BUNDLE, quantity: 1 }])
    const order = await shopify.getOrder(orderId, inShopMoney)
    expect(order?.lines.map(({ sku, quantity }) => [sku, quantity])).toEqual([
      ['MUG', 2],
      ['TEAPOT', 1],
    ])
    const groups = order?.lines.map(({ group }) => group)
    expect(groups?.[0]).toMatchObject({ quantity: 1, variantId: BUNDLE, sku: 'SET' })
    expect(groups?.[1]).toEqual(groups?.[0])
  })

  test("has its amounts in the customer's currency when those are asked for", async () => {
    const both = (shop: string, presentment: string) => ({
      shopMoney: { amount: shop, currencyCode: 'GBP' },
      presentmentMoney: { amount: presentment, currencyCode: 'JPY' },
    })
    const lineItems = [
      { title: 'Engraving', quantity: 2, requiresShipping: true, priceSet: both('10.00', '2000') },
    ]
    const shippingLines = [{ title: 'Air', priceSet: both('5.00', '1000') }]
    const presentment = { presentmentCurrency: 'JPY', lineItems, shippingLines }
    const orderId = await buy(twin, [], presentment)
    expect(await shopify.getOrder(orderId, inShopMoney)).toMatchObject({
      currency: 'GBP',
      totalMinor: 2500,
      lines: [{ unitPriceMinor: 1000 }],
    })
    expect(await shopify.getOrder(orderId, { money: 'presentment' })).toMatchObject({
      currency: 'JPY',
      totalMinor: 5000,
      lines: [{ unitPriceMinor: 2000 }],
      shippingLines: [{ priceMinor: 1000 }],
    })
  })

  test('that does not exist is undefined', async () => {
    expect(await shopify.getOrder('999999999999', inShopMoney)).toBeUndefined()
  })

  test('that was cancelled says when', async () => {
    const orderId = await buy(twin, [{ variantId: MUG, quantity: 1 }])
    const cancel = { orderId, reason: 'CUSTOMER', notifyCustomer: false } as const
    expect(await shopify.cancelOrder(cancel)).toEqual({ outcome: 'accepted' })
    await expect
      .poll(async () => (await shopify.getOrder(orderId, inShopMoney))?.cancelledAt)
      .toEqual(expect.any(String))
    expect(await shopify.cancelOrder(cancel)).toEqual({
      outcome: 'refused',
      message: expect.stringContaining('already been cancel'),
    })
  })
})

describe('a large order', () => {
  test('comes whole although it comes in pages', async () => {
    const many = Array.from({ length: 23 }, () => ({ variantId: MUG, quantity: 2 }))
    const orderId = await buy(twin, many)
    const order = await shopify.getOrder(orderId, inShopMoney)
    expect(order?.lines).toHaveLength(23)
    expect(new Set(order?.lines.map(({ lineId }) => lineId)).size).toBe(23)
    const remaining = order?.fulfillmentOrders.flatMap(({ lines }) => lines)
    expect(remaining).toHaveLength(23)
  })

  test('in many parcels shows each of them', async () => {
    const lines = Array.from({ length: 22 }, () => ({ variantId: MUG, quantity: 1 }))
    const orderId = await buy(twin, lines)
    const before = await shopify.getFulfillmentState(orderId)
    const [open] = before?.fulfillmentOrders ?? []
    for (const line of open?.lines ?? []) {
      const part = { fulfillmentOrderLineId: line.fulfillmentOrderLineId, quantity: 1 }
      const result = await shopify.createFulfillment({
        fulfillmentOrders: [{ fulfillmentOrderId: open?.fulfillmentOrderId ?? '', lines: [part] }],
        tracking: { number: `T${line.lineId}`, company: 'DPD UK' },
        notifyCustomer: false,
      })
      expect(result.outcome).toBe('created')
    }
    const order = await shopify.getOrder(orderId, inShopMoney)
    expect(order?.fulfillments).toHaveLength(22)
    const after = await shopify.getFulfillmentState(orderId)
    expect(
      after?.fulfillments.flatMap(({ trackingNumbers }) => trackingNumbers).toSorted(),
    ).toEqual(order?.lines.map(({ lineId }) => `T${lineId}`).toSorted())
    expect(order?.fulfillmentOrders).toMatchObject([{ status: 'CLOSED' }])
  })

  test('that changes between two pages is not put together from two versions', async () => {
    const many = Array.from({ length: 15 }, () => ({ variantId: MUG, quantity: 1 }))
    const orderId = await buy(twin, many)
    const transport = createShopifyTransport({ ...shopOf(twin), accessToken: APP.accessToken })
    const meddled = createOrders({
      shop: 'aurora',
      execute: async <Data>(operation: ShopifyOperation<Data>, variables: object) => {
        const data = await transport.execute(operation, { ...variables })
        // Shopify's clock shows whole seconds.
        aheadMs += 1000
        await touch(orderId)
        return data
      },
    })
    const error = await apiErrorOf(meddled.getOrder(orderId, inShopMoney))
    expect(error.details.kind).toBe('unavailable')
    expect(error.message).toContain('changed while it was being read')
    transport.close()
  })
})

async function touch(orderId: string): Promise<void> {
  await admin(
    twin,
    `mutation Touch($input: OrderInput!) {
      orderUpdate(input: $input) { order { id } userErrors { message } }
    }`,
    { input: { id: `gid://shopify/Order/${orderId}`, note: crypto.randomUUID() } },
  )
}

describe('orders found by time', () => {
  const since = new Date(Date.now() - 60 * 60 * 1000).toISOString()
  const later = new Date(Date.now() + 60 * 60 * 1000).toISOString()

  test('come in pages, each order once', async () => {
    const bought: string[] = []
    for (let nth = 0; nth < 5; nth += 1) {
      bought.push(await buy(twin, [{ variantId: MUG, quantity: 1 }]))
    }
    const found: string[] = []
    let after: string | undefined
    do {
      const page = await shopify.listOrdersUpdatedSince({
        since,
        until: later,
        first: 2,
        ...(after !== undefined && { after }),
      })
      found.push(...page.orders.map(({ orderId }) => orderId))
      after = page.hasNextPage ? page.endCursor : undefined
    } while (after !== undefined)
    expect(found.toSorted()).toEqual(bought.toSorted())
    const window = { createdFrom: since, createdTo: later }
    expect(await shopify.countOrders(window)).toBe(5)
    const created = await shopify.listOrderIdsCreated(window)
    expect(created.orderIds.toSorted()).toEqual(bought.toSorted())
    expect(created.hasNextPage).toBe(false)
  })

  test('are none outside of the time', async () => {
    await buy(twin, [{ variantId: MUG, quantity: 1 }])
    const page = await shopify.listOrdersUpdatedSince({ since: later })
    expect(page).toMatchObject({ orders: [], hasNextPage: false })
    const before = { createdFrom: '2020-01-01T00:00:00Z', createdTo: since }
    expect(await shopify.countOrders(before)).toBe(0)
  })
})
