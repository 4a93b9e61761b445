import { connectionOver, type PageArgs, type Position } from './connection.ts'
import { idOf } from './gid.ts'
import { orderView } from './order-view.ts'
import { orderFields, parseSearch } from './search.ts'
import type { StoredOrder } from './state.ts'
import { originalAmounts } from './totals.ts'
import { findOrder, isVisible, type CallContext } from './world.ts'

interface OrdersArgs extends PageArgs {
  readonly query?: string | null
  readonly sortKey?: string | null
}

/** `order`: always the newest state. */
export function order({ id }: { readonly id: string }, context: CallContext) {
  const found = findOrder(context, idOf('Order', id))
  return found === undefined ? null : orderView(context, found)
}

/**
 * `orders`. With a query it asks the search index, which lags: matching, order and cursors are by
 * the state that was indexed, and the nodes show the newest.
 */
export function orders(args: OrdersArgs, context: CallContext) {
  const { world } = context
  return connectionOver(
    matching(context, args.query),
    args,
    (each) => positionOf(each, args.sortKey ?? 'PROCESSED_AT'),
    (each) => orderView(context, world.orders.get(each.id) ?? each),
  )
}

/** `ordersCount`, exact up to its limit. */
export function ordersCount(
  args: { readonly query?: string | null; readonly limit?: number | null },
  context: CallContext,
) {
  const found = matching(context, args.query).length
  const limit = args.limit ?? 25_000
  return found > limit
    ? { count: limit, precision: 'AT_LEAST' }
    : { count: found, precision: 'EXACT' }
}

function matching(context: CallContext, query: string | null | undefined): StoredOrder[] {
  const { world, setup } = context
  if (query == null || query.trim() === '') {
    return [...world.orders.values()].filter((each) => isVisible(context, each))
  }
  const { matches } = parseSearch(query, orderFields)
  return world.index
    .ordersOf(setup.shop)
    .filter((each) => isVisible(context, each) && matches(each))
}

function positionOf(order: StoredOrder, sortKey: string): Position {
  const { id } = order
  switch (sortKey) {
    case 'UPDATED_AT':
      return { value: order.updatedAt, id }
    case 'CREATED_AT':
      return { value: order.createdAt, id }
    case 'ID':
      return { value: Number(id), id }
    case 'ORDER_NUMBER':
      return { value: order.number, id }
    case 'TOTAL_PRICE':
      return { value: originalAmounts(order).totalMinor, id }
    default:
      return { value: order.processedAt, id }
  }
}
