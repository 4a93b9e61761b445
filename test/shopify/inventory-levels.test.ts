import { afterEach, describe, expect, test } from 'vitest'
import type { ShopifyClient, ShopLevel } from '../../shopify/index.ts'
import type { ShopifyTwin } from '../../sandbox/shopify/index.ts'
import { ApiError } from '../../lib/api-error.ts'
import { apiErrorOf } from '../support/api-errors.ts'
import { startRawServer } from '../support/raw-server.ts'
import { manyProducts, productOf } from './products.ts'
import { buy, clientOf, LEEDS, LONDON, MUG, startTwin, TEAPOT } from './twin.ts'

const closers: (() => Promise<void> | void)[] = []

afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

async function world(
  shop: Parameters<typeof startTwin>[1] = {},
): Promise<{ twin: ShopifyTwin; shopify: ShopifyClient }> {
  const twin = await startTwin({}, shop)
  closers.push(() => twin.stop())
  const shopify = clientOf(twin)
  closers.push(() => shopify.close())
  return { twin, shopify }
}

async function readLocation(shopify: ShopifyClient, locationId: string) {
  const pages: (readonly ShopLevel[])[] = []
  let after: string | undefined
  do {
    const page = await shopify.listLocationLevels({ locationId, ...(after && { after }) })
    if (page === undefined) throw new Error(`there is no location ${locationId}`)
    pages.push(page.levels)
    after = page.endCursor
  } while (after !== undefined)
  return pages
}

describe("a location's levels", () => {
  test('come in pages of 250, each level once', async () => {
    const { shopify } = await world({ products: manyProducts })
    const pages = await readLocation(shopify, LONDON)
    expect(pages.map((levels) => levels.length)).toEqual([250, 250, 1])
    const byItem = new Map(pages.flat().map((level) => [level.inventoryItemId, level]))
    expect(byItem.size).toBe(501)
    expect(byItem.get('110500')).toEqual({
      inventoryItemId: '110500',
      locationId: LONDON,
      onHand: 10_500,
      committed: 0,
      isActive: true,
    })
  })

  test('say what is there and what open orders hold of it', async () => {
    const { twin, shopify } = await world()
    await buy(twin, [{ variantId: MUG, quantity: 2 }])
    const [levels = []] = await readLocation(shopify, LONDON)
    expect(levels).toContainEqual({
      inventoryItemId: `1${MUG}`,
      locationId: LONDON,
      onHand: 1000,
      committed: 2,
      isActive: true,
    })
    const [elsewhere = []] = await readLocation(shopify, LEEDS)
    expect(elsewhere).toContainEqual(
      expect.objectContaining({ inventoryItemId: `1${MUG}`, locationId: LEEDS, committed: 0 }),
    )
  })

  test('that are not active are among them, and say so', async () => {
    const products = [productOf('10001', { inactiveAt: [LONDON] }), productOf('10002')]
    const { shopify } = await world({ products })
    const [levels = []] = await readLocation(shopify, LONDON)
    const active = levels.map(({ inventoryItemId, isActive }) => [inventoryItemId, isActive])
    expect(Object.fromEntries(active)).toEqual({ 110001: false, 110002: true })
  })

  test('of a location that the shop does not have are told from none', async () => {
    const { shopify } = await world()
    expect(await shopify.listLocationLevels({ locationId: '999' })).toBeUndefined()
  })
})

describe('the levels of a few items', () => {
  test('are read together, at every location', async () => {
    const { twin, shopify } = await world()
    await buy(twin, [{ variantId: TEAPOT, quantity: 3 }])
    const found = await shopify.getLevels([`1${MUG}`, `1${TEAPOT}`, '999', `1${MUG}`])
    expect([...found.keys()].toSorted()).toEqual([`1${MUG}`, `1${TEAPOT}`])
    const teapot = found.get(`1${TEAPOT}`)
    if (teapot === undefined || teapot instanceof ApiError) throw new Error('no levels')
    expect(teapot.toSorted((a, b) => a.locationId.localeCompare(b.locationId))).toEqual(
      [LONDON, LEEDS].map((locationId) => ({
        inventoryItemId: `1${TEAPOT}`,
        locationId,
        onHand: 1000,
        committed: locationId === LONDON ? 3 : 0,
        isActive: true,
      })),
    )
  })

  test('are whole where there are more locations than a page shows', async () => {
    const locations = Array.from({ length: 14 }, (_, nth) => ({
      id: String(8001 + nth),
      name: `Location ${nth}`,
    }))
    const stock = Object.fromEntries(locations.map(({ id }) => [id, Number(id)]))
    const { shopify } = await world({ locations, products: [productOf('10001', { stock })] })
    const levels = (await shopify.getLevels(['110001'])).get('110001')
    if (levels === undefined || levels instanceof ApiError) throw new Error('no levels')
    const onHand = levels.map((level) => [level.locationId, level.onHand])
    expect(Object.fromEntries(onHand)).toEqual(stock)
    expect(levels).toHaveLength(14)
  })

  test('that one asks for nothing are not asked for', async () => {
    const { twin, shopify } = await world()
    expect((await shopify.getLevels([])).size).toBe(0)
    expect(await shopify.findItems([])).toEqual([])
    expect(JSON.stringify(twin.stats())).not.toContain('nodes')
  })
})

describe('an answer that is not as it should be', () => {
  async function answering(data: unknown): Promise<ShopifyClient> {
    const server = await startRawServer((response) => response.end(JSON.stringify({ data })))
    closers.push(() => server.stop())
    const shopify = clientOf(server)
    closers.push(() => shopify.close())
    return shopify
  }

  const levelOf = (itemId: string, names = ['on_hand', 'committed']) => ({
    id: `gid://shopify/InventoryLevel/5?inventory_item_id=${itemId}`,
    isActive: true,
    location: { id: 'gid://shopify/Location/8' },
    quantities: names.map((name) => ({ name, quantity: 1 })),
  })
  const pageInfo = { hasNextPage: false, endCursor: null }
  const itemOf = (itemId: string, names?: string[]) => ({
    id: `gid://shopify/InventoryItem/${itemId}`,
    inventoryLevels: { nodes: [levelOf(itemId, names)], pageInfo },
  })

  test('of one item spoils no other', async () => {
    const shopify = await answering({ nodes: [itemOf('1'), itemOf('2', ['on_hand'])] })
    const found = await shopify.getLevels(['1', '2'])
    expect(found.get('1')).toMatchObject([{ inventoryItemId: '1', locationId: '8', onHand: 1 }])
    const error = found.get('2')
    expect(error).toBeInstanceOf(ApiError)
    expect(error).toMatchObject({ details: { kind: 'malformed' } })
  })

  test.each([
    ['a number too few', levelOf('1', ['committed'])],
    ['an id without the item', { ...levelOf('1'), id: 'gid://shopify/InventoryLevel/5' }],
  ])('because of %s is no level of nothing', async (_name, level) => {
    const shopify = await answering({ location: { inventoryLevels: { nodes: [level], pageInfo } } })
    const error = await apiErrorOf(shopify.listLocationLevels({ locationId: '8' }))
    expect(error.details.kind).toBe('malformed')
  })
})
