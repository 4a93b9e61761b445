import { locationView, variantView } from './catalogue-view.ts'
import { listConnection, type Connection, type PageArgs } from './connection.ts'
import { fulfillmentView } from './fulfillment-view.ts'
import { gid } from './gid.ts'
import { lineView } from './line-view.ts'
import { sumOf } from './money.ts'
import { orderView, type OrderView } from './order-view.ts'
import { findVariant } from './catalogue.ts'
import type { StoredFulfillmentOrder, StoredFulfillmentOrderLine, StoredOrder } from './state.ts'
import { locationName, type CallContext } from './world.ts'

export interface FulfillmentOrderView {
  readonly id: string
  readonly [field: string]: unknown
}

export function fulfillmentOrderView(
  context: CallContext,
  order: StoredOrder,
  each: StoredFulfillmentOrder,
): FulfillmentOrderView {
  const lineItems = (args: PageArgs): Connection<unknown> =>
    listConnection(
      each.lines,
      args,
      ({ id }) => id,
      (line) => fulfillmentOrderLineView(context, order, line),
    )
  return {
    __typename: 'FulfillmentOrder',
    id: gid('FulfillmentOrder', each.id),
    orderId: gid('Order', order.id),
    orderName: order.name,
    orderProcessedAt: order.processedAt,
    order: (): OrderView => orderView(context, order),
    status: each.status,
    requestStatus: 'UNSUBMITTED',
    createdAt: each.createdAt,
    updatedAt: each.updatedAt,
    fulfillAt: `${each.createdAt.slice(0, 13)}:00:00Z`,
    fulfillBy: null,
    assignedLocation: {
      name: locationName(context.setup, each.locationId),
      countryCode: 'GB',
      location: () => locationView(context, each.locationId),
    },
    deliveryMethod: { id: gid('DeliveryMethod', each.id), methodType: each.methodType },
    fulfillmentHolds: each.holds.map(holdView),
    supportedActions: supportedActions(order, each).map((action) => ({
      action,
      externalUrl: null,
    })),
    lineItems,
    fulfillments: (args: PageArgs) =>
      listConnection(
        order.fulfillments.filter(({ lines }) =>
          lines.some(({ fulfillmentOrderId }) => fulfillmentOrderId === each.id),
        ),
        args,
        ({ id }) => id,
        (fulfillment): unknown => fulfillmentView(context, order, fulfillment),
      ),
  }
}

/** Observed on live stores for each state; a single unit cannot be split. */
export function supportedActions(order: StoredOrder, each: StoredFulfillmentOrder): string[] {
  if (each.status === 'CLOSED') return []
  if (each.status === 'ON_HOLD') return ['RELEASE_HOLD', 'HOLD', 'MOVE']
  if (each.status === 'IN_PROGRESS') {
    return ['CREATE_FULFILLMENT', 'REPORT_PROGRESS', 'HOLD', 'MARK_AS_OPEN']
  }
  const units = sumOf(each.lines, ({ remainingQuantity }) => remainingQuantity)
  const mergeable = order.fulfillmentOrders.some(
    (other) =>
      other.id !== each.id &&
      other.status === 'OPEN' &&
      other.locationId === each.locationId &&
      other.methodType === each.methodType,
  )
  return [
    ...['CREATE_FULFILLMENT', 'REPORT_PROGRESS', 'MOVE', 'HOLD'],
    ...(units > 1 ? ['SPLIT'] : []),
    ...(mergeable ? ['MERGE'] : []),
  ]
}

export function holdView(hold: StoredFulfillmentOrder['holds'][number]) {
  const words = hold.reason.toLowerCase().replaceAll('_', ' ')
  return {
    ...hold,
    id: gid('FulfillmentHold', hold.id),
    displayReason: words.charAt(0).toUpperCase() + words.slice(1),
    heldByRequestingApp: true,
    heldByApp: { id: gid('App', '1'), title: 'Sandbox' },
  }
}

function fulfillmentOrderLineView(
  context: CallContext,
  order: StoredOrder,
  part: StoredFulfillmentOrderLine,
) {
  const line = order.lines.find(({ id }) => id === part.lineId)
  const itemId = line?.inventoryItemId ?? null
  const found = line?.variantId == null ? undefined : findVariant(context.setup, line.variantId)
  return {
    id: gid('FulfillmentOrderLineItem', part.id),
    totalQuantity: part.totalQuantity,
    remainingQuantity: part.remainingQuantity,
    sku: line?.sku ?? null,
    inventoryItemId: itemId === null ? null : gid('InventoryItem', itemId),
    requiresShipping: line?.requiresShipping ?? false,
    productTitle: line?.title ?? '',
    variantTitle: line?.variantTitle ?? null,
    variant: (): unknown => (found === undefined ? null : variantView(context, found)),
    lineItem: (): unknown => (line === undefined ? null : lineView(context, order, line)),
  }
}
