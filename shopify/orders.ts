import type { ShopOrder } from '../domain/order.ts'
import type { ApiError } from '../lib/api-error.ts'
import { completeFulfillmentOrders } from './fulfillment-parts.ts'
import { mapEach, mostOf, readNodes } from './nodes.ts'
import { currencyOf, toOrderLine, toShippingLine, toShopOrder } from './order-mapping.ts'
import { orderQueries, type MoneyKind } from './order-queries.ts'
import { WireOrderSchema, type WireOrder } from './order-wire.ts'
import { readAll, sameVersion } from './paging.ts'
import type { ShopifyTransport } from './transport.ts'
import { toGid } from './wire.ts'

/** More orders than this are read in several queries. */
export const mostOrdersARead = mostOf(orderQueries.shop.many)

interface Reading {
  readonly money: MoneyKind
}

export function createOrders(transport: Pick<ShopifyTransport, 'execute' | 'shop'>) {
  return {
    /**
     * The whole order as Shopify has it now, its amounts in the shop's currency or in the
     * customer's, or undefined if there is none. Throws `unavailable` if it changes meanwhile.
     */
    getOrder: async (orderId: string, { money }: Reading): Promise<ShopOrder | undefined> => {
      const id = toGid('Order', orderId)
      const { order } = await transport.execute(orderQueries[money].one, { id })
      return order === null ? undefined : await complete(order, money)
    },

    /**
     * Many orders for the points of one. An order that does not exist is absent; one that cannot
     * be read, or changes meanwhile, has an ApiError and takes no other with it. Throws what would
     * befall any of them: `throttled`, `unauthorized`, `unavailable`.
     */
    getOrders: async (
      orderIds: readonly string[],
      { money }: Reading,
    ): Promise<ReadonlyMap<string, ShopOrder | ApiError>> => {
      const wanted = { type: 'Order', ids: orderIds, schema: WireOrderSchema }
      const found = await readNodes(transport, orderQueries[money].many, wanted)
      return await mapEach(found, (order) => complete(order, money))
    },
  }

  async function complete(wire: WireOrder, money: MoneyKind): Promise<ShopOrder> {
    const id = toGid('Order', wire.id)
    const { moreLines, moreShippingLines } = orderQueries[money]
    const lines = await readAll(wire.lineItems, async (after) => {
      const { order } = await transport.execute(moreLines, { id, after })
      return sameVersion('order', wire.updatedAt, order).lineItems
    })
    const shippingLines = await readAll(wire.shippingLines, async (after) => {
      const { order } = await transport.execute(moreShippingLines, { id, after })
      return sameVersion('order', wire.updatedAt, order).shippingLines
    })
    const currency = currencyOf(wire, money)
    return toShopOrder(wire, money, {
      shop: transport.shop,
      lines: lines.map((line) => toOrderLine(line, currency)),
      shippingLines: shippingLines.map((line) => toShippingLine(line, currency)),
      fulfillmentOrders: await completeFulfillmentOrders(transport, wire.id, wire),
    })
  }
}
