import { mug, orderAs, variant, type Rig } from './support.ts'

/** An order, and its fulfilment orders. */
export async function placed(rig: Rig, quantity = 2, variantId = mug) {
  const { id } = await rig.shopper.placeOrder({
    lines: [{ variantId: variant(variantId), quantity }],
  })
  const order = await orderAs(rig, id)
  return { id, open: order.fulfillmentOrders.nodes }
}

/** What fulfils all of a fulfilment order. */
export const whole = (fulfillmentOrderId: string) => ({
  lineItemsByFulfillmentOrder: [{ fulfillmentOrderId }],
})

/** So much of the first line of a fulfilment order. */
export const part = (
  each: { id: string; lineItems: { nodes: { id: string }[] } },
  quantity: number,
) => ({
  fulfillmentOrderId: each.id,
  fulfillmentOrderLineItems: [{ id: each.lineItems.nodes[0]?.id, quantity }],
})
