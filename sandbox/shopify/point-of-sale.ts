import { userError, type UserError } from './errors.ts'
import { ship, toTracking } from './fulfillments.ts'
import { idOf } from './gid.ts'
import type { OrderCreateInput } from './order-input.ts'
import type { ShopSetup } from './setup.ts'
import type { StoredOrder } from './state.ts'
import { announceFulfillment, announceOrder } from './webhooks/announce.ts'
import type { CallContext } from './world.ts'

/** Whether the goods leave with the customer: the order is created already fulfilled. */
export function isHandedOver({ fulfillmentStatus }: OrderCreateInput): boolean {
  return fulfillmentStatus === 'FULFILLED'
}

/** Where the goods are handed over: at the location that is named, or else at the first. */
export function handOverLocation(setup: ShopSetup, { fulfillment }: OrderCreateInput): string {
  if (fulfillment != null) return idOf('Location', fulfillment.locationId)
  return setup.locations[0]?.id ?? ''
}

export function handOverErrors(setup: ShopSetup, input: OrderCreateInput): UserError[] {
  if (!isHandedOver(input)) return []
  const locationId = handOverLocation(setup, input)
  if (setup.locations.some(({ id }) => id === locationId)) return []
  const path = ['order', 'fulfillment', 'locationId']
  return [userError(path, 'Location does not exist', 'INVALID')]
}

/** Ships all of a new order at once, and tells of its creation only then. */
export function handOver(
  context: CallContext,
  { fulfillment: given }: OrderCreateInput,
  order: StoredOrder,
  topics: readonly string[],
): StoredOrder {
  const { world } = context
  const locationId = order.fulfillmentOrders[0]?.locationId ?? ''
  const parts = order.fulfillmentOrders.flatMap(({ id, lines }) =>
    lines.map((line) => ({
      lineId: line.lineId,
      fulfillmentOrderId: id,
      fulfillmentOrderLineId: line.id,
      quantity: line.remainingQuantity,
    })),
  )
  const tracking = toTracking({
    company: given?.trackingCompany ?? null,
    number: given?.trackingNumber ?? null,
    numbers: given?.trackingNumbers ?? null,
  })
  const { saved, fulfillment } = ship(context, { order, locationId, parts }, tracking)
  announceOrder(world, saved, topics)
  announceFulfillment(world, saved, fulfillment, 'FULFILLMENTS_CREATE')
  return saved
}
