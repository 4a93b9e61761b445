import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { low } from '../../domain/stock-risk.ts'
import { openDatabase } from '../../ledger/database.ts'
import type { Stack } from '../../rehearsal/stack.ts'
import { VARIANTS } from '../../sandbox/goods.ts'
import type { PlacedOrder } from '../../sandbox/shopper.ts'
import { AURORA } from '../../sandbox/world.ts'
import type { ShopifyClient } from '../../shopify/index.ts'
import { startStockStack } from './stock-stack.ts'
import { createExchange } from './guards/exchange.ts'
import { awaitStage, buy, dispatch } from './people.ts'
import { endHotLane, withLedger, withShopify } from './stock-stage.ts'
import {
  availableOf,
  inLeeds,
  inLondon,
  letSearchCatchUp,
  levelOf,
  pushStock,
  takeStock,
  watchHotStock,
} from './stocktaking.ts'

const { shop } = AURORA
const [mug, teapot, biscuits] = ['90000000001', '90000000002', '90000000005'] as const
const teapots = { sku: 'TEAPOT-1L', locationId: inLondon.linnworksLocationId } as const
type SetOnHand = ShopifyClient['setOnHand']

describe('the hot lane', () => {
  const exchange = createExchange()
  let stack: Stack
  beforeAll(async () => {
    stack = await startStockStack({ alter: exchange.alter })
  })
  afterEach(async () => {
    stack.shopify.faults.clear()
    stack.shopify.webhooks.release(0)
    await endHotLane({ ...stack, use: exchange.use })
    exchange.use()
    await expectRest()
  })
  afterAll(async () => {
    await endHotLane({ ...stack, use: exchange.use })
    await stack.stop()
  })

  test('takes off sale within seconds what another channel took of what just sold', async () => {
    // What Shopify tells of the level itself would be a second reason to look, sooner or later.
    stack.shopify.webhooks.withhold()
    const order = await buy(stack, VARIANTS.teapot)
    await awaitStage(stack, [order], 'awaitingDispatch')
    expect(await hotReasons()).toContainEqual({ inventoryItemId: teapot, hotReason: 'sold' })
    await watchHotStock(stack)
    const level = () => levelOf(stack, teapot)
    const { onHand } = level()
    await stack.warehouse.sellElsewhere({ ...teapots, quantity: 5 })
    await expect.poll(level, { timeout: 5000 }).toMatchObject({ onHand: onHand - 5, committed: 1 })
    await stack.warehouse.receive({ ...teapots, quantity: 3 })
    await expect.poll(level, { timeout: 5000 }).toMatchObject({ onHand: onHand - 2, committed: 1 })
  })

  test('follows what is low, though nobody touched it and it did not move', async () => {
    stack.linnworks.backroom.setLevels([{ ...teapots, level: low }])
    await pushStock(stack)
    const level = () => levelOf(stack, teapot)
    const { onHand, available } = level()
    expect(available).toBeGreaterThan(2)
    expect(available).toBeLessThanOrEqual(low)
    await forgetWhatMoved()
    await watchHotStock(stack)
    await stack.warehouse.sellElsewhere({ ...teapots, quantity: 2 })
    await expect.poll(() => level().onHand, { timeout: 30_000 }).toBe(onHand - 2)
  })

  test('offers as much as before where an order was moved to that Linnworks sends from elsewhere', async () => {
    const { order, available } = await moveToLeeds()
    await watchHotStock(stack)
    await expect.poll(mugsInLeeds, { timeout: 30_000 }).toMatchObject({ available, committed: 2 })
    await dispatch(stack, [order])
    await awaitStage(stack, [order], 'fulfilled')
    await expect.poll(mugsInLeeds, { timeout: 30_000 }).toMatchObject({ available, committed: 0 })
    expect(await stack.ledger.stockExceptions.listOpen()).toEqual([])
  })

  test('the control: whoever counts units only where they were planned offers too few', async () => {
    exchange.use(
      withLedger({
        consignedUnits: {
          noteLook: (look) =>
            stack.ledger.consignedUnits.noteLook({
              ...look,
              waiting: look.waiting.filter(({ locationId }) => locationId === inLondon.locationId),
            }),
        },
      }),
    )
    const { order, available } = await moveToLeeds()
    await expect.poll(isHeardOf, { timeout: 30_000 }).toBe(true)
    await pushStock(stack)
    expect(mugsInLeeds()).toMatchObject({ available: available - 2, committed: 2 })
    expect(await takeStock(stack)).toEqual([expect.stringMatching(/^leftBehind: MUG-BLUE/)])
    exchange.use()
    await dispatch(stack, [order])
    await awaitStage(stack, [order], 'fulfilled')
    await pushStock(stack)
    await letSearchCatchUp(stack)
  })

  test('computes anew where a parcel left between its reading and its writing', async () => {
    expect(await meetPostBack((setOnHand) => setOnHand)).toBe('refused')
  })

  test('the control: whoever writes without comparing sells a unit twice', async () => {
    const blindly =
      (setOnHand: SetOnHand): SetOnHand =>
      (input) =>
        setOnHand({
          ...input,
          writes: input.writes.map((write) => ({
            ...write,
            changeFrom: levelOf(stack, write.inventoryItemId, write.locationId).onHand,
          })),
        })
    expect(await meetPostBack(blindly)).toEqual({ over: 1 })
  })

  test('raises nothing before every order is heard of, and then raises', async () => {
    await sellUnheard(3)
    await watchHotStock(stack)
    await expect.poll(standingOfBiscuits, { timeout: 30_000 }).toBe('raiseWaits')
    const rounds = countRounds()
    await expect.poll(countRounds, { timeout: 30_000 }).toBeGreaterThan(rounds + 1)
    expect(levelOf(stack, biscuits, inLeeds.locationId).onHand).toBe(22)
    await stack.warehouse.receive({
      ...{ sku: 'BISCUIT-TIN', locationId: inLeeds.linnworksLocationId },
      quantity: 5,
    })
    stack.shopify.faults.clear()
    await expect
      .poll(() => levelOf(stack, biscuits, inLeeds.locationId).onHand, { timeout: 30_000 })
      .toBe(27)
    expect(availableOf(stack, 'BISCUIT-TIN', inLeeds.linnworksLocationId)).toBe(27)
  })

  test('the control: whoever does not wait offers again what was sold in the shop', async () => {
    await sellUnheard(3)
    exchange.use(
      withLedger({
        cursors: { find: () => Promise.resolve(new Date(Date.now() + 60_000)) },
        orders: { listLeftUnseen: () => Promise.resolve([]) },
      }),
    )
    await watchHotStock(stack)
    await expect
      .poll(() => levelOf(stack, biscuits, inLeeds.locationId).onHand, { timeout: 30_000 })
      .toBe(27)
  })

  /** Two mugs that Linnworks has in London by then. */
  async function moveToLeeds(): Promise<{ order: PlacedOrder; available: number }> {
    const order = await buy(stack, VARIANTS.mug, 2)
    await awaitStage(stack, [order], 'awaitingDispatch')
    const { available } = mugsInLeeds()
    await stack.shopper.moveOrder(order.id, inLeeds.locationId)
    expect(mugsInLeeds()).toMatchObject({ available: available - 2, committed: 2 })
    return { order, available }
  }

  function mugsInLeeds() {
    return levelOf(stack, mug, inLeeds.locationId)
  }

  /** No mug is waited for in London any more. */
  async function isHeardOf(): Promise<boolean> {
    const { locationId } = inLondon
    const level = { shop, inventoryItemId: mug, locationId, verifiedBefore: new Date() }
    const [counts] = await stack.ledger.consignedUnits.countUnits([level])
    return counts?.inLinnworks === 0
  }

  /** Over the counter, while Shopify tells of no orders. Linnworks does not know of them. */
  async function sellUnheard(quantity: number): Promise<void> {
    stack.shopify.webhooks.withhold()
    stack.shopify.faults.add({ operation: 'orders', kind: 'unavailable', times: 1000 })
    await stack.shopper.sellInStore({
      locationId: inLeeds.locationId,
      lines: [{ variantId: `gid://shopify/ProductVariant/${VARIANTS.biscuits}`, quantity }],
    })
    const { locationId } = inLeeds
    await stack.ledger.stockLevels.heat(
      [{ shop, inventoryItemId: biscuits, locationId }],
      'changed in Shopify',
    )
  }

  /**
   * Another channel sells two mugs, and while that is on its way to Shopify a parcel with a mug in it
   * is posted back. Answers that Shopify refused, or by how many too many are offered if it did not.
   */
  async function meetPostBack(change: (setOnHand: SetOnHand) => SetOnHand) {
    const order = await buy(stack, VARIANTS.mug)
    await awaitStage(stack, [order], 'awaitingDispatch')
    let met = false
    let seen: 'refused' | { readonly over: number } | undefined
    exchange.use(
      withShopify((client) => ({
        setOnHand: async (input) => {
          const isOurs = input.writes.some(({ inventoryItemId }) => inventoryItemId === mug)
          if (met || !isOurs) return await client.setOnHand(input)
          met = true
          await dispatch(stack, [order])
          await awaitStage(stack, [order], 'fulfilled')
          const answer = await change(client.setOnHand)(input)
          const over = levelOf(stack, mug).available - availableOf(stack, 'MUG-BLUE')
          seen = answer.outcome === 'refused' ? 'refused' : { over }
          return answer
        },
      })),
    )
    await watchHotStock(stack)
    const mugs = { sku: 'MUG-BLUE', locationId: inLondon.linnworksLocationId }
    await stack.warehouse.sellElsewhere({ ...mugs, quantity: 2 })
    await expect
      .poll(() => met && levelOf(stack, mug).onHand === availableOf(stack, 'MUG-BLUE'), {
        timeout: 20_000,
      })
      .toBe(true)
    return seen
  }

  /** As after a quiet day: nothing is hot, and nothing falls. */
  async function forgetWhatMoved(): Promise<void> {
    const database = openDatabase(stack.config.ledger)
    await database.updateTable('stockLevels').set({ hotUntil: null }).execute()
    await database.updateTable('linnworksLevels').set({ fallsPerSecond: 0 }).execute()
    await database.destroy()
  }

  async function hotReasons() {
    const hot = await stack.ledger.stockLevels.listHot(shop, 100)
    return hot.map(({ inventoryItemId, hotReason }) => ({ inventoryItemId, hotReason }))
  }

  async function standingOfBiscuits(): Promise<string | null | undefined> {
    const { locationId } = inLeeds
    const key = { shop, inventoryItemId: biscuits, locationId }
    return (await stack.ledger.stockLevels.list([key]))[0]?.standing
  }

  /** How often the hot lane asked Linnworks. */
  function countRounds(): number {
    return stack.linnworks.stats().calls['GetStockLevel_Batch'] ?? 0
  }

  async function expectRest(): Promise<void> {
    await expect.poll(pushAndTakeStock, { timeout: 60_000 }).toEqual([])
  }

  async function pushAndTakeStock(): Promise<readonly string[]> {
    await pushStock(stack)
    return await takeStock(stack)
  }
})
