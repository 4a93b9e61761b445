import { describe, expect, test } from 'vitest'
import type { LinnworksTwin } from '../../../sandbox/linnworks/index.ts'
import {
  authorise,
  GIFT_SET,
  LEEDS,
  LONDON,
  MUG,
  orderOf,
  send,
  startTwin,
  TEA,
  type Api,
  warehouseOf,
} from './support.ts'

const knock = (twin: LinnworksTwin, path: string, body?: unknown, method = 'POST') =>
  send(`${twin.url}/_sandbox/${path}`, {
    method: body === undefined && method === 'POST' ? 'GET' : method,
    ...(body !== undefined && {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  })

const countPages = async (api: Api) => {
  const reply = await api.post('Stock/GetStockItemsFull', {
    loadCompositeParents: true,
    entriesPerPage: 200,
    pageNumber: 1,
  })
  return reply.status === 200 ? reply.json.length : 0
}

describe('the back door to the stock', () => {
  test('reads all levels at once, in agreement with the API and without a call', async () => {
    const twin = await startTwin()
    twin.backroom.sellElsewhere([{ sku: 'GIFT-SET', locationId: LONDON, quantity: 1 }])
    const all = (await knock(twin, 'stock')).json
    expect(all).toEqual(twin.backroom.listStock())
    expect(twin.stats().calls).toEqual({})
    const api = await authorise(twin)
    for (const { stockItemId, archived, levels } of twin.backroom.listStock()) {
      if (archived) continue
      for (const { locationId, stockLevel, inOrders, available } of levels) {
        expect(await api.levelOf(stockItemId, locationId)).toMatchObject({
          StockLevel: stockLevel,
          InOrders: inOrders,
          Available: available,
        })
      }
    }
    expect(all).toMatchObject([
      { sku: 'MUG', archived: false, components: [] },
      { sku: 'TEA' },
      {
        stockItemId: GIFT_SET,
        components: [
          { stockItemId: MUG, quantity: 2 },
          { stockItemId: TEA, quantity: 1 },
        ],
        levels: [{}, { tracked: false, computed: true, available: 4 }, {}],
      },
      { sku: 'OLD-MUG', archived: true },
    ])
  })

  test('counts many shelves at once, all of them or none', async () => {
    const twin = await startTwin()
    const api = await authorise(twin)
    const counted = [
      { sku: 'MUG', locationId: LEEDS, level: 70 },
      { sku: 'TEA', locationId: LEEDS, level: 80 },
    ]
    expect((await knock(twin, 'stock/levels', counted)).status).toBe(200)
    expect((await api.levelOf(MUG, LEEDS)).StockLevel).toBe(70)
    expect((await api.levelOf(TEA, LEEDS)).StockLevel).toBe(80)
    const bad = [{ sku: 'MUG', locationId: LEEDS, level: 1 }]
    for (const other of ['NOPE', 'GIFT-SET']) {
      const both = [...bad, { sku: other, locationId: LEEDS, level: 1 }]
      expect((await knock(twin, 'stock/levels', both)).status).toBe(400)
    }
    expect((await api.levelOf(MUG, LEEDS)).StockLevel).toBe(70)
  })

  test('sells on another channel: reserved at once, and gone when it is dispatched', async () => {
    const twin = await startTwin()
    const api = await authorise(twin)
    const sale = { sku: 'MUG', locationId: LONDON, quantity: 2 }
    const reply = await knock(twin, 'stock/sales', [sale, { ...sale, dispatched: true }])
    const [orderId, gone] = reply.json.orderIds
    expect(await api.levelOf(MUG)).toMatchObject({ StockLevel: 8, InOrders: 2, Available: 6 })
    expect(await api.read(orderId)).toMatchObject({
      Processed: false,
      GeneralInfo: { Source: 'EBAY' },
    })
    expect((await api.read(gone)).Processed).toBe(true)
    expect((await knock(twin, 'stock/sales', [{ ...sale, sku: 'NOPE' }])).status).toBe(400)
  })

  test('names the open orders that are locked', async () => {
    const twin = await startTwin()
    const api = await authorise(twin)
    const orderIds = await api.create([orderOf()])
    expect((await knock(twin, 'locked')).json).toEqual([])
    await api.post('Orders/LockOrder', { orderIds, lockOrder: true })
    expect((await knock(twin, 'locked')).json).toEqual(orderIds)
  })
})

describe('a wrong master', () => {
  test('shows far fewer items, always the same, until it is put right', async () => {
    const twin = await startTwin()
    const api = await authorise(twin)
    expect(await countPages(api)).toBe(3)
    await knock(twin, 'stock/pretence', { kind: 'fewItems', share: 0.5 })
    const shown = await countPages(api)
    expect(shown).toBeGreaterThan(0)
    expect(shown).toBeLessThan(3)
    expect(await countPages(api)).toBe(shown)
    const request = { StockItemIds: [MUG, TEA, GIFT_SET] }
    const batch = await api.post('Stock/GetStockLevel_Batch', { request })
    expect(batch.json).toHaveLength(shown)
    await knock(twin, 'stock/pretence', { kind: 'fewItems', share: 0 })
    expect(await countPages(api)).toBe(0)
    await knock(twin, 'stock/pretence', undefined, 'DELETE')
    expect(await countPages(api)).toBe(3)
  })

  test('shows empty shelves, and the stock is there all the same', async () => {
    const twin = await startTwin()
    const api = await authorise(twin)
    await knock(twin, 'stock/pretence', { kind: 'emptyShelves' })
    expect(await api.levelOf(MUG)).toMatchObject({ StockLevel: 0, Available: 0 })
    const [mug] = twin.backroom.listStock()
    expect(mug?.levels[1]).toMatchObject({ stockLevel: 10 })
    twin.backroom.pretend()
    expect(await api.levelOf(MUG)).toMatchObject({ StockLevel: 10 })
  })

  test('is not believed to be one by a mistake in the request', async () => {
    const twin = await startTwin()
    expect((await knock(twin, 'stock/pretence', { kind: 'nonsense' })).status).toBe(400)
  })
})

test('the people of the warehouse receive, count and archive, and another channel sells', async () => {
  const twin = await startTwin()
  const api = await authorise(twin)
  const warehouse = warehouseOf(twin)
  const mugs = { sku: 'MUG', locationId: LONDON }
  await warehouse.receive({ ...mugs, quantity: 5 })
  expect((await api.levelOf(MUG)).StockLevel).toBe(15)
  await warehouse.count({ ...mugs, quantity: 12 })
  const orderId = await warehouse.sellElsewhere({ ...mugs, quantity: 4 })
  expect(await api.levelOf(MUG)).toMatchObject({ StockLevel: 12, Available: 8 })
  await warehouse.lock(orderId)
  expect((await api.levelOf(MUG)).Available).toBe(12)
  await warehouse.unlock(orderId)
  await warehouse.dispatch({ orderId, trackingNumber: 'TRACK1' })
  expect(await api.levelOf(MUG)).toMatchObject({ StockLevel: 8, Available: 8 })
  await expect(
    warehouse.sellElsewhere({ sku: 'MUG', locationId: MUG, quantity: 1 }),
  ).rejects.toThrow('no location')
  await warehouse.archive('MUG')
  expect(await countPages(api)).toBe(2)
})
