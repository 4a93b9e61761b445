import type { GraphQLResolveInfo } from 'graphql'
import { userError, type UserError } from './errors.ts'
import { idOf } from './gid.ts'
import { readKey } from './idempotency.ts'
import { moveStock, releaseUnits } from './inventory.ts'
import { sumOf, toMinor } from './money.ts'
import { manualTransaction } from './order-changes.ts'
import { unfulfilledQuantity } from './order-status.ts'
import { orderView } from './order-view.ts'
import { refundView } from './refund-view.ts'
import type { StoredLine, StoredOrder, StoredRefund, StoredRefundLine } from './state.ts'
import { lineAmounts } from './totals.ts'
import { announceRefund } from './webhooks/announce.ts'
import { findOrder, type CallContext, type World } from './world.ts'

interface RefundLineInput {
  readonly lineItemId: string
  readonly quantity: number
  readonly restockType?: string | null
  readonly locationId?: string | null
}

interface RefundInput {
  readonly orderId: string
  readonly note?: string | null
  readonly refundLineItems?: readonly RefundLineInput[] | null
  readonly shipping?: {
    readonly amount?: string | null
    readonly fullRefund?: boolean | null
  } | null
  readonly transactions?:
    | readonly {
        readonly amount: string
        readonly kind: string
        readonly gateway: string
        readonly parentId?: string | null
      }[]
    | null
}

/** `refundCreate`. It needs `@idempotent`: the same key and input give the first refund again. */
export function refundCreate(
  { input }: { readonly input: RefundInput },
  context: CallContext,
  info: GraphQLResolveInfo,
) {
  const { world } = context
  const key = readKey(context, info, input)
  if (key.kind === 'refused') return refused(userError(null, key.message))
  const order = findOrder(context, idOf('Order', input.orderId))
  if (order === undefined) return refused(userError(['orderId'], 'Order does not exist'))
  if (key.kind === 'known') {
    const first = order.refunds.find(({ id }) => id === key.resultId)
    return {
      order: orderView(context, order),
      refund: first === undefined ? null : refundView(context, order, first),
      userErrors: [],
    }
  }
  const error = refundError(order, input)
  if (error !== undefined) return refused(error)

  const { saved, refund } = book(world, order, input)
  key.remember(refund.id)
  announceRefund(world, saved, refund)
  return {
    order: orderView(context, saved),
    refund: refundView(context, saved, refund),
    userErrors: [],
  }
}

function refused(error: UserError) {
  return { order: null, refund: null, userErrors: [error] }
}

function refundError(order: StoredOrder, input: RefundInput): UserError | undefined {
  for (const { kind, parentId } of input.transactions ?? []) {
    if (kind !== 'REFUND') {
      return userError(null, `Kind ${kind.toLowerCase()} is not a valid transaction`)
    }
    const parent = parentId == null ? undefined : idOf('OrderTransaction', parentId)
    if (!order.transactions.some(({ id }) => id === parent)) {
      const message = 'Transactions require a parent_id associated with the order'
      return userError(['transactions'], message)
    }
  }
  for (const [index, { lineItemId, quantity }] of (input.refundLineItems ?? []).entries()) {
    const line = order.lines.find(({ id }) => id === idOf('LineItem', lineItemId))
    const field = ['refundLineItems', String(index), 'quantity']
    if (line === undefined) return userError(field, 'Line item does not exist')
    if (quantity > line.currentQuantity) {
      return userError(field, 'Quantity cannot refund more items than were purchased')
    }
  }
  return undefined
}

function book(world: World, order: StoredOrder, input: RefundInput) {
  const at = world.timestamp()
  const lines = (input.refundLineItems ?? []).map((each) => refundLine(world, order, each))
  const transactions = (input.transactions ?? []).map(({ amount, parentId }) =>
    manualTransaction(
      world,
      'REFUND',
      toMinor(amount, order.currency),
      parentId == null ? null : idOf('OrderTransaction', parentId),
    ),
  )
  const refund: StoredRefund = {
    id: world.nextId('Refund'),
    createdAt: at,
    note: input.note ?? null,
    totalMinor: sumOf(transactions, ({ amountMinor }) => amountMinor),
    lines,
    transactionIds: transactions.map(({ id }) => id),
  }
  const shortened = lines.reduce((each, line) => withoutUnits(world, each, line), order)
  const saved = world.saveOrder({
    ...shortened,
    statusOverride: null,
    shippingLines: refundShipping(order, input),
    transactions: [...order.transactions, ...transactions],
    refunds: [...order.refunds, refund],
  })
  return { saved, refund }
}

function refundLine(world: World, order: StoredOrder, input: RefundLineInput): StoredRefundLine {
  const lineId = idOf('LineItem', input.lineItemId)
  const line = order.lines.find(({ id }) => id === lineId)
  const amounts = line === undefined ? undefined : lineAmounts(line, input.quantity)
  return {
    id: world.nextId('RefundLineItem'),
    lineId,
    quantity: input.quantity,
    locationId: input.locationId == null ? null : idOf('Location', input.locationId),
    restockType: input.restockType ?? 'NO_RESTOCK',
    subtotalMinor: amounts?.netMinor ?? 0,
    taxMinor: amounts?.taxMinor ?? 0,
  }
}

/**
 * Refunded units that were not shipped leave their fulfilment orders; the last one closes it. A
 * RETURN is of shipped units first, which go back on the shelf: of the location that is named, or
 * else of the one they came from.
 */
function withoutUnits(world: World, order: StoredOrder, refunded: StoredRefundLine): StoredOrder {
  const line = order.lines.find(({ id }) => id === refunded.lineId)
  if (line === undefined) return order
  const { quantity, restockType } = refunded
  const unshipped = unfulfilledQuantity(order, line)
  const shippedBack =
    restockType === 'RETURN' ? Math.min(quantity, line.currentQuantity - unshipped) : 0
  const open = Math.min(quantity - shippedBack, unshipped)
  const locationId = refunded.locationId ?? shippedFrom(order, line)
  if (locationId !== undefined && shippedBack > 0) {
    moveStock(world, order, [{ line, locationId, onHandDelta: shippedBack, committedDelta: 0 }])
  }
  const lines = order.lines.map((each) =>
    each.id === line.id ? { ...each, currentQuantity: each.currentQuantity - quantity } : each,
  )
  return removeUnits(world, { ...order, lines }, line.id, open, restockType !== 'NO_RESTOCK')
}

function shippedFrom(order: StoredOrder, line: StoredLine): string | undefined {
  return order.fulfillments.find(
    ({ status, lines }) => status === 'SUCCESS' && lines.some(({ lineId }) => lineId === line.id),
  )?.locationId
}

/** Takes unshipped units of a line out of the open fulfilment orders. */
export function removeUnits(
  world: World,
  order: StoredOrder,
  lineId: string,
  removed: number,
  restocked: boolean,
): StoredOrder {
  const line = order.lines.find(({ id }) => id === lineId)
  let left = removed
  const fulfillmentOrders = order.fulfillmentOrders.map((each) => {
    if (each.status === 'CLOSED' || left === 0) return each
    const lines = each.lines.map((part) => {
      if (part.lineId !== lineId || line === undefined) return part
      const units = Math.min(left, part.remainingQuantity)
      left -= units
      releaseUnits(world, order, { line, locationId: each.locationId, units, restock: restocked })
      const totalQuantity = part.totalQuantity - units
      return { ...part, totalQuantity, remainingQuantity: part.remainingQuantity - units }
    })
    const empty = lines.every(({ remainingQuantity }) => remainingQuantity === 0)
    const status = empty ? ('CLOSED' as const) : each.status
    return { ...each, lines, updatedAt: world.timestamp(), status }
  })
  return { ...order, fulfillmentOrders }
}

function refundShipping(order: StoredOrder, input: RefundInput) {
  let left = toMinor(input.shipping?.amount ?? 0, order.currency)
  return order.shippingLines.map((line) => {
    const charged = line.priceMinor - line.discountMinor
    if (input.shipping?.fullRefund === true) return { ...line, refundedMinor: charged }
    const refund = Math.min(left, charged - line.refundedMinor)
    left -= refund
    return { ...line, refundedMinor: line.refundedMinor + refund }
  })
}
