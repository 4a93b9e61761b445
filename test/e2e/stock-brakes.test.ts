import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { LINNWORKS_LOCATIONS, LOCATION_LINKS, SHOPIFY_LOCATIONS } from '../../sandbox/world.ts'
import { inventoryItemOf, manyGoods } from './stock-goods.ts'
import { endHotLane, type StockStage, startStockStage, withLedger } from './stock-stage.ts'
import { levelOf, pushStock, takeStock, watchHotStock } from './stocktaking.ts'

const { london } = SHOPIFY_LOCATIONS
const shop = 'aurora'
const goods = manyGoods(30)
const accounts = [{ shop, accessToken: `sandbox-${shop}` }]

describe('the brakes that people set', () => {
  let stage: StockStage
  beforeAll(async () => {
    stage = await startStockStage({
      shops: [{ shop, products: goods.products, stock: { buffer: 1 } }],
      items: goods.items,
      quotaScale: 10,
    })
  })
  afterAll(() => stage.stop())

  test('what is closest to a level rules: its buffer, its cap and its floor', async () => {
    await setLevels({ 1: 20, 2: 20, 3: 20, 4: 20, 5: 3, 6: 4 })
    const rules = [
      [{ shop, sku: 'SKU-2' }, { buffer: 4 }],
      [{ shop, sku: 'SKU-2', locationId: london }, { buffer: 6 }],
      [{ shop, sku: 'SKU-3' }, { cap: 7 }],
      [{ shop, locationId: london }, { buffer: 2 }],
      [{ shop, sku: 'SKU-4' }, { buffer: 0 }],
      [
        { shop, sku: 'SKU-5' },
        { buffer: 0, floor: 3 },
      ],
      [
        { shop, sku: 'SKU-6' },
        { buffer: 0, floor: 3 },
      ],
    ] as const
    for (const [scope, change] of rules) await stage.ledger.stockRules.set(scope, change, 'ann')
    await pushStock(stage)
    const onHand = [1, 2, 3, 4, 5, 6].map(onHandOf)
    expect(onHand).toEqual([18, 14, 7, 20, 0, 4])
    const bufferOf = ({ sku }: { sku: string }) =>
      ({ 'SKU-2': 6, 'SKU-4': 0, 'SKU-6': 0 })[sku] ?? 2
    const isLeftAlone = ({ sku }: { sku: string }) => ['SKU-3', 'SKU-5'].includes(sku)
    expect(await takeStock(stage, { bufferOf, isLeftAlone }, accounts)).toEqual([])
    for (const [scope] of rules) {
      await stage.ledger.stockRules.set(scope, { buffer: null, cap: null, floor: null }, 'ann')
    }
    await pushStock(stage)
    expect([1, 2, 3, 4, 5, 6].map(onHandOf)).toEqual([19, 19, 19, 19, 2, 3])
  })

  test.each([
    ['a SKU', { sku: 'SKU-7' }],
    ['a location', { locationId: london }],
    ['a shop', {}],
  ])('%s that is paused keeps its numbers, and is right again one push after', async (_, scope) => {
    const before = onHandOf(7)
    await stage.ledger.stockRules.set({ shop, ...scope }, { paused: true }, 'ann')
    await setLevels({ 7: before + 5 })
    await pushStock(stage)
    expect(onHandOf(7)).toBe(before)
    const standings = await stage.ledger.stockLevels.countStandings(shop)
    expect(standings).toContainEqual(
      expect.objectContaining({ standing: 'paused', reason: 'a person paused it' }),
    )
    await stage.ledger.stockRules.set({ shop, ...scope }, { paused: null }, 'ann')
    await pushStock(stage)
    expect(onHandOf(7)).toBe(before + 4)
  })

  /** Counts shelves in Linnworks, by the goods' numbers. */
  async function setLevels(levels: Readonly<Record<number, number>>): Promise<void> {
    stage.linnworks.backroom.setLevels(
      Object.entries(levels).map(([nth, level]) => ({
        ...{ sku: `SKU-${nth}`, locationId: LINNWORKS_LOCATIONS.london, level },
      })),
    )
  }

  function onHandOf(nth: number): number {
    return levelOf(stage, inventoryItemOf(nth)).onHand
  }
})

describe('where Linnworks cannot be right', () => {
  let stage: StockStage
  beforeAll(async () => {
    stage = await startStockStage({
      shops: [{ shop, products: goods.products }],
      items: goods.items,
      quotaScale: 10,
    })
    await pushStock(stage)
  })
  afterAll(() => stage.stop())

  test('with all shelves empty the hot lane stops, and the sweep with it; and it asks', async () => {
    stage.linnworks.backroom.pretend({ kind: 'emptyShelves' })
    await stage.ledger.stockLevels.heat(levelKeys(), 'changed in Shopify')
    await watchHotStock(stage)
    await expect.poll(listCodes, { timeout: 15_000 }).toEqual(['STOCK_STOPPED'])
    const rounds = countHotRounds()
    await pushStock(stage)
    await expect.poll(countHotRounds, { timeout: 15_000 }).toBeGreaterThan(rounds + 1)
    expect(countEmpty()).toBeLessThanOrEqual(6)
    expect(await listCodes()).toEqual(['STOCK_STOPPED'])
    await endHotLane(stage)
    stage.use()
  })

  test('and stays stopped when Linnworks is right again, until a person lets it go on', async () => {
    stage.linnworks.backroom.pretend()
    stage.linnworks.backroom.setLevels([
      { sku: 'SKU-1', locationId: LINNWORKS_LOCATIONS.london, level: 4 },
    ])
    await pushStock(stage)
    expect(levelOf(stage, inventoryItemOf(1)).onHand).not.toBe(4)
    expect(await listCodes()).toEqual(['STOCK_STOPPED'])
    await stage.ledger.stockStops.release(shop, new Date(Date.now() + 60_000), 'ann')
    await pushStock(stage)
    expect(levelOf(stage, inventoryItemOf(1)).onHand).toBe(4)
    expect(countEmpty()).toBe(0)
    expect(await listCodes()).toEqual([])
    const links = { locationLinks: LOCATION_LINKS }
    expect(await takeStock(stage, links, accounts)).toEqual([])
  })

  test('with all shelves empty a sweep of its own empties nothing', async () => {
    await guardAgain()
    stage.linnworks.backroom.pretend({ kind: 'emptyShelves' })
    await pushStock(stage)
    expect(countEmpty()).toBe(0)
    expect(await listCodes()).toEqual(['STOCK_STOPPED'])
  })

  test('the control: where nobody counts, everything is off sale', async () => {
    await guardAgain()
    stage.use(withLedger({ stockLevels: { countOffering: () => Promise.resolve(1_000_000) } }))
    await pushStock(stage)
    expect(countEmpty()).toBe(30)
    stage.use()
    stage.linnworks.backroom.pretend()
    await pushStock(stage)
    expect(countEmpty()).toBe(0)
  })

  test('with most of its items missing the push stops, and nothing is emptied', async () => {
    stage.linnworks.backroom.pretend({ kind: 'fewItems', share: 0.5 })
    await pushStock(stage)
    expect(await listCodes()).toEqual(['STOCK_STOPPED'])
    expect(countEmpty()).toBe(0)
    stage.linnworks.backroom.pretend()
    await stage.ledger.stockStops.release(shop, new Date(Date.now() + 60_000), 'ann')
    await pushStock(stage)
    expect(await listCodes()).toEqual([])
  })

  /** What a person let go on goes on no longer. */
  async function guardAgain(): Promise<void> {
    await stage.ledger.stockStops.release(shop, new Date(Date.now() - 1), 'ann')
  }

  function countEmpty(): number {
    return stage.shopify.listLevels(shop).filter(({ available }) => available <= 0).length
  }

  function levelKeys() {
    return stage.shopify.listLevels(shop).map((level) => ({ ...level, shop }))
  }

  async function listCodes(): Promise<readonly string[]> {
    return (await stage.ledger.stockExceptions.listOpen(shop)).map(({ code }) => code)
  }

  /** How often the hot lane asked Linnworks. */
  function countHotRounds(): number {
    return stage.calls.filter((call) => call === 'linnworks GetStockLevel_Batch').length
  }
})
