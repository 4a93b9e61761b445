import { userError, type UserError } from './errors.ts'
import { gid, idOf } from './gid.ts'
import { uuidOf } from './ids.ts'
import { releaseUnits } from './inventory.ts'
import { manualTransaction } from './order-changes.ts'
import { isUnfulfilled } from './order-status.ts'
import type { StoredCancel } from './records.ts'
import type { StoredOrder } from './state.ts'
import { receivedMinor, refundedMinor } from './totals.ts'
import { announceOrder, announceRefund } from './webhooks/announce.ts'
import { findOrder, type CallContext, type World } from './world.ts'

interface OrderCancelArgs {
  readonly orderId: string
  readonly reason: string
  readonly restock: boolean
  readonly refund?: boolean | null
  readonly refundMethod?: { readonly originalPaymentMethodsRefund?: boolean | null } | null
  readonly staffNote?: string | null
}

/**
 * `orderCancel`: checks at once, cancels later in a job. Refusals come twice, with and without
 * a code, as observed on live stores.
 */
export function orderCancel(args: OrderCancelArgs, context: CallContext, delayMs: number) {
  const { world, setup } = context
  const order = findOrder(context, idOf('Order', args.orderId))
  const refusal = order === undefined ? notFound : refusalOf(args, order)
  if (refusal !== undefined || order === undefined) {
    return { job: null, orderCancelUserErrors: [refusal], userErrors: [refusal] }
  }
  const id = uuidOf(`job-${world.store.nextNumber('job', 1)}`)
  const cancel: StoredCancel = {
    orderId: order.id,
    reason: args.reason,
    restock: args.restock,
    refund: args.refund ?? args.refundMethod?.originalPaymentMethodsRefund ?? false,
    staffNote: args.staffNote ?? null,
  }
  world.jobs.put(id, { id, shop: setup.shop, dueAt: world.now() + delayMs, done: false, cancel })
  return { job: { id: gid('Job', id), done: false }, orderCancelUserErrors: [], userErrors: [] }
}

const notFound = userError(['orderId'], 'Order does not exist', 'NOT_FOUND')

function refusalOf(args: OrderCancelArgs, order: StoredOrder): UserError | undefined {
  if ((args.staffNote ?? '').length > 255) {
    const message = 'Staff note is too long. Maximum length is 255 characters.'
    return userError(['staffNote'], message, 'INVALID')
  }
  if (args.refund != null && args.refundMethod != null) {
    const message = 'Only one of the arguments `refund` or `refund_method` is allowed.'
    return userError(['refund'], message, 'INVALID')
  }
  if (order.cancelledAt !== null) {
    const message = 'Cannot cancel an order that has already been canceled'
    return userError(['orderId'], message, 'INVALID')
  }
  if (!isUnfulfilled(order)) {
    const message = 'Cannot cancel an order that has outstanding fulfillments'
    return userError(['orderId'], message, 'INVALID')
  }
  if (order.returns?.some(({ status }) => status === 'OPEN') === true) {
    // The rule is the vendor's, the words are ours: no recording shows them.
    const message = 'Cannot cancel an order that has active returns'
    return userError(['orderId'], message, 'INVALID')
  }
  return undefined
}

/** Carries out the cancellations that are due. Call it inside a transaction. */
export function runDueJobs(world: World): void {
  for (const job of [...world.jobs.values()]) {
    if (job.done || job.dueAt > world.now()) continue
    world.jobs.put(job.id, { ...job, done: true })
    const order = world.orders.get(job.cancel.orderId)
    // A fulfilment or another cancellation may have come first: then this one does nothing.
    if (order === undefined || order.cancelledAt !== null || !isUnfulfilled(order)) continue
    cancelNow(world, order, job.cancel)
  }
}

function cancelNow(world: World, order: StoredOrder, cancel: StoredCancel): void {
  const at = world.timestamp()
  releaseStock(world, order, cancel.restock)
  const sale = order.transactions.find(({ kind }) => kind === 'SALE' || kind === 'CAPTURE')
  const owed = receivedMinor(order) - refundedMinor(order)
  const refundedNow = cancel.refund && owed > 0
  const transaction = manualTransaction(world, 'REFUND', owed, sale?.id ?? null)
  const refund = {
    id: world.nextId('Refund'),
    createdAt: at,
    note: null,
    totalMinor: refundedNow ? owed : 0,
    lines: [],
    transactionIds: refundedNow ? [transaction.id] : [],
  }
  const saved = world.saveOrder({
    ...order,
    cancelledAt: at,
    closedAt: at,
    cancelReason: cancel.reason,
    staffNote: cancel.staffNote,
    statusOverride: null,
    lines: order.lines.map((line) => ({ ...line, currentQuantity: 0 })),
    shippingLines: order.shippingLines.map((line) => ({
      ...line,
      refundedMinor: line.priceMinor - line.discountMinor,
    })),
    transactions: refundedNow ? [...order.transactions, transaction] : order.transactions,
    refunds: refundedNow ? [...order.refunds, refund] : order.refunds,
    fulfillmentOrders: order.fulfillmentOrders.map((each) => ({
      ...each,
      status: 'CLOSED',
      holds: [],
      updatedAt: at,
      lines:
        each.status === 'CLOSED'
          ? each.lines
          : each.lines.map((line) => ({ ...line, totalQuantity: 0, remainingQuantity: 0 })),
    })),
  })
  if (refundedNow) announceRefund(world, saved, refund)
  announceOrder(world, saved, ['ORDERS_CANCELLED', 'ORDERS_UPDATED'])
}

/** Lets go of what the order had committed. */
function releaseStock(world: World, order: StoredOrder, restock: boolean): void {
  for (const { status, locationId, lines } of order.fulfillmentOrders) {
    if (status === 'CLOSED') continue
    for (const { lineId, remainingQuantity: units } of lines) {
      const line = order.lines.find(({ id }) => id === lineId)
      if (line !== undefined) releaseUnits(world, order, { line, locationId, units, restock })
    }
  }
}
