import { parseMinor } from '../domain/money.ts'
import type { Address, OrderLine, ShippingLine, ShopOrder, TaxLine } from '../domain/order.ts'
import type { MoneyKind } from './order-queries.ts'
import type { WireAddress, WireLine, WireOrder, WireShippingLine } from './order-wire.ts'

type Completed = Pick<ShopOrder, 'shop' | 'lines' | 'shippingLines' | 'fulfillmentOrders'>

/** The currency of the amounts that were asked for. */
export function currencyOf(wire: WireOrder, money: MoneyKind): string {
  return money === 'shop' ? wire.currencyCode : wire.presentmentCurrencyCode
}

export function toShopOrder(wire: WireOrder, money: MoneyKind, whole: Completed): ShopOrder {
  const currency = currencyOf(wire, money)
  const { cancelledAt, sourceName, displayFinancialStatus, email, phone, note } = wire
  const deliveryAddress = toAddress(wire.shippingAddress)
  const billingAddress = toAddress(wire.billingAddress)
  return {
    ...whole,
    orderId: wire.id,
    name: wire.name,
    createdAt: wire.createdAt,
    updatedAt: wire.updatedAt,
    processedAt: wire.processedAt,
    ...(cancelledAt !== null && { cancelledAt }),
    test: wire.test,
    ...(sourceName !== undefined && { sourceName }),
    ...(displayFinancialStatus !== null && { financialStatus: displayFinancialStatus }),
    riskRecommendation: wire.risk.recommendation,
    currency,
    taxesIncluded: wire.taxesIncluded,
    totalMinor: parseMinor(wire.currentTotalPriceSet, currency),
    taxMinor: parseMinor(wire.currentTotalTaxSet, currency),
    tipMinor: parseMinor(wire.totalTipReceivedSet, currency),
    dutiesMinor: parseMinor(wire.currentTotalDutiesSet ?? '0', currency),
    fulfillments: wire.fulfillments,
    ...(deliveryAddress && { deliveryAddress }),
    ...(billingAddress && { billingAddress }),
    ...(email !== undefined && { email }),
    ...(phone !== undefined && { phone }),
    ...(note !== undefined && { note }),
  }
}

export function toOrderLine(wire: WireLine, currency: string): OrderLine {
  const { sku, lineItemGroup: group } = wire
  const discounts = wire.discountAllocations.map(({ allocatedAmountSet }) =>
    parseMinor(allocatedAmountSet, currency),
  )
  return {
    lineId: wire.id,
    ...(sku !== undefined && { sku }),
    title: wire.title,
    quantity: wire.quantity,
    currentQuantity: wire.currentQuantity,
    requiresShipping: wire.requiresShipping,
    isGiftCard: wire.isGiftCard,
    unitPriceMinor: parseMinor(wire.originalUnitPriceSet, currency),
    discountMinor: discounts.reduce((sum, minor) => sum + minor, 0),
    taxes: toTaxes(wire.taxLines, currency),
    ...(group !== null && {
      group: {
        groupId: group.id,
        title: group.title,
        quantity: group.quantity,
        ...(group.variantId !== null && { variantId: group.variantId }),
        ...(group.variantSku !== undefined && { sku: group.variantSku }),
      },
    }),
  }
}

export function toShippingLine(wire: WireShippingLine, currency: string): ShippingLine {
  return {
    title: wire.title,
    ...(wire.code !== undefined && { code: wire.code }),
    removed: wire.isRemoved,
    priceMinor: parseMinor(wire.currentDiscountedPriceSet, currency),
    taxes: toTaxes(wire.taxLines, currency),
  }
}

function toTaxes(wire: WireLine['taxLines'], currency: string): readonly TaxLine[] {
  return wire.map(({ rate, priceSet }) => ({
    rate: rate ?? 0,
    amountMinor: parseMinor(priceSet, currency),
  }))
}

function toAddress(wire: WireAddress): Address | undefined {
  if (wire === null) return undefined
  const { name, zip, province, countryCodeV2, company, address1, address2, city, country, phone } =
    wire
  return {
    fullName: name ?? '',
    ...(company !== undefined && { company }),
    ...(address1 !== undefined && { address1 }),
    ...(address2 !== undefined && { address2 }),
    ...(city !== undefined && { city }),
    ...(province !== undefined && { region: province }),
    ...(zip !== undefined && { postCode: zip }),
    ...(country !== undefined && { country }),
    ...(countryCodeV2 !== undefined && { countryCode: countryCodeV2 }),
    ...(phone !== undefined && { phone }),
  }
}
