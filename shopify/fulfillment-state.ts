import { z } from 'zod'
import type { Fulfillment, FulfillmentOrder } from '../domain/order.ts'
import type { ApiError } from '../lib/api-error.ts'
import { completeFulfillmentOrders, completeFulfillments } from './fulfillment-parts.ts'
import {
  FIRST_FULFILLMENT_ORDERS,
  FIRST_OF_FULFILLMENTS,
  WireFirstFulfillmentOrdersSchema,
  WireFirstFulfillmentsSchema,
} from './fulfillment-wire.ts'
import { mapEach, mostOf, readNodes, WireNodesSchema } from './nodes.ts'
import { shopifyOperation } from './operation.ts'
import type { ShopifyTransport } from './transport.ts'
import { toGid, WireIdSchema, WireTimeSchema } from './wire.ts'

/** What Shopify still waits for of an order. */
export interface OpenFulfillment {
  /** ISO 8601: of the order as it was read. */
  readonly updatedAt: string
  readonly cancelledAt?: string
  readonly fulfillmentOrders: readonly FulfillmentOrder[]
}

/** The same, and each parcel that Shopify was told of. */
export interface FulfillmentState extends OpenFulfillment {
  readonly fulfillments: readonly Fulfillment[]
}

const WireOpenSchema = WireFirstFulfillmentOrdersSchema.extend({
  id: WireIdSchema,
  cancelledAt: WireTimeSchema.nullable(),
})

const WireStateSchema = WireOpenSchema.extend(WireFirstFulfillmentsSchema.shape)

const OPEN = `id updatedAt cancelledAt ${FIRST_FULFILLMENT_ORDERS}`
const STATE = `${OPEN} ${FIRST_OF_FULFILLMENTS}`

export const cancelledAtQuery = shopifyOperation({
  operation: 'order',
  effect: 'read',
  document: 'query CancelledAt($id: ID!) { order(id: $id) { cancelledAt } }',
  requestedCost: 1,
  schema: z.object({ order: z.object({ cancelledAt: WireTimeSchema.nullable() }).nullable() }),
})

export const openFulfillmentQuery = shopifyOperation({
  operation: 'order',
  effect: 'read',
  document: `query OpenFulfillment($id: ID!) { order(id: $id) { ${OPEN} } }`,
  requestedCost: 15,
  schema: z.object({ order: WireOpenSchema.nullable() }),
})

export const openFulfillmentsQuery = shopifyOperation({
  operation: 'nodes',
  effect: 'read',
  document: `query OpenFulfillments($ids: [ID!]!) { nodes(ids: $ids) { ... on Order { ${OPEN} } } }`,
  requestedCost: 15,
  schema: WireNodesSchema,
})

export const fulfillmentStateQuery = shopifyOperation({
  operation: 'order',
  effect: 'read',
  document: `query FulfillmentState($id: ID!) { order(id: $id) { ${STATE} } }`,
  requestedCost: 25,
  schema: z.object({ order: WireStateSchema.nullable() }),
})

export const fulfillmentStatesQuery = shopifyOperation({
  operation: 'nodes',
  effect: 'read',
  document: `query FulfillmentStates($ids: [ID!]!) { nodes(ids: $ids) { ... on Order { ${STATE} } } }`,
  requestedCost: 25,
  schema: WireNodesSchema,
})

/** More orders than this are read in several queries. */
export const mostStatesARead = mostOf(fulfillmentStatesQuery)

/** How far an order's fulfilment has come. Never keep its ids: Shopify splits and merges. */
export function createFulfillmentState(transport: Pick<ShopifyTransport, 'execute'>) {
  return {
    /** False too if there is no such order. The cheapest read there is. */
    isOrderCancelled: async (orderId: string): Promise<boolean> => {
      const { order } = await transport.execute(cancelledAtQuery, { id: toGid('Order', orderId) })
      return order !== null && order.cancelledAt !== null
    },

    /** Undefined if there is no such order. */
    getOpenFulfillment: async (orderId: string): Promise<OpenFulfillment | undefined> => {
      const id = toGid('Order', orderId)
      const { order } = await transport.execute(openFulfillmentQuery, { id })
      return order === null ? undefined : await completeOpen(order)
    },

    /** Many for the points of one, as `getOrders` reads orders. */
    getOpenFulfillments: async (
      orderIds: readonly string[],
    ): Promise<ReadonlyMap<string, OpenFulfillment | ApiError>> => {
      const wanted = { type: 'Order', ids: orderIds, schema: WireOpenSchema }
      return await mapEach(await readNodes(transport, openFulfillmentsQuery, wanted), completeOpen)
    },

    /** Undefined if there is no such order. */
    getFulfillmentState: async (orderId: string): Promise<FulfillmentState | undefined> => {
      const id = toGid('Order', orderId)
      const { order } = await transport.execute(fulfillmentStateQuery, { id })
      return order === null ? undefined : await completeState(order)
    },

    /** Many for the points of one, as `getOrders` reads orders. */
    getFulfillmentStates: async (
      orderIds: readonly string[],
    ): Promise<ReadonlyMap<string, FulfillmentState | ApiError>> => {
      const wanted = { type: 'Order', ids: orderIds, schema: WireStateSchema }
      return await mapEach(
        await readNodes(transport, fulfillmentStatesQuery, wanted),
        completeState,
      )
    },
  }

  async function completeOpen(wire: z.infer<typeof WireOpenSchema>): Promise<OpenFulfillment> {
    return {
      updatedAt: wire.updatedAt,
      ...(wire.cancelledAt !== null && { cancelledAt: wire.cancelledAt }),
      fulfillmentOrders: await completeFulfillmentOrders(transport, wire.id, wire),
    }
  }

  async function completeState(wire: z.infer<typeof WireStateSchema>): Promise<FulfillmentState> {
    return {
      ...(await completeOpen(wire)),
      fulfillments: await completeFulfillments(transport, wire.id, wire),
    }
  }
}
