import { listConnection, type PageArgs } from './connection.ts'
import { fulfillmentOrderView } from './fulfillment-order-view.ts'
import { fulfillmentView } from './fulfillment-view.ts'
import { gid } from './gid.ts'
import { lineView } from './line-view.ts'
import { moneyBag, taxView } from './money-view.ts'
import { sumOf } from './money.ts'
import { fulfillmentStatus, isUnfulfilled } from './order-status.ts'
import { riskView } from './order-risk.ts'
import { refundView, transactionView } from './refund-view.ts'
import { returnStatus, returnView } from './return-view.ts'
import type { StoredAddress, StoredOrder, StoredShippingLine } from './state.ts'
import {
  currentAmounts,
  financialStatus,
  mergedTaxes,
  originalAmounts,
  outstandingMinor,
  receivedMinor,
  refundedMinor,
  shippingKept,
} from './totals.ts'
import type { CallContext } from './world.ts'

/** An order as the API shows it: plain values, and functions for what takes arguments. */
export function orderView(context: CallContext, order: StoredOrder) {
  const bag = (minor: number) => moneyBag(order, minor)
  const now = currentAmounts(order)
  const then = originalAmounts(order)
  const discountCodes = order.discountCode === null ? [] : [order.discountCode]
  return {
    __typename: 'Order',
    ...order,
    id: gid('Order', order.id),
    legacyResourceId: order.id,
    currencyCode: order.currency,
    presentmentCurrencyCode: order.presentmentCurrency,
    closed: order.closedAt !== null,
    confirmed: true,
    cancellation: order.cancelledAt === null ? null : { staffNote: order.staffNote },
    displayFinancialStatus: financialStatus(order),
    displayFulfillmentStatus: fulfillmentStatus(order),
    returnStatus: returnStatus(order),
    fullyPaid: outstandingMinor(order) === 0,
    unpaid: receivedMinor(order) === 0 && outstandingMinor(order) > 0,
    requiresShipping: order.lines.some(({ requiresShipping }) => requiresShipping),
    merchantEditable: order.cancelledAt === null && isUnfulfilled(order),
    paymentGatewayNames: [...new Set(order.transactions.map(({ gateway }) => gateway))],
    discountCodes,
    customer: customerView(order),
    shippingAddress: addressView(order.shippingAddress),
    billingAddress: addressView(order.billingAddress),
    billingAddressMatchesShippingAddress: sameAddress(order),
    subtotalPriceSet: bag(then.subtotalMinor),
    totalPriceSet: bag(then.totalMinor),
    originalTotalPriceSet: bag(then.totalMinor),
    totalTaxSet: bag(then.taxMinor),
    totalDiscountsSet: bag(then.discountMinor),
    totalShippingPriceSet: bag(then.shippingMinor),
    totalTipReceivedSet: bag(0),
    totalRefundedSet: bag(refundedMinor(order)),
    totalReceivedSet: bag(receivedMinor(order)),
    totalOutstandingSet: bag(order.cancelledAt === null ? outstandingMinor(order) : 0),
    netPaymentSet: bag(receivedMinor(order) - refundedMinor(order)),
    subtotalLineItemsQuantity: sumOf(order.lines, ({ quantity }) => quantity),
    currentSubtotalLineItemsQuantity: sumOf(order.lines, ({ currentQuantity }) => currentQuantity),
    currentSubtotalPriceSet: bag(now.subtotalMinor),
    currentTotalPriceSet: bag(now.totalMinor),
    currentTotalTaxSet: bag(now.taxMinor),
    currentTotalDiscountsSet: bag(now.discountMinor),
    currentShippingPriceSet: bag(now.shippingMinor),
    currentTotalDutiesSet: null,
    originalTotalDutiesSet: null,
    taxLines: mergedTaxes(
      [...order.lines, ...order.shippingLines].flatMap((line) => line.taxes),
    ).map((tax) => taxView(order, tax)),
    currentTaxLines: mergedTaxes(currentTaxes(order)).map((tax) => taxView(order, tax)),
    risk: riskView(order),
    shippingLine: () => order.shippingLines.map((line) => shippingView(order, line))[0] ?? null,
    shippingLines: (args: PageArgs) =>
      listConnection(
        order.shippingLines,
        args,
        ({ id }) => id,
        (line) => shippingView(order, line),
      ),
    lineItems: (args: PageArgs) =>
      listConnection(
        order.lines,
        args,
        ({ id }) => id,
        (line) => lineView(context, order, line),
      ),
    fulfillmentOrders: (args: PageArgs & { readonly query?: string | null }) =>
      listConnection(
        order.fulfillmentOrders,
        args,
        ({ id }) => id,
        (each) => fulfillmentOrderView(context, order, each),
      ),
    fulfillments: (args: { readonly first?: number | null }) =>
      order.fulfillments
        .slice(0, args.first ?? undefined)
        .map((each) => fulfillmentView(context, order, each)),
    refunds: (args: { readonly first?: number | null }) =>
      order.refunds
        .slice(0, args.first ?? undefined)
        .map((refund) => refundView(context, order, refund)),
    transactions: (args: { readonly first?: number | null }) =>
      order.transactions
        .slice(0, args.first ?? undefined)
        .map((transaction) => transactionView(order, transaction)),
    returns: (args: PageArgs) =>
      listConnection(
        order.returns ?? [],
        args,
        ({ id }) => id,
        (each): unknown => returnView(context, order, each),
      ),
  }
}

export type OrderView = ReturnType<typeof orderView>

function customerView({ customer }: StoredOrder) {
  if (customer === null) return null
  const displayName = fullName(customer) ?? ''
  return {
    ...customer,
    id: gid('Customer', customer.id),
    legacyResourceId: customer.id,
    displayName,
  }
}

function addressView(address: StoredAddress | null) {
  if (address === null) return null
  return {
    ...address,
    id: gid('MailingAddress', `${address.id}?model_name=Address`),
    name: fullName(address),
    countryCodeV2: address.countryCode,
  }
}

export function fullName(person: {
  readonly firstName: string | null
  readonly lastName: string | null
}): string | null {
  const parts = [person.firstName, person.lastName].filter((part) => part !== null && part !== '')
  return parts.length === 0 ? null : parts.join(' ')
}

function sameAddress({ shippingAddress, billingAddress }: StoredOrder): boolean {
  const withoutId = (address: StoredAddress | null) => JSON.stringify({ ...address, id: '' })
  return withoutId(shippingAddress) === withoutId(billingAddress)
}

function currentTaxes(order: StoredOrder) {
  const lines = order.lines.map((line) => ({
    taxes: line.taxes,
    kept: line.quantity === 0 ? 0 : line.currentQuantity / line.quantity,
  }))
  const shipping = order.shippingLines.map((line) => ({
    taxes: line.taxes,
    kept: shippingKept(line),
  }))
  return [...lines, ...shipping].flatMap(({ taxes, kept }) =>
    taxes
      .map((tax) => ({ ...tax, amountMinor: Math.round(tax.amountMinor * kept) }))
      .filter(() => kept > 0),
  )
}

function shippingView(order: StoredOrder, line: StoredShippingLine) {
  const charged = line.priceMinor - line.discountMinor
  return {
    id: gid('ShippingLine', line.id),
    title: line.title,
    code: line.code,
    source: line.source,
    custom: line.source === null,
    carrierIdentifier: null,
    phone: null,
    isRemoved: false,
    originalPriceSet: moneyBag(order, line.priceMinor),
    discountedPriceSet: moneyBag(order, charged),
    currentDiscountedPriceSet: moneyBag(order, Math.round(charged * shippingKept(line))),
    discountAllocations:
      line.discountMinor === 0 ? [] : [{ allocatedAmountSet: moneyBag(order, line.discountMinor) }],
    taxLines: line.taxes.map((tax) => taxView(order, tax)),
  }
}
