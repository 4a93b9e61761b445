import { expect, test } from 'vitest'
import {
  authorise,
  GIFT_SET,
  ITEMS,
  LEEDS,
  LONDON,
  MUG,
  OLD_MUG,
  setupOf,
  startTwin,
  TEA,
  type Api,
  type Json,
} from './support.ts'

const numberedId = (number: number) => `40000000-0000-4000-8000-${String(number).padStart(12, '0')}`

const many = Array.from({ length: 450 }, (_, number) => ({
  StockItemId: numberedId(number),
  SKU: `SKU-${number}`,
  title: 'One of many',
}))

const readPage = (api: Api, pageNumber: number, change: Record<string, unknown> = {}) =>
  api.post('Stock/GetStockItemsFull', {
    loadCompositeParents: true,
    loadVariationParents: true,
    entriesPerPage: 200,
    pageNumber,
    dataRequirements: ['StockLevels'],
    ...change,
  })

const skusOf = (reply: { json: Json }) => reply.json.map((item: Json) => item.ItemNumber)

test('pages of 200 hold each item once, and end in a 400', async () => {
  const api = await authorise(await startTwin({ setup: setupOf({ items: many }) }))
  const pages = await Promise.all([1, 2, 3].map((number) => readPage(api, number)))
  expect(pages.map((page) => page.json.length)).toEqual([200, 200, 50])
  expect(new Set(pages.flatMap(skusOf)).size).toBe(450)
  expect(await readPage(api, 4)).toMatchObject({
    status: 400,
    json: { Message: 'No items found with given filter' },
  })
})

test('items are listed as they were made, or by their SKUs', async () => {
  const items = ['B', 'C', 'A'].map((SKU, index) => ({
    ...{ StockItemId: numberedId(index), SKU, title: 'One of three' },
  }))
  const usual = await authorise(await startTwin({ setup: setupOf({ items }) }))
  expect(skusOf(await readPage(usual, 1))).toEqual(['B', 'C', 'A'])
  const setup = setupOf({ items, switches: { pageOrder: 'sku' } })
  expect(skusOf(await readPage(await authorise(await startTwin({ setup })), 1))).toEqual([
    ...['A', 'B', 'C'],
  ])
})

test('levels may lack the name of their location, and those that nobody ever set', async () => {
  const items = [{ StockItemId: MUG, SKU: 'MUG', title: 'Mug', levels: { [LONDON]: 10 } }]
  const setup = setupOf({ items, switches: { levelNames: false, unsetLevels: 'none' } })
  const twin = await startTwin({ setup })
  const api = await authorise(twin)
  const levelsOf = async () =>
    (await readPage(api, 1)).json[0].StockLevels.map((level: Json) => [
      ...[level.Location.StockLocationId, level.Location.LocationName, level.Available],
    ])
  expect(await levelsOf()).toEqual([[LONDON, null, 10]])
  twin.backroom.sellElsewhere([{ sku: 'MUG', locationId: LEEDS, quantity: 1 }])
  expect(await levelsOf()).toEqual([
    [LONDON, null, 10],
    [LEEDS, null, -1],
  ])
})

test('a page has the level of each location, with what is in orders taken off', async () => {
  const twin = await startTwin()
  const api = await authorise(twin)
  twin.backroom.sellElsewhere([{ sku: 'MUG', locationId: LONDON, quantity: 4 }])
  const [mug] = (await readPage(api, 1)).json
  const levels = mug.StockLevels.map((level: Json) => [
    level.Location.LocationName,
    level.StockLevel,
    level.InOrders,
    level.Available,
  ])
  expect(levels).toEqual([
    ['Default', 0, 0, 0],
    ['London Warehouse', 10, 4, 6],
    ['Leeds Depot', 4, 0, 4],
  ])
})

test('items that come and go are on the next page that is read', async () => {
  const twin = await startTwin()
  const api = await authorise(twin)
  expect(skusOf(await readPage(api, 1))).toEqual(['MUG', 'TEA', 'GIFT-SET'])
  const InventoryItemIds = [TEA]
  await api.post('Inventory/ArchiveInventoryItems', { parameters: { InventoryItemIds } })
  await api.post('Inventory/AddInventoryItem', {
    inventoryItem: { ItemNumber: 'SPOON', ItemTitle: 'Spoon' },
  })
  expect(skusOf(await readPage(api, 1))).toEqual(['MUG', 'GIFT-SET', 'SPOON'])
  await api.post('Inventory/UnarchiveInventoryItems', { parameters: { InventoryItemIds } })
  expect(skusOf(await readPage(api, 1))).toEqual(['MUG', 'TEA', 'GIFT-SET', 'SPOON'])
})

test('a search goes by the fields it names', async () => {
  const api = await authorise(await startTwin())
  const keyword = 'Gift'
  expect(skusOf(await readPage(api, 1, { keyword, searchTypes: ['Title'] }))).toEqual(['GIFT-SET'])
  expect((await readPage(api, 1, { keyword, searchTypes: ['SKU'] })).status).toBe(400)
})

test('reads by id answer what they know, once, and nothing that is archived', async () => {
  const api = await authorise(await startTwin())
  const StockItemIds = [TEA, OLD_MUG, LEEDS, GIFT_SET, TEA.toUpperCase()]
  const batch = await api.post('Stock/GetStockLevel_Batch', { request: { StockItemIds } })
  expect(batch.json.map((entry: Json) => entry.pkStockItemId)).toEqual([TEA, GIFT_SET])
  const full = await api.post('Stock/GetStockItemsFullByIds', {
    request: { StockItemIds, DataRequirements: ['StockLevels'] },
  })
  expect(full.json.StockItemsFullExtended).toMatchObject([
    { StockItemId: TEA, ItemNumber: 'TEA', IsCompositeParent: false, StockLevels: [{}, {}, {}] },
    { StockItemId: GIFT_SET, IsCompositeParent: true },
  ])
  const bare = await api.post('Stock/GetStockItemsFullByIds', { request: { StockItemIds: [MUG] } })
  expect(bare.json.StockItemsFullExtended[0].StockLevels).toEqual([])
})

test('where the account answers archived items by id, it does', async () => {
  const setup = setupOf({ switches: { archivedById: true } })
  const api = await authorise(await startTwin({ setup }))
  const request = { StockItemIds: [OLD_MUG] }
  expect((await api.post('Stock/GetStockLevel_Batch', { request })).json).toHaveLength(1)
})

test('pages tell composites from other items, unless the account leaves that out', async () => {
  const read = async (pagesTellComposites: boolean) => {
    const setup = setupOf({ switches: { pagesTellComposites } })
    const reply = await readPage(await authorise(await startTwin({ setup })), 1)
    return reply.json.map((item: Json) => item.IsCompositeParent)
  }
  expect(await read(true)).toEqual([false, false, true])
  expect(await read(false)).toEqual([undefined, undefined, undefined])
})

test('a component that no longer exists makes its composite unsellable', async () => {
  const items = ITEMS.filter((item) => item.SKU !== 'TEA')
  const api = await authorise(await startTwin({ setup: setupOf({ items }) }))
  expect((await api.levelOf(GIFT_SET)).Available).toBe(0)
})

test('a page takes no longer in a large account than in a small one', async () => {
  const itemsOf = (count: number) =>
    Array.from({ length: count }, (_, number) => ({
      StockItemId: numberedId(number),
      SKU: `SKU-${number}`,
      title: 'One of many',
    }))
  const openAccount = async (count: number) => {
    const twin = await startTwin({ setup: setupOf({ items: itemsOf(count) }) })
    const sales = Array.from({ length: count / 10 }, (_, number) => ({
      sku: `SKU-${number}`,
      locationId: LONDON,
      quantity: 1,
    }))
    twin.backroom.sellElsewhere(sales)
    const api = await authorise(twin)
    return async () => {
      const start = performance.now()
      await readPage(api, 2, { entriesPerPage: 20 })
      return performance.now() - start
    }
  }
  const accounts = { small: await openAccount(400), large: await openAccount(50_000) }
  const fastest = { small: Infinity, large: Infinity }
  // In turns, so that a busy machine is busy for both.
  for (let turn = 0; turn < 15; turn += 1) {
    fastest.small = Math.min(fastest.small, await accounts.small())
    fastest.large = Math.min(fastest.large, await accounts.large())
  }
  expect(fastest.large).toBeLessThan(fastest.small * 4)
})
