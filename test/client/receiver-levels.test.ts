import { describe, expect, test } from 'vitest'
import {
  countAll,
  countWebhooks,
  deliver,
  deliveryOf,
  NOTHING,
  startTestReceiver,
} from './receiver-harness.ts'

describe('a webhook about a stock level', () => {
  const key = { shop: 'aurora', inventoryItemId: '9001', locationId: '7001' }
  const changed = (available: number | null, of: Partial<typeof key> = {}) => {
    const { inventoryItemId, locationId } = { ...key, ...of }
    const body = `{"inventory_item_id":${inventoryItemId},"location_id":${locationId},"available":${available}}`
    return deliveryOf({ topic: 'inventory_levels/update', body })
  }
  const startReceiving = async () => {
    const receiver = await startTestReceiver()
    const { inventoryItemId, locationId } = key
    // Ten on hand, three of them sold: Shopify offers seven.
    const reading = { inventoryItemId, locationId, onHand: 10, committed: 3, isActive: true }
    await receiver.ledger.stockReadings.putShopLevels('aurora', [reading], new Date())
    const listHot = async () =>
      (await receiver.ledger.stockLevels.listHot('aurora', 10)).map(({ hotReason }) => hotReason)
    return { ...receiver, listHot }
  }

  test('makes it hot if its number is not the one that is known, and touches no order', async () => {
    const receiver = await startReceiving()
    expect(await deliver(receiver.url, changed(6))).toBe(200)
    expect(await receiver.listHot()).toEqual(['changed in Shopify'])
    expect(await countAll(receiver)).toEqual(NOTHING)
    const labels = { shop: 'aurora', topic: 'inventory_levels/update', outcome: 'accepted' }
    expect(await countWebhooks(receiver.url, labels)).toBe(1)
  })

  test('makes it hot if it does not say the number', async () => {
    const receiver = await startReceiving()
    expect(await deliver(receiver.url, changed(null))).toBe(200)
    expect(await receiver.listHot()).toHaveLength(1)
  })

  test('that is the echo of what we wrote leaves it as cool as it was', async () => {
    const receiver = await startReceiving()
    expect(await deliver(receiver.url, changed(7))).toBe(200)
    expect(await receiver.listHot()).toEqual([])
    const labels = { shop: 'aurora', topic: 'inventory_levels/update', outcome: 'ignored' }
    expect(await countWebhooks(receiver.url, labels)).toBe(1)
  })

  test('that Waybill never read, or of a shop whose stock it does not push, is ignored', async () => {
    const receiver = await startReceiving()
    expect(await deliver(receiver.url, changed(6, { locationId: '7002' }))).toBe(200)
    const delivery = deliveryOf({
      topic: 'inventory_levels/update',
      secret: 'other',
      body: '{"inventory_item_id":9001,"location_id":7001,"available":1}',
      headers: { 'x-shopify-shop-domain': 'shop.borealis.example' },
    })
    expect(await deliver(receiver.url, delivery)).toBe(200)
    expect(await receiver.listHot()).toEqual([])
  })

  test('that names none is malformed, and a forged one is refused', async () => {
    const receiver = await startReceiving()
    const topic = 'inventory_levels/update'
    expect(await deliver(receiver.url, deliveryOf({ topic, body: '{"available":6}' }))).toBe(400)
    const forged = deliveryOf({ topic, secret: 'guess', body: changed(6).body })
    expect(await deliver(receiver.url, forged)).toBe(401)
    expect(await receiver.listHot()).toEqual([])
  })

  test('is delivered again where the ledger is down', async () => {
    const receiver = await startReceiving()
    await receiver.database.destroy()
    expect(await deliver(receiver.url, changed(6))).toBe(503)
  })
})
