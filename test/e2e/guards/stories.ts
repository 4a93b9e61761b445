import { eventually } from '../../../rehearsal/eventually.ts'
import type { Stack } from '../../../rehearsal/stack.ts'
import { VARIANTS } from '../../../sandbox/goods.ts'
import type { PlacedOrder } from '../../../sandbox/shopper.ts'
import type { WarehouseOrder } from '../../../sandbox/warehouse.ts'
import { awaitStage, buy, stageOf } from '../people.ts'

/** Waits until the order is in one of these stages: with its guard and without it they may differ. */
export async function awaitAnyStage(
  stack: Stack,
  order: PlacedOrder,
  stages: readonly string[],
): Promise<void> {
  await eventually(`${order.name} is ${stages.join(' or ')}`, async () =>
    stages.includes((await stageOf(stack, order)) ?? ''),
  )
}

/** What stands open of the order in Linnworks. */
export async function listOpenOf(
  stack: Stack,
  order: PlacedOrder,
): Promise<readonly WarehouseOrder[]> {
  const open = await stack.warehouse.listOpenOrders()
  return open.filter(({ reference }) => reference.split('-', 1).join('') === order.orderId)
}

/** Sends what stands open of the order, as soon as something does, whatever Waybill knows of it. */
export async function dispatchAtOnce(stack: Stack, order: PlacedOrder): Promise<void> {
  await eventually(`${order.name} stands in Linnworks`, async () => {
    return (await listOpenOf(stack, order)).length > 0
  })
  for (const open of await listOpenOf(stack, order)) await send(stack, open)
}

export async function send(
  stack: Stack,
  { orderId, number }: WarehouseOrder,
  trackingNumber = `RM${number}GB`,
): Promise<void> {
  await stack.warehouse.dispatch({ orderId, vendor: 'Royal Mail', trackingNumber })
}

/** Splits one unit of the order's only line off, and answers the new Linnworks order. */
export async function splitOffOne(stack: Stack, order: PlacedOrder): Promise<WarehouseOrder> {
  const [open] = await listOpenOf(stack, order)
  const itemNumber = open?.lines[0]?.itemNumber
  if (open === undefined || itemNumber === undefined) throw new Error('there is nothing to split')
  const items = [{ itemNumber, quantity: 1 }]
  const child = await stack.warehouse.splitOff({ orderId: open.orderId, items })
  return await stack.warehouse.getOrder(child)
}

/** Three packets, of which one leaves in a parcel of its own, just after something was arranged. */
export async function sendOneOfThree(stack: Stack, arrange: () => void): Promise<PlacedOrder> {
  const order = await buy(stack, VARIANTS.earlGrey, 3)
  await awaitStage(stack, [order], 'awaitingDispatch')
  const parcel = await splitOffOne(stack, order)
  arrange()
  await send(stack, parcel)
  return order
}

/** How often a scripted fault of Shopify struck, by its name, as `fulfillmentCreate:lateCommit`. */
export function countStruck({ shopify }: Pick<Stack, 'shopify'>, fault: string): number {
  return shopify.faults.struck[fault] ?? 0
}

/** Waits until it struck once more than before. */
export async function awaitStruck(stack: Stack, fault: string, before: number): Promise<void> {
  await eventually(`${fault} has struck`, () => Promise.resolve(countStruck(stack, fault) > before))
}

/** Resolves at a moment that something can no longer come after. */
export async function awaitMoment(what: string, atMs: number): Promise<void> {
  await eventually(what, () => Promise.resolve(performance.now() >= atMs))
}
