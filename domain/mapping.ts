import { listComposites, trimmedSku } from './bundles.ts'
import { type Allocation, type ConsignmentItem, consignmentReference } from './consignment.ts'
import {
  mapLines,
  type MappingContext,
  mapServices,
  unallocatedMinor,
} from './consignment-lines.ts'
import type { ConsignmentLine, ConsignmentOrder } from './consignment-order.ts'
import { orderException, type OrderException, skuUnmapped } from './exceptions.ts'
import { linnworksLineMinor, sum } from './line-pricing.ts'
import type { Address, ShopOrder } from './order.ts'

/** A consignment ready to be created, and what Linnworks must then show. */
export interface PlannedConsignment {
  readonly order: ConsignmentOrder
  readonly linnworksLocationId: string
  /** The Shopify location that it ships for. */
  readonly locationId: string
  readonly totalMinor: number
  /** The lines that move stock, and the Shopify units that each stands for. */
  readonly items: readonly ConsignmentItem[]
}

export type MappingResult =
  | { readonly kind: 'mapped'; readonly consignments: readonly PlannedConsignment[] }
  | { readonly kind: 'exception'; readonly exception: OrderException }

/** Every SKU that mapping will ask for: trimmed, each once. */
export function listNeededSkus(order: ShopOrder): readonly string[] {
  const skus = order.lines
    .filter(({ requiresShipping }) => requiresShipping)
    .flatMap(({ sku, group }) => [trimmedSku(sku), trimmedSku(group?.sku)])
  return [...new Set(skus)].filter((sku) => sku !== '')
}

/**
 * Turns an order and its allocations into what is created in Linnworks, one consignment each. The
 * first one carries shipping, tip, duties and lines that move no stock. What Linnworks will compute
 * from them equals what the customer paid to the penny, or the answer is `TOTAL_MISMATCH`.
 */
export function mapOrder(
  order: ShopOrder,
  allocations: readonly Allocation[],
  context: MappingContext,
): MappingResult {
  const unmapped = listUnmapped(order, allocations, context)
  if (unmapped.length > 0) return { kind: 'exception', exception: skuUnmapped(order, unmapped) }

  const { minorPerUnit } = context
  const consignments: PlannedConsignment[] = []
  for (const [index, allocation] of allocations.entries()) {
    const stockLines = mapLines(order, allocation, allocations.slice(0, index), context)
    if (stockLines === undefined) return mismatch(order, undefined, minorPerUnit)
    const services = index === 0 ? mapServices(order, context) : []
    const lines = [...stockLines, ...services]
    const shippingMinor = index === 0 ? shippingTotalMinor(order) : 0
    const { linnworksLocationId, linnworksLocationName, locationId } = allocation.link
    consignments.push({
      order: {
        ...toHeader(order, context.dispatchWithinHours),
        ...toDelivery(order),
        reference: consignmentReference(order.orderId, index + 1),
        locationName: linnworksLocationName,
        shippingMinor,
        lines,
      },
      linnworksLocationId,
      locationId,
      items: stockLines.map((line) => toItem(order, allocation, line)),
      totalMinor: shippingMinor + sum(lines.map((line) => linnworksLineMinor(line, minorPerUnit))),
    })
  }
  const mappedMinor = sum(consignments.map(({ totalMinor }) => totalMinor))
  return mappedMinor === order.totalMinor - unallocatedMinor(order, allocations)
    ? { kind: 'mapped', consignments }
    : mismatch(order, mappedMinor, minorPerUnit)
}

/** A bundle's line stands for the units of all its components; any other line for its own. */
function toItem(order: ShopOrder, allocation: Allocation, line: ConsignmentLine): ConsignmentItem {
  const { itemNumber, sku, quantity } = line
  const units = allocation.units.filter(
    ({ lineId }) =>
      lineId === itemNumber ||
      order.lines.some((each) => each.lineId === lineId && each.group?.groupId === itemNumber),
  )
  const { leftShelf } = allocation
  return { itemNumber, sku, quantity, units, ...(leftShelf && { leftShelf }) }
}

function listUnmapped(
  order: ShopOrder,
  allocations: readonly Allocation[],
  context: MappingContext,
): readonly { sku: string; title: string }[] {
  const asked = new Set(
    allocations.flatMap((allocation) => {
      const composites = listComposites(order, allocation, context.compositeSkus)
      const components = composites.flatMap(({ lineIds }) => lineIds)
      const shipped = allocation.units.map(({ lineId }) => lineId)
      return shipped.filter((lineId) => !components.includes(lineId))
    }),
  )
  return order.lines
    .filter(({ lineId, sku }) => asked.has(lineId) && !context.linnworksSkus.has(trimmedSku(sku)))
    .map((line) => ({ sku: trimmedSku(line.sku), title: line.title }))
}

function shippingTotalMinor(order: ShopOrder): number {
  return sum(
    order.shippingLines
      .filter(({ removed }) => !removed)
      .map(({ priceMinor, taxes }) =>
        order.taxesIncluded
          ? priceMinor
          : priceMinor + sum(taxes.map(({ amountMinor }) => amountMinor)),
      ),
  )
}

function toHeader(order: ShopOrder, dispatchWithinHours: number) {
  const shipping = order.shippingLines.find(({ removed }) => !removed)
  const taxRate = sum(shipping?.taxes.map(({ rate }) => rate) ?? [])
  const dispatchByMs = Date.parse(order.processedAt) + dispatchWithinHours * 3_600_000
  return {
    shop: order.shop,
    orderName: order.name,
    receivedAt: order.processedAt,
    paidAt: order.processedAt,
    dispatchBy: new Date(dispatchByMs).toISOString(),
    currency: order.currency,
    shippingTaxRatePercent: Math.round(taxRate * 1_000_000) / 10_000,
    ...(shipping === undefined ? {} : { shippingMethod: shipping.code ?? shipping.title }),
    ...(order.note === undefined ? {} : { note: order.note }),
  }
}

function toDelivery(order: ShopOrder) {
  const unknown: Address = { fullName: 'No address given' }
  const deliveryAddress = order.deliveryAddress ?? order.billingAddress ?? unknown
  return {
    deliveryAddress,
    billingAddress: order.billingAddress ?? deliveryAddress,
    ...(order.email === undefined ? {} : { email: order.email }),
    ...(order.phone === undefined ? {} : { phone: order.phone }),
  }
}

function mismatch(
  order: ShopOrder,
  mappedMinor: number | undefined,
  minorPerUnit: number,
): MappingResult {
  const decimals = Math.round(Math.log10(minorPerUnit))
  const say = (minor: number) => `${(minor / minorPerUnit).toFixed(decimals)} ${order.currency}`
  const difference =
    mappedMinor === undefined
      ? `no price in Linnworks reproduces what its lines cost in Shopify (${say(order.totalMinor)} in all)`
      : `Shopify says ${say(order.totalMinor)}, but Linnworks would compute ${say(mappedMinor)}`
  return {
    kind: 'exception',
    exception: orderException('TOTAL_MISMATCH', order, {
      sentence: `Order ${order.name} waits: ${difference}.`,
      remedy:
        'Compare the order in Shopify with its refunds and edits; when it is right, run: ' +
        `waybill order retry ${order.shop} ${order.orderId}`,
    }),
  }
}
