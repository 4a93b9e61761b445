import type { FulfillmentOrderStatus } from './order.ts'

/**
 * How many units of these lines Shopify still waits for. Counts only fulfilment orders that can
 * still be fulfilled: a closed one can show units again after a fulfilment was cancelled (observed
 * on live stores), and the units then stand in a new open one as well.
 */
export function countUnitsToShip(
  fulfillmentOrders: readonly {
    readonly status: FulfillmentOrderStatus
    readonly lines: readonly { readonly lineId: string; readonly remainingQuantity: number }[]
  }[],
  lineIds: ReadonlySet<string>,
): number {
  return fulfillmentOrders
    .filter(({ status }) => isUnfinished(status))
    .flatMap(({ lines }) => lines)
    .filter(({ lineId }) => lineIds.has(lineId))
    .reduce((sum, { remainingQuantity }) => sum + remainingQuantity, 0)
}

/**
 * What is left once a fulfilment took all that remained of some fulfilment orders: Shopify closes
 * those and leaves the others as they were.
 */
export function withoutFulfilled<Part extends { readonly fulfillmentOrderId: string }>(
  fulfillmentOrders: readonly Part[],
  fulfilledIds: readonly string[],
): readonly Part[] {
  return fulfillmentOrders.filter((each) => !fulfilledIds.includes(each.fulfillmentOrderId))
}

/** Whether units of a fulfilment order in this state may still leave a location. */
export function isUnfinished(status: FulfillmentOrderStatus): boolean {
  return (
    status === 'OPEN' || status === 'IN_PROGRESS' || status === 'ON_HOLD' || status === 'SCHEDULED'
  )
}
