import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createShopifyClient, missingScopes, type ShopifyClient } from '../../shopify/index.ts'
import type { ShopifyTwin } from '../../sandbox/shopify/index.ts'
import { apiErrorOf } from '../support/api-errors.ts'
import { APP, BUNDLE, buy, clientOf, LEEDS, LONDON, MUG, shopOf, startTwin } from './twin.ts'

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

test('the locations of the shop are listed', async () => {
  const locations = await shopify.listLocations()
  expect(locations.toSorted((a, b) => a.locationId.localeCompare(b.locationId))).toEqual([
    { locationId: LONDON, name: 'London', active: true },
    { locationId: LEEDS, name: 'Leeds', active: true },
  ])
})

test('variants are found by exactly their SKU', async () => {
  expect(await shopify.listVariantsBySku(' MUG ')).toMatchObject([
    { variantId: MUG, sku: 'MUG', isBundle: false },
  ])
  expect(await shopify.listVariantsBySku('SET')).toMatchObject([
    { variantId: BUNDLE, isBundle: true },
  ])
  expect(await shopify.listVariantsBySku('MU')).toEqual([])
  expect(await shopify.listVariantsBySku("M'UG")).toEqual([])
})

test('a webhook is subscribed to and listed', async () => {
  const uri = 'https://waybill.example/webhooks/aurora'
  const created = await shopify.createWebhookSubscription({ topic: 'ORDERS_CREATE', uri })
  if (created.outcome !== 'created') throw new Error(created.message)
  expect(await shopify.listWebhookSubscriptions()).toContainEqual({
    subscriptionId: created.subscriptionId,
    topic: 'ORDERS_CREATE',
    uri,
  })
})

describe('the scopes', () => {
  test('that were granted can be read, and suffice', async () => {
    const granted = await shopify.readGrantedScopes()
    expect(granted).toContain('write_orders')
    expect(missingScopes(granted)).toEqual([])
  })

  test('that are missing are named with what they are for', () => {
    expect(missingScopes(['write_orders', 'read_products', 'read_locations'])).toMatchObject([
      { scope: 'read_merchant_managed_fulfillment_orders' },
      { scope: 'write_merchant_managed_fulfillment_orders', why: expect.any(String) },
      { scope: 'read_inventory' },
      { scope: 'write_inventory' },
    ])
  })

  test('without which a call is denied are named by the error', async () => {
    const poor = await startTwin({}, { scopes: ['read_orders'] })
    const client = clientOf(poor)
    const error = await apiErrorOf(
      client.cancelOrder({ orderId: '1', reason: 'OTHER', notifyCustomer: false }),
    )
    expect(error.details).toMatchObject({ kind: 'unauthorized', code: 'ACCESS_DENIED' })
    expect(error.message).toContain('write_orders')
    client.close()
    await poor.stop()
  })
})

describe('a fault', () => {
  test.each([
    ['unavailable', 'unavailable', 'ambiguous'],
    ['reset', 'unavailable', 'ambiguous'],
    ['replyLost', 'unavailable', 'ambiguous'],
    ['malformed', 'malformed', 'ambiguous'],
    ['throttled', 'throttled', 'throttled'],
    ['unauthorized', 'unauthorized', 'unauthorized'],
  ] as const)('%s leaves a read %s and a write %s', async (kind, read, write) => {
    const orderId = await buy(twin, [{ variantId: MUG, quantity: 1 }])
    twin.faults.add({ operation: 'order', kind })
    twin.faults.add({ operation: 'orderCancel', kind })
    const readError = await apiErrorOf(shopify.getOrder(orderId, { money: 'shop' }))
    expect(readError.details).toMatchObject({ kind: read, operation: 'order' })
    const cancel = { orderId, reason: 'OTHER', notifyCustomer: false } as const
    const writeError = await apiErrorOf(shopify.cancelOrder(cancel))
    expect(writeError.details).toMatchObject({ kind: write, operation: 'orderCancel' })
  })
})

describe('an app with a client id and secret', () => {
  const { clientId, clientSecret } = APP

  test('is granted a token, and another when that one is refused', async () => {
    const client = createShopifyClient({ ...shopOf(twin), clientId, clientSecret })
    expect(await client.listLocations()).toHaveLength(2)
    twin.faults.add({ operation: 'locations', kind: 'unauthorized' })
    expect(await client.listLocations()).toHaveLength(2)
    expect(twin.faults.struck).toEqual({ 'locations:unauthorized': 1 })
    client.close()
  })

  test('is refused with another secret', async () => {
    const client = createShopifyClient({ ...shopOf(twin), clientId, clientSecret: 'wrong' })
    const error = await apiErrorOf(client.listLocations())
    expect(error.details).toMatchObject({ kind: 'unauthorized', operation: 'accessToken' })
    client.close()
  })

  test('whose token is not granted has sent nothing, not even a write', async () => {
    const client = createShopifyClient({ ...shopOf(twin), clientId, clientSecret })
    twin.faults.add({ operation: 'accessToken', kind: 'replyLost' })
    const orderId = await buy(twin, [{ variantId: MUG, quantity: 1 }])
    const cancel = { orderId, reason: 'OTHER', notifyCustomer: false } as const
    const error = await apiErrorOf(client.cancelOrder(cancel))
    expect(error.details).toMatchObject({ kind: 'unavailable', operation: 'accessToken' })
    client.close()
  })
})
