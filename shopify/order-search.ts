import { z } from 'zod'
import { ApiError } from '../lib/api-error.ts'
import { shopifyOperation } from './operation.ts'
import type { ShopifyTransport } from './transport.ts'
import { wireConnection, WireIdSchema, WireTimeSchema } from './wire.ts'

export interface OrderPage {
  readonly orders: readonly {
    readonly orderId: string
    readonly name: string
    readonly createdAt: string
    readonly updatedAt: string
    /** As people see it, for instance `UNFULFILLED`; releases of the API add to the list. */
    readonly fulfillmentStatus: string
  }[]
  readonly endCursor?: string
  readonly hasNextPage: boolean
}

/** Half-open: `createdTo` itself is outside. ISO 8601. */
export interface CreatedBetween {
  readonly createdFrom: string
  readonly createdTo: string
}

/** The largest page there is (Shopify docs: limits). */
const LARGEST_PAGE = 250

const WireOrderPageSchema = z.object({
  orders: wireConnection(
    z.object({
      id: WireIdSchema,
      name: z.string(),
      createdAt: WireTimeSchema,
      updatedAt: WireTimeSchema,
      displayFulfillmentStatus: z.string(),
    }),
  ),
})

/** The cost is that of the largest page. */
export const ordersUpdatedQuery = shopifyOperation({
  operation: 'orders',
  effect: 'read',
  document: `query OrdersUpdated($query: String!, $first: Int!, $after: String) {
    orders(query: $query, sortKey: UPDATED_AT, first: $first, after: $after) {
      nodes { id name createdAt updatedAt displayFulfillmentStatus }
      pageInfo { hasNextPage endCursor }
    }
  }`,
  requestedCost: 13,
  schema: WireOrderPageSchema,
})

export const ordersCreatedQuery = shopifyOperation({
  operation: 'orders',
  effect: 'read',
  document: `query OrdersCreated($query: String!, $after: String) {
    orders(query: $query, sortKey: CREATED_AT, first: ${LARGEST_PAGE}, after: $after) {
      nodes { id name createdAt updatedAt displayFulfillmentStatus }
      pageInfo { hasNextPage endCursor }
    }
  }`,
  requestedCost: 13,
  schema: WireOrderPageSchema,
})

export const ordersCountQuery = shopifyOperation({
  operation: 'ordersCount',
  effect: 'read',
  document: `query OrdersCount($query: String!) {
    ordersCount(query: $query, limit: null) { count precision }
  }`,
  requestedCost: 10,
  schema: z.object({ ordersCount: z.object({ count: z.int(), precision: z.string() }) }),
})

/** Finding orders by time. The search index lags behind the orders: read with an overlap. */
export function createOrderSearch(transport: Pick<ShopifyTransport, 'execute'>) {
  return {
    /** Oldest update first, from `since` on and before `until`. */
    listOrdersUpdatedSince: async (input: {
      readonly since: string
      readonly until?: string
      readonly after?: string
      readonly first?: number
    }): Promise<OrderPage> => {
      const terms = [`updated_at:>='${input.since}'`]
      if (input.until !== undefined) terms.push(`updated_at:<'${input.until}'`)
      const data = await transport.execute(ordersUpdatedQuery, {
        query: terms.join(' AND '),
        first: input.first ?? LARGEST_PAGE,
        ...(input.after !== undefined && { after: input.after }),
      })
      return toOrderPage(data)
    },

    /** Oldest first. */
    listOrderIdsCreated: async (
      input: CreatedBetween & { readonly after?: string },
    ): Promise<{
      readonly orderIds: readonly string[]
      readonly endCursor?: string
      readonly hasNextPage: boolean
    }> => {
      const data = await transport.execute(ordersCreatedQuery, {
        query: createdBetween(input),
        ...(input.after !== undefined && { after: input.after }),
      })
      const { orders, ...page } = toOrderPage(data)
      return { orderIds: orders.map(({ orderId }) => orderId), ...page }
    },

    /** Throws `rejected` where Shopify counts "at least": ask for a shorter time. */
    countOrders: async (input: CreatedBetween): Promise<number> => {
      const variables = { query: createdBetween(input) }
      const { ordersCount } = await transport.execute(ordersCountQuery, variables)
      if (ordersCount.precision === 'EXACT') return ordersCount.count
      throw new ApiError(`more orders than Shopify counts (at least ${ordersCount.count})`, {
        kind: 'rejected',
        vendor: 'shopify',
        operation: ordersCountQuery.operation,
      })
    },
  }
}

function createdBetween({ createdFrom, createdTo }: CreatedBetween): string {
  return `created_at:>='${createdFrom}' AND created_at:<'${createdTo}'`
}

function toOrderPage({ orders }: z.infer<typeof WireOrderPageSchema>): OrderPage {
  const { hasNextPage, endCursor } = orders.pageInfo
  return {
    orders: orders.nodes.map(({ id, displayFulfillmentStatus, ...order }) => ({
      orderId: id,
      ...order,
      fulfillmentStatus: displayFulfillmentStatus,
    })),
    ...(endCursor !== null && { endCursor }),
    hasNextPage,
  }
}
