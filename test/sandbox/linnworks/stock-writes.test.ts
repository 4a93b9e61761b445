import { expect, test } from 'vitest'
import { authorise, LEEDS, LONDON, MUG, setupOf, startTwin, TEA, type Json } from './support.ts'

const delta = (stockLevels: readonly unknown[]) => ({ stockLevels, changeSource: 'Delivery' })

test('a delivery adds to what stands on the shelf, and a loss takes from it', async () => {
  const api = await authorise(await startTwin())
  const reply = await api.post(
    'Stock/UpdateStockLevelsBySKU',
    delta([
      { SKU: 'MUG', LocationId: LONDON, Level: 5 },
      { SKU: 'TEA', LocationId: LONDON, Level: -3 },
    ]),
  )
  expect(reply.json).toMatchObject([
    { SKU: 'MUG', StockLevel: 15, LastUpdateOperation: 'Delivery' },
    { SKU: 'TEA', StockLevel: 4 },
  ])
  expect((await api.levelOf(MUG, LEEDS)).StockLevel).toBe(4)
})

test('a delta to the same shelf twice in one call counts twice', async () => {
  const api = await authorise(await startTwin())
  const one = { SKU: 'MUG', LocationId: LONDON, Level: 5 }
  await api.post('Stock/UpdateStockLevelsBySKU', delta([one, one]))
  expect((await api.levelOf(MUG)).StockLevel).toBe(20)
})

test('a call with an unknown SKU changes none of its levels', async () => {
  const api = await authorise(await startTwin())
  const reply = await api.post(
    'Stock/UpdateStockLevelsBySKU',
    delta([
      { SKU: 'MUG', LocationId: LONDON, Level: 5 },
      { SKU: 'NOPE', LocationId: LONDON, Level: 5 },
    ]),
  )
  expect(reply).toMatchObject({ status: 400, json: { Message: 'Item NOPE not found.' } })
  expect((await api.levelOf(MUG)).StockLevel).toBe(10)
})

test('a bulk update names items and locations either way, and says in its row what is wrong', async () => {
  const api = await authorise(await startTwin())
  const Items = [
    { SKU: 'MUG', StockLocationName: 'London Warehouse', StockLevel: 33, RowIndex: 1 },
    { StockItemId: TEA, StockLocationId: LEEDS, StockLevel: 12, MinimumLevel: -1, RowIndex: 2 },
    { SKU: 'NOPE', StockLocationId: LEEDS, StockLevel: 1, RowIndex: 3 },
    { SKU: 'MUG', StockLocationName: 'Nowhere', StockLevel: 1, RowIndex: 4 },
    { SKU: 'GIFT-SET', StockLocationId: LEEDS, StockLevel: 1, RowIndex: 5 },
  ]
  const reply = await api.post('Stock/UpdateStockLevelsBulk', { Items })
  const told = reply.json.Items.map((row: Json) => [row.RowIndex, row.Errors.length])
  expect(told).toEqual([
    [1, 0],
    [2, 0],
    [3, 1],
    [4, 1],
    [5, 1],
  ])
  expect((await api.levelOf(MUG)).StockLevel).toBe(33)
  expect(await api.levelOf(TEA, LEEDS)).toMatchObject({ StockLevel: 12, MinimumLevel: -1 })
  expect((await api.levelOf(TEA, LONDON)).MinimumLevel).toBe(0)
})

test.each(['SetStockLevel', 'UpdateStockLevelsBySKU', 'UpdateStockLevelsBulk'])(
  '%s asks for the permission to change stock',
  async (name) => {
    const twin = await startTwin({ setup: setupOf({ permissions: [] }) })
    const api = await authorise(twin)
    expect((await api.post(`Stock/${name}`, { stockLevels: [], Items: [] })).status).toBe(403)
  },
)

test.each([
  ['Stock/UpdateStockLevelsBySKU', { stockLevels: [] }, 150],
  ['Stock/UpdateStockLevelsBulk', { Items: [] }, 150],
  ['Stock/SetStockLevel', { stockLevels: [] }, 250],
  ['Stock/GetStockLevel_Batch', { request: { StockItemIds: [] } }, 250],
  ['Stock/GetStockItemsFullByIds', { request: { StockItemIds: [] } }, 250],
])('%s is admitted as often as is published', async (path, body, limit) => {
  const setup = setupOf({ quotaScale: 0.02 })
  const api = await authorise(await startTwin({ setup, clock: () => 0 }))
  const admitted = Math.floor(limit * 0.02)
  for (let calls = 0; calls < admitted; calls += 1) {
    expect((await api.post(path, body)).status).toBe(200)
  }
  expect(await api.post(path, body)).toMatchObject({
    status: 429,
    json: { Message: `API calls quota exceeded! Maximum admitted ${admitted} per Minute.` },
  })
})
