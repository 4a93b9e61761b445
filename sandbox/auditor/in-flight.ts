import { type ItemLink, isLinked, type LocationLink } from './expectations.ts'
import type { CarriedOrder } from './linnworks-truth.ts'
import { isRightItem } from './right-item.ts'
import type { SoldOrder } from './shopify-truth.ts'
import { countItems } from './units.ts'

/** Units that a shop has sold from a location and that Linnworks has not taken off its stock. */
export interface UnitsInFlight {
  readonly shop: string
  readonly inventoryItemId: string
  readonly locationId: string
  readonly quantity: number
}

/**
 * What of an order Linnworks does not know: units that are to leave, or have left, Shopify's
 * shelves, without those that live Linnworks orders hold. An order that is locked holds nothing,
 * nor does a line that is linked to no item or to another one. Units that
 * Linnworks holds elsewhere are known too; what it sends once more is not of what was sold.
 */
export function listInFlight(
  order: SoldOrder,
  carried: readonly CarriedOrder[],
  around: {
    readonly lockedOrders: ReadonlySet<string>
    readonly locationLinks: readonly LocationLink[]
    readonly itemLinks: readonly ItemLink[]
    /** Staff told Linnworks by a count of what had left the shelf without it. */
    readonly counted: boolean
  },
): readonly UnitsInFlight[] {
  const { lockedOrders, locationLinks, itemLinks, counted } = around
  const holding = carried.filter(
    ({ state, isResend, linnworksOrderId }) =>
      state !== 'cancelled' && !isResend && !lockedOrders.has(linnworksOrderId),
  )
  const left = order.fulfillments
    .filter(({ stands }) => stands)
    .flatMap(({ units, locationId = '' }) => units.map((each) => ({ ...each, locationId })))
  return order.lines.flatMap(({ lineId, inventoryItemId }) => {
    if (inventoryItemId === undefined) return []
    const ofLine = (units: SoldOrder['committedUnits'], hasLeft: boolean) =>
      units.filter((each) => each.lineId === lineId).map((each) => ({ ...each, hasLeft }))
    const needs = [...ofLine(left, true), ...ofLine(order.committedUnits, false)]
    const held = holding.map((each) => ({
      linnworksLocationId: each.locationId,
      quantity: unitsOf(order, each, lineId, itemLinks),
    }))
    return meetNeeds(needs, held, locationLinks)
      .filter(({ hasLeft }) => !(hasLeft && counted))
      .map(({ locationId, quantity }) => ({
        shop: order.shop,
        inventoryItemId,
        locationId,
        quantity,
      }))
  })
}

/** What is left of the needs: what is held at the place itself goes first, then all else. */
function meetNeeds<Need extends { readonly locationId: string; readonly quantity: number }>(
  needs: readonly Need[],
  held: readonly { readonly linnworksLocationId: string; readonly quantity: number }[],
  locationLinks: readonly LocationLink[],
) {
  const stock = held.map((each) => ({ ...each }))
  const open = needs.map((need) => ({ need, left: need.quantity }))
  const take = (fits: (locationId: string, linnworksLocationId: string) => boolean) => {
    for (const each of open) {
      for (const from of stock) {
        if (!fits(each.need.locationId, from.linnworksLocationId)) continue
        const units = Math.min(each.left, from.quantity)
        each.left -= units
        from.quantity -= units
      }
    }
  }
  take((locationId, linnworksLocationId) =>
    isLinked({ locationLinks }, locationId, linnworksLocationId),
  )
  take(() => true)
  return open.filter(({ left }) => left > 0).map(({ need, left }) => ({ ...need, quantity: left }))
}

function unitsOf(
  order: SoldOrder,
  { items }: CarriedOrder,
  lineId: string,
  itemLinks: readonly ItemLink[],
): number {
  const right = items.filter((item) => isRightItem(order, item, itemLinks))
  return countItems(order, right).units.get(lineId) ?? 0
}
