import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDatabase } from '../../ledger/database.ts'
import type { Stack } from '../../rehearsal/stack.ts'
import { VARIANTS } from '../../sandbox/goods.ts'
import type { PlacedOrder } from '../../sandbox/shopper.ts'
import { AURORA } from '../../sandbox/world.ts'
import { startStockStack } from './stock-stack.ts'
import { createExchange } from './guards/exchange.ts'
import { awaitStage, buy, dispatch } from './people.ts'
import { withShopify } from './stock-stage.ts'
import { inLondon, levelOf, pushStock } from './stocktaking.ts'

const { shop } = AURORA
const mug = { variant: VARIANTS.mug, sku: 'MUG-BLUE', item: '90000000001' } as const
const teapot = { variant: VARIANTS.teapot, sku: 'TEAPOT-1L', item: '90000000002' } as const

describe('what a refund puts back on the shelf by itself', () => {
  const exchange = createExchange()
  let stack: Stack
  beforeAll(async () => {
    stack = await startStockStack({ alter: exchange.alter })
  })
  afterAll(() => stack.stop())

  test('is no question however often it happens, and its level is raised again', async () => {
    const order = await sell(mug)
    const held = onHandOf(mug)
    for (const nth of [1, 2, 3]) await refund(order, mug, nth, held)
    expect(await listCodes()).toEqual([])
    await stack.warehouse.receive({
      ...{ sku: mug.sku, locationId: inLondon.linnworksLocationId, quantity: 3 },
    })
    await pushStock(stack)
    expect(onHandOf(mug)).toBe(held + 3)
  })

  test('is no question either when the order ended days ago', async () => {
    const order = await sell(mug)
    await endedDaysAgo(order)
    const held = onHandOf(mug)
    for (const nth of [4, 5]) await refund(order, mug, nth, held)
    expect(await listCodes()).toEqual([])
  })

  test('a number that no refund explains is asked about, and still is when Waybill lowered it', async () => {
    const held = onHandOf(mug)
    for (const extra of [2, 3]) await countInShop(mug, held + extra, held)
    expect(await listCodes()).toEqual(['STOCK_DISPUTED'])
    const [dispute] = await stack.ledger.stockExceptions.listOpen(shop)
    expect(dispute?.sentence).toContain(`3 more of ${mug.sku} at location ${inLondon.locationId}`)
    await pushStock(stack)
    expect(await listCodes()).toEqual(['STOCK_DISPUTED'])
  })

  test('the control: whoever does not count it asks who else sets the number', async () => {
    const order = await sell(teapot)
    const held = onHandOf(teapot)
    exchange.use(withShopify(() => ({ listRestocks: async () => [] })))
    for (const nth of [1, 2]) await refund(order, teapot, nth, held)
    const [, dispute] = await stack.ledger.stockExceptions.listOpen(shop)
    expect(dispute?.sentence).toContain(teapot.sku)
    // As soon as it is counted, nobody is asked any more.
    exchange.use()
    await pushStock(stack)
    expect(await listCodes()).toEqual(['STOCK_DISPUTED'])
  })

  async function sell({ variant }: typeof mug | typeof teapot): Promise<PlacedOrder> {
    const order = await buy(stack, variant, 3)
    await awaitStage(stack, [order], 'awaitingDispatch')
    await dispatch(stack, [order])
    await awaitStage(stack, [order], 'fulfilled')
    await pushStock(stack)
    return order
  }

  /** As the ledger has it by then: without the units of what was sent. */
  async function endedDaysAgo({ orderId }: PlacedOrder): Promise<void> {
    const database = openDatabase(stack.config.ledger)
    await sql`UPDATE orders SET stage_since = now() - interval '3 days'
      WHERE order_id = ${orderId}`.execute(database)
    await sql`DELETE FROM consigned_units USING consignments
      WHERE consigned_units.reference = consignments.reference
        AND consignments.order_id = ${orderId}`.execute(database)
    await database.destroy()
  }

  /** Shopify has one more, and Linnworks was not told: the level is lowered again. */
  async function refund(
    order: PlacedOrder,
    { sku, ...level }: typeof mug | typeof teapot,
    nth: number,
    held: number,
  ): Promise<void> {
    await stack.shopper.refund(order.id, {
      lines: [{ sku, quantity: 1 }],
      restockType: 'RETURN',
      idempotencyKey: `refund-${sku}-${nth}`,
    })
    expect(onHandOf(level)).toBe(held + 1)
    await pushStock(stack)
    expect(onHandOf(level)).toBe(held)
  }

  async function countInShop(
    level: Pick<typeof mug, 'item'>,
    onHand: number,
    held: number,
  ): Promise<void> {
    const { locationId } = inLondon
    stack.shopify.setLevels(shop, [{ inventoryItemId: level.item, locationId, onHand }])
    await pushStock(stack)
    expect(onHandOf(level)).toBe(held)
  }

  function onHandOf({ item }: { readonly item: string }): number {
    return levelOf(stack, item).onHand
  }

  async function listCodes(): Promise<readonly string[]> {
    return (await stack.ledger.stockExceptions.listOpen(shop)).map(({ code }) => code)
  }
})
