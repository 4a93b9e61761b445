import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { gatherLevelFacts } from '../../../activities/stock/judging/level-facts.ts'
import { readStock } from '../../../activities/stock/reading/read-levels.ts'
import { createReadLinnworksStock } from '../../../activities/stock/reading/read-linnworks-stock.ts'
import type { Ledger } from '../../../ledger/index.ts'
import {
  createLinnworksClient,
  type LinnworksClient,
  type StockLevel,
  type StockPageItem,
} from '../../../linnworks/index.ts'
import { startLinnworksTwin } from '../../../sandbox/linnworks/index.ts'
import { createWarehouse } from '../../../sandbox/warehouse.ts'
import { LINNWORKS, LINNWORKS_LOCATIONS, LOCATION_LINKS } from '../../../sandbox/world.ts'
import { withMethods } from '../../e2e/guards/exchange.ts'
import { manyGoods } from '../../e2e/stock-goods.ts'
import { useLedgers } from '../../ledger/ledger.ts'
import { attempt, linnworksOf, shopOf } from '../fakes.ts'
import { emptyShelves } from './shelf.ts'

const shop = 'aurora'
const [atLondon] = LOCATION_LINKS
const { london, default: overflow } = LINNWORKS_LOCATIONS
const mug = 'd1000000-0000-4000-8000-000000000001'
const set = 'd1000000-0000-4000-8000-000000000002'
const ledgers = useLedgers()

describe('reading what Linnworks has', () => {
  let ledger: Ledger
  let pages: readonly (readonly StockPageItem[])[]
  let linnworks: LinnworksClient

  beforeEach(async () => {
    await emptyShelves(ledgers.database)
    ledger = ledgers.ledger
    await ledger.links.linkLocation({ shop, actor: 'staff-1', ...atLondon })
    await ledger.linkedLocations.count({
      ...{ shop, locationId: atLondon.locationId, actor: 'staff-1' },
      ...{ linnworksLocationId: overflow, linnworksLocationName: 'Overflow' },
    })
    await sells('MUG')
    linnworks = clientOf({})
  })

  test('counts no number of a location where the item is not tracked', async () => {
    pages = [[itemOf(mug, 'MUG', [levelAt(london, 4), levelAt(overflow, 999, false)])]]
    await pass()
    expect(await available('MUG')).toBe(4)
  })

  test('counts what is computed from components where a composite is not tracked', async () => {
    await sells('SET')
    linnworks = clientOf({
      listCompositions: async () => new Map([[set, [{ stockItemId: mug, quantity: 2 }]]]),
    })
    const levels = [levelAt(london, 3, false), levelAt(overflow, 2, false)]
    pages = [[{ ...itemOf(set, 'SET', levels), isComposite: true }]]
    await pass()
    expect(await available('SET')).toBe(5)
  })

  test('has nothing where the item is not listed, now and when its row is gone later', async () => {
    pages = [[itemOf(mug, 'MUG', [levelAt(london, 4)])]]
    await pass()
    expect(await available('MUG')).toBe(4)
    pages = [[itemOf(mug, 'MUG', [levelAt(overflow, 6)])]]
    await pass()
    expect(await available('MUG')).toBe(6)
    const getStockLevels = async () => [itemOf(mug, 'MUG', [levelAt(london, 1)])]
    await readStock({ ledger, linnworks: linnworksOf([], { getStockLevels }) }, [mug])
    expect(await available('MUG')).toBe(1)
  })

  test('has nothing of an item that is listed nowhere', async () => {
    pages = [[itemOf(mug, 'MUG', [])]]
    await pass()
    expect(await available('MUG')).toBe(0)
    expect((await facts('MUG'))?.stock.some(({ tracked }) => tracked)).toBe(true)
  })

  test('does not take an item that is tracked nowhere for one that is sold out', async () => {
    pages = [[itemOf(mug, 'MUG', [levelAt(london, 999, false)])]]
    await pass()
    expect((await facts('MUG'))?.stock.some(({ tracked }) => tracked)).toBe(false)
  })

  test('goes on where a linked location is gone, and asks people until it is there', async () => {
    pages = [[itemOf(mug, 'MUG', [levelAt(london, 4)])]]
    linnworks = clientOf({ listStockLocations: async () => [{ locationId: london, name: 'L' }] })
    await pass()
    expect(await ledger.stockExceptions.listOpen()).toMatchObject([
      {
        ...{ shop, code: 'STOCK_LOCATION_GONE', owner: 'operations' },
        remedy: expect.stringContaining('--also-counts "Overflow" --remove'),
      },
    ])
    linnworks = clientOf({})
    await pass()
    expect(await ledger.stockExceptions.listOpen()).toEqual([])
  })

  test('bears a page that names an item or a location twice, and items without a SKU', async () => {
    const other = 'd1000000-0000-4000-8000-000000000009'
    pages = [
      [
        itemOf(mug, 'MUG', [levelAt(london, 4), levelAt(london, 3), levelAt(overflow, 1)]),
        itemOf(mug, 'MUG', [levelAt(london, 4), levelAt(overflow, 1)]),
        itemOf(other, '', [levelAt(london, 1)]),
        itemOf(set, '', [levelAt(london, 1)]),
      ],
    ]
    await pass()
    expect(await available('MUG')).toBe(4)
    const known = await ledgers.database.selectFrom('linnworksItems').select('sku').execute()
    expect(known).toEqual([{ sku: 'MUG' }])
  })

  test('asks for what its pages missed before it is taken for archived', async () => {
    pages = [[itemOf(mug, 'MUG', [levelAt(london, 4)])]]
    await pass()
    pages = []
    const found = { sku: 'MUG', stockItemId: mug }
    linnworks = clientOf({
      findStockItems: async () => [found],
      getStockLevels: async () => [itemOf(mug, 'MUG', [levelAt(london, 2)])],
    })
    await pass()
    expect(await available('MUG')).toBe(2)
    // One that is archived is not found by its SKU either.
    linnworks = clientOf({ findStockItems: async () => [] })
    await pass()
    expect((await facts('MUG'))?.row.stockItemId).toBeNull()
  })

  test('misses none where an item is archived in the middle of it', async () => {
    const count = 201
    const { items } = manyGoods(count)
    const twin = await startLinnworksTwin({ port: 0, setup: { ...LINNWORKS, items } })
    const account = { ...LINNWORKS, authUrl: twin.url }
    const [client, warehouse] = [createLinnworksClient(account), createWarehouse(account)]
    onTestFinished(async () => {
      client.close()
      await twin.stop()
    })
    await sells(`SKU-${count}`)
    linnworks = client
    await pass()
    linnworks = withMethods(client, {
      listStockPage: async (page) => {
        if (page === 2) await warehouse.archive('SKU-1')
        return await client.listStockPage(page)
      },
    })
    await pass()
    expect(await available(`SKU-${count}`)).toBe(10)
  })

  test('forgets the recipe of what is no composite any more', async () => {
    await sells('SET')
    const item = itemOf(set, 'SET', [levelAt(london, 3)])
    pages = [[{ ...item, isComposite: true }]]
    linnworks = clientOf({
      listCompositions: async () => new Map([[set, [{ stockItemId: mug, quantity: 2 }]]]),
    })
    await pass()
    expect((await facts('SET'))?.isComposite).toBe(true)
    pages = [[{ ...item, isComposite: false }]]
    await pass()
    expect((await facts('SET'))?.isComposite).toBe(false)
  })

  /** A whole pass, after which the shop's items are looked up. */
  async function pass(): Promise<void> {
    const { readLinnworksStock } = createReadLinnworksStock({
      ...{ ledger, linnworks, findShop, stopping: new AbortController().signal },
    })
    const since = (await ledger.clock.now()).toISOString()
    await attempt(1, readLinnworksStock, { since })
    await ledger.stockItems.resolveItems(shop)
  }

  function clientOf(methods: Partial<LinnworksClient>): LinnworksClient {
    return linnworksOf([], {
      listStockPage: async (page) => ({ items: pages[page - 1] ?? [] }),
      listStockLocations: async () =>
        [london, overflow].map((locationId) => ({ locationId, name: locationId })),
      ...methods,
    })
  }

  /** The shop sells it, and has some in London. */
  async function sells(sku: string): Promise<void> {
    const item = {
      ...{ inventoryItemId: sku, variantId: sku, sku, title: sku, tracked: true },
      ...{ isBundle: false, productStatus: 'ACTIVE' },
    }
    await ledger.stockItems.rememberShopItems(shop, [item])
    const level = { ...keyOf(sku), onHand: 5, committed: 0, isActive: true }
    await ledger.stockReadings.putShopLevels(shop, [level], await ledger.clock.now())
  }

  async function facts(sku: string) {
    const [found] = await gatherLevelFacts({ ledger, findShop }, [keyOf(sku)])
    return found
  }

  async function available(sku: string) {
    return (await facts(sku))?.terms?.available
  }
})

/** Stock is switched on. */
function findShop() {
  const { stock, ...access } = shopOf([], {})
  return { ...access, stock: { ...stock, enabled: true } }
}

function keyOf(sku: string) {
  return { shop, inventoryItemId: sku, locationId: atLondon.locationId }
}

function itemOf(
  stockItemId: string,
  sku: string,
  levels: readonly Pick<StockLevel, 'locationId' | 'available' | 'tracked'>[],
): StockPageItem {
  const numbers = { stockLevel: 0, inOrders: 0 }
  return {
    ...{ stockItemId, sku, isComposite: false },
    levels: levels.map((level) => ({ ...numbers, ...level, stockItemId, sku })),
  }
}

function levelAt(locationId: string, available: number, tracked = true) {
  return { locationId, available, tracked }
}
