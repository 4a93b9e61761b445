import { describe, expect, test } from 'vitest'
import type { SeenDelivery } from '../../../sandbox/shopify/index.ts'
import { type Receiver, receiverOf } from './receiver.ts'
import { mug, rigOf, shopOf, variant } from './support.ts'

const topics = ['ORDERS_CREATE', 'ORDERS_PAID']
const wishes = Array.from({ length: 10 }, () => ({
  lines: [{ variantId: variant(mug), quantity: 1 }],
}))

describe('Webhooks that are withheld', () => {
  test('are not sent until they are released, and then every one of them', async () => {
    const { receiver, twin } = await start()
    twin.webhooks.withhold()
    const placed = twin.placeOrders('aurora', wishes)
    await sentByAnother(receiver, twin)
    expect(receiver.received).toHaveLength(1)

    twin.webhooks.release(100)
    await expect.poll(() => receiver.received.length).toBe(1 + 20)
    const created = receiver.received.filter(
      ({ headers }) => headers['x-shopify-topic'] === 'orders/create',
    )
    expect(created.map(({ body }) => String(body.id)).sort()).toEqual(
      placed.map(({ orderId }) => orderId),
    )
  })

  test('are spread over the time they are given, both of an order at once', async () => {
    const { twin, seen } = await start()
    twin.webhooks.withhold()
    twin.placeOrders('aurora', wishes)
    const begunAtMs = Date.now()
    twin.webhooks.release(500)
    await expect.poll(() => seen.length).toBe(20)
    // The last of ten leaves after nine tenths of the time, and none before its turn.
    const lastMs = Math.max(...seen.map(({ sentAtMs }) => sentAtMs)) - begunAtMs
    expect(lastMs).toBeGreaterThanOrEqual(445)
    const byOrder = seen.map(({ body, sentAtMs }) => ({ id: idOf(body), at: sentAtMs - begunAtMs }))
    for (const [index, id] of [...new Set(byOrder.map((each) => each.id))].entries()) {
      const times = byOrder.filter((each) => each.id === id).map(({ at }) => at)
      expect(times).toHaveLength(2)
      expect(Math.min(...times)).toBeGreaterThanOrEqual(index * 50 - 5)
    }
  })

  test('are gone once they are discarded, and later ones are sent as ever', async () => {
    const { receiver, twin, rig } = await start()
    twin.webhooks.withhold()
    twin.placeOrders('aurora', wishes)
    twin.webhooks.discard()
    const order = await rig.shopper.placeOrder(wishes[0]!)
    await expect.poll(() => twin.stats().webhooks.pending).toBe(0)
    expect(new Set(receiver.received.map(({ body }) => String(body.id)))).toEqual(
      new Set([order.orderId]),
    )
  })
})

describe('Orders placed in bulk', () => {
  test('cost no points and no calls, and are like any other', async () => {
    const { twin, rig } = await start()
    const [first] = twin.placeOrders('aurora', wishes)
    expect(twin.stats().shops['aurora']).toMatchObject({ calls: {}, pointsRequested: 0 })
    const data = await rig.ask(
      'query($id: ID!) { order(id: $id) { name displayFinancialStatus lineItems(first: 2) { nodes { sku } } } }',
      { id: `gid://shopify/Order/${first?.orderId}` },
    )
    expect(data.order).toEqual({
      name: first?.name,
      displayFinancialStatus: 'PAID',
      lineItems: { nodes: [{ sku: 'MUG' }] },
    })
  })

  test('are refused as a whole where one of them would be', async () => {
    const { twin } = await start()
    const strange = { lines: [{ variantId: variant('399'), quantity: 1 }] }
    expect(() => twin.placeOrders('aurora', [strange])).toThrow('lineItems')
  })
})

async function start() {
  const receiver = await receiverOf()
  const seen: SeenDelivery[] = []
  const shop = shopOf({ webhooks: { uri: receiver.url, topics } })
  const watchDeliveries = (delivery: SeenDelivery) => {
    seen.push(delivery)
  }
  const rig = await rigOf({ watchDeliveries }, shop)
  return { receiver, rig, twin: rig.twin, seen }
}

/** By the time that both have answered somebody else, what they had to send would have gone. */
async function sentByAnother(receiver: Receiver, twin: { readonly url: string }): Promise<void> {
  await fetch(`${twin.url}/_sandbox/stats`)
  await fetch(receiver.url, { method: 'POST', body: '{}' })
}

function idOf(body: string): string {
  return /"id":(\d+)/.exec(body)?.[1] ?? ''
}
