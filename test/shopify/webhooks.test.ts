import { afterEach, expect, test } from 'vitest'
import {
  parseWebhookHeaders,
  readWebhookInventoryLevel,
  readWebhookOrderId,
  verifyWebhookHmac,
  type WebhookTopic,
} from '../../shopify/index.ts'
import { startRawServer } from '../support/raw-server.ts'
import { buy, clientOf, LONDON, MUG, startTwin } from './twin.ts'

const closers: (() => Promise<void> | void)[] = []

afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

test('what Shopify delivers is genuine and names its order', async () => {
  const heads: NodeJS.Dict<string | string[]>[] = []
  const receiver = await startRawServer((response, request) => {
    heads.push(request.headers)
    response.end()
  })
  closers.push(() => receiver.stop())
  const twin = await startTwin()
  closers.push(() => twin.stop())
  const shopify = clientOf(twin)
  closers.push(() => shopify.close())
  const topics: WebhookTopic[] = ['ORDERS_CREATE', 'ORDERS_CANCELLED']
  for (const topic of topics) {
    const subscription = { topic, uri: receiver.url }
    expect(await shopify.createWebhookSubscription(subscription)).toMatchObject({
      outcome: 'created',
    })
  }
  const orderId = await buy(twin, [{ variantId: MUG, quantity: 1 }])
  await shopify.cancelOrder({ orderId, reason: 'CUSTOMER', notifyCustomer: false })
  await expect.poll(() => heads.length).toBe(2)

  const delivered = heads.map((headers, nth) => {
    const rawBody = Buffer.from(receiver.received[nth] ?? '')
    const header = headers['x-shopify-hmac-sha256']?.toString()
    expect(verifyWebhookHmac({ rawBody, header, secrets: ['old', 'webhook-secret'] })).toBe(true)
    expect(verifyWebhookHmac({ rawBody, header, secrets: ['old'] })).toBe(false)
    const parsed = parseWebhookHeaders(headers)
    expect(parsed).toMatchObject({
      shopDomain: 'aurora.myshopify.com',
      apiVersion: '2026-10',
      webhookId: expect.any(String),
      triggeredAt: expect.any(String),
    })
    return { topic: parsed?.topic, orderId: readWebhookOrderId(parsed?.topic ?? '', rawBody) }
  })
  expect(delivered).toHaveLength(2)
  for (const topic of ['orders/create', 'orders/cancelled']) {
    expect(delivered).toContainEqual({ topic, orderId })
  }
})

test('what Shopify delivers of a stock level names it', async () => {
  const receiver = await startRawServer((response) => response.end())
  closers.push(() => receiver.stop())
  const twin = await startTwin()
  closers.push(() => twin.stop())
  const shopify = clientOf(twin)
  closers.push(() => shopify.close())
  const subscription = { topic: 'INVENTORY_LEVELS_UPDATE', uri: receiver.url } as const
  expect(await shopify.createWebhookSubscription(subscription)).toMatchObject({
    outcome: 'created',
  })
  const level = { inventoryItemId: `1${MUG}`, locationId: LONDON }
  const writes = [{ ...level, onHand: 40, changeFrom: 1000 }]
  expect(await shopify.setOnHand({ writes, idempotencyKey: 'key' })).toEqual({ outcome: 'written' })
  await expect.poll(() => receiver.received.length).toBeGreaterThan(0)
  expect(readWebhookInventoryLevel(receiver.received[0] ?? '')).toEqual(level)
})
