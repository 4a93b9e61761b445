import { isUnfinished } from './units-to-ship.ts'
import type { FulfillmentOrder, FulfillmentOrderLine, ShopOrder } from './order.ts'

/** Which Linnworks location ships for a Shopify location. */
export interface LocationLink {
  readonly locationId: string
  readonly linnworksLocationId: string
  readonly linnworksLocationName: string
}

/** Units of a Shopify line, and what Shopify counts them as. */
export interface ConsignedUnits {
  readonly lineId: string
  /** Absent where the line is of no product, or was consigned before Waybill kept it. */
  readonly inventoryItemId?: string
  readonly quantity: number
}

/** How many units of which lines one Linnworks location ships. */
export interface Allocation {
  readonly link: LocationLink
  readonly units: readonly ConsignedUnits[]
  /** They are gone: fulfilled in Shopify without Waybill. Only Linnworks does not know it. */
  readonly leftShelf?: true
}

/** One item of a Linnworks order, and the Shopify units it stands for (a bundle has several). */
export interface ConsignmentItem {
  /** Unique in the order: the Shopify line item's id, or the bundle's. */
  readonly itemNumber: string
  readonly sku: string
  readonly quantity: number
  readonly units: readonly ConsignedUnits[]
  /** See `Allocation`. */
  readonly leftShelf?: true
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
  const shippable = listShippable(order)
  const open = order.fulfillmentOrders.filter(
    (each) =>
      isUnfinished(each.status) &&
      !foreignLocationIds.includes(each.locationId ?? '') &&
      each.lines.some((line) => line.remainingQuantity > 0 && shippable.has(line.lineId)),
  )
  const unmapped = open.filter(({ locationId }) => findLink(links, locationId) === undefined)
  if (unmapped.length > 0) return { kind: 'unmapped', locations: unmapped.map(toNamedLocation) }

  const parts = open.flatMap(({ locationId, lines }) => {
    const link = findLink(links, locationId)
    if (link === undefined) return []
    const units = lines.filter(({ lineId }) => shippable.has(lineId)).map(toRemaining)
    return [{ link, units }]
  })
  return { kind: 'allocated', allocations: gatherByLocation(parts) }
}

/** One allocation for each Linnworks location, each line of it once. */
export function gatherByLocation(
  parts: readonly Pick<Allocation, 'link' | 'units'>[],
): readonly Allocation[] {
  const allocations = new Map<string, { link: LocationLink; units: Map<string, ConsignedUnits> }>()
  for (const { link, units } of parts) {
    const allocation = allocations.get(link.linnworksLocationId) ?? { link, units: new Map() }
    allocations.set(link.linnworksLocationId, allocation)
    for (const each of units) {
      if (each.quantity === 0) continue
      const before = allocation.units.get(each.lineId)?.quantity ?? 0
      allocation.units.set(each.lineId, { ...each, quantity: before + each.quantity })
    }
  }
  return [...allocations.values()].map(({ link, units }) => ({ link, units: [...units.values()] }))
}

/** The lines that move stock. */
export function listShippable({ lines }: Pick<ShopOrder, 'lines'>): ReadonlySet<string> {
  return new Set(
    lines.filter(({ requiresShipping }) => requiresShipping).map(({ lineId }) => lineId),
  )
}

/** Whether all that the consignment holds had left the shelf before Linnworks was told of it. */
export function isOfLeftUnits({ items }: { readonly items: readonly ConsignmentItem[] }): boolean {
  return items.length > 0 && items.every(({ leftShelf }) => leftShelf === true)
}

/** The natural key in Linnworks of an order's n-th consignment, counted from 1. */
export function consignmentReference(orderId: string, ordinal: number): string {
  return ordinal === 1 ? orderId : `${orderId}-${ordinal}`
}

/** The order that a consignment's reference belongs to; `undefined` for what is no such reference. */
export function toOrderId(reference: string): string | undefined {
  return /^(\d+)(?:-(?:[2-9]|[1-9]\d+))?$/.exec(reference)?.[1]
}

export function findLink(
  links: readonly LocationLink[],
  locationId: string | undefined,
): LocationLink | undefined {
  return links.find((link) => link.locationId === locationId)
}

function toRemaining({
  lineId,
  inventoryItemId,
  remainingQuantity: quantity,
}: FulfillmentOrderLine): ConsignedUnits {
  return { lineId, ...(inventoryItemId !== undefined && { inventoryItemId }), quantity }
}

function toNamedLocation(each: FulfillmentOrder): { locationId: string; locationName: string } {
  return { locationId: each.locationId ?? 'unknown', locationName: each.locationName }
}
