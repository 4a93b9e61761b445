import { eventually } from '../../../rehearsal/eventually.ts'
import type { Stack } from '../../../rehearsal/stack.ts'
import type { PlacedOrder } from '../../../sandbox/shopper.ts'
import type { WarehouseOrder } from '../../../sandbox/warehouse.ts'
import { stageOf } from '../people.ts'

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

/** Resolves at a moment that something can no longer come after. */
export async function awaitMoment(what: string, atMs: number): Promise<void> {
  await eventually(what, () => Promise.resolve(performance.now() >= atMs))
}
