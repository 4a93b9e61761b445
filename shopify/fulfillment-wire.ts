import { z } from 'zod'
import { wireConnection, WireIdSchema, WireTextSchema, WireTimeSchema } from './wire.ts'

const PAGE_INFO = 'pageInfo { hasNextPage endCursor }'

/** A connection of fulfilment-order lines; they point at the order's lines. */
export const ORDER_LINES = `
  nodes { id totalQuantity remainingQuantity inventoryItemId lineItem { id } }
  ${PAGE_INFO}`

export const FULFILLMENT_LINES = `
  nodes { quantity lineItem { id } }
  ${PAGE_INFO}`

/** Pages of 7 are charged as pages of 5 are: the largest size of each step is asked for. */
export const FULFILLMENT_ORDERS = `
  nodes {
    id status
    assignedLocation { name location { id } }
    supportedActions { action }
    lineItems(first: 7) { ${ORDER_LINES} }
  }
  ${PAGE_INFO}`

export const FULFILLMENTS = `
  id status createdAt
  trackingInfo { number }
  fulfillmentLineItems(first: 7) { ${FULFILLMENT_LINES} }`

/**
 * `fulfillments` is a list without pages, charged once whatever its length (observed on live
 * stores, for up to 50); when as many come as were asked for, more may exist.
 */
export const FIRST_FULFILLMENTS = 20

/** What an order's document selects to show what Shopify still waits for. */
export const FIRST_FULFILLMENT_ORDERS = `fulfillmentOrders(first: 2) { ${FULFILLMENT_ORDERS} }`

/** What an order's document selects to show each parcel that Shopify was told of. */
export const FIRST_OF_FULFILLMENTS = `fulfillments(first: ${FIRST_FULFILLMENTS}) { ${FULFILLMENTS} }`

/** A bare number too, for no reply that shows one was observed, and orders must stay readable. */
const WireInventoryItemIdSchema = z
  .string()
  .regex(/^(?:gid:\/\/shopify\/InventoryItem\/)?\d+$/)
  .transform((id) => id.slice(id.lastIndexOf('/') + 1))

export const WireOrderLinesSchema = wireConnection(
  z.object({
    id: WireIdSchema,
    totalQuantity: z.int(),
    remainingQuantity: z.int(),
    inventoryItemId: WireInventoryItemIdSchema.nullable(),
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

export const WireFulfillmentStatusSchema = z.enum([
  'PENDING',
  'OPEN',
  'SUCCESS',
  'CANCELLED',
  'ERROR',
  'FAILURE',
])

export const WireFulfillmentsSchema = z.array(
  z.object({
    id: WireIdSchema,
    status: WireFulfillmentStatusSchema,
    createdAt: WireTimeSchema,
    trackingInfo: z.array(z.object({ number: WireTextSchema })),
    fulfillmentLineItems: WireFulfillmentLinesSchema,
  }),
)

/** The part of an order's schema that belongs to `FIRST_FULFILLMENT_ORDERS`. */
export const WireFirstFulfillmentOrdersSchema = z.object({
  updatedAt: WireTimeSchema,
  fulfillmentOrders: WireFulfillmentOrdersSchema,
})

/** The part of an order's schema that belongs to `FIRST_OF_FULFILLMENTS`. */
export const WireFirstFulfillmentsSchema = z.object({
  updatedAt: WireTimeSchema,
  fulfillments: WireFulfillmentsSchema,
})

export type WireFirstFulfillmentOrders = z.infer<typeof WireFirstFulfillmentOrdersSchema>
export type WireFirstFulfillments = z.infer<typeof WireFirstFulfillmentsSchema>
