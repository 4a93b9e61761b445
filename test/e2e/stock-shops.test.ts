import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { ApiError } from '../../lib/api-error.ts'
import { stockPushId, taskQueues } from '../../workflows/contract.ts'
import { DEFAULT_LOCATION_ID } from '../../sandbox/linnworks/index.ts'
import { LOCATION_LINKS } from '../../sandbox/world.ts'
import { inventoryItemOf, itemOf, productOf, variantOf } from './stock-goods.ts'
import { withMethods } from './guards/exchange.ts'
import { endHotLane, type StockStage, startStockStage } from './stock-stage.ts'
import {
  availableOf,
  inLondon,
  levelOf,
  pushStock,
  takeStock,
  watchHotStock,
} from './stocktaking.ts'

const shops = ['aurora', 'borealis'] as const
const accounts = shops.map((shop) => ({ shop, accessToken: `sandbox-${shop}` }))
const links = {
  locationLinks: LOCATION_LINKS,
  isToBeActive: ({ shop }: { readonly shop: string }) => shop === 'borealis',
}
/** The goods by their numbers; `otherMug` is another variant of the same stock item. */
const [mug, tea, set, otherMug] = [1, 2, 3, 4] as const
const everySort = {
  noSku: productOf(11, null),
  unmapped: productOf(12, 'GHOST'),
  untracked: productOf(13, 'U-13', { tracked: false }),
  archived: productOf(14, 'A-14', { status: 'ARCHIVED' }),
  bundle: productOf(15, 'B-15', { components: [{ variantId: variantOf(mug), quantity: 2 }] }),
  untrackedThere: productOf(16, 'T-16'),
  inactive: productOf(17, 'I-17', { inactiveAt: [inLondon.locationId] }),
}

describe('two shops over one Linnworks', () => {
  let stage: StockStage
  beforeAll(async () => {
    stage = await startStockStage({
      shops: [
        {
          shop: 'aurora',
          products: [
            productOf(mug, 'MUG'),
            productOf(tea, 'TEA'),
            productOf(set, 'SET'),
            productOf(otherMug, ' MUG '),
            ...Object.values(everySort),
          ],
        },
        {
          shop: 'borealis',
          products: [productOf(mug, 'MUG'), everySort.inactive],
          stock: { inactiveLevels: 'activate' },
        },
      ],
      items: [
        itemOf(mug, 'MUG', { levels: { [inLondon.linnworksLocationId]: 8 } }),
        itemOf(tea, 'TEA', { levels: { [inLondon.linnworksLocationId]: 9 } }),
        itemOf(set, 'SET', {
          isComposite: true,
          levels: {},
          components: [
            { SKU: 'MUG', quantity: 1 },
            { SKU: 'TEA', quantity: 2 },
          ],
        }),
        ...['U-13', 'A-14', 'B-15'].map((sku, index) => itemOf(13 + index, sku)),
        itemOf(16, 'T-16', { minimumLevel: -1 }),
        itemOf(17, 'I-17', { levels: { [inLondon.linnworksLocationId]: 6 } }),
      ],
      quotaScale: 10,
    })
  })
  afterAll(() => stage.stop())
  afterEach(async () => {
    await endHotLane(stage)
    stage.use()
  })

  test('share one reading of Linnworks where their pushes begin together', async () => {
    await Promise.all(
      shops.map((shop) =>
        stage.client.workflow.execute('stockPushWorkflow', {
          workflowId: stockPushId(shop),
          taskQueue: taskQueues.orders,
          args: [{ shop, joinWithinSeconds: 60 }],
        }),
      ),
    )
    // One page of items, and the one after the last.
    const pages = stage.calls.filter((call) => call === 'linnworks GetStockItemsFull')
    expect(pages).toHaveLength(2)
    expect(await takeStock(stage, links, accounts)).toEqual([])
    expect(onHandOf(set)).toBe(4)
  })

  test('what is not ours to write is left as it is, and why is said', async () => {
    const aurora = await reasons()
    expect(aurora).toEqual({
      noSku: 'skipped: it has no SKU',
      unmapped: 'skipped: Linnworks has no item for SKU GHOST',
      untracked: 'skipped: Shopify does not track its stock',
      archived: 'skipped: its product is archived',
      bundle: 'skipped: it is a bundle: Shopify computes its stock from its components',
      untrackedThere: 'skipped: Linnworks does not track its stock',
      inactive: 'skipped: it is not stocked at its location',
    })
    const left = Object.values(everySort).map(({ variants }) => variants[0]!.inventoryItemId)
    expect(left.map((item) => levelOf(stage, item).onHand)).toEqual(left.map(() => 10))
    expect(levelOf(stage, inventoryItemOf(17)).isActive).toBe(false)
  })

  test('what is stocked nowhere yet is stocked where the shop wants that', () => {
    const level = levelOf(stage, inventoryItemOf(17), inLondon.locationId, 'borealis')
    expect(level).toMatchObject({ isActive: true, onHand: 6 })
  })

  test('what one sells is off sale in the other within seconds, as itself and in a set', async () => {
    for (const shop of shops) await watchHotStock(stage, shop)
    sell('borealis', mug, 5)
    await expect.poll(() => availableOf(stage, 'MUG'), { timeout: 15_000 }).toBe(3)
    await expect
      .poll(() => [mug, otherMug, set].map(onHandOf), { timeout: 8000 })
      .toEqual([3, 3, 3])
    sell('aurora', tea, 5)
    await expect.poll(() => availableOf(stage, 'TEA'), { timeout: 15_000 }).toBe(4)
    await expect.poll(() => onHandOf(set), { timeout: 8000 }).toBe(2)
    await endHotLane(stage)
    stage.use()
    for (const shop of shops) await pushStock(stage, shop)
    expect(await takeStock(stage, links, accounts)).toEqual([])
  })

  test('an outage of one shop does not hold the other up', async () => {
    const isDown = () =>
      Promise.reject(
        new ApiError('no answer', {
          kind: 'unavailable',
          vendor: 'shopify',
          operation: 'any',
        }),
      )
    stage.use((usual) => ({
      ...usual,
      findShop: (shop) => {
        const found = usual.findShop(shop)
        if (shop !== 'borealis') return found
        const down = {
          listOrdersUpdatedSince: isDown,
          getLevels: isDown,
          listLocationLevels: isDown,
        }
        return { ...found, client: withMethods(found.client, down) }
      },
    }))
    setLevel('MUG', 6)
    await pushStock(stage)
    expect(onHandOf(mug)).toBe(1)
    setLevel('MUG', 5)
    await stage.ledger.stockLevels.heat([keyOf(mug)], 'changed in Shopify')
    await watchHotStock(stage)
    await expect.poll(() => onHandOf(mug), { timeout: 8000 }).toBe(0)
  })

  test('several locations of Linnworks count for one of the shop', async () => {
    setLevel('TEA', 20)
    setLevel('TEA', 7, DEFAULT_LOCATION_ID)
    await stage.ledger.linkedLocations.count({
      shop: 'aurora',
      locationId: inLondon.locationId,
      linnworksLocationId: DEFAULT_LOCATION_ID,
      linnworksLocationName: 'Default',
      actor: 'ann',
    })
    await pushStock(stage)
    await pushStock(stage, 'borealis')
    // 20 and 7 are there, 5 are sold, and Shopify takes those off itself.
    expect(levelOf(stage, inventoryItemOf(tea))).toMatchObject({ onHand: 27, committed: 5 })
    const counted = { linnworksLocationId: DEFAULT_LOCATION_ID, locationId: inLondon.locationId }
    const locationLinks = [
      ...LOCATION_LINKS,
      { ...counted, linnworksLocationName: 'Default', shop: 'aurora' },
    ]
    expect(await takeStock(stage, { locationLinks }, accounts)).toEqual([])
  })

  async function reasons() {
    const rows = await stage.database
      .selectFrom('stockLevels')
      .select(['shop', 'inventoryItemId', 'standing', 'reason'])
      .where('locationId', '=', inLondon.locationId)
      .execute()
    const of = (shop: string) =>
      Object.fromEntries(
        Object.entries(everySort).map(([sort, { variants }]) => {
          const id = variants[0]!.inventoryItemId
          const row = rows.find((each) => each.shop === shop && each.inventoryItemId === id)
          return [sort, `${row?.standing}: ${row?.reason}`]
        }),
      )
    return of('aurora')
  }

  function sell(shop: string, nth: number, quantity: number): void {
    const variantId = `gid://shopify/ProductVariant/${variantOf(nth)}`
    stage.shopify.placeOrders(shop, [{ lines: [{ variantId, quantity }] }])
  }

  function setLevel(sku: string, level: number, locationId: string = inLondon.linnworksLocationId) {
    stage.linnworks.backroom.setLevels([{ sku, locationId, level }])
  }

  function keyOf(nth: number) {
    const { locationId } = inLondon
    return { shop: 'aurora', inventoryItemId: inventoryItemOf(nth), locationId }
  }

  function onHandOf(nth: number): number {
    return levelOf(stage, inventoryItemOf(nth)).onHand
  }
})
