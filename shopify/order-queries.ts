import { z } from 'zod'
import { FIRST_FULFILLMENT_ORDERS } from './fulfillment-wire.ts'
import { WireNodesSchema } from './nodes.ts'
import { shopifyOperation } from './operation.ts'
import { WireLinesSchema, WireOrderSchema, WireShippingLinesSchema } from './order-wire.ts'
import { WireTimeSchema } from './wire.ts'

/** In whose currency amounts are read: the shop's, or the customer's. */
export type MoneyKind = 'shop' | 'presentment'

const ADDRESS = `{
  name company address1 address2 city province zip country countryCodeV2 phone
}`

/**
 * The documents of an order, its amounts of one kind: a MoneyBag is free while only one of its two
 * sides is asked for (observed on live stores). First pages hold most orders, and each is the
 * largest of those that are charged alike: a page of 7 costs what one of 5 does.
 */
function orderQueriesIn(money: string) {
  const shippingLines = `
    nodes {
      title code isRemoved
      currentDiscountedPriceSet ${money}
      taxLines { rate priceSet ${money} }
    }
    pageInfo { hasNextPage endCursor }`
  const lines = `
    nodes {
      id sku title quantity currentQuantity requiresShipping isGiftCard
      originalUnitPriceSet ${money}
      discountAllocations { allocatedAmountSet ${money} }
      taxLines { rate priceSet ${money} }
      lineItemGroup { id title quantity variantId variantSku }
    }
    pageInfo { hasNextPage endCursor }`
  const order = `
    id name createdAt updatedAt processedAt cancelledAt test sourceName
    displayFinancialStatus taxesIncluded currencyCode presentmentCurrencyCode email phone note
    risk { recommendation }
    currentTotalPriceSet ${money}
    currentTotalTaxSet ${money}
    totalTipReceivedSet ${money}
    currentTotalDutiesSet ${money}
    shippingAddress ${ADDRESS}
    billingAddress ${ADDRESS}
    shippingLines(first: 2) { ${shippingLines} }
    lineItems(first: 7) { ${lines} }
    ${FIRST_FULFILLMENT_ORDERS}
    fulfillments(first: 50) { status }`

  return {
    one: shopifyOperation({
      operation: 'order',
      effect: 'read',
      document: `query Order($id: ID!) { order(id: $id) { ${order} } }`,
      requestedCost: 37,
      schema: z.object({ order: WireOrderSchema.nullable() }),
    }),
    many: shopifyOperation({
      operation: 'nodes',
      effect: 'read',
      document: `query Orders($ids: [ID!]!) { nodes(ids: $ids) { ... on Order { ${order} } } }`,
      requestedCost: 37,
      schema: WireNodesSchema,
    }),
    moreLines: shopifyOperation({
      operation: 'order',
      effect: 'read',
      document: `query MoreLines($id: ID!, $after: String!) {
        order(id: $id) { updatedAt lineItems(first: 50, after: $after) { ${lines} } }
      }`,
      requestedCost: 31,
      schema: z.object({
        order: z.object({ updatedAt: WireTimeSchema, lineItems: WireLinesSchema }).nullable(),
      }),
    }),
    moreShippingLines: shopifyOperation({
      operation: 'order',
      effect: 'read',
      document: `query MoreShippingLines($id: ID!, $after: String!) {
        order(id: $id) { updatedAt shippingLines(first: 20, after: $after) { ${shippingLines} } }
      }`,
      requestedCost: 13,
      schema: z.object({
        order: z
          .object({ updatedAt: WireTimeSchema, shippingLines: WireShippingLinesSchema })
          .nullable(),
      }),
    }),
  }
}

export const orderQueries = {
  shop: orderQueriesIn('{ shopMoney { amount } }'),
  presentment: orderQueriesIn('{ presentmentMoney { amount } }'),
} as const
