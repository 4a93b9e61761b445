import {
  type Allocation,
  type ConsignedUnits,
  findLink,
  gatherByLocation,
  listShippable,
  type LocationLink,
} from './consignment.ts'
import type { ShopOrder } from './order.ts'
import { isUnfinished } from './units-to-ship.ts'

/** Units at one Shopify location, by what Shopify counts them as. */
export interface LeftUnits {
  readonly inventoryItemId: string
  readonly locationId: string
  readonly quantity: number
}

/**
 * What of an order that was never injected left linked locations without Waybill (at a point of
 * sale, by hand), one allocation for each Linnworks location. What was taken out of the order since
 * is not among it. A location without a link, or of another system, is none of Linnworks' stock.
 */
export function allocateLeft(
  order: ShopOrder,
  links: readonly LocationLink[],
  foreignLocationIds: readonly string[],
): readonly Allocation[] {
  if (!hasDepartures(order)) return []
  const shippable = listShippable(order)
  const most = countStillOrdered(order)
  const parts = order.fulfillmentOrders.flatMap(({ locationId = '', lines }) => {
    const link = findLink(links, locationId)
    if (link === undefined || foreignLocationIds.includes(locationId)) return []
    const units = lines.flatMap((line): ConsignedUnits[] => {
      const { lineId, inventoryItemId, totalQuantity, remainingQuantity } = line
      const left = Math.min(totalQuantity - remainingQuantity, most.get(lineId) ?? 0)
      if (left <= 0 || !shippable.has(lineId)) return []
      most.set(lineId, (most.get(lineId) ?? 0) - left)
      return [{ lineId, ...(inventoryItemId !== undefined && { inventoryItemId }), quantity: left }]
    })
    return units.length === 0 ? [] : [{ link, units }]
  })
  return gatherByLocation(parts).map((allocation) => ({ ...allocation, leftShelf: true }))
}

/** Whether anything of the order left a shelf, whoever sent it. */
export function hasDepartures({ fulfillments }: Pick<ShopOrder, 'fulfillments'>): boolean {
  return fulfillments.some(({ status }) => status === 'SUCCESS')
}

/** By what Shopify counts them as; lines of no product are in no stock. */
export function toLeftUnits(allocations: readonly Allocation[]): readonly LeftUnits[] {
  const counts = new Map<string, LeftUnits>()
  for (const { link, units } of allocations) {
    for (const { inventoryItemId, quantity } of units) {
      if (inventoryItemId === undefined) continue
      const { locationId } = link
      const key = `${inventoryItemId} ${locationId}`
      const before = counts.get(key)?.quantity ?? 0
      counts.set(key, { inventoryItemId, locationId, quantity: before + quantity })
    }
  }
  return [...counts.values()]
}

/** Of each line, what is still part of the order and does not wait for a later departure. */
function countStillOrdered(order: ShopOrder): Map<string, number> {
  const most = new Map(order.lines.map((line) => [line.lineId, line.currentQuantity]))
  for (const { status, lines } of order.fulfillmentOrders) {
    if (!isUnfinished(status)) continue
    for (const { lineId, remainingQuantity } of lines) {
      most.set(lineId, (most.get(lineId) ?? 0) - remainingQuantity)
    }
  }
  return most
}
