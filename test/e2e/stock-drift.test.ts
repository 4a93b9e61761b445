import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { inventoryItemOf, manyGoods } from './stock-goods.ts'
import { type StockStage, startStockStage, withLedger } from './stock-stage.ts'
import { inLondon, letSearchCatchUp, levelOf, pushStock } from './stocktaking.ts'

const shop = 'aurora'
const goods = manyGoods(4)

describe('a number that nobody explains', () => {
  let stage: StockStage
  beforeAll(async () => {
    stage = await startStockStage({
      shops: [
        {
          shop,
          products: goods.products,
        },
      ],
      items: goods.items,
      quotaScale: 10,
    })
    setLevels({ 1: 9, 2: 9, 3: 9, 4: 40 })
    await pushStock(stage)
  })
  afterAll(() => stage.stop())

  test('is put right once, and then it is a person’s: nobody counts against Waybill for ever', async () => {
    await countInShop(1, 4)
    expect(onHandOf(1)).toBe(9)
    await countInShop(1, 5)
    expect(onHandOf(1)).toBe(5)
    const [exception] = await stage.ledger.stockExceptions.listOpen(shop)
    expect(exception).toMatchObject({ code: 'STOCK_DISPUTED', owner: 'operations' })
    expect(exception?.sentence).toContain('4 fewer of SKU-1')
    const written = countWrites()
    await pushStock(stage)
    expect(countWrites()).toBe(written)
    await countInShop(1, 9)
    expect(await stage.ledger.stockExceptions.listOpen(shop)).toEqual([])
  })

  test('is lowered however often it comes back', async () => {
    for (const count of [15, 16, 17]) {
      await countInShop(2, count)
      expect(onHandOf(2)).toBe(9)
    }
  })

  test('the control: whoever does not remember what was put right, goes on for ever', async () => {
    stage.use(withLedger({ stockLevels: { noteHeals: () => Promise.resolve() } }))
    for (const count of [4, 5, 6]) {
      await countInShop(3, count)
      expect(onHandOf(3)).toBe(9)
    }
    stage.use()
  })

  /** Somebody counts in the shop; then comes the next push. */
  async function countInShop(nth: number, onHand: number): Promise<void> {
    const { locationId } = inLondon
    stage.shopify.setLevels(shop, [{ inventoryItemId: inventoryItemOf(nth), locationId, onHand }])
    await pushStock(stage)
    // What fell could be a sale that no search shows yet: it is put right a while later.
    await letSearchCatchUp(stage)
    await pushStock(stage)
  }

  function setLevels(levels: Readonly<Record<number, number>>): void {
    stage.linnworks.backroom.setLevels(
      Object.entries(levels).map(([nth, level]) => ({
        ...{ sku: `SKU-${nth}`, locationId: inLondon.linnworksLocationId, level },
      })),
    )
  }

  function countWrites(): number {
    return stage.calls.filter((call) => call.endsWith('inventorySetQuantities')).length
  }

  function onHandOf(nth: number): number {
    return levelOf(stage, inventoryItemOf(nth)).onHand
  }
})
