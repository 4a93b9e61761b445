import { z } from 'zod'
import { wireConnection, WireIdSchema, WireTextSchema, WireTimeSchema } from './wire.ts'

const PAGE_INFO = 'pageInfo { hasNextPage endCursor }'

/** A connection of fulfilment-order lines; they point at the order's lines. */
export const ORDER_LINES = `
  nodes { id totalQuantity remainingQuantity lineItem { id } }
  ${PAGE_INFO}`

export const FULFILLMENT_LINES = `
  nodes { quantity lineItem { id } }
  ${PAGE_INFO}`

export const FULFILLMENT_ORDERS = `
  nodes {
    id status
    assignedLocation { name location { id } }
    supportedActions { action }
    lineItems(first: 5) { ${ORDER_LINES} }
  }
  ${PAGE_INFO}`

export const FULFILLMENTS = `
  id status createdAt
  trackingInfo { number }
  fulfillmentLineItems(first: 5) { ${FULFILLMENT_LINES} }`

/** `fulfillments` is a list without pages: when as many come as were asked for, more may exist. */
export const FIRST_FULFILLMENTS = 5

/** What an order's document selects to show how far its fulfilment has come. */
export const FULFILLMENT_PARTS = `
  fulfillmentOrders(first: 2) { ${FULFILLMENT_ORDERS} }
  fulfillments(first: ${FIRST_FULFILLMENTS}) { ${FULFILLMENTS} }`

export const WireOrderLinesSchema = wireConnection(
  z.object({
    id: WireIdSchema,
    totalQuantity: z.int(),
    remainingQuantity: z.int(),
    lineItem: z.object({ id: WireIdSchema }),
  }),
)

export const WireFulfillmentLinesSchema = wireConnection(
  z.object({ quantity: z.int().nullable(), lineItem: z.object({ id: WireIdSchema }) }),
)

export const WireFulfillmentOrdersSchema = wireConnection(
  z.object({
    id: WireIdSchema,
    status: z.enum([
      'OPEN',
      'IN_PROGRESS',
      'ON_HOLD',
      'SCHEDULED',
      'CLOSED',
      'CANCELLED',
      'INCOMPLETE',
    ]),
    assignedLocation: z.object({
      name: z.string(),
      location: z.object({ id: WireIdSchema }).nullable(),
    }),
    supportedActions: z.array(z.object({ action: z.string() })),
    lineItems: WireOrderLinesSchema,
  }),
)

export const WireFulfillmentsSchema = z.array(
  z.object({
    id: WireIdSchema,
    status: z.enum(['PENDING', 'OPEN', 'SUCCESS', 'CANCELLED', 'ERROR', 'FAILURE']),
    createdAt: WireTimeSchema,
    trackingInfo: z.array(z.object({ number: WireTextSchema })),
    fulfillmentLineItems: WireFulfillmentLinesSchema,
  }),
)

/** The part of an order's schema that belongs to `FULFILLMENT_PARTS`. */
export const WireFulfillmentPartsSchema = z.object({
  updatedAt: WireTimeSchema,
  fulfillmentOrders: WireFulfillmentOrdersSchema,
  fulfillments: WireFulfillmentsSchema,
})

export type WireFulfillmentParts = z.infer<typeof WireFulfillmentPartsSchema>
