import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { fulfil, mug, orderAs, rigOf, variant, type Rig } from './support.ts'

async function openOrder(rig: Rig) {
  const { id } = await rig.shopper.placeOrder({ lines: [{ variantId: variant(mug), quantity: 1 }] })
  const order = await orderAs(rig, id)
  const fulfillmentOrderId: string = order.fulfillmentOrders.nodes[0].id
  return { id, fulfillment: { lineItemsByFulfillmentOrder: [{ fulfillmentOrderId }] } }
}
const fulfillmentsOf = async (rig: Rig, id: string): Promise<unknown[]> =>
  (await orderAs(rig, id)).fulfillments

describe('a fault', () => {
  test('before the commit changes nothing: unavailable, throttled, unauthorized, reset', async () => {
    const rig = await rigOf()
    const { id, fulfillment } = await openOrder(rig)
    const send = () =>
      rig.send(
        'mutation($f: FulfillmentInput!) { fulfillmentCreate(fulfillment: $f) { userErrors { message } } }',
        { f: fulfillment },
      )
    rig.twin.faults.add({ operation: 'fulfillmentCreate', kind: 'unavailable', status: 502 })
    expect((await send()).status).toBe(502)
    rig.twin.faults.add({ operation: 'fulfillmentCreate', kind: 'throttled' })
    const throttled = await send()
    expect(throttled.status).toBe(200)
    expect(throttled.body.errors[0].extensions.code).toBe('THROTTLED')
    rig.twin.faults.add({ operation: 'fulfillmentCreate', kind: 'unauthorized' })
    expect((await send()).status).toBe(401)
    rig.twin.faults.add({ operation: 'fulfillmentCreate', kind: 'reset' })
    await expect(send()).rejects.toThrow('fetch failed')
    expect(await fulfillmentsOf(rig, id)).toEqual([])
    expect(rig.twin.stats().faults).toEqual({
      'fulfillmentCreate:unavailable': 1,
      'fulfillmentCreate:throttled': 1,
      'fulfillmentCreate:unauthorized': 1,
      'fulfillmentCreate:reset': 1,
    })
  })

  test.each(['replyLost', 'malformed'] as const)('%s comes after the commit', async (kind) => {
    const rig = await rigOf()
    const { id, fulfillment } = await openOrder(rig)
    rig.twin.faults.add({ operation: 'fulfillmentCreate', kind })
    await expect(fulfil(rig, fulfillment)).rejects.toThrow(/fetch failed|JSON/)
    expect(await fulfillmentsOf(rig, id)).toHaveLength(1)
  })

  test('lateCommit commits when the caller has long given up and looked', async () => {
    const rig = await rigOf()
    const { id, fulfillment } = await openOrder(rig)
    rig.twin.faults.add({ operation: 'fulfillmentCreate', kind: 'lateCommit', delayMs: 80 })
    await expect(fulfil(rig, fulfillment)).rejects.toThrow('fetch failed')
    expect(await fulfillmentsOf(rig, id)).toHaveLength(0)
    await vi.waitFor(async () => expect(await fulfillmentsOf(rig, id)).toHaveLength(1))
  })

  test('slow commits at once and answers later', async () => {
    const rig = await rigOf()
    const { id, fulfillment } = await openOrder(rig)
    rig.twin.faults.add({ operation: 'fulfillmentCreate', kind: 'slow', delayMs: 150 })
    let answered = false
    const answer = fulfil(rig, fulfillment).then(() => {
      answered = true
    })
    await vi.waitFor(async () => expect(await fulfillmentsOf(rig, id)).toHaveLength(1))
    expect(answered).toBe(false)
    await answer
  })

  test('is scripted and cleared over HTTP, and strikes the granting of tokens too', async () => {
    const rig = await rigOf()
    const script = (method: string, body?: unknown) =>
      fetch(`${rig.twin.url}/_sandbox/faults`, {
        method,
        ...(body === undefined
          ? {}
          : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
      })
    const rules = [
      { operation: 'accessToken', kind: 'unavailable' },
      { operation: 'shop', kind: 'unavailable', times: 5 },
    ]
    expect((await script('POST', rules)).status).toBe(204)
    expect((await script('POST', { operation: 'shop', kind: 'earthquake' })).status).toBe(400)
    const token = await fetch(`${rig.apiUrl}/admin/oauth/access_token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    })
    expect(token.status).toBe(503)
    const ask = () =>
      fetch(`${rig.apiUrl}/admin/api/2026-10/graphql.json`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'X-Shopify-Access-Token': 'shpat_test' },
        body: JSON.stringify({ query: '{ shop { name } }' }),
      })
    expect((await ask()).status).toBe(503)
    expect((await script('DELETE')).status).toBe(204)
    expect((await ask()).status).toBe(200)
    const stats = await (await fetch(`${rig.twin.url}/_sandbox/stats`)).json()
    expect(stats).toMatchObject({
      shops: { aurora: { calls: { shop: 2 } } },
      faults: { 'accessToken:unavailable': 1, 'shop:unavailable': 1 },
    })
  })
})

describe('a restart', () => {
  test('keeps orders, stock and ids, and finishes a cancellation that was under way', async () => {
    const statePath = join(mkdtempSync(join(tmpdir(), 'twin-')), 'state.sqlite')
    const before = await rigOf({ statePath, jobDelayMs: 30 })
    const first = await openOrder(before)
    await fulfil(before, first.fulfillment)
    const second = await before.shopper.placeOrder({
      lines: [{ variantId: variant(mug), quantity: 1 }],
    })
    await before.shopper.cancelOrder(second.id)
    await before.twin.stop()

    const rig = await rigOf({ statePath })
    expect(await orderAs(rig, first.id)).toMatchObject({ displayFulfillmentStatus: 'FULFILLED' })
    await vi.waitFor(async () => expect((await orderAs(rig, second.id)).cancelledAt).not.toBeNull())
    const third = await rig.shopper.placeOrder({
      lines: [{ variantId: variant(mug), quantity: 1 }],
    })
    expect(third.name).toBe('#1003')
    const { inventoryItem } = await rig.ask(
      `{ inventoryItem(id: "gid://shopify/InventoryItem/401") { inventoryLevel(locationId: "gid://shopify/Location/101") {
        quantities(names: ["on_hand", "committed"]) { quantity } } } }`,
    )
    expect(inventoryItem.inventoryLevel.quantities).toEqual([{ quantity: 9 }, { quantity: 1 }])
  })
})
