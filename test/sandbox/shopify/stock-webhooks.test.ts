import { describe, expect, test, vi } from 'vitest'
import { receiverOf, type Receiver } from './receiver.ts'
import { freshKey, mugItem } from './stock.ts'
import { leeds, london, mug, orderAs, rigOf, shopOf, variant } from './support.ts'

const topics = [
  'INVENTORY_LEVELS_UPDATE',
  'INVENTORY_LEVELS_CONNECT',
  'REFUNDS_CREATE',
  'FULFILLMENT_ORDERS_MOVED',
  'RETURNS_APPROVE',
  'RETURNS_PROCESS',
]
const mugs = (quantity: number) => ({ lines: [{ variantId: variant(mug), quantity }] })

async function heardRig(onlyTopics: readonly string[] = topics) {
  const receiver = await receiverOf()
  const webhooks = { uri: receiver.url, topics: onlyTopics }
  return { receiver, rig: await rigOf({}, shopOf({ webhooks })) }
}
const told = (receiver: Receiver, topic: string) =>
  receiver.received.filter(({ headers }) => headers['x-shopify-topic'] === topic)
const toldOnce = (receiver: Receiver, topic: string) =>
  vi.waitFor(() => {
    expect(told(receiver, topic)).toHaveLength(1)
    return told(receiver, topic)[0]!.body
  })

describe('a level that changed', () => {
  test('is told with what is available of it now', async () => {
    const { receiver, rig } = await heardRig()
    await rig.shopper.placeOrder(mugs(3))
    expect(await toldOnce(receiver, 'inventory_levels/update')).toEqual({
      inventory_item_id: 401,
      location_id: 101,
      available: 7,
      updated_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]{8}Z$/),
      admin_graphql_api_id: 'gid://shopify/InventoryLevel/36954570853?inventory_item_id=401',
    })
  })

  test('twice, quickly, is told twice with the later number', async () => {
    const { receiver, rig } = await heardRig(['INVENTORY_LEVELS_UPDATE'])
    rig.twin.webhooks.withhold()
    await rig.shopper.setOnHand({ inventoryItemId: mugItem, locationId: london, quantity: 50 })
    await rig.shopper.setOnHand({ inventoryItemId: mugItem, locationId: london, quantity: 60 })
    rig.twin.webhooks.release(1)
    await vi.waitFor(() => expect(receiver.received).toHaveLength(2))
    expect(receiver.received.map(({ body }) => body.available)).toEqual([60, 60])
  })

  test('repeats what it said first when it has to be told again', async () => {
    let now = Date.now()
    const receiver = await receiverOf()
    receiver.answer(500)
    const webhooks = { uri: receiver.url, topics: ['INVENTORY_LEVELS_UPDATE'] }
    const options = { clock: () => now, webhookRetryDelayMs: 60_000 }
    const rig = await rigOf(options, shopOf({ webhooks }))
    const count = (quantity: number) =>
      rig.shopper.setOnHand({ inventoryItemId: mugItem, locationId: london, quantity })
    await count(50)
    await vi.waitFor(() => expect(rig.twin.stats().webhooks.failedAttempts).toBe(1))
    receiver.answer(200)
    now += 60_000
    await count(60)
    await vi.waitFor(() => expect(receiver.received).toHaveLength(3))
    const bodies = receiver.received.map(({ body }) => body.available).sort((a, b) => a - b)
    expect(bodies).toEqual([50, 50, 60])
  })

  test('is told when the location begins to stock it', async () => {
    const { receiver, rig } = await heardRig()
    rig.twin.setLevels('aurora', [{ inventoryItemId: mugItem, locationId: leeds, isActive: false }])
    await rig.ask(
      `mutation($key: String!) { inventoryActivate(inventoryItemId: "gid://shopify/InventoryItem/401",
        locationId: "gid://shopify/Location/102") @idempotent(key: $key) { userErrors { message } } }`,
      { key: freshKey() },
    )
    expect(await toldOnce(receiver, 'inventory_levels/connect')).toEqual({
      inventory_item_id: 401,
      location_id: 102,
    })
  })
})

describe('what moves stock', () => {
  test('is told: a refund, a move, a return', async () => {
    const { receiver, rig } = await heardRig()
    const { id, orderId } = await rig.shopper.placeOrder(mugs(3))
    await rig.shopper.refund(id, {
      lines: [{ sku: 'MUG', quantity: 1 }],
      idempotencyKey: freshKey(),
    })
    expect(await toldOnce(receiver, 'refunds/create')).toMatchObject({
      order_id: Number(orderId),
      restock: true,
      refund_line_items: [{ quantity: 1, restock_type: 'cancel' }],
    })
    await rig.shopper.moveOrder(id, leeds)
    const [moved] = (await orderAs(rig, id)).fulfillmentOrders.nodes
    expect(await toldOnce(receiver, 'fulfillment_orders/moved')).toMatchObject({
      original_fulfillment_order: { id: moved.id, status: 'open' },
      moved_fulfillment_order: { id: moved.id, status: 'open' },
      source_location: { id: 'gid://shopify/Location/101' },
      destination_location_id: 'gid://shopify/Location/102',
      fulfillment_order_line_items_requested: [{ quantity: 2 }],
    })
    await rig.shopper.fulfilByHand(id)
    const returnId = await rig.shopper.takeBack(id, { lines: [{ sku: 'MUG', quantity: 1 }] })
    const named = { admin_graphql_api_id: returnId, order: { admin_graphql_api_id: id } }
    expect(await toldOnce(receiver, 'returns/approve')).toMatchObject(named)
    expect(await toldOnce(receiver, 'returns/process')).toMatchObject(named)
  })
})
