import { locationView } from './catalogue-view.ts'
import { listConnection, type PageArgs } from './connection.ts'
import { fulfillmentOrderView } from './fulfillment-order-view.ts'
import { gid } from './gid.ts'
import { lineView } from './line-view.ts'
import { sumOf } from './money.ts'
import { orderView, type OrderView } from './order-view.ts'
import type { StoredFulfillment, StoredFulfillmentLine, StoredOrder } from './state.ts'
import type { CallContext } from './world.ts'

export function fulfillmentView(context: CallContext, order: StoredOrder, each: StoredFulfillment) {
  const madeFrom = new Set(each.lines.map(({ fulfillmentOrderId }) => fulfillmentOrderId))
  return {
    __typename: 'Fulfillment',
    id: gid('Fulfillment', each.id),
    legacyResourceId: each.id,
    name: each.name,
    status: each.status,
    displayStatus: each.status === 'CANCELLED' ? 'CANCELED' : 'FULFILLED',
    createdAt: each.createdAt,
    updatedAt: each.updatedAt,
    requiresShipping: true,
    totalQuantity: sumOf(each.lines, ({ quantity }) => quantity),
    trackingInfo: (args: { readonly first?: number | null }) =>
      each.tracking.slice(0, args.first ?? undefined),
    location: () => locationView(context, each.locationId),
    order: (): OrderView => orderView(context, order),
    fulfillmentLineItems: (args: PageArgs) =>
      listConnection(
        each.lines,
        args,
        ({ id }) => id,
        (part) => fulfillmentLineView(context, order, part),
      ),
    fulfillmentOrders: (args: PageArgs) =>
      listConnection(
        order.fulfillmentOrders.filter(({ id }) => madeFrom.has(id)),
        args,
        ({ id }) => id,
        (fulfillmentOrder) => fulfillmentOrderView(context, order, fulfillmentOrder),
      ),
  }
}

export function fulfillmentLineView(
  context: CallContext,
  order: StoredOrder,
  part: StoredFulfillmentLine,
) {
  const line = order.lines.find(({ id }) => id === part.lineId)
  return {
    id: gid('FulfillmentLineItem', part.id),
    quantity: part.quantity,
    lineItem: (): unknown => (line === undefined ? null : lineView(context, order, line)),
  }
}
