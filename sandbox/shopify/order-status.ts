import { sumOf } from './money.ts'
import type { StoredLine, StoredOrder } from './state.ts'

/** Units of a line in fulfilments that stand. */
export function fulfilledQuantity(order: StoredOrder, line: StoredLine): number {
  const standing = order.fulfillments.filter(({ status }) => status === 'SUCCESS')
  const parts = standing.flatMap(({ lines }) => lines).filter(({ lineId }) => lineId === line.id)
  return sumOf(parts, ({ quantity }) => quantity)
}

/** Units of a line that may still be fulfilled: a refund of shipped units leaves them as they are. */
export function unfulfilledQuantity(order: StoredOrder, line: StoredLine): number {
  const refunded = order.refunds
    .flatMap(({ lines }) => lines)
    .filter(({ lineId }) => lineId === line.id)
  const refundedShipped = sumOf(refunded, ({ shipped }) => shipped)
  const withCustomer = Math.max(0, fulfilledQuantity(order, line) - refundedShipped)
  return Math.max(0, line.currentQuantity - withCustomer)
}

export function isUnfulfilled(order: StoredOrder): boolean {
  return order.fulfillments.every(({ status }) => status === 'CANCELLED')
}

/**
 * The status that people see. Observed on live stores: a hold on a part leaves UNFULFILLED, a
 * progress report gives IN_PROGRESS, and a cancelled order stays UNFULFILLED.
 */
export function fulfillmentStatus(order: StoredOrder): string {
  const open = order.fulfillmentOrders.filter(({ status }) => status !== 'CLOSED')
  const anyFulfilled = !isUnfulfilled(order)
  const left = sumOf(order.lines, (line) => unfulfilledQuantity(order, line))
  if (anyFulfilled) return left === 0 ? 'FULFILLED' : 'PARTIALLY_FULFILLED'
  if (open.length > 0 && open.every(({ status }) => status === 'ON_HOLD')) return 'ON_HOLD'
  if (open.some(({ status }) => status === 'IN_PROGRESS')) return 'IN_PROGRESS'
  return 'UNFULFILLED'
}
