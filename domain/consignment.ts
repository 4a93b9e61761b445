import { isUnfinished } from './units-to-ship.ts'
import type { FulfillmentOrder, ShopOrder } from './order.ts'

/** Which Linnworks location ships for a Shopify location. */
export interface LocationLink {
  readonly locationId: string
  readonly linnworksLocationId: string
  readonly linnworksLocationName: string
}

/** How many units of which lines one Linnworks location ships. */
export interface Allocation {
  readonly link: LocationLink
  readonly units: readonly { readonly lineId: string; readonly quantity: number }[]
}

/** One item of a Linnworks order, and the Shopify units it stands for (a bundle has several). */
export interface ConsignmentItem {
  /** Unique in the order: the Shopify line item's id, or the bundle's. */
  readonly itemNumber: string
  readonly sku: string
  readonly quantity: number
  readonly units: readonly { readonly lineId: string; readonly quantity: number }[]
}

export type AllocationPlan =
  | { readonly kind: 'allocated'; readonly allocations: readonly Allocation[] }
  | {
      readonly kind: 'unmapped'
      readonly locations: readonly { readonly locationId: string; readonly locationName: string }[]
    }

/**
 * Splits what remains to be shipped by the location that Shopify assigned, one allocation for each
 * Linnworks location. A location without a link refuses the whole order: it never defaults.
 */
export function allocateByLocation(
  order: ShopOrder,
  links: readonly LocationLink[],
  foreignLocationIds: readonly string[],
): AllocationPlan {
  const shippable = new Set(
    order.lines.filter(({ requiresShipping }) => requiresShipping).map(({ lineId }) => lineId),
  )
  const open = order.fulfillmentOrders.filter(
    (each) =>
      isUnfinished(each.status) &&
      !foreignLocationIds.includes(each.locationId ?? '') &&
      each.lines.some((line) => line.remainingQuantity > 0 && shippable.has(line.lineId)),
  )
  const unmapped = open.filter(({ locationId }) => findLink(links, locationId) === undefined)
  if (unmapped.length > 0) return { kind: 'unmapped', locations: unmapped.map(toNamedLocation) }

  const allocations = new Map<string, { link: LocationLink; units: Map<string, number> }>()
  for (const fulfillmentOrder of open) {
    const link = findLink(links, fulfillmentOrder.locationId)
    if (link === undefined) continue
    const allocation = allocations.get(link.linnworksLocationId) ?? { link, units: new Map() }
    allocations.set(link.linnworksLocationId, allocation)
    for (const { lineId, remainingQuantity } of fulfillmentOrder.lines) {
      if (remainingQuantity === 0 || !shippable.has(lineId)) continue
      allocation.units.set(lineId, (allocation.units.get(lineId) ?? 0) + remainingQuantity)
    }
  }
  return {
    kind: 'allocated',
    allocations: [...allocations.values()].map(({ link, units }) => ({
      link,
      units: [...units].map(([lineId, quantity]) => ({ lineId, quantity })),
    })),
  }
}

/** The natural key in Linnworks of an order's n-th consignment, counted from 1. */
export function consignmentReference(orderId: string, ordinal: number): string {
  return ordinal === 1 ? orderId : `${orderId}-${ordinal}`
}

/** The order that a consignment's reference belongs to; `undefined` for what is no such reference. */
export function toOrderId(reference: string): string | undefined {
  return /^(\d+)(?:-(?:[2-9]|[1-9]\d+))?$/.exec(reference)?.[1]
}

function findLink(
  links: readonly LocationLink[],
  locationId: string | undefined,
): LocationLink | undefined {
  return links.find((link) => link.locationId === locationId)
}

function toNamedLocation(each: FulfillmentOrder): { locationId: string; locationName: string } {
  return { locationId: each.locationId ?? 'unknown', locationName: each.locationName }
}
