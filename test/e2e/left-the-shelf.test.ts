import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Stack } from '../../rehearsal/stack.ts'
import { VARIANTS } from '../../sandbox/goods.ts'
import type { PlacedOrder } from '../../sandbox/shopper.ts'
import { AURORA } from '../../sandbox/world.ts'
import { createShopifyClient, type ShopifyClient } from '../../shopify/index.ts'
import { startTestStack } from '../support/stack.ts'
import { awaitStage, buy, dispatch } from './people.ts'

describe('what staff hand over the counter', () => {
  let stack: Stack
  let shopify: ShopifyClient

  beforeAll(async () => {
    stack = await startTestStack()
    const { shop, accessToken } = AURORA
    shopify = createShopifyClient({ shop, apiUrl: `${stack.shopify.url}/${shop}`, accessToken })
  })
  afterAll(async () => {
    shopify.close()
    await stack.stop()
  })

  test('before Waybill saw the order goes off Linnworks’ stock too, and the order is done', async () => {
    await stack.stopWorkers()
    const order = await buy(stack, VARIANTS.mug, 2)
    await stack.shopper.fulfilByHand(order.id)
    await stack.addWorker()
    await awaitStage(stack, [order], 'fulfilled')
    expect(await parcelsOf(order)).toMatchObject([{ lines: [{ quantity: 2 }] }])
    expect(await openOf(order)).toEqual([])
    expect(await fulfilmentsOf(order)).toHaveLength(1)
    expect(await stack.ledger.orders.listLeftUnseen(AURORA.shop, 2)).toEqual([])
  })

  test('in part leaves the rest to the warehouse: each unit is in Linnworks once', async () => {
    await stack.stopWorkers()
    const order = await buy(stack, VARIANTS.breakfastTea, 3)
    await handOver(order, 1)
    await stack.addWorker()
    await expect.poll(async () => (await parcelsOf(order)).length, { timeout: 90_000 }).toBe(1)
    await awaitStage(stack, [order], 'partlyDispatched')
    expect(await parcelsOf(order)).toMatchObject([{ lines: [{ quantity: 1 }] }])
    expect(await openOf(order)).toMatchObject([{ lines: [{ quantity: 2 }] }])
    expect(await fulfilmentsOf(order)).toHaveLength(1)
    await dispatch(stack, [order])
    await awaitStage(stack, [order], 'fulfilled')
    expect(await fulfilmentsOf(order)).toHaveLength(2)
  }, 180_000)

  /** Staff fulfil some units of the order's one line. */
  async function handOver(order: PlacedOrder, quantity: number): Promise<void> {
    const open = await shopify.getOpenFulfillment(order.orderId)
    const { fulfillmentOrderId, lines } = open!.fulfillmentOrders[0]!
    const { fulfillmentOrderLineId } = lines[0]!
    const answer = await shopify.createFulfillment({
      fulfillmentOrders: [{ fulfillmentOrderId, lines: [{ fulfillmentOrderLineId, quantity }] }],
      notifyCustomer: false,
    })
    expect(answer.outcome).toBe('created')
  }

  async function fulfilmentsOf(order: PlacedOrder) {
    return (await shopify.getFulfillmentState(order.orderId))!.fulfillments
  }

  /** What Linnworks holds as dispatched of it. */
  async function parcelsOf(order: PlacedOrder) {
    const key = { shop: AURORA.shop, orderId: order.orderId }
    const rows = await stack.ledger.consignments.list(key)
    const found = await Promise.all(
      rows.map(({ reference }) => stack.warehouse.findOrders(reference)),
    )
    const open = new Set((await openOf(order)).map(({ orderId }) => orderId))
    return found.flat().filter(({ orderId }) => !open.has(orderId))
  }

  async function openOf({ orderId }: PlacedOrder) {
    const open = await stack.warehouse.listOpenOrders()
    return open.filter(({ reference }) => reference.split('-')[0] === orderId)
  }
})
