import { z } from 'zod'
import type { ShopOrder } from '../domain/order.ts'
import { completeFulfillment } from './fulfillment-parts.ts'
import { FULFILLMENT_PARTS } from './fulfillment-wire.ts'
import { shopifyOperation } from './operation.ts'
import {
  currencyOf,
  toOrderLine,
  toShippingLine,
  toShopOrder,
  type MoneyKind,
} from './order-mapping.ts'
import {
  ADDRESS,
  LINES,
  MONEY,
  SHIPPING_LINES,
  WireLinesSchema,
  WireOrderSchema,
  WireShippingLinesSchema,
} from './order-wire.ts'
import { readAll, sameVersion } from './paging.ts'
import type { ShopifyTransport } from './transport.ts'
import { toGid, WireTimeSchema } from './wire.ts'

/** First pages are small: they are charged by size, and most orders fit. */
export const orderQuery = shopifyOperation({
  operation: 'order',
  effect: 'read',
  document: `query Order($id: ID!, $inShopMoney: Boolean!) {
    order(id: $id) {
      id name createdAt updatedAt processedAt cancelledAt test sourceName
      displayFinancialStatus taxesIncluded currencyCode presentmentCurrencyCode email phone note
      risk { recommendation }
      currentTotalPriceSet ${MONEY}
      currentTotalTaxSet ${MONEY}
      totalTipReceivedSet ${MONEY}
      currentTotalDutiesSet ${MONEY}
      shippingAddress ${ADDRESS}
      billingAddress ${ADDRESS}
      shippingLines(first: 1) { ${SHIPPING_LINES} }
      lineItems(first: 5) { ${LINES} }
      ${FULFILLMENT_PARTS}
    }
  }`,
  requestedCost: 79,
  schema: z.object({ order: WireOrderSchema.nullable() }),
})

export const moreLinesQuery = shopifyOperation({
  operation: 'order',
  effect: 'read',
  document: `query MoreLines($id: ID!, $after: String!, $inShopMoney: Boolean!) {
    order(id: $id) { updatedAt lineItems(first: 50, after: $after) { ${LINES} } }
  }`,
  requestedCost: 80,
  schema: z.object({
    order: z.object({ updatedAt: WireTimeSchema, lineItems: WireLinesSchema }).nullable(),
  }),
})

export const moreShippingLinesQuery = shopifyOperation({
  operation: 'order',
  effect: 'read',
  document: `query MoreShippingLines($id: ID!, $after: String!, $inShopMoney: Boolean!) {
    order(id: $id) { updatedAt shippingLines(first: 20, after: $after) { ${SHIPPING_LINES} } }
  }`,
  requestedCost: 33,
  schema: z.object({
    order: z
      .object({ updatedAt: WireTimeSchema, shippingLines: WireShippingLinesSchema })
      .nullable(),
  }),
})

export function createOrders(transport: Pick<ShopifyTransport, 'execute' | 'shop'>) {
  return {
    /**
     * The whole order as Shopify has it now, its amounts in the shop's currency or in the
     * customer's, or undefined if there is none. Throws `unavailable` if it changes meanwhile.
     */
    getOrder: async (
      orderId: string,
      { money }: { readonly money: MoneyKind },
    ): Promise<ShopOrder | undefined> => {
      const variables = { id: toGid('Order', orderId), inShopMoney: money === 'shop' }
      const { order: wire } = await transport.execute(orderQuery, variables)
      if (wire === null) return undefined
      const lines = await readAll(wire.lineItems, async (after) => {
        const { order } = await transport.execute(moreLinesQuery, { ...variables, after })
        return sameVersion('order', wire.updatedAt, order).lineItems
      })
      const shippingLines = await readAll(wire.shippingLines, async (after) => {
        const { order } = await transport.execute(moreShippingLinesQuery, { ...variables, after })
        return sameVersion('order', wire.updatedAt, order).shippingLines
      })
      const currency = currencyOf(wire, money)
      return toShopOrder(wire, money, {
        shop: transport.shop,
        lines: lines.map((line) => toOrderLine(line, currency)),
        shippingLines: shippingLines.map((line) => toShippingLine(line, currency)),
        ...(await completeFulfillment(transport, orderId, wire)),
      })
    },
  }
}
