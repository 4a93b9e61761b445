import { locationView } from './catalogue-view.ts'
import { listConnection, type PageArgs } from './connection.ts'
import { fulfillmentLineView } from './fulfillment-view.ts'
import { gid } from './gid.ts'
import { sumOf } from './money.ts'
import { orderView, type OrderView } from './order-view.ts'
import type { StoredOrder, StoredReturn, StoredReturnLine } from './state.ts'
import type { CallContext } from './world.ts'

/** What the order says of its returns as a whole. */
export function returnStatus({ returns = [] }: StoredOrder): string {
  const standing = returns.filter(({ status }) => status !== 'CANCELED')
  if (standing.length === 0) return 'NO_RETURN'
  return standing.every(({ status }) => status === 'CLOSED') ? 'RETURNED' : 'IN_PROGRESS'
}

export function returnView(context: CallContext, order: StoredOrder, each: StoredReturn) {
  return {
    __typename: 'Return',
    id: gid('Return', each.id),
    name: each.name,
    status: each.status,
    createdAt: each.createdAt,
    closedAt: each.closedAt,
    totalQuantity: sumOf(each.lines, ({ quantity }) => quantity),
    order: (): OrderView => orderView(context, order),
    returnLineItems: (args: PageArgs) =>
      listConnection(
        each.lines,
        args,
        ({ id }) => id,
        (line) => returnLineView(context, order, line),
      ),
    reverseFulfillmentOrders: (args: PageArgs) =>
      listConnection(
        [each],
        args,
        ({ reverseId }) => reverseId,
        () => reverseOrderView(context, order, each),
      ),
  }
}

function returnLineView(context: CallContext, order: StoredOrder, line: StoredReturnLine) {
  const unprocessed = line.quantity - line.processedQuantity
  return {
    __typename: 'ReturnLineItem',
    id: gid('ReturnLineItem', line.id),
    quantity: line.quantity,
    processedQuantity: line.processedQuantity,
    unprocessedQuantity: unprocessed,
    processableQuantity: unprocessed,
    returnReason: line.reason,
    returnReasonNote: line.reasonNote,
    fulfillmentLineItem: () => shippedView(context, order, line),
  }
}

function reverseOrderView(context: CallContext, order: StoredOrder, each: StoredReturn) {
  return {
    id: gid('ReverseFulfillmentOrder', each.reverseId),
    status: each.status,
    order: (): OrderView => orderView(context, order),
    lineItems: (args: PageArgs) =>
      listConnection(
        each.lines,
        args,
        ({ reverseLineId }) => reverseLineId,
        (line) => reverseLineView(context, order, line),
      ),
  }
}

export function reverseLineView(context: CallContext, order: StoredOrder, line: StoredReturnLine) {
  return {
    id: gid('ReverseFulfillmentOrderLineItem', line.reverseLineId),
    totalQuantity: line.quantity,
    fulfillmentLineItem: () => shippedView(context, order, line),
    dispositions: line.dispositions.map((each) => ({
      id: gid('ReverseFulfillmentOrderDisposition', each.id),
      type: each.type,
      quantity: each.quantity,
      createdAt: each.createdAt,
      location: () => (each.locationId === null ? null : locationView(context, each.locationId)),
    })),
  }
}

function shippedView(
  context: CallContext,
  order: StoredOrder,
  { fulfillmentLineId }: StoredReturnLine,
): unknown {
  const shipped = order.fulfillments
    .flatMap(({ lines }) => lines)
    .find(({ id }) => id === fulfillmentLineId)
  return shipped === undefined ? null : fulfillmentLineView(context, order, shipped)
}
