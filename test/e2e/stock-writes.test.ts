import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { LINNWORKS_LOCATIONS, SHOPIFY_LOCATIONS } from '../../sandbox/world.ts'
import type { OnHandWrite } from '../../shopify/index.ts'
import { inventoryItemOf, manyGoods } from './stock-goods.ts'
import { endHotLane, type StockStage, startStockStage, withShopify } from './stock-stage.ts'
import { levelOf, pushStock, takeStock, watchHotStock } from './stocktaking.ts'

const shop = 'aurora'
const goods = manyGoods(8)
const SET = 'inventorySetQuantities'

interface SentCall {
  readonly key: string
  readonly items: readonly string[]
}

describe('what becomes of a write', () => {
  let stage: StockStage
  let sent: SentCall[] = []
  beforeAll(async () => {
    stage = await startStockStage({
      shops: [{ shop, products: goods.products }],
      items: goods.items,
      quotaScale: 10,
    })
    await pushStock(stage)
  })
  afterAll(() => stage.stop())
  beforeEach(() => {
    sent = []
    stage.use(recordCalls)
  })
  afterEach(async () => {
    stage.shopify.faults.clear()
    for (const nth of [2, 4]) stage.shopify.setPoison(shop, inventoryItemOf(nth), null)
    await endHotLane(stage)
    stage.use()
    await pushStock(stage)
    await expectRest()
  })

  test('an item that Shopify never takes is told of; the others go at once, under a new key', async () => {
    stage.shopify.setPoison(shop, inventoryItemOf(2), 'NON_MUTABLE_INVENTORY_ITEM')
    setLevels({ 1: 7, 2: 7, 3: 7 })
    await pushStock(stage)
    expect([1, 2, 3].map(onHandOf)).toEqual([7, 10, 7])
    expect(sent.map(({ items }) => items)).toEqual([itemsOf(1, 2, 3), itemsOf(1, 3)])
    expect(new Set(sent.map(({ key }) => key)).size).toBe(2)
    const [exception] = await stage.ledger.stockExceptions.listOpen(shop)
    expect(exception).toMatchObject({ code: 'STOCK_REFUSED', owner: 'ecommerce' })
    expect(exception?.sentence).toContain(inventoryItemOf(2))
    // The next time it goes alone: nobody has to wait for it again.
    sent = []
    setLevels({ 1: 8, 2: 8, 3: 8 })
    await pushStock(stage)
    expect(new Set(sent.map(({ items }) => items))).toEqual(new Set([itemsOf(1, 3), itemsOf(2)]))
    stage.shopify.setPoison(shop, inventoryItemOf(2), null)
    await pushStock(stage)
    expect(onHandOf(2)).toBe(8)
    expect(await stage.ledger.stockExceptions.listOpen(shop)).toEqual([])
  })

  test('an item whose number comes right without a write is told of no more', async () => {
    stage.shopify.setPoison(shop, inventoryItemOf(4), 'NON_MUTABLE_INVENTORY_ITEM')
    setLevels({ 4: 6 })
    await pushStock(stage)
    expect(await stage.ledger.stockExceptions.listOpen(shop)).toHaveLength(1)
    setLevels({ 4: 10 })
    await pushStock(stage)
    expect(await stage.ledger.stockExceptions.listOpen(shop)).toEqual([])
    stage.shopify.setPoison(shop, inventoryItemOf(4), null)
  })

  test('a reply that is lost: the same call goes again under its key, and counts once', async () => {
    const before = stage.calls.length
    stage.shopify.faults.add({ operation: SET, kind: 'replyLost' })
    setLevels({ 5: 4, 6: 4, 7: 4 })
    await pushStock(stage)
    expect([5, 6, 7].map(onHandOf)).toEqual([4, 4, 4])
    expect(await unsettled()).toBe(3)
    // One is sold and dispatched before anybody knows: a second effect would undo that.
    stage.shopify.setLevels(shop, [{ ...levelKey(6), onHand: 3 }])
    setLevels({ 6: 3 })
    await settleByHotLane()
    expect(sent[1]).toEqual(sent[0])
    expect([5, 6, 7].map(onHandOf)).toEqual([4, 3, 4])
    // Nor was it undone and mended again.
    expect(writesSince(before)).toBe(2)
  })

  test('a call that the vendor is still at work on: it goes again under its key until that is done', async () => {
    stage.shopify.faults.add({ operation: SET, kind: 'lateCommit', delayMs: 2500 })
    setLevels({ 5: 9, 6: 9, 7: 9 })
    await pushStock(stage)
    expect(onHandOf(5)).not.toBe(9)
    await settleByHotLane()
    expect(sent.length).toBeGreaterThan(1)
    for (const again of sent) expect(again).toEqual(sent[0])
    expect([5, 6, 7].map(onHandOf)).toEqual([9, 9, 9])
  })

  test('a call that failed inside Shopify: its key is spent, and its levels go under another', async () => {
    stage.shopify.faults.add({ operation: SET, kind: 'failedInside' })
    setLevels({ 5: 6, 6: 6, 7: 6 })
    await pushStock(stage)
    await watchHotStock(stage)
    await expect.poll(() => [5, 6, 7].map(onHandOf), { timeout: 15_000 }).toEqual([6, 6, 6])
    await expect.poll(unsettled, { timeout: 15_000 }).toBe(0)
    expect(sent[1]?.key).toBe(sent[0]?.key)
    expect(sent.at(-1)?.key).not.toBe(sent[0]?.key)
  })

  test('a first answer that says its key is spent: the same levels go at once under another', async () => {
    stage.shopify.faults.add({ operation: SET, kind: 'failedInside' })
    stage.use(
      withShopify((client) => ({
        // As if something between Waybill and Shopify had sent the call again by itself.
        setOnHand: async (input) => {
          sent.push({ key: input.idempotencyKey, items: itemsIn(input) })
          if (sent.length === 1) await client.setOnHand(input).catch(() => undefined)
          return await client.setOnHand(input)
        },
      })),
    )
    setLevels({ 5: 5, 6: 5, 7: 5 })
    await pushStock(stage)
    expect([5, 6, 7].map(onHandOf)).toEqual([5, 5, 5])
    expect(sent.map(({ items }) => items)).toEqual([itemsOf(5, 6, 7), itemsOf(5, 6, 7)])
    expect(sent[1]?.key).not.toBe(sent[0]?.key)
    expect(await unsettled()).toBe(0)
  })

  test.each([
    ['is not served', { kind: 'unavailable' }],
    ['is throttled', { kind: 'throttled' }],
    ['is cut off', { kind: 'reset' }],
    ['is answered by half a document', { kind: 'malformed' }],
  ] as const)('a write that %s is made in the end', async (_, fault) => {
    stage.shopify.faults.add({ operation: SET, ...fault })
    const level = onHandOf(8) - 1
    setLevels({ 8: level })
    await pushStock(stage)
    await watchHotStock(stage)
    await expect.poll(() => onHandOf(8), { timeout: 15_000 }).toBe(level)
    await expect.poll(unsettled, { timeout: 15_000 }).toBe(0)
  })

  async function expectRest(): Promise<void> {
    const accounts = [{ shop, accessToken: `sandbox-${shop}` }]
    expect(await takeStock(stage, {}, accounts)).toEqual([])
    const { shops, faults } = stage.shopify.stats()
    expect(shops[shop]?.throttled).toBe(faults[`${SET}:throttled`] ?? 0)
    expect(Object.values(stage.linnworks.stats().throttled)).toEqual([])
  }

  function recordCalls(usual: Parameters<ReturnType<typeof withShopify>>[0]) {
    return withShopify((client) => ({
      setOnHand: async (input) => {
        sent.push({ key: input.idempotencyKey, items: itemsIn(input) })
        return await client.setOnHand(input)
      },
    }))(usual)
  }

  function itemsIn({ writes }: { readonly writes: readonly OnHandWrite[] }): readonly string[] {
    return writes.map(({ inventoryItemId }) => inventoryItemId)
  }

  async function settleByHotLane(): Promise<void> {
    await watchHotStock(stage)
    await expect.poll(unsettled, { timeout: 15_000 }).toBe(0)
    await endHotLane(stage)
  }

  function writesSince(before: number): number {
    return stage.calls.slice(before).filter((call) => call.endsWith(SET)).length
  }

  async function unsettled(): Promise<number> {
    const rows = await stage.ledger.stockLevels.list(
      goods.products.map((_, index) => ({ ...levelKey(index + 1), shop })),
    )
    return rows.filter(({ writeKey }) => writeKey !== null).length
  }

  function setLevels(levels: Readonly<Record<number, number>>): void {
    stage.linnworks.backroom.setLevels(
      Object.entries(levels).map(([nth, level]) => ({
        ...{ sku: `SKU-${nth}`, locationId: LINNWORKS_LOCATIONS.london, level },
      })),
    )
  }

  function levelKey(nth: number) {
    return { inventoryItemId: inventoryItemOf(nth), locationId: SHOPIFY_LOCATIONS.london }
  }

  function itemsOf(...numbers: readonly number[]): readonly string[] {
    return numbers.map(inventoryItemOf)
  }

  function onHandOf(nth: number): number {
    return levelOf(stage, inventoryItemOf(nth)).onHand
  }
})
