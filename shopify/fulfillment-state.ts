import { z } from 'zod'
import type { Fulfillment, FulfillmentOrder } from '../domain/order.ts'
import { completeFulfillment } from './fulfillment-parts.ts'
import { FULFILLMENT_PARTS, WireFulfillmentPartsSchema } from './fulfillment-wire.ts'
import { shopifyOperation } from './operation.ts'
import type { ShopifyTransport } from './transport.ts'
import { toGid, WireTimeSchema } from './wire.ts'

export interface FulfillmentState {
  readonly cancelledAt?: string
  readonly fulfillmentOrders: readonly FulfillmentOrder[]
  readonly fulfillments: readonly Fulfillment[]
}

export const fulfillmentStateQuery = shopifyOperation({
  operation: 'order',
  effect: 'read',
  document: `query FulfillmentState($id: ID!) {
    order(id: $id) { updatedAt cancelledAt ${FULFILLMENT_PARTS} }
  }`,
  requestedCost: 25,
  schema: z.object({
    order: WireFulfillmentPartsSchema.extend({ cancelledAt: WireTimeSchema.nullable() }).nullable(),
  }),
})

/** How far an order's fulfilment has come: a cheaper read than the order. */
export function createFulfillmentState(transport: Pick<ShopifyTransport, 'execute'>) {
  return {
    /** Undefined if there is no such order. Never keep its ids: Shopify splits and merges. */
    getFulfillmentState: async (orderId: string): Promise<FulfillmentState | undefined> => {
      const variables = { id: toGid('Order', orderId) }
      const { order } = await transport.execute(fulfillmentStateQuery, variables)
      if (order === null) return undefined
      return {
        ...(order.cancelledAt !== null && { cancelledAt: order.cancelledAt }),
        ...(await completeFulfillment(transport, orderId, order)),
      }
    },
  }
}
