import type { MappingContext } from '../../domain/consignment-lines.ts'
import type { LocationLink } from '../../domain/consignment.ts'
import type { LinnworksOrder } from '../../domain/consignment-order.ts'
import type { EligibilityPolicy } from '../../domain/eligibility.ts'
import { sum } from '../../domain/line-pricing.ts'
import type { FulfillmentOrder, OrderLine, ShippingLine, ShopOrder } from '../../domain/order.ts'

/** A paid order of one mug at 10.00 from London, its tax inside its prices, unless told. */
export function orderOf(order: Partial<ShopOrder> = {}): ShopOrder {
  const lines = order.lines ?? [lineOf()]
  return {
    shop: 'aurora',
    orderId: '5512',
    name: '#1001',
    createdAt: '2026-11-01T09:00:00Z',
    updatedAt: '2026-11-01T09:00:00Z',
    processedAt: '2026-11-01T09:00:00Z',
    test: false,
    financialStatus: 'PAID',
    currency: 'GBP',
    taxesIncluded: true,
    totalMinor: 1000,
    taxMinor: 0,
    tipMinor: 0,
    dutiesMinor: 0,
    shippingLines: [],
    fulfillmentOrders: [fulfillmentOrderOf({ lines: toFulfillmentLines(lines) })],
    fulfillments: [],
    ...order,
    lines,
  }
}

/** One mug at 10.00 that needs shipping, unless told; an unedited line unless told. */
export function lineOf(line: Partial<OrderLine> = {}): OrderLine {
  const quantity = line.quantity ?? 1
  return {
    lineId: 'L1',
    sku: 'MUG',
    title: 'Mug',
    quantity,
    currentQuantity: quantity,
    requiresShipping: true,
    isGiftCard: false,
    unitPriceMinor: 1000,
    discountMinor: 0,
    taxes: [],
    ...line,
  }
}

export function shippingOf(line: Partial<ShippingLine> = {}): ShippingLine {
  return { title: 'Standard', removed: false, priceMinor: 495, taxes: [], ...line }
}

/** In London, open, and free to be fulfilled, unless told. */
export function fulfillmentOrderOf(order: Partial<FulfillmentOrder> = {}): FulfillmentOrder {
  return {
    fulfillmentOrderId: 'F1',
    status: 'OPEN',
    locationId: london.locationId,
    locationName: 'London',
    supportedActions: ['CREATE_FULFILLMENT'],
    lines: [],
    ...order,
  }
}

/** What remains of an order's shippable lines, as one fulfilment order lists it. */
export function toFulfillmentLines(lines: readonly OrderLine[]): FulfillmentOrder['lines'] {
  return lines
    .filter(({ requiresShipping, currentQuantity }) => requiresShipping && currentQuantity > 0)
    .map(({ lineId, currentQuantity }) => ({
      fulfillmentOrderLineId: `F-${lineId}`,
      lineId,
      totalQuantity: currentQuantity,
      remainingQuantity: currentQuantity,
    }))
}

export const london: LocationLink = {
  locationId: '8001',
  linnworksLocationId: '11111111-1111-4111-8111-111111111111',
  linnworksLocationName: 'London warehouse',
}

export const leeds: LocationLink = {
  locationId: '8002',
  linnworksLocationId: '22222222-2222-4222-8222-222222222222',
  linnworksLocationName: 'Leeds warehouse',
}

/** A shop whose every SKU is an item in Linnworks, in a currency of pennies, unless told. */
export function contextOf(
  order: Pick<ShopOrder, 'lines'>,
  context: Partial<MappingContext> = {},
): MappingContext {
  const skus = order.lines.flatMap(({ sku }) => (sku === undefined ? [] : [sku.trim()]))
  return {
    linnworksSkus: new Map(skus.map((sku) => [sku, sku])),
    compositeSkus: new Map(),
    minorPerUnit: 100,
    dispatchWithinHours: 48,
    ...context,
  }
}

export const usualPolicy: EligibilityPolicy = {
  includeTestOrders: false,
  paidOnly: true,
  refuseHighRisk: true,
  foreignLocationIds: [],
}

/** A paid, open order of Linnworks without lines, unless told. */
export function linnworksOrderOf(order: Partial<LinnworksOrder> = {}): LinnworksOrder {
  return {
    linnworksOrderId: '33333333-3333-4333-8333-333333333333',
    number: 100234,
    source: 'WAYBILL',
    subSource: 'aurora',
    reference: '5512',
    processed: false,
    holdOrCancel: false,
    parked: false,
    paid: true,
    locationId: london.linnworksLocationId,
    totalMinor: 1000,
    currency: 'GBP',
    started: false,
    lines: [],
    ...order,
  }
}

/**
 * What the customer pays, reckoned the way Shopify does: each line and each tax is a rounded amount
 * of its own, and the total is their sum.
 */
export function shopifyTotalMinor(order: Omit<ShopOrder, 'totalMinor'>): number {
  const taxOf = (taxed: { readonly taxes: readonly { readonly amountMinor: number }[] }) =>
    order.taxesIncluded ? 0 : sum(taxed.taxes.map(({ amountMinor }) => amountMinor))
  const lines = order.lines.map(
    (line) => line.unitPriceMinor * line.quantity - line.discountMinor + taxOf(line),
  )
  const shipping = order.shippingLines
    .filter(({ removed }) => !removed)
    .map((line) => line.priceMinor + taxOf(line))
  return sum(lines) + sum(shipping) + order.tipMinor + order.dutiesMinor
}
