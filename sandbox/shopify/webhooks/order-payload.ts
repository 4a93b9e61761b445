import { gid } from '../gid.ts'
import { toFixedAmount } from '../money.ts'
import { presentmentMinor } from '../money-view.ts'
import { fulfillmentStatus, unfulfilledQuantity } from '../order-status.ts'
import { fullName } from '../order-view.ts'
import { fulfillmentPayload, refundPayload } from './part-payloads.ts'
import type { StoredAddress, StoredLine, StoredOrder, StoredTax } from '../state.ts'
import {
  currentAmounts,
  financialStatus,
  lineAmounts,
  originalAmounts,
  outstandingMinor,
} from '../totals.ts'

/**
 * The body of the `orders/…` topics, in the shape of the REST order: numeric ids, prices as
 * strings, and the customer's data, which receivers must not keep.
 */
export function orderPayload(order: StoredOrder) {
  const price = (minor: number) => toFixedAmount(minor, order.currency)
  const now = currentAmounts(order)
  const then = originalAmounts(order)
  return {
    id: Number(order.id),
    admin_graphql_api_id: gid('Order', order.id),
    app_id: null,
    cancel_reason: order.cancelReason?.toLowerCase() ?? null,
    cancelled_at: order.cancelledAt,
    closed_at: order.closedAt,
    confirmation_number: order.confirmationNumber,
    confirmed: true,
    contact_email: order.email,
    created_at: order.createdAt,
    currency: order.currency,
    current_subtotal_price: price(now.subtotalMinor),
    current_total_discounts: price(now.discountMinor),
    current_total_price: price(now.totalMinor),
    current_total_price_set: bothPrices(order, now.totalMinor),
    current_total_tax: price(now.taxMinor),
    discount_codes: order.discountCode === null ? [] : [{ code: order.discountCode }],
    email: order.email,
    financial_status: financialStatus(order)?.toLowerCase() ?? null,
    fulfillment_status: restFulfillmentStatus(order),
    name: order.name,
    note: order.note,
    note_attributes: order.customAttributes.map(({ key, value }) => ({ name: key, value })),
    number: order.number - 1000,
    order_number: order.number,
    payment_gateway_names: [...new Set(order.transactions.map(({ gateway }) => gateway))],
    phone: order.phone,
    po_number: order.poNumber,
    presentment_currency: order.presentmentCurrency,
    processed_at: order.processedAt,
    source_name: order.sourceName,
    subtotal_price: price(then.subtotalMinor),
    tags: order.tags.join(', '),
    taxes_included: order.taxesIncluded,
    test: order.test,
    total_discounts: price(then.discountMinor),
    total_outstanding: price(order.cancelledAt === null ? outstandingMinor(order) : 0),
    total_price: price(then.totalMinor),
    total_price_set: bothPrices(order, then.totalMinor),
    total_tax: price(then.taxMinor),
    total_tip_received: price(0),
    updated_at: order.updatedAt,
    billing_address: addressPayload(order.billingAddress),
    customer:
      order.customer === null
        ? null
        : {
            id: Number(order.customer.id),
            admin_graphql_api_id: gid('Customer', order.customer.id),
            email: order.email,
            first_name: order.customer.firstName,
            last_name: order.customer.lastName,
          },
    fulfillments: order.fulfillments.map((each) => fulfillmentPayload(order, each)),
    line_items: order.lines.map((line) => linePayload(order, line)),
    refunds: order.refunds.map((refund) => refundPayload(order, refund)),
    shipping_address: addressPayload(order.shippingAddress),
    shipping_lines: order.shippingLines.map((line) => ({
      id: Number(line.id),
      title: line.title,
      code: line.code,
      source: line.source,
      price: price(line.priceMinor),
      discounted_price: price(line.priceMinor - line.discountMinor),
      is_removed: false,
      tax_lines: taxPayloads(order, line.taxes),
    })),
  }
}

function linePayload(order: StoredOrder, line: StoredLine) {
  const price = (minor: number) => toFixedAmount(minor, order.currency)
  const left = unfulfilledQuantity(order, line)
  return {
    id: Number(line.id),
    admin_graphql_api_id: gid('LineItem', line.id),
    current_quantity: line.currentQuantity,
    fulfillable_quantity: order.cancelledAt === null ? left : 0,
    fulfillment_status: left === 0 ? 'fulfilled' : left < line.quantity ? 'partial' : null,
    gift_card: line.isGiftCard,
    name: line.title,
    price: price(line.unitPriceMinor),
    product_id: line.productId === null ? null : Number(line.productId),
    properties: line.customAttributes.map(({ key, value }) => ({ name: key, value })),
    quantity: line.quantity,
    requires_shipping: line.requiresShipping,
    sales_line_item_group_id: line.group === null ? null : Number(line.group.id),
    sku: line.sku,
    taxable: line.taxable,
    title: line.title,
    total_discount: price(lineAmounts(line, line.quantity).discountMinor),
    variant_id: line.variantId === null ? null : Number(line.variantId),
    tax_lines: taxPayloads(order, line.taxes),
  }
}

function taxPayloads(order: StoredOrder, taxes: readonly StoredTax[]) {
  return taxes.map(({ title, rate, amountMinor }) => ({
    title,
    rate,
    price: toFixedAmount(amountMinor, order.currency),
  }))
}

function bothPrices(order: StoredOrder, minor: number) {
  const shown = presentmentMinor(order, minor)
  return {
    shop_money: { amount: toFixedAmount(minor, order.currency), currency_code: order.currency },
    presentment_money: {
      amount: toFixedAmount(shown, order.presentmentCurrency),
      currency_code: order.presentmentCurrency,
    },
  }
}

function restFulfillmentStatus(order: StoredOrder): string | null {
  const status = fulfillmentStatus(order)
  if (status === 'FULFILLED') return 'fulfilled'
  return status === 'PARTIALLY_FULFILLED' ? 'partial' : null
}

function addressPayload(address: StoredAddress | null) {
  if (address === null) return null
  return {
    first_name: address.firstName,
    last_name: address.lastName,
    name: fullName(address),
    company: address.company,
    address1: address.address1,
    address2: address.address2,
    city: address.city,
    province: address.province,
    province_code: address.provinceCode,
    zip: address.zip,
    country: address.country,
    country_code: address.countryCode,
    phone: address.phone,
  }
}
