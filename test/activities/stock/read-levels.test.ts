import { beforeEach, describe, expect, test } from 'vitest'
import { judgeLevels } from '../../../activities/stock/judging/judge-levels.ts'
import { createReadShopLevels } from '../../../activities/stock/reading/read-shop-levels.ts'
import { createRuleBook } from '../../../domain/stock-brakes.ts'
import type { Ledger } from '../../../ledger/index.ts'
import type { StockException } from '../../../domain/stock-exceptions.ts'
import type { ShopifyClient, ShopItem, ShopLevel } from '../../../shopify/index.ts'
import { LOCATION_LINKS } from '../../../sandbox/world.ts'
import { useLedgers } from '../../ledger/ledger.ts'
import { attempt, failure, shopOf } from '../fakes.ts'
import { emptyShelves } from './shelf.ts'

const shop = 'aurora'
const [london, leeds] = LOCATION_LINKS
const ledgers = useLedgers()

describe('reading what a shop has', () => {
  let ledger: Ledger

  beforeEach(async () => {
    await emptyShelves(ledgers.database)
    ledger = ledgers.ledger
    for (const link of LOCATION_LINKS) {
      await ledger.links.linkLocation({ shop, actor: 'staff-1', ...link })
    }
  })

  test('goes on where a location is gone, and asks people until its link is taken back', async () => {
    const levels = { [london.locationId]: [levelOf('1', london.locationId)] }
    expect(await read(levels)).toEqual({ levels: 1 })
    expect(await ledger.stockExceptions.listOpen(shop)).toMatchObject([
      {
        code: 'STOCK_LOCATION_GONE',
        owner: 'operations',
        sentence: expect.stringContaining(`no location ${leeds.locationId}`),
        remedy: expect.stringContaining(`link location aurora ${leeds.locationId} --remove`),
      },
    ])
    await read(levels)
    expect(await ledger.stockExceptions.listOpen(shop)).toHaveLength(1)
    await ledger.linkedLocations.remove({ shop, locationId: leeds.locationId, actor: 'staff-1' })
    await read(levels)
    expect(await ledger.stockExceptions.listOpen(shop)).toEqual([])
  })

  test('asks no longer about a location that is there again', async () => {
    await read({ [london.locationId]: [] })
    expect(await ledger.stockExceptions.listOpen(shop)).toHaveLength(1)
    await read({ [london.locationId]: [], [leeds.locationId]: [] })
    expect(await ledger.stockExceptions.listOpen(shop)).toEqual([])
  })

  test('forgets a level that Shopify has deleted, and what was asked about it', async () => {
    const here = [levelOf('1', london.locationId), levelOf('2', london.locationId)]
    await read({ [london.locationId]: here, [leeds.locationId]: [levelOf('2', leeds.locationId)] })
    await ledger.stockExceptions.open([refusalOf('1'), refusalOf('2')])
    const getLevels = async () => new Map([['2', [levelOf('2', london.locationId)]]])
    await read({ [london.locationId]: [], [leeds.locationId]: [] }, { getLevels })
    // The pages missed one that is there; its level in Leeds is gone.
    expect(await known()).toEqual([`2 at ${london.locationId}`])
    const open = await ledger.stockExceptions.listOpen(shop)
    expect(open.map(({ causeKey }) => causeKey)).toEqual([refusalOf('2').causeKey])
  })

  test('forgets nothing of an item that cannot be understood, or is being written', async () => {
    const levels = { [leeds.locationId]: [] }
    await read({
      ...levels,
      [london.locationId]: ['1', '2'].map((id) => levelOf(id, london.locationId)),
    })
    await ledgers.database
      .updateTable('stockLevels')
      .set({ writeKey: 'under-way' })
      .where('inventoryItemId', '=', '2')
      .execute()
    const getLevels = async (ids: readonly string[]) => {
      expect(ids).toEqual(['1'])
      return new Map([['1', failure('malformed', 'nodes')]])
    }
    await read({ ...levels, [london.locationId]: [] }, { getLevels })
    expect(await known()).toEqual(['1', '2'].map((id) => `${id} at ${london.locationId}`))
  })

  test('forgets what is at a location that is linked no more', async () => {
    const levels = {
      [london.locationId]: [levelOf('1', london.locationId)],
      [leeds.locationId]: [levelOf('1', leeds.locationId)],
    }
    await read(levels)
    await ledger.linkedLocations.remove({ shop, locationId: leeds.locationId, actor: 'staff-1' })
    await read(levels, { getLevels: async () => new Map() })
    expect(await known()).toEqual([`1 at ${london.locationId}`])
  })

  test('looks up what is for sale since the catalogue was read, before it is judged', async () => {
    await ledger.stockItems.rememberLinnworksItems([{ sku: 'NEW', stockItemId: 'S1' }])
    const levels = {
      [london.locationId]: [levelOf('1', london.locationId)],
      [leeds.locationId]: [],
    }
    await read(levels, { findItems: async () => [itemOf('1', 'NEW')] })
    const [row] = await ledger.stockLevels.list([keyOf('1')])
    expect(row).toMatchObject({ sku: 'NEW', stockItemId: 'S1' })
  })

  test('says of what is not in the catalogue that it is not, and not that it has no SKU', async () => {
    await read({ [london.locationId]: [levelOf('1', london.locationId)], [leeds.locationId]: [] })
    const { stock, ...access } = shopOf([], {})
    const [judged] = await judgeLevels(
      { ledger, findShop: () => ({ ...access, stock: { ...stock, enabled: true } }) },
      { shop, rulesOf: createRuleBook([], 0), heardUntil: new Map(), unseen: new Map() },
      [keyOf('1')],
    )
    expect(judged?.verdict).toEqual({
      standing: 'skipped',
      reason: 'it is not in the catalogue yet',
    })
  })

  async function known(): Promise<readonly string[]> {
    const rows = await ledgers.database
      .selectFrom('stockLevels')
      .select(['inventoryItemId', 'locationId'])
      .orderBy('inventoryItemId')
      .execute()
    return rows.map(({ inventoryItemId, locationId }) => `${inventoryItemId} at ${locationId}`)
  }

  /** A sweep's reading of what stands at each location; one that is not told is gone. */
  async function read(
    levels: Readonly<Record<string, readonly ShopLevel[]>>,
    methods: Partial<ShopifyClient> = {},
  ) {
    const listLocationLevels: ShopifyClient['listLocationLevels'] = ({ locationId }) => {
      const found = levels[locationId]
      return Promise.resolve(found === undefined ? undefined : { levels: found })
    }
    const { readShopLevels } = createReadShopLevels({
      ledger,
      findShop: () => shopOf([], { listLocationLevels, findItems: async () => [], ...methods }),
      stopping: new AbortController().signal,
    })
    const since = (await ledger.clock.now()).toISOString()
    return await attempt(1, readShopLevels, { shop, since })
  }
})

function keyOf(inventoryItemId: string) {
  return { shop, inventoryItemId, locationId: london.locationId }
}

function refusalOf(inventoryItemId: string): StockException {
  return {
    ...{ shop, causeKey: `level:${shop}:${inventoryItemId}:${london.locationId}` },
    ...{ code: 'STOCK_REFUSED', owner: 'ecommerce', sentence: '', remedy: '' },
  }
}

function itemOf(inventoryItemId: string, sku: string): ShopItem {
  return {
    ...{ inventoryItemId, variantId: inventoryItemId, sku, title: sku },
    ...{ tracked: true, isBundle: false, productStatus: 'ACTIVE' },
  }
}

function levelOf(inventoryItemId: string, locationId: string): ShopLevel {
  return { inventoryItemId, locationId, onHand: 10, committed: 3, isActive: true }
}
