import { describe, expect, test, vi } from 'vitest'
import type { ShopSetup } from '../../../sandbox/shopify/index.ts'
import { freshKey, levelAt, mugItem, teaItem } from './stock.ts'
import {
  bundle,
  fulfil,
  leeds,
  london,
  mug,
  orderAs,
  rigOf,
  shopOf,
  tea,
  variant,
} from './support.ts'
import type { Rig } from './support.ts'

const mugs = (quantity: number) => ({ lines: [{ variantId: variant(mug), quantity }] })
const atLondon = (rig: Rig) => levelAt(rig, mugItem, london)

/** Ten mugs stand in London and ten in Leeds before anything happens. */
const untouched = { available: 10, on_hand: 10 }
const rigWithThreeSold = async (shop: ShopSetup = shopOf()) => {
  const rig = await rigOf({}, shop)
  return { rig, id: (await rig.shopper.placeOrder(mugs(3))).id }
}
const cancelled = (rig: Rig, id: string) =>
  vi.waitFor(async () => expect((await orderAs(rig, id)).cancelledAt).not.toBeNull())

describe('an order', () => {
  test('commits what it holds, and its fulfilment takes that off the shelf', async () => {
    const { rig, id } = await rigWithThreeSold()
    expect(await atLondon(rig)).toEqual({ available: 7, committed: 3, on_hand: 10 })
    await rig.shopper.fulfilByHand(id)
    expect(await atLondon(rig)).toEqual({ available: 7, on_hand: 7 })
  })

  test('commits more than there is, and what is available goes below nothing', async () => {
    const rig = await rigOf()
    await rig.shopper.placeOrder(mugs(25))
    expect(await atLondon(rig)).toEqual({ available: -5, committed: 15, on_hand: 10 })
    expect(await levelAt(rig, mugItem, leeds)).toEqual({ committed: 10, on_hand: 10 })
  })

  test('of a bundle commits its components', async () => {
    const rig = await rigOf()
    await rig.shopper.placeOrder({ lines: [{ variantId: variant(bundle), quantity: 1 }] })
    expect(await atLondon(rig)).toMatchObject({ committed: 1 })
    expect(await levelAt(rig, teaItem, london)).toMatchObject({ committed: 3 })
  })

  test('shipped in part takes that part off the shelf, and a cancelled fulfilment puts it back', async () => {
    const { rig, id } = await rigWithThreeSold()
    const [opened] = (await orderAs(rig, id)).fulfillmentOrders.nodes
    const fulfillmentOrderLineItems = [{ id: opened.lineItems.nodes[0].id, quantity: 2 }]
    const { fulfillment } = await fulfil(rig, {
      lineItemsByFulfillmentOrder: [{ fulfillmentOrderId: opened.id, fulfillmentOrderLineItems }],
    })
    expect(await atLondon(rig)).toEqual({ available: 7, committed: 1, on_hand: 8 })
    await rig.ask('mutation($id: ID!) { fulfillmentCancel(id: $id) { userErrors { message } } }', {
      id: fulfillment.id,
    })
    expect(await atLondon(rig)).toEqual({ available: 7, committed: 3, on_hand: 10 })
  })

  test('moved to another location is committed there and no longer here', async () => {
    const { rig, id } = await rigWithThreeSold()
    await rig.shopper.moveOrder(id, leeds)
    expect(await atLondon(rig)).toEqual(untouched)
    expect(await levelAt(rig, mugItem, leeds)).toEqual({
      available: 7,
      committed: 3,
      on_hand: 10,
    })
    await rig.shopper.fulfilByHand(id)
    expect(await levelAt(rig, mugItem, leeds)).toEqual({ available: 7, on_hand: 7 })
  })

  test('moved to where the item never was keeps its account there, and nothing sells there', async () => {
    const products = shopOf().products.map((product) => ({
      ...product,
      variants: product.variants.map((each) => ({ ...each, stock: { [london]: 10 } })),
    }))
    const { rig, id } = await rigWithThreeSold(shopOf({ products }))
    await rig.shopper.moveOrder(id, leeds)
    expect(await levelAt(rig, mugItem, leeds)).toEqual({ available: -3, committed: 3 })
    expect(rig.twin.tryOrder('aurora', mugs(10))).toMatchObject({ locationId: london })
    await rig.shopper.cancelOrder(id)
    await cancelled(rig, id)
    expect(await levelAt(rig, mugItem, leeds)).toEqual({})
  })

  test('sold over the counter leaves the shelf at once, at the location that sold it', async () => {
    const rig = await rigOf()
    const id = await rig.shopper.sellInStore({
      locationId: leeds,
      lines: [{ variantId: variant(mug), quantity: 4 }],
    })
    expect(await levelAt(rig, mugItem, leeds)).toEqual({ available: 6, on_hand: 6 })
    expect(await atLondon(rig)).toEqual(untouched)
    const order = await orderAs(rig, id)
    expect(order).toMatchObject({
      displayFulfillmentStatus: 'FULFILLED',
      displayFinancialStatus: 'PAID',
      fulfillments: [{ status: 'SUCCESS' }],
      fulfillmentOrders: { nodes: [{ status: 'CLOSED' }] },
    })
    const { order: said } = await rig.ask('query($id: ID!) { order(id: $id) { sourceName } }', {
      id,
    })
    expect(said.sourceName).toBe('pos')
  })

  test('that obeys the stock is refused where its lines together want too much', async () => {
    const rig = await rigOf()
    const { orderCreate } = await rig.ask(
      `mutation { orderCreate(options: { inventoryBehaviour: DECREMENT_OBEYING_POLICY },
        order: { lineItems: [{ variantId: "${variant(mug)}", quantity: 15 },
          { variantId: "${variant(mug)}", quantity: 15 }] }) { userErrors { code } } }`,
    )
    expect(orderCreate.userErrors).toEqual([{ code: 'INVENTORY_CLAIM_FAILED' }])
    expect(rig.twin.tryOrder('aurora', mugs(21))).toBeUndefined()
    expect(rig.twin.tryOrder('aurora', mugs(20))).toMatchObject({ locationId: london })
  })
})

describe('cancelling an order', () => {
  test('with restock makes its units available again', async () => {
    const { rig, id } = await rigWithThreeSold()
    await rig.shopper.cancelOrder(id, { restock: true })
    await cancelled(rig, id)
    expect(await atLondon(rig)).toEqual(untouched)
  })

  test.each([
    ['leave the shelf', undefined, { available: 7, on_hand: 7 }],
    ['leave the shelf', 'leaveShelf', { available: 7, on_hand: 7 }],
    ['stay committed', 'stayCommitted', { available: 7, committed: 3, on_hand: 10 }],
    ['are sold again', 'soldAgain', untouched],
  ] as const)(
    'without restock: its units %s where the shop is set so (%s)',
    async (_how, unrestockedUnits, left) => {
      const shop = shopOf(unrestockedUnits === undefined ? {} : { unrestockedUnits })
      const { rig, id } = await rigWithThreeSold(shop)
      await rig.shopper.cancelOrder(id, { restock: false })
      await cancelled(rig, id)
      expect(await atLondon(rig)).toEqual(left)
    },
  )
})

describe('refunding', () => {
  const refund = (rig: Rig, id: string, restockType: 'CANCEL' | 'RETURN' | 'NO_RESTOCK') =>
    rig.shopper.refund(id, {
      lines: [{ sku: 'MUG', quantity: 2 }],
      restockType,
      idempotencyKey: freshKey(),
    })

  test('units that were not shipped makes them available again', async () => {
    const { rig, id } = await rigWithThreeSold()
    await refund(rig, id, 'CANCEL')
    expect(await atLondon(rig)).toEqual({ available: 9, committed: 1, on_hand: 10 })
  })

  test('units that were not shipped without restocking takes them off the shelf', async () => {
    const { rig, id } = await rigWithThreeSold()
    await refund(rig, id, 'NO_RESTOCK')
    expect(await atLondon(rig)).toEqual({ available: 7, committed: 1, on_hand: 8 })
  })

  test('shipped units puts them back where they left, or where they are told to go', async () => {
    const { rig, id } = await rigWithThreeSold()
    await rig.shopper.fulfilByHand(id)
    await refund(rig, id, 'RETURN')
    expect(await atLondon(rig)).toEqual({ available: 9, on_hand: 9 })
    await rig.shopper.refund(id, {
      lines: [{ sku: 'MUG', quantity: 1 }],
      restockType: 'RETURN',
      locationId: leeds,
      idempotencyKey: freshKey(),
    })
    expect(await atLondon(rig)).toEqual({ available: 9, on_hand: 9 })
    expect(await levelAt(rig, mugItem, leeds)).toEqual({ available: 11, on_hand: 11 })
  })

  test('shipped units without restocking leaves the shelf as it is', async () => {
    const { rig, id } = await rigWithThreeSold()
    await rig.shopper.fulfilByHand(id)
    await refund(rig, id, 'NO_RESTOCK')
    expect(await atLondon(rig)).toEqual({ available: 7, on_hand: 7 })
  })

  test.each([
    ['and goes back on the shelf', 'RETURN', { available: 9, committed: 1, on_hand: 10 }],
    ['and moves no stock', 'NO_RESTOCK', { available: 7, committed: 1, on_hand: 8 }],
  ] as const)(
    'a shipped unit leaves those alone that are still to be shipped, %s',
    async (_where, restockType, left) => {
      const { rig, id } = await rigWithThreeSold()
      await shipTwo(rig, id)
      await refund(rig, id, restockType)
      expect(await atLondon(rig)).toEqual(left)
      const order = await orderAs(rig, id)
      expect(order.lineItems.nodes).toMatchObject([{ currentQuantity: 1, unfulfilledQuantity: 1 }])
      const [group] = order.fulfillmentOrders.nodes
      expect(group.lineItems.nodes).toMatchObject([{ remainingQuantity: 1 }])
    },
  )

  test('units that were not shipped without restocking may stay to be shipped', async () => {
    const { rig, id } = await rigWithThreeSold(shopOf({ unrestockedRefunds: 'stayToShip' }))
    await refund(rig, id, 'NO_RESTOCK')
    expect(await atLondon(rig)).toEqual({ available: 7, committed: 3, on_hand: 10 })
    const [group] = (await orderAs(rig, id)).fulfillmentOrders.nodes
    expect(group.lineItems.nodes).toMatchObject([{ remainingQuantity: 3 }])
  })

  async function shipTwo(rig: Rig, id: string): Promise<void> {
    const [opened] = (await orderAs(rig, id)).fulfillmentOrders.nodes
    const fulfillmentOrderLineItems = [{ id: opened.lineItems.nodes[0].id, quantity: 2 }]
    await fulfil(rig, {
      lineItemsByFulfillmentOrder: [{ fulfillmentOrderId: opened.id, fulfillmentOrderLineItems }],
    })
  }
})

describe('editing an order', () => {
  const editTo = async (rig: Rig, id: string, quantity: number, more = '') => {
    const begun = await rig.ask(
      `mutation($id: ID!) { orderEditBegin(id: $id) { calculatedOrder { id
        lineItems(first: 5) { nodes { id } } } userErrors { message } } }`,
      { id },
    )
    const { calculatedOrder } = begun.orderEditBegin
    await rig.ask(
      `mutation($id: ID!, $line: ID!, $quantity: Int!) {
        orderEditSetQuantity(id: $id, lineItemId: $line, quantity: $quantity ${more}) {
          userErrors { message } }
        orderEditCommit(id: $id) { userErrors { message } } }`,
      { id: calculatedOrder.id, line: calculatedOrder.lineItems.nodes[0].id, quantity },
    )
  }

  test('to fewer units lets go of the rest, to more commits them too', async () => {
    const { rig, id } = await rigWithThreeSold()
    await editTo(rig, id, 1)
    expect(await atLondon(rig)).toEqual({ available: 9, committed: 1, on_hand: 10 })
    await editTo(rig, id, 5)
    expect(await atLondon(rig)).toEqual({ available: 5, committed: 5, on_hand: 10 })
  })

  test('to fewer units without restocking takes them off the shelf', async () => {
    const { rig, id } = await rigWithThreeSold()
    await editTo(rig, id, 1, 'restock: false')
    expect(await atLondon(rig)).toEqual({ available: 7, committed: 1, on_hand: 8 })
  })

  test('to a variant that was not there commits it', async () => {
    const { rig, id } = await rigWithThreeSold()
    const begun = await rig.ask(
      'mutation($id: ID!) { orderEditBegin(id: $id) { calculatedOrder { id } } }',
      { id },
    )
    await rig.ask(
      `mutation($id: ID!, $variant: ID!) {
        orderEditAddVariant(id: $id, variantId: $variant, quantity: 2) { userErrors { message } }
        orderEditCommit(id: $id) { userErrors { message } } }`,
      { id: begun.orderEditBegin.calculatedOrder.id, variant: variant(tea) },
    )
    expect(await levelAt(rig, teaItem, london)).toEqual({ available: 1, committed: 2, on_hand: 3 })
  })
})
