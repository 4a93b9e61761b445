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
  const order = findOrder(context, idOf('Order', input.orderId))
  // Observed: a refusal shows the order as it is.
  const refused = (error: UserError) => ({
    order: order === undefined ? null : orderView(context, order),
    refund: null,
    userErrors: [error],
  })
  if (key.kind === 'refused') return refused(userError(null, key.message))
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
  const restockType = input.restockType ?? 'NO_RESTOCK'
  return {
    id: world.nextId('RefundLineItem'),
    lineId,
    quantity: input.quantity,
    locationId: input.locationId == null ? null : idOf('Location', input.locationId),
    restockType,
    shipped:
      line === undefined ? 0 : shippedUnits(order, line, { restockType, units: input.quantity }),
    subtotalMinor: amounts?.netMinor ?? 0,
    taxMinor: amounts?.taxMinor ?? 0,
  }
}

/** A CANCEL is of units that were not shipped; anything else is of shipped units first. */
function shippedUnits(
  order: StoredOrder,
  line: StoredLine,
  { restockType, units }: { readonly restockType: string; readonly units: number },
): number {
  const unshipped = unfulfilledQuantity(order, line)
  if (restockType === 'CANCEL') return Math.max(0, units - unshipped)
  return Math.min(units, line.currentQuantity - unshipped)
}

/**
 * Refunded units that were not shipped leave their fulfilment orders; the last one closes it. What
 * is a RETURN of shipped units goes back on the shelf: of the location that is named, or else of
 * the one they came from.
 */
function withoutUnits(world: World, order: StoredOrder, refunded: StoredRefundLine): StoredOrder {
  const line = order.lines.find(({ id }) => id === refunded.lineId)
  if (line === undefined) return order
  const { quantity, restockType, shipped } = refunded
  const locationId = refunded.locationId ?? shippedFrom(order, line)
  if (locationId !== undefined && restockType === 'RETURN') {
    moveStock(world, order, [{ line, locationId, onHandDelta: shipped, committedDelta: 0 }])
  }
  const lines = order.lines.map((each) =>
    each.id === line.id ? { ...each, currentQuantity: each.currentQuantity - quantity } : each,
  )
  const restocked = restockType !== 'NO_RESTOCK'
  const stay = world.setups.get(order.shop)?.unrestockedRefunds === 'stayToShip'
  if (!restocked && stay) return { ...order, lines }
  return removeUnits(world, { ...order, lines }, line.id, quantity - shipped, restocked)
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
