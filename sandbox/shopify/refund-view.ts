import { locationView } from './catalogue-view.ts'
import { listConnection, type PageArgs } from './connection.ts'
import { gid } from './gid.ts'
import { lineView } from './line-view.ts'
import { moneyBag } from './money-view.ts'
import { orderView, type OrderView } from './order-view.ts'
import type { StoredOrder, StoredRefund, StoredRefundLine, StoredTransaction } from './state.ts'
import type { CallContext } from './world.ts'

export function transactionView(order: StoredOrder, transaction: StoredTransaction) {
  const parent = order.transactions.find(({ id }) => id === transaction.parentId)
  return {
    ...transaction,
    id: gid('OrderTransaction', transaction.id),
    test: order.test,
    processedAt: transaction.createdAt,
    amountSet: moneyBag(order, transaction.amountMinor),
    parentTransaction:
      parent === undefined
        ? null
        : { ...parent, id: gid('OrderTransaction', parent.id), test: order.test },
  }
}

export function refundView(context: CallContext, order: StoredOrder, refund: StoredRefund) {
  return {
    id: gid('Refund', refund.id),
    legacyResourceId: refund.id,
    createdAt: refund.createdAt,
    updatedAt: refund.createdAt,
    processedAt: refund.createdAt,
    note: refund.note,
    order: (): OrderView => orderView(context, order),
    totalRefundedSet: moneyBag(order, refund.totalMinor),
    refundLineItems: (args: PageArgs) =>
      listConnection(
        refund.lines,
        args,
        ({ id }) => id,
        (line) => refundLineView(context, order, line),
      ),
    transactions: (args: PageArgs) =>
      listConnection(
        order.transactions.filter(({ id }) => refund.transactionIds.includes(id)),
        args,
        ({ id }) => id,
        (transaction) => transactionView(order, transaction),
      ),
  }
}

function refundLineView(context: CallContext, order: StoredOrder, refunded: StoredRefundLine) {
  const line = order.lines.find(({ id }) => id === refunded.lineId)
  return {
    id: gid('RefundLineItem', refunded.id),
    lineItem: line === undefined ? null : lineView(context, order, line),
    location:
      refunded.locationId === null ? null : () => locationView(context, refunded.locationId ?? ''),
    quantity: refunded.quantity,
    restockType: refunded.restockType,
    restocked: refunded.restockType !== 'NO_RESTOCK',
    priceSet: moneyBag(order, line?.unitPriceMinor ?? 0),
    subtotalSet: moneyBag(order, refunded.subtotalMinor),
    totalTaxSet: moneyBag(order, refunded.taxMinor),
  }
}
