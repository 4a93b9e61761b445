import { z } from 'zod'
import { ApiError } from '../lib/api-error.ts'
import { readNodes, WireNodesSchema } from './nodes.ts'
import { shopifyOperation } from './operation.ts'
import type { ShopifyTransport } from './transport.ts'
import { WireIdSchema, WireTimeSchema } from './wire.ts'

/** Shipped units that a refund put back on the shelf of a location. */
export interface Restock {
  readonly inventoryItemId: string
  /** Absent where Shopify does not say. */
  readonly locationId?: string
  readonly quantity: number
  /** ISO 8601, in whole seconds. */
  readonly at: string
}

const WireRestocksSchema = z.object({
  id: WireIdSchema,
  refunds: z.array(
    z.object({
      createdAt: WireTimeSchema.nullable(),
      refundLineItems: z.object({
        nodes: z.array(
          z.object({
            restockType: z.string(),
            quantity: z.int(),
            location: z.object({ id: WireIdSchema }).nullable(),
            lineItem: z.object({
              variant: z.object({ inventoryItem: z.object({ id: WireIdSchema }) }).nullable(),
            }),
          }),
        ),
      }),
    }),
  ),
})

/** `refunds` is a list without pages. Nobody refunds more lines than these at once. */
export const restocksQuery = shopifyOperation({
  operation: 'nodes',
  effect: 'read',
  document: `query Restocks($ids: [ID!]!) {
    nodes(ids: $ids) {
      ... on Order {
        id refunds {
          createdAt
          refundLineItems(first: 100) {
            nodes {
              restockType quantity location { id } lineItem { variant { inventoryItem { id } } }
            }
          }
        }
      }
    }
  }`,
  requestedCost: 49,
  schema: WireNodesSchema,
})

/** What Shopify puts back on sale by itself. */
export function createRestocks(transport: Pick<ShopifyTransport, 'execute'>) {
  return {
    /**
     * What refunds of these orders put back on the shelf: of type `RETURN`. A `CANCEL` is of units
     * that never left it. An order that cannot be read is left out; throws ApiError in an outage.
     */
    listRestocks: async (orderIds: readonly string[]): Promise<readonly Restock[]> => {
      const wanted = { type: 'Order', ids: orderIds, schema: WireRestocksSchema }
      const orders = [...(await readNodes(transport, restocksQuery, wanted)).values()]
      return orders.flatMap((order) => {
        // One that cannot be read is no reason to leave all questions open.
        if (order instanceof ApiError) return []
        return order.refunds.flatMap(({ createdAt, refundLineItems }) =>
          refundLineItems.nodes.flatMap(({ restockType, quantity, location, lineItem }) => {
            if (restockType !== 'RETURN' || lineItem.variant === null || createdAt === null) {
              return []
            }
            return {
              inventoryItemId: lineItem.variant.inventoryItem.id,
              ...(location === null ? {} : { locationId: location.id }),
              quantity,
              at: createdAt,
            }
          }),
        )
      })
    },
  }
}
