import { z } from 'zod'
import type { ConsignmentOrder, LinnworksOrder } from '../domain/consignment-order.ts'
import { ApiError } from '../lib/api-error.ts'
import type { LinnworksOperation } from './answer.ts'
import { SOURCE, toChannelOrder } from './channel-order.ts'
import { toLinnworksOrder, WireOrderDetailsSchema } from './order-wire.ts'
import type { LinnworksTransport } from './transport.ts'
import { textOrUndefined } from './wire.ts'

export interface OrderRelation {
  readonly parentId: string
  readonly childId: string
  /** The vendor's word for it: split, resend, exchange, merge. */
  readonly type: string
}

/** Orders/CreateOrders answers the ids of the orders it saved, in no promised order. */
export const WireSavedIdsSchema = z
  .array(z.guid())
  .nullable()
  .transform((ids) => ids ?? [])

/** Orders/GetOrdersById and Orders/GetOrderDetailsByReferenceId answer a list. */
export const WireOrderListSchema = z
  .array(WireOrderDetailsSchema)
  .nullable()
  .transform((orders) => orders ?? [])

/** Orders/GetOrderRelations. */
export const WireRelationsSchema = z
  .array(z.object({ ParentOrderId: z.guid(), ChildOrderId: z.guid(), Type: textOrUndefined }))
  .nullable()
  .transform((relations) => relations ?? [])

/** GetOrderDetailsByReferenceId shows no more than this many. */
const MOST_BY_REFERENCE = 50

const CREATE_ORDERS: LinnworksOperation<string[]> = {
  operation: 'CreateOrders',
  path: '/api/Orders/CreateOrders',
  method: 'POST',
  effect: 'write',
  body: 'json',
  schema: WireSavedIdsSchema,
}

const GET_ORDERS_BY_ID: LinnworksOperation<z.infer<typeof WireOrderListSchema>> = {
  operation: 'GetOrdersById',
  path: '/api/Orders/GetOrdersById',
  method: 'POST',
  effect: 'read',
  body: 'json',
  schema: WireOrderListSchema,
}

const GET_BY_REFERENCE: LinnworksOperation<z.infer<typeof WireOrderListSchema>> = {
  operation: 'GetOrderDetailsByReferenceId',
  path: '/api/Orders/GetOrderDetailsByReferenceId',
  method: 'GET',
  effect: 'read',
  body: 'query',
  schema: WireOrderListSchema,
}

const GET_RELATIONS: LinnworksOperation<z.infer<typeof WireRelationsSchema>> = {
  operation: 'GetOrderRelations',
  path: '/api/Orders/GetOrderRelations',
  method: 'GET',
  effect: 'read',
  body: 'query',
  schema: WireRelationsSchema,
}

class NothingToSend extends Error {}

export function createOrders(transport: Pick<LinnworksTransport, 'call'>) {
  return {
    /**
     * Creates up to twenty orders at one location, by its name. `orders` may be a function: it is
     * asked just before the request departs, and again if it departs again; where it answers none,
     * nothing is sent.
     * Answers the ids that were saved: not by position, and without those that exist already and
     * are paid, so read them back.
     */
    createOrders: async (input: {
      readonly locationName: string
      readonly orders: readonly ConsignmentOrder[] | (() => Promise<readonly ConsignmentOrder[]>)
    }): Promise<readonly string[]> => {
      try {
        return await transport.call(CREATE_ORDERS, async () => {
          const orders = typeof input.orders === 'function' ? await input.orders() : input.orders
          if (orders.length === 0) throw new NothingToSend()
          return { orders: orders.map(toChannelOrder), location: input.locationName }
        })
      } catch (error) {
        if (error instanceof NothingToSend) return []
        throw error
      }
    },

    /** Open and processed; an id that Linnworks does not know is left out. */
    getOrdersById: async (ids: readonly string[]): Promise<readonly LinnworksOrder[]> => {
      if (ids.length === 0) return []
      const orders = await transport.call(GET_ORDERS_BY_ID, { pkOrderIds: ids })
      return orders.map(toLinnworksOrder)
    },

    /**
     * All of Waybill's orders of a reference, open and processed, split children included. Throws
     * `rejected` if the vendor's list is full, for then absence proves nothing.
     */
    findOrdersByReference: async (input: {
      readonly shop: string
      readonly reference: string
    }): Promise<readonly LinnworksOrder[]> => {
      const orders = await transport.call(GET_BY_REFERENCE, { ReferenceId: input.reference })
      if (orders.length >= MOST_BY_REFERENCE) {
        throw new ApiError(`${orders.length} or more orders bear this reference`, {
          kind: 'rejected',
          vendor: 'linnworks',
          operation: GET_BY_REFERENCE.operation,
        })
      }
      return orders
        .map(toLinnworksOrder)
        .filter(
          (order) =>
            order.source === SOURCE &&
            order.subSource === input.shop &&
            order.reference === input.reference,
        )
    },

    listOrderRelations: async (linnworksOrderId: string): Promise<readonly OrderRelation[]> => {
      const relations = await transport.call(GET_RELATIONS, { orderId: linnworksOrderId })
      return relations.map((relation) => ({
        parentId: relation.ParentOrderId,
        childId: relation.ChildOrderId,
        type: relation.Type ?? '',
      }))
    },
  }
}
