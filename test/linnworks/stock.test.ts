import { afterEach, describe, expect, test } from 'vitest'
import { ApiError } from '../../lib/api-error.ts'
import type { LinnworksClient, StockPageItem } from '../../linnworks/index.ts'
import { createStock } from '../../linnworks/stock.ts'
import type { LinnworksTransportConfig } from '../../linnworks/transport.ts'
import type { LinnworksTwin } from '../../sandbox/linnworks/index.ts'
import { apiErrorOf } from '../support/api-errors.ts'
import { clientOf, consignmentOf, LEEDS, lineOf, LONDON, MUG, startTwin, TEAPOT } from './twin.ts'

const DEFAULT = '00000000-0000-0000-0000-000000000000'
const SET = '7d1f0b5a-63a1-4c5b-b1de-2f7f5e3a9c03'

const closers: (() => Promise<void> | void)[] = []

afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

async function world(
  options: Parameters<typeof startTwin>[0] = {},
  config: Partial<LinnworksTransportConfig> = {},
): Promise<{ twin: LinnworksTwin; linnworks: LinnworksClient }> {
  const twin = await startTwin(options)
  closers.push(() => twin.stop())
  const linnworks = clientOf(twin, config)
  closers.push(() => linnworks.close())
  return { twin, linnworks }
}

type Items = NonNullable<Parameters<typeof startTwin>[0]['items']>

/** Ids that differ in their last digits. */
function idOf(nth: number): string {
  return `7d1f0b5a-63a1-4c5b-b1de-${String(nth).padStart(12, '0')}`
}

function itemsOf(count: number): Items {
  return Array.from({ length: count }, (_, nth) => ({
    StockItemId: idOf(nth),
    SKU: `SKU-${nth}`,
    title: `Item ${nth}`,
    levels: { [LONDON]: nth },
  }))
}

const teaSet: Items = [
  { StockItemId: MUG, SKU: 'MUG', title: 'Mug', levels: { [LONDON]: 7, [LEEDS]: 1 } },
  { StockItemId: TEAPOT, SKU: 'TEAPOT', title: 'Teapot', levels: { [LONDON]: 5 } },
  {
    StockItemId: SET,
    SKU: 'SET',
    title: 'Tea set',
    isComposite: true,
    components: [
      { SKU: 'MUG', quantity: 2 },
      { SKU: 'TEAPOT', quantity: 1 },
    ],
  },
]

const locations = [
  { StockLocationId: LONDON, LocationName: 'London Warehouse' },
  { StockLocationId: LEEDS, LocationName: 'Leeds' },
]

describe('the stock of the account', () => {
  test('comes in pages of 200, each item once, and ends in a page of none', async () => {
    const { linnworks } = await world({ items: itemsOf(401) })
    const pages: (readonly StockPageItem[])[] = []
    for (let page = 1; page <= 4; page += 1) {
      pages.push((await linnworks.listStockPage(page)).items)
    }
    expect(pages.map((items) => items.length)).toEqual([200, 200, 1, 0])
    const byId = new Map(pages.flat().map((item) => [item.stockItemId, item]))
    expect(byId.size).toBe(401)
    const item = byId.get(idOf(400))
    expect(item?.sku).toBe('SKU-400')
    expect(item?.levels).toContainEqual({
      stockItemId: idOf(400),
      sku: 'SKU-400',
      locationId: LONDON,
      available: 400,
      stockLevel: 400,
      inOrders: 0,
      tracked: true,
    })
    expect(item?.levels.map(({ locationId }) => locationId)).toContain(DEFAULT)
  })

  test('has what open orders hold taken off, below nothing too', async () => {
    const { linnworks } = await world()
    const lines = [lineOf({ quantity: 130 })]
    await linnworks.createOrders({
      locationName: 'London Warehouse',
      orders: [consignmentOf({ lines })],
    })
    const [{ levels } = { levels: [] }] = await linnworks.getStockLevels([MUG])
    expect(levels.find(({ locationId }) => locationId === LONDON)).toMatchObject({
      available: -30,
      stockLevel: 100,
      inOrders: 130,
    })
  })

  test('shows composites, and what is not tracked as such', async () => {
    const untracked = { StockItemId: idOf(9), SKU: 'GIFT', title: 'Gift wrap', minimumLevel: -1 }
    const { linnworks } = await world({ locations, items: [...teaSet, untracked] })
    const { items } = await linnworks.listStockPage(1)
    const trackedIn = (sku: string) =>
      items
        .find((item) => item.sku === sku)
        ?.levels.filter(({ locationId }) => locationId === LONDON)
        .map(({ tracked, available }) => [tracked, available])
    expect(trackedIn('MUG')).toEqual([[true, 7]])
    expect(trackedIn('SET')).toEqual([[false, 3]])
    expect(trackedIn('GIFT')).toMatchObject([[false, expect.any(Number)]])
  })

  test('tells which items are composites where Linnworks does', async () => {
    const told = await world({ items: teaSet })
    const items = (await told.linnworks.listStockPage(1)).items
    expect(Object.fromEntries(items.map(({ sku, isComposite }) => [sku, isComposite]))).toEqual({
      MUG: false,
      SET: true,
      TEAPOT: false,
    })
    const silent = await world({ items: teaSet, switches: { pagesTellComposites: false } })
    for (const item of (await silent.linnworks.listStockPage(1)).items) {
      expect(item).not.toHaveProperty('isComposite')
    }
  })

  test('lacks what was archived', async () => {
    const [mug = itemsOf(1)[0]!, ...others] = teaSet
    const { linnworks } = await world({ items: [{ ...mug, archived: true }, ...others] })
    const { items } = await linnworks.listStockPage(1)
    expect(items.map(({ sku }) => sku)).not.toContain('MUG')
    expect(items.map(({ sku }) => sku)).toContain('TEAPOT')
  })

  test.each(['unavailable', 'reset', 'replyLost', 'malformed', 'throttled'] as const)(
    'is never taken for empty after a fault: %s',
    async (kind) => {
      const { twin, linnworks } = await world()
      twin.faults.add({ operation: 'GetStockItemsFull', kind })
      const error = await apiErrorOf(linnworks.listStockPage(1))
      expect(error.details.operation).toBe('GetStockItemsFull')
      expect((await linnworks.listStockPage(1)).items).toHaveLength(2)
    },
  )
})

test.each([
  ['rejected', 400, 'No items found with given filter', true],
  ['rejected', 400, 'No items found with given filter.', true],
  ['rejected', 400, 'The request is invalid.', false],
  ['rejected', 422, 'No items found with given filter', false],
  ['unavailable', 500, 'No items found with given filter', false],
  ['throttled', 400, 'No items found with given filter', false],
] as const)('%s with %i and %j is the end of the pages: %s', async (kind, status, text, isEnd) => {
  const error = new ApiError(text, {
    kind,
    status,
    vendor: 'linnworks',
    operation: 'GetStockItemsFull',
  })
  const stock = createStock({ call: () => Promise.reject(error) })
  const end = await stock.listStockPage(9).catch((thrown: unknown) => thrown)
  expect(end).toEqual(isEnd ? { items: [] } : error)
})

describe('the levels of some items', () => {
  test('are read at every location, and those of an unknown item are none', async () => {
    const { linnworks } = await world({ locations, items: teaSet })
    const items = await linnworks.getStockLevels([MUG, TEAPOT, idOf(999)])
    const seen = items
      .flatMap(({ levels }) => levels)
      .map(({ sku, locationId, available }) => [sku, locationId, available])
    expect(seen).toEqual(
      expect.arrayContaining([
        ['MUG', LONDON, 7],
        ['MUG', LEEDS, 1],
        ['MUG', DEFAULT, 0],
        ['TEAPOT', LONDON, 5],
      ]),
    )
    expect(new Set(items.map(({ stockItemId }) => stockItemId))).toEqual(new Set([MUG, TEAPOT]))
  })

  test('of very many items take a call for each 200', async () => {
    const { twin, linnworks } = await world({ items: itemsOf(401) })
    const ids = Array.from({ length: 401 }, (_, nth) => idOf(nth))
    const items = await linnworks.getStockLevels(ids)
    expect(new Set(items.map(({ stockItemId }) => stockItemId)).size).toBe(401)
    expect(twin.stats().calls).toMatchObject({ GetStockLevel_Batch: 3 })
    expect(await linnworks.getStockLevels([])).toEqual([])
    expect(twin.stats().calls).toMatchObject({ GetStockLevel_Batch: 3 })
  })
})

describe('what composites are made of', () => {
  test('is told of those that are composites', async () => {
    const { linnworks } = await world({ items: teaSet })
    const compositions = await linnworks.listCompositions([MUG, SET, idOf(999)])
    expect([...compositions]).toEqual([
      [
        SET,
        [
          { stockItemId: MUG, quantity: 2 },
          { stockItemId: TEAPOT, quantity: 1 },
        ],
      ],
    ])
  })

  test('takes a call for each hundred items', async () => {
    const { twin, linnworks } = await world({ items: itemsOf(101) })
    const ids = Array.from({ length: 101 }, (_, nth) => idOf(nth))
    expect((await linnworks.listCompositions(ids)).size).toBe(0)
    expect(twin.stats().calls).toMatchObject({ GetInventoryItemsCompositionByIds: 2 })
    expect((await linnworks.listCompositions([])).size).toBe(0)
  })
})
