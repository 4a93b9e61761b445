import type { Stack } from '../../../rehearsal/stack.ts'
import type { PlacedOrder } from '../../../sandbox/shopper.ts'
import { linnworksIdOf } from '../matrix/scene.ts'
import { markedEmail, markedNote, markedPerson, markedTracking } from './marks.ts'

/** Places an order of the marked person; nobody hears of it before the faults are prepared. */
export async function placeMarked(
  stack: Stack,
  variant: string,
  prepare: (order: PlacedOrder) => void = () => undefined,
): Promise<PlacedOrder> {
  stack.shopify.webhooks.withhold()
  const variantId = `gid://shopify/ProductVariant/${variant}`
  const order = await stack.shopper.placeOrder({
    lines: [{ variantId, quantity: 1 }],
    shippingAddress: markedPerson,
    email: markedEmail,
    note: markedNote,
  })
  prepare(order)
  stack.shopify.webhooks.release(0)
  return order
}

/** All that Waybill knows of it in Linnworks leaves. */
export async function send(stack: Stack, order: PlacedOrder): Promise<void> {
  const orderId = await linnworksIdOf(stack, order)
  stack.linnworks.backroom.dispatch({ orderId, trackingNumber: markedTracking })
}
