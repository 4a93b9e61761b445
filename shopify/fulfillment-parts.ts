import { z } from 'zod'
import type { Fulfillment, FulfillmentOrder } from '../domain/order.ts'
import {
  FIRST_FULFILLMENTS,
  FULFILLMENT_LINES,
  FULFILLMENT_ORDERS,
  FULFILLMENTS,
  ORDER_LINES,
  WireFulfillmentLinesSchema,
  WireFulfillmentOrdersSchema,
  WireFulfillmentsSchema,
  WireOrderLinesSchema,
  type WireFirstFulfillmentOrders,
  type WireFirstFulfillments,
} from './fulfillment-wire.ts'
import { shopifyOperation } from './operation.ts'
import { readAll, sameVersion } from './paging.ts'
import type { ShopifyTransport } from './transport.ts'
import { toGid, WireTimeSchema } from './wire.ts'

export const moreFulfillmentOrdersQuery = shopifyOperation({
  operation: 'order',
  effect: 'read',
  document: `query MoreFulfillmentOrders($id: ID!, $after: String!) {
    order(id: $id) { updatedAt fulfillmentOrders(first: 12, after: $after) { ${FULFILLMENT_ORDERS} } }
  }`,
  requestedCost: 51,
  schema: z.object({
    order: z
      .object({ updatedAt: WireTimeSchema, fulfillmentOrders: WireFulfillmentOrdersSchema })
      .nullable(),
  }),
})

export const moreFulfillmentOrderLinesQuery = shopifyOperation({
  operation: 'fulfillmentOrder',
  effect: 'read',
  document: `query MoreFulfillmentOrderLines($id: ID!, $after: String!) {
    fulfillmentOrder(id: $id) { lineItems(first: 100, after: $after) { ${ORDER_LINES} } }
  }`,
  requestedCost: 21,
  schema: z.object({ fulfillmentOrder: z.object({ lineItems: WireOrderLinesSchema }) }),
})

export const allFulfillmentsQuery = shopifyOperation({
  operation: 'order',
  effect: 'read',
  document: `query AllFulfillments($id: ID!) {
    order(id: $id) { updatedAt fulfillments(first: 100) { ${FULFILLMENTS} } }
  }`,
  requestedCost: 11,
  schema: z.object({
    order: z.object({ updatedAt: WireTimeSchema, fulfillments: WireFulfillmentsSchema }).nullable(),
  }),
})

export const moreFulfillmentLinesQuery = shopifyOperation({
  operation: 'fulfillment',
  effect: 'read',
  document: `query MoreFulfillmentLines($id: ID!, $after: String!) {
    fulfillment(id: $id) { fulfillmentLineItems(first: 100, after: $after) { ${FULFILLMENT_LINES} } }
  }`,
  requestedCost: 21,
  schema: z.object({
    fulfillment: z.object({ fulfillmentLineItems: WireFulfillmentLinesSchema }),
  }),
})

/** An order's fulfilment orders whole, from the first page that came with it. */
export async function completeFulfillmentOrders(
  transport: Pick<ShopifyTransport, 'execute'>,
  orderId: string,
  first: WireFirstFulfillmentOrders,
): Promise<readonly FulfillmentOrder[]> {
  const id = toGid('Order', orderId)
  const fulfillmentOrders: FulfillmentOrder[] = []
  const wireOrders = await readAll(first.fulfillmentOrders, async (after) => {
    const { order } = await transport.execute(moreFulfillmentOrdersQuery, { id, after })
    return sameVersion('order', first.updatedAt, order).fulfillmentOrders
  })
  for (const { assignedLocation, ...wire } of wireOrders) {
    const lines = await readAll(wire.lineItems, async (after) => {
      const variables = { id: toGid('FulfillmentOrder', wire.id), after }
      const page = await transport.execute(moreFulfillmentOrderLinesQuery, variables)
      return page.fulfillmentOrder.lineItems
    })
    fulfillmentOrders.push({
      fulfillmentOrderId: wire.id,
      status: wire.status,
      ...(assignedLocation.location !== null && { locationId: assignedLocation.location.id }),
      locationName: assignedLocation.name,
      supportedActions: wire.supportedActions.map(({ action }) => action),
      lines: lines.map(({ id, lineItem, inventoryItemId, ...quantities }) => ({
        fulfillmentOrderLineId: id,
        lineId: lineItem.id,
        ...(inventoryItemId !== null && { inventoryItemId }),
        ...quantities,
      })),
    })
  }
  return fulfillmentOrders
}

/** An order's fulfilments whole, from those that came with it. */
export async function completeFulfillments(
  transport: Pick<ShopifyTransport, 'execute'>,
  orderId: string,
  first: WireFirstFulfillments,
): Promise<readonly Fulfillment[]> {
  let wireFulfillments = first.fulfillments
  if (wireFulfillments.length >= FIRST_FULFILLMENTS) {
    const { order } = await transport.execute(allFulfillmentsQuery, { id: toGid('Order', orderId) })
    wireFulfillments = sameVersion('order', first.updatedAt, order).fulfillments
  }
  const fulfillments: Fulfillment[] = []
  for (const wire of wireFulfillments) {
    const lines = await readAll(wire.fulfillmentLineItems, async (after) => {
      const variables = { id: toGid('Fulfillment', wire.id), after }
      const page = await transport.execute(moreFulfillmentLinesQuery, variables)
      return page.fulfillment.fulfillmentLineItems
    })
    fulfillments.push({
      fulfillmentId: wire.id,
      status: wire.status,
      createdAt: wire.createdAt,
      trackingNumbers: wire.trackingInfo.flatMap(({ number }) => number ?? []),
      lines: lines.map(({ lineItem, quantity }) => ({
        lineId: lineItem.id,
        quantity: quantity ?? 0,
      })),
    })
  }
  return fulfillments
}
