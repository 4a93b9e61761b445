import { z } from 'zod'

export const PageSchema = z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullish() })
const MoneyBagSchema = z.object({
  shopMoney: z.object({ amount: z.string(), currencyCode: z.string() }),
})
const RefSchema = z.object({ id: z.string() })
export const listOf = <T extends z.ZodType>(node: T) =>
  z.object({ nodes: z.array(node), pageInfo: PageSchema })

/** What the auditor asks of an order; no field of it is personal. */
export const ORDER_FIELDS = `fragment AuditedOrder on Order {
  id legacyResourceId cancelledAt test displayFinancialStatus
  currentTotalPriceSet { shopMoney { amount currencyCode } }
  originalTotalPriceSet { shopMoney { amount currencyCode } }
  refunds(first: 50) { createdAt }
  lineItems(first: $lines) {
    nodes {
      id sku quantity currentQuantity unfulfilledQuantity requiresShipping
      lineItemGroup { id quantity }
    }
    pageInfo { hasNextPage }
  }
  fulfillmentOrders(first: $groups) {
    nodes {
      status assignedLocation { location { id } }
      lineItems(first: $lines) {
        nodes { remainingQuantity inventoryItemId lineItem { id } } pageInfo { hasNextPage }
      }
    }
    pageInfo { hasNextPage }
  }
  fulfillments(first: $groups) {
    legacyResourceId status location { id } trackingInfo { number company }
    fulfillmentLineItems(first: $lines) {
      nodes { quantity lineItem { id } } pageInfo { hasNextPage }
    }
  }
}`

export const WireOrderSchema = z.object({
  id: z.string(),
  legacyResourceId: z.string(),
  cancelledAt: z.string().nullable(),
  test: z.boolean(),
  displayFinancialStatus: z.string().nullable(),
  currentTotalPriceSet: MoneyBagSchema,
  originalTotalPriceSet: MoneyBagSchema,
  refunds: z.array(z.object({ createdAt: z.string().nullable() })),
  lineItems: listOf(
    z.object({
      id: z.string(),
      sku: z.string().nullable(),
      quantity: z.number(),
      currentQuantity: z.number(),
      unfulfilledQuantity: z.number(),
      requiresShipping: z.boolean(),
      lineItemGroup: z.object({ id: z.string(), quantity: z.number() }).nullable(),
    }),
  ),
  fulfillmentOrders: listOf(
    z.object({
      status: z.string(),
      assignedLocation: z.object({ location: RefSchema.nullable() }),
      lineItems: listOf(
        z.object({
          remainingQuantity: z.number(),
          inventoryItemId: z.string().nullable(),
          lineItem: RefSchema,
        }),
      ),
    }),
  ),
  fulfillments: z.array(
    z.object({
      legacyResourceId: z.string(),
      status: z.string(),
      location: RefSchema.nullable(),
      trackingInfo: z.array(
        z.object({ number: z.string().nullable(), company: z.string().nullable() }),
      ),
      fulfillmentLineItems: listOf(
        z.object({ quantity: z.number().nullable(), lineItem: RefSchema }),
      ),
    }),
  ),
})

export type WireOrder = z.infer<typeof WireOrderSchema>

export const OrdersPageSchema = z.object({ orders: listOf(WireOrderSchema) })

/** Shopify Admin GraphQL's envelope; without `data` where the whole query was refused. */
export const AnswerSchema = z.object({
  data: z.unknown().optional(),
  errors: z
    .array(
      z.object({
        message: z.string(),
        extensions: z.object({ code: z.string().optional() }).optional(),
      }),
    )
    .optional(),
  extensions: z
    .object({
      cost: z.object({
        requestedQueryCost: z.number(),
        throttleStatus: z.object({ currentlyAvailable: z.number(), restoreRate: z.number() }),
      }),
    })
    .optional(),
})

/** The sandbox's list of customers who were told of a fulfilment. */
export const NoticesSchema = z.array(
  z.object({ shop: z.string(), orderId: z.string(), fulfillmentId: z.string() }),
)
