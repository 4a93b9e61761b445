import type { Stage } from '../../domain/stage.ts'
import { eventually } from '../../rehearsal/eventually.ts'
import type { Stack } from '../../rehearsal/stack.ts'
import type { PlacedOrder } from '../../sandbox/shopper.ts'
import { AURORA } from '../../sandbox/world.ts'

/** A shopper buys some of one variant. */
export async function buy(stack: Stack, variant: string, quantity = 1): Promise<PlacedOrder> {
  const variantId = `gid://shopify/ProductVariant/${variant}`
  return await stack.shopper.placeOrder({ lines: [{ variantId, quantity }] })
}

export async function stageOf(stack: Stack, order: PlacedOrder): Promise<Stage | undefined> {
  const row = await stack.ledger.orders.find({ shop: AURORA.shop, orderId: order.orderId })
  return row?.stage
}

/** Waits until all of these orders are in the stage. */
export async function awaitStage(
  stack: Stack,
  orders: readonly PlacedOrder[],
  stage: Stage,
): Promise<void> {
  for (const order of orders) {
    const what = `${order.name} is ${stage}`
    await eventually(what, async () => (await stageOf(stack, order)) === stage)
  }
}

/** The warehouse sends all that stands open of these orders. */
export async function dispatch(stack: Stack, orders: readonly PlacedOrder[]): Promise<void> {
  const wanted = new Set(orders.map(({ orderId }) => orderId))
  for (const { orderId, number, reference } of await stack.warehouse.listOpenOrders()) {
    if (!wanted.has(reference.split('-', 1).join(''))) continue
    await stack.warehouse.dispatch({
      orderId,
      vendor: 'Royal Mail',
      trackingNumber: `RM${number}GB`,
    })
  }
}

/** People who are refused, or get no answer, try again. */
export async function insist<T>(act: () => Promise<T>): Promise<T> {
  const got: T[] = []
  await eventually('somebody got through', async () => {
    try {
      got.push(await act())
      return true
    } catch {
      return false
    }
  })
  const [answer] = got
  if (answer === undefined) throw new Error('nobody answered')
  return answer
}
