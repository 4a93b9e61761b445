import { describe, expect, test } from 'vitest'
import {
  authorise,
  GIFT_SET,
  LEEDS,
  lineOf,
  LONDON,
  MUG,
  OLD_MUG,
  orderOf,
  send,
  setupOf,
  startTwin,
  TEA,
  type Json,
} from './support.ts'

const page = { loadCompositeParents: true, loadVariationParents: true, entriesPerPage: 200 }

describe('levels', () => {
  test('of a composite follow from its components at the same location', async () => {
    const api = await authorise(await startTwin())
    expect((await api.levelOf(GIFT_SET, LONDON)).Available).toBe(5)
    expect((await api.levelOf(GIFT_SET, LEEDS)).Available).toBe(0)
    await api.create([orderOf({ OrderItems: [lineOf({ Qty: 3 })] })])
    expect((await api.levelOf(GIFT_SET, LONDON)).Available).toBe(3)
  })

  test('may be oversold: what is available goes below zero', async () => {
    const api = await authorise(await startTwin())
    await api.create([orderOf({ OrderItems: [lineOf({ Qty: 12 })] })])
    expect((await api.levelOf(MUG)).Available).toBe(-2)
  })

  test('are set to an absolute number, and say since when', async () => {
    const now = Date.parse('2026-11-23T10:00:00Z')
    const api = await authorise(await startTwin({ clock: () => now }))
    const stockLevels = [{ SKU: 'MUG', LocationId: LONDON, Level: 42 }]
    const reply = await api.post('Stock/SetStockLevel', { stockLevels, changeSource: 'count' })
    expect(reply.json[0]).toMatchObject({
      StockLevel: 42,
      LastUpdateDate: '2026-11-23T10:00:00.000Z',
      LastUpdateOperation: 'count',
    })
    expect((await api.levelOf(MUG)).StockLevel).toBe(42)
  })

  test.each([
    ['an unknown SKU', { SKU: 'NOPE', LocationId: LONDON, Level: 1 }],
    ['an unknown location', { SKU: 'MUG', LocationId: MUG, Level: 1 }],
    ['a composite', { SKU: 'GIFT-SET', LocationId: LONDON, Level: 1 }],
  ])('of %s cannot be set', async (_what, level) => {
    const api = await authorise(await startTwin())
    expect((await api.post('Stock/SetStockLevel', { stockLevels: [level] })).status).toBe(400)
  })

  test('of unknown items are left out of a batch', async () => {
    const api = await authorise(await startTwin())
    const request = { StockItemIds: [LONDON, MUG] }
    const reply = await api.post('Stock/GetStockLevel_Batch', { request })
    expect(reply.json.map((entry: Json) => entry.pkStockItemId)).toEqual([MUG])
  })
})

describe('the catalogue', () => {
  test('resolves the SKUs it knows and leaves unknown and archived ones out', async () => {
    const api = await authorise(await startTwin())
    const request = { SKUS: ['MUG', 'NOPE', 'OLD-MUG'] }
    const reply = await api.post('Inventory/GetStockItemIdsBySKU', { request })
    expect(reply.json).toEqual({ Items: [{ StockItemId: MUG, SKU: 'MUG' }] })
  })

  test.each(['NOPE', 'OLD-MUG'])('has no item under %s', async (sku) => {
    const api = await authorise(await startTwin())
    const reply = await api.get(`Inventory/GetInventoryItem?sku=${sku}`)
    expect(reply).toMatchObject({
      status: 400,
      json: { Message: 'Could not determine inventory item id from SKU' },
    })
  })

  test('is read by pages, whose end is an error', async () => {
    const api = await authorise(await startTwin())
    const read = (pageNumber: number, change: Record<string, unknown> = {}) =>
      api.post('Stock/GetStockItemsFull', { ...page, pageNumber, ...change })
    const ids = (await read(1)).json.map((item: Json) => item.StockItemId)
    expect(ids).toEqual([MUG, TEA, GIFT_SET])
    expect(ids).not.toContain(OLD_MUG)
    expect(await read(2)).toMatchObject({
      status: 400,
      json: { Message: 'No items found with given filter' },
    })
    const plain = await read(1, { loadCompositeParents: false })
    expect(plain.json).toHaveLength(2)
    expect((await read(1, { entriesPerPage: 201 })).status).toBe(400)
    const withLevels = await read(1, { dataRequirements: ['StockLevels'] })
    expect(withLevels.json[0].StockLevels).toHaveLength(3)
  })

  test('lists Default, whose id is all zeros, before the account’s own locations', async () => {
    const api = await authorise(await startTwin())
    const reply = await api.get('Inventory/GetStockLocations')
    const named = reply.json.map((place: Json) => [place.StockLocationId, place.LocationName])
    expect(named).toEqual([
      ['00000000-0000-0000-0000-000000000000', 'Default'],
      [LONDON, 'London Warehouse'],
      [LEEDS, 'Leeds Depot'],
    ])
  })

  test('says of a channel whether it is enabled', async () => {
    const api = await authorise(await startTwin())
    const [channel] = (await api.get('Inventory/GetChannels')).json
    expect(channel).toMatchObject({
      Source: 'SHOPIFY',
      SubSource: 'aurora',
      Enabled: { PropertyValue: false },
    })
  })

  test('tells the components of composites, and omits what is none', async () => {
    const api = await authorise(await startTwin())
    const request = { InventoryItemIds: [MUG, GIFT_SET] }
    const reply = await api.post('Inventory/GetInventoryItemsCompositionByIds', { request })
    expect(Object.keys(reply.json.InventoryItemsCompositionByIds)).toEqual([GIFT_SET])
    const rows = reply.json.InventoryItemsCompositionByIds[GIFT_SET]
    expect(rows.map((row: Json) => [row.LinkedStockItemId, row.Quantity])).toEqual([
      [MUG, 2],
      [TEA, 1],
    ])
  })

  test('takes a new item through the API and through the sandbox', async () => {
    const twin = await startTwin()
    const api = await authorise(twin)
    const inventoryItem = { ItemNumber: 'SPOON', ItemTitle: 'Spoon' }
    expect((await api.post('Inventory/AddInventoryItem', { inventoryItem })).status).toBe(204)
    expect((await api.post('Inventory/AddInventoryItem', { inventoryItem })).status).toBe(400)
    const fork = { StockItemId: LEEDS, SKU: 'FORK', title: 'Fork', levels: { [LONDON]: 3 } }
    const added = await send(`${twin.url}/_sandbox/items`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(fork),
    })
    expect(added.status).toBe(204)
    expect((await api.levelOf(LEEDS)).StockLevel).toBe(3)
    const request = { SKUS: ['SPOON', 'FORK'] }
    const reply = await api.post('Inventory/GetStockItemIdsBySKU', { request })
    expect(reply.json.Items).toHaveLength(2)
  })
})

test('a tracked composite has a level of its own, and takes nothing from its components', async () => {
  const setup = setupOf()
  const tracked = { ...setup.items[2], levels: { [LONDON]: 9 }, minimumLevel: 0 }
  const items = setup.items.map((item) =>
    item.SKU === 'GIFT-SET' ? { ...item, ...tracked } : item,
  )
  const api = await authorise(await startTwin({ setup: setupOf({ items }) }))
  const OrderItems = [lineOf({ ChannelSKU: 'GIFT-SET', Qty: 2 })]
  const [orderId] = await api.create([orderOf({ OrderItems })])
  expect(await api.levelOf(GIFT_SET)).toMatchObject({ StockLevel: 9, Available: 7 })
  expect((await api.levelOf(MUG)).InOrderBook).toBe(0)
  await api.post('Orders/ProcessOrder', { orderId })
  expect((await api.levelOf(GIFT_SET)).StockLevel).toBe(7)
  expect((await api.levelOf(MUG)).StockLevel).toBe(10)
})
