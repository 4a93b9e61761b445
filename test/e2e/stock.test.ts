import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Stack } from '../../rehearsal/stack.ts'
import { VARIANTS } from '../../sandbox/goods.ts'
import { LINNWORKS_LOCATIONS, SHOPIFY_LOCATIONS } from '../../sandbox/world.ts'
import { startTestStack } from '../support/stack.ts'
import { awaitStage, buy, dispatch } from './people.ts'
import { pauseStock } from './stock-stage.ts'
import { availableOf, letSearchCatchUp, levelOf, pushStock, takeStock } from './stocktaking.ts'

const items = {
  mug: '90000000001',
  teapot: '90000000002',
  breakfastTea: '90000000003',
  earlGrey: '90000000004',
  biscuits: '90000000005',
} as const
const { london, leeds } = LINNWORKS_LOCATIONS

describe('after everything that moves stock, one push sets right', () => {
  let stack: Stack
  let watch: ReturnType<typeof watchOffers>
  beforeAll(async () => {
    stack = await startTestStack({
      shop: { sweepEverySeconds: 1, stock: { enabled: true } },
      linnworks: { dispatchSweepEverySeconds: 1 },
      twins: { quotaScale: 10 },
    })
    await pauseStock(stack)
    await pushStock(stack)
  })
  afterAll(async () => {
    await stack?.stop()
  })
  beforeEach(() => {
    watch = watchOffers(stack)
  })
  /** After each story: one push, and the auditor finds nothing. */
  afterEach(async () => {
    watch.stop()
    await pushStock(stack)
    await expectRest()
  })

  test('a sale, its injection, dispatch and post-back: and it is right all the way', async () => {
    const order = await buy(stack, VARIANTS.mug, 3)
    await pushStock(stack)
    // While it is on its way its units may be off sale twice, and never on sale.
    expect(levelOf(stack, items.mug).committed).toBe(3)
    expect([37, 40]).toContain(levelOf(stack, items.mug).onHand)
    await awaitStage(stack, [order], 'awaitingDispatch')
    await pushStock(stack)
    expect(levelOf(stack, items.mug)).toMatchObject({ onHand: 40, committed: 3 })
    expect(availableOf(stack, 'MUG-BLUE')).toBe(37)
    await dispatch(stack, [order])
    await pushStock(stack)
    await awaitStage(stack, [order], 'fulfilled')
    await pushStock(stack)
    expect(levelOf(stack, items.mug)).toMatchObject({ onHand: 37, committed: 0 })
    expect(watch.oversold).toEqual([])
  })

  test('a cancelled order that was restocked, and one that was not', async () => {
    const mugs = levelOf(stack, items.mug).onHand
    const orders = [await buy(stack, VARIANTS.mug, 2), await buy(stack, VARIANTS.teapot, 1)]
    await awaitStage(stack, orders, 'awaitingDispatch')
    const [restocked, kept] = orders
    await stack.shopper.cancelOrder(restocked!.id, { restock: true })
    await stack.shopper.cancelOrder(kept!.id, { restock: false })
    await awaitStage(stack, orders, 'cancelled')
    await pushStock(stack)
    await letSearchCatchUp(stack)
    await pushStock(stack)
    expect(levelOf(stack, items.mug)).toMatchObject({ onHand: mugs, committed: 0 })
    expect(levelOf(stack, items.teapot)).toMatchObject({ onHand: 12, committed: 0 })
  })

  test('goods handed over the counter, before Linnworks knows and after', async () => {
    await stack.shopper.sellInStore({
      locationId: SHOPIFY_LOCATIONS.london,
      lines: [{ variantId: `gid://shopify/ProductVariant/${VARIANTS.breakfastTea}`, quantity: 4 }],
    })
    await pushStock(stack)
    await expect.poll(() => availableOf(stack, 'TEA-BREAKFAST'), { timeout: 15_000 }).toBe(116)
    await pushStock(stack)
    expect(levelOf(stack, items.breakfastTea)).toMatchObject({ onHand: 116, committed: 0 })
    expect(watch.oversold).toEqual([])
  })

  test('what customers sent back, to the shop and then to the warehouse', async () => {
    const order = await buy(stack, VARIANTS.earlGrey, 3)
    await awaitStage(stack, [order], 'awaitingDispatch')
    const [open] = await stack.warehouse.listOpenOrders()
    await dispatch(stack, [order])
    await awaitStage(stack, [order], 'fulfilled')
    const lines = [{ sku: 'TEA-EARL-GREY', quantity: 2 }]
    await stack.shopper.takeBack(order.id, { lines, restockAt: SHOPIFY_LOCATIONS.london })
    expect(levelOf(stack, items.earlGrey).onHand).toBe(79)
    await pushStock(stack)
    expect(levelOf(stack, items.earlGrey).onHand).toBe(77)
    const { itemNumber } = open!.lines[0]!
    await stack.warehouse.takeBack({
      orderId: open!.orderId,
      locationId: london,
      items: [{ itemNumber, quantity: 2, scrapped: 1 }],
    })
    await pushStock(stack)
    expect(levelOf(stack, items.earlGrey).onHand).toBe(78)
  })

  test('a refund that puts units back on sale, and one that does not', async () => {
    const mugs = levelOf(stack, items.mug).onHand
    const order = await buy(stack, VARIANTS.mug, 3)
    await awaitStage(stack, [order], 'awaitingDispatch')
    await dispatch(stack, [order])
    await awaitStage(stack, [order], 'fulfilled')
    for (const [nth, restockType] of (['RETURN', 'NO_RESTOCK'] as const).entries()) {
      await stack.shopper.refund(order.id, {
        lines: [{ sku: 'MUG-BLUE', quantity: 1 }],
        restockType,
        idempotencyKey: `refund-${nth}`,
      })
      await pushStock(stack)
      expect(levelOf(stack, items.mug).onHand).toBe(mugs - 3)
    }
  })

  test('an order that staff move to another location', async () => {
    const here = levelOf(stack, items.earlGrey).onHand
    await stack.stopWorkers()
    const order = await buy(stack, VARIANTS.earlGrey, 2)
    await stack.shopper.moveOrder(order.id, SHOPIFY_LOCATIONS.leeds)
    await stack.addWorker()
    await awaitStage(stack, [order], 'awaitingDispatch')
    await pushStock(stack)
    expect(levelOf(stack, items.earlGrey)).toMatchObject({ onHand: here, committed: 0 })
    const there = levelOf(stack, items.earlGrey, SHOPIFY_LOCATIONS.leeds)
    expect(there).toMatchObject({ onHand: 80, committed: 2 })
    expect(availableOf(stack, 'TEA-EARL-GREY', leeds)).toBe(78)
  })

  test("another channel's sale, a delivery, and counts on either side", async () => {
    const biscuits = { sku: 'BISCUIT-TIN', locationId: leeds }
    const onHand = () => levelOf(stack, items.biscuits, SHOPIFY_LOCATIONS.leeds).onHand
    await stack.warehouse.sellElsewhere({ ...biscuits, quantity: 5 })
    await pushStock(stack)
    expect(onHand()).toBe(20)
    await stack.warehouse.receive({ ...biscuits, quantity: 12 })
    await pushStock(stack)
    expect(onHand()).toBe(32)
    await stack.warehouse.count({ ...biscuits, quantity: 3 })
    await pushStock(stack)
    expect(availableOf(stack, 'BISCUIT-TIN', leeds)).toBe(-2)
    expect(onHand()).toBe(0)
    await stack.warehouse.count({ ...biscuits, quantity: 30 })
    await pushStock(stack)
    expect(onHand()).toBe(25)
    await stack.shopper.setOnHand({
      inventoryItemId: items.biscuits,
      locationId: SHOPIFY_LOCATIONS.leeds,
      quantity: 40,
    })
    await pushStock(stack)
    expect(onHand()).toBe(25)
  })

  async function expectRest(): Promise<void> {
    expect(await takeStock(stack)).toEqual([])
    expect(await stack.ledger.stockExceptions.listOpen()).toEqual([])
  }
})

/** Looks all the time whether any level offers more than Linnworks has free. */
function watchOffers(stack: Stack) {
  const oversold: string[] = []
  const look = () => {
    const stock = new Map(stack.linnworks.backroom.listStock().map((item) => [item.sku, item]))
    for (const [sku, inventoryItemId] of [
      ['MUG-BLUE', items.mug],
      ['TEAPOT-1L', items.teapot],
      ['TEA-BREAKFAST', items.breakfastTea],
      ['TEA-EARL-GREY', items.earlGrey],
    ] as const) {
      const offered = levelOf(stack, inventoryItemId).available
      const free = stock.get(sku)?.levels.find(({ locationId }) => locationId === london)
      if (free === undefined || offered <= Math.max(0, free.available)) continue
      oversold.push(`${sku}: ${offered} offered, ${free.available} there`)
    }
  }
  const timer = setInterval(look, 20)
  return { oversold, stop: () => clearInterval(timer) }
}
