import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { createShopper } from '../../../sandbox/shopper.ts'
import { startShopifyTwin } from '../../../sandbox/shopify/index.ts'
import { receiverOf, signatureOf } from './receiver.ts'
import { mug, rigOf, sendTo, shopOf, variant } from './support.ts'

const oneMug = { lines: [{ variantId: variant(mug), quantity: 1 }] }
const topics = [
  'ORDERS_CREATE',
  'ORDERS_PAID',
  'ORDERS_UPDATED',
  'ORDERS_CANCELLED',
  'ORDERS_FULFILLED',
]
const subscribe = `mutation($uri: String!, $topic: WebhookSubscriptionTopic!) {
  webhookSubscriptionCreate(topic: $topic, webhookSubscription: { uri: $uri, format: JSON }) {
    webhookSubscription { id topic uri apiVersion { handle } } userErrors { field message } } }`

describe('a webhook', () => {
  test('is signed over its raw body, and names its order, shop, topic and event', async () => {
    const receiver = await receiverOf()
    const rig = await rigOf({}, shopOf({ webhooks: { uri: receiver.url, topics } }))
    const order = await rig.shopper.placeOrder(oneMug)
    await vi.waitFor(() => expect(receiver.received).toHaveLength(2))
    expect([...receiver.topics()].sort()).toEqual(['orders/create', 'orders/paid'])
    for (const { headers, raw, body } of receiver.received) {
      expect(headers['x-shopify-hmac-sha256']).toBe(signatureOf('hush', raw))
      expect(headers['x-shopify-shop-domain']).toBe('aurora.myshopify.com')
      expect(headers['x-shopify-api-version']).toBe('2026-10')
      expect(headers['x-shopify-webhook-id']).toMatch(/^[0-9a-f-]{36}$/)
      expect(Date.parse(String(headers['x-shopify-triggered-at']))).not.toBeNaN()
      expect(body).toMatchObject({
        id: Number(order.orderId),
        admin_graphql_api_id: order.id,
        name: order.name,
        financial_status: 'paid',
        shipping_address: { last_name: 'Canaryperson' },
        line_items: [{ sku: 'MUG', quantity: 1 }],
      })
    }
    const [one, other] = receiver.received.map(({ headers }) => headers)
    expect(one?.['x-shopify-event-id']).toBe(other?.['x-shopify-event-id'])
    expect(one?.['x-shopify-webhook-id']).not.toBe(other?.['x-shopify-webhook-id'])
  })

  test('tells of every change: address, payment, fulfilment, cancellation', async () => {
    const receiver = await receiverOf()
    const rig = await rigOf({}, shopOf({ webhooks: { uri: receiver.url, topics } }))
    const told = (topic: string) => vi.waitFor(() => expect(receiver.topics()).toContain(topic))
    const first = await rig.shopper.placeOrder({ ...oneMug, paid: false })
    await told('orders/create')
    expect(receiver.topics()).not.toContain('orders/paid')
    await rig.shopper.changeAddress(first.id, { city: 'Elsewhere' })
    await told('orders/updated')
    await rig.shopper.payOrder(first.id)
    await told('orders/paid')
    await rig.shopper.fulfilByHand(first.id, 'T1')
    await told('orders/fulfilled')
    const second = await rig.shopper.placeOrder(oneMug)
    await rig.shopper.cancelOrder(second.id)
    await told('orders/cancelled')
  })

  test('that was refused comes again with the same body and ids', async () => {
    const receiver = await receiverOf()
    receiver.answer(500)
    const shop = shopOf({ webhooks: { uri: receiver.url, topics: ['ORDERS_CREATE'] } })
    const rig = await rigOf({ webhookRetryDelayMs: 5 }, shop)
    await rig.shopper.placeOrder(oneMug)
    await vi.waitFor(() => expect(receiver.received.length).toBeGreaterThan(2))
    receiver.answer(200)
    await vi.waitFor(() =>
      expect(rig.twin.stats().webhooks).toMatchObject({ delivered: 1, pending: 0 }),
    )
    const [first, ...rest] = receiver.received
    for (const each of rest) {
      expect(each.raw).toBe(first?.raw)
      for (const name of ['x-shopify-webhook-id', 'x-shopify-event-id', 'x-shopify-triggered-at']) {
        expect(each.headers[name]).toBe(first?.headers[name])
      }
    }
  })

  test('that never got an answer in time counts as failed', async () => {
    const receiver = await receiverOf()
    receiver.answer('hang')
    const shop = shopOf({ webhooks: { uri: receiver.url, topics: ['ORDERS_CREATE'] } })
    const rig = await rigOf({ webhookRetryDelayMs: 1, webhookTimeoutMs: 20 }, shop)
    await rig.shopper.placeOrder(oneMug)
    await vi.waitFor(() => expect(rig.twin.stats().webhooks.failedAttempts).toBeGreaterThan(1))
  })

  test('to a receiver that hangs does not hold up another receiver', async () => {
    const [stuck, quick] = [await receiverOf(), await receiverOf()]
    stuck.answer('hang')
    const rig = await rigOf({}, shopOf({ webhooks: { uri: stuck.url, topics: ['ORDERS_CREATE'] } }))
    await rig.ask(subscribe, { uri: quick.url, topic: 'ORDERS_CREATE' })
    const orders = Array.from({ length: 40 }, () => rig.shopper.placeOrder(oneMug))
    await Promise.all(orders)
    await vi.waitFor(() => expect(quick.received).toHaveLength(40))
  })

  test('that waits survives a restart of the twin', async () => {
    const receiver = await receiverOf()
    receiver.answer(503)
    const shop = shopOf({ webhooks: { uri: receiver.url, topics: ['ORDERS_CREATE'] } })
    const statePath = join(mkdtempSync(join(tmpdir(), 'twin-')), 'state.sqlite')
    const options = { port: 0, statePath, shops: [shop], webhookRetryDelayMs: 200 }
    const before = await startShopifyTwin(options)
    const shopper = createShopper({ apiUrl: `${before.url}/aurora`, accessToken: shop.accessToken })
    const order = await shopper.placeOrder(oneMug)
    await vi.waitFor(() => expect(receiver.received).toHaveLength(1))
    await before.stop()
    receiver.answer(200)
    const rig = await rigOf({ statePath, webhookRetryDelayMs: 5 }, shop)
    await vi.waitFor(() => expect(rig.twin.stats().webhooks.delivered).toBe(1))
    expect(receiver.received.at(-1)?.body.admin_graphql_api_id).toBe(order.id)
  })
})

describe('a subscription', () => {
  test('made by the API is listed, tells, and is deleted on request', async () => {
    const receiver = await receiverOf()
    const rig = await rigOf()
    const { webhookSubscriptionCreate } = await rig.ask(subscribe, {
      uri: receiver.url,
      topic: 'ORDERS_CREATE',
    })
    expect(webhookSubscriptionCreate).toMatchObject({
      webhookSubscription: {
        topic: 'ORDERS_CREATE',
        uri: receiver.url,
        apiVersion: { handle: '2026-10' },
      },
      userErrors: [],
    })
    const { id } = webhookSubscriptionCreate.webhookSubscription
    const list = '{ webhookSubscriptions(first: 10) { nodes { id } } }'
    expect((await rig.ask(list)).webhookSubscriptions.nodes).toEqual([{ id }])
    await rig.shopper.placeOrder(oneMug)
    await vi.waitFor(() => expect(receiver.received).toHaveLength(1))
    const remove =
      'mutation($id: ID!) { webhookSubscriptionDelete(id: $id) { deletedWebhookSubscriptionId userErrors { field message } } }'
    expect(
      (await rig.ask(remove, { id })).webhookSubscriptionDelete.deletedWebhookSubscriptionId,
    ).toBe(id)
    expect((await rig.ask(remove, { id })).webhookSubscriptionDelete).toEqual({
      deletedWebhookSubscriptionId: null,
      userErrors: [{ field: ['id'], message: 'Webhook subscription does not exist' }],
    })
    expect((await rig.ask(list)).webhookSubscriptions.nodes).toEqual([])
  })

  test('is refused without an address, over plain http, twice, and to Shopify itself', async () => {
    const rig = await rigOf()
    const refusal = async (uri: string) => {
      const { webhookSubscriptionCreate } = await rig.ask(subscribe, { uri, topic: 'ORDERS_PAID' })
      return webhookSubscriptionCreate.userErrors[0]?.message
    }
    expect(await refusal('')).toBe("Address can't be blank")
    expect(await refusal('http://example.com/hooks')).toBe(
      'Address protocol http:// is not supported',
    )
    expect(await refusal('https://aurora.myshopify.com/hooks')).toBe(
      'Address cannot be a Shopify or an internal domain',
    )
    expect(await refusal('https://example.com/hooks')).toBeUndefined()
    expect(await refusal('https://example.com/hooks')).toBe(
      'Address for this topic has already been taken',
    )
  })

  test('made by the API is gone after eight retries failed; one of the configuration stays', async () => {
    const receiver = await receiverOf()
    receiver.answer(500)
    const shop = shopOf({ webhooks: { uri: receiver.url, topics: ['ORDERS_PAID'] } })
    const rig = await rigOf({ webhookRetryDelayMs: 0.2 }, shop)
    await rig.ask(subscribe, { uri: receiver.url, topic: 'ORDERS_CREATE' })
    await rig.shopper.placeOrder(oneMug)
    await vi.waitFor(() => expect(rig.twin.stats().webhooks.pending).toBe(0))
    expect(receiver.received).toHaveLength(18)
    const { webhookSubscriptions } = await rig.ask(
      '{ webhookSubscriptions(first: 10) { nodes { id } } }',
    )
    expect(webhookSubscriptions.nodes).toEqual([])
    receiver.answer(200)
    await rig.shopper.placeOrder(oneMug)
    await vi.waitFor(() => expect(rig.twin.stats().webhooks.delivered).toBe(1))
    expect(receiver.topics().at(-1)).toBe('orders/paid')
  })

  test('needs the scope of what it tells', async () => {
    const shop = shopOf({ scopes: ['read_products'] })
    const rig = await rigOf({}, shop)
    const variables = { uri: 'https://example.com/hooks', topic: 'ORDERS_CREATE' }
    const { body } = await sendTo(rig.apiUrl, subscribe, variables, shop.accessToken)
    expect(body.errors[0].extensions.code).toBe('ACCESS_DENIED')
  })
})

describe('a shop with faulty webhooks', () => {
  const place = async (webhookFaults: {
    lostShare: number
    duplicateShare: number
    shuffle: boolean
  }) => {
    const receiver = await receiverOf()
    const shop = shopOf({
      webhooks: { uri: receiver.url, topics: ['ORDERS_CREATE'] },
      webhookFaults,
    })
    let seed = 7
    const random = () => {
      seed = (seed * 16_807) % 2_147_483_647
      return seed / 2_147_483_647
    }
    const rig = await rigOf({ random }, shop)
    for (let count = 0; count < 30; count += 1) await rig.shopper.placeOrder(oneMug)
    await vi.waitFor(() => expect(rig.twin.stats().webhooks.pending).toBe(0))
    return { receiver, stats: rig.twin.stats().webhooks }
  }

  test('loses its share', async () => {
    const { receiver, stats } = await place({ lostShare: 0.3, duplicateShare: 0, shuffle: false })
    expect(stats.lost).toBeGreaterThan(0)
    expect(receiver.received).toHaveLength(30 - stats.lost)
  })

  test('tells some twice, now under the same webhook id and now under another', async () => {
    const { receiver, stats } = await place({ lostShare: 0, duplicateShare: 0.5, shuffle: false })
    expect(stats.duplicated).toBeGreaterThan(1)
    expect(receiver.received).toHaveLength(30 + stats.duplicated)
    const events = new Set(receiver.received.map(({ headers }) => headers['x-shopify-event-id']))
    const webhooks = new Set(
      receiver.received.map(({ headers }) => headers['x-shopify-webhook-id']),
    )
    expect(events.size).toBe(30)
    expect(webhooks.size).toBeGreaterThan(30)
    expect(webhooks.size).toBeLessThan(30 + stats.duplicated)
  })

  test('tells out of order', async () => {
    const { receiver } = await place({ lostShare: 0, duplicateShare: 0, shuffle: true })
    const ids = receiver.received.map(({ body }) => body.id)
    expect(ids).not.toEqual([...ids].sort((a, b) => a - b))
  })
})
