import type { CarriedItem } from './linnworks-truth.ts'
import { idOf, type SoldOrder, type Units } from './shopify-truth.ts'

/** How many units of each Shopify line item. */
export type UnitCount = ReadonlyMap<string, number>

export interface Contents {
  readonly units: UnitCount
  /** Item numbers that name neither a line of the order nor a bundle in it. */
  readonly unknown: readonly string[]
}

/**
 * What the items of Linnworks orders are in Shopify's units. An item is numbered by its line item,
 * or, where a bundle is one composite in Linnworks, by the line item group: then it stands for its
 * share of each component. Items that move no stock (digital goods, tips) are not counted.
 */
export function countItems(order: SoldOrder, items: readonly CarriedItem[]): Contents {
  const units: Units[] = []
  const unknown: string[] = []
  for (const item of items) {
    if (item.isService) continue
    const number = idOf(item.itemNumber)
    const line = order.lines.find(({ lineId }) => lineId === number)
    const components = order.lines.filter(({ bundle }) => bundle?.groupId === number)
    if (line === undefined && components.length === 0) unknown.push(item.itemNumber)
    if (line !== undefined) units.push({ lineId: number, quantity: item.quantity })
    for (const { lineId, sold, bundle } of components) {
      units.push({ lineId, quantity: (item.quantity * sold) / (bundle?.sold ?? 1) })
    }
  }
  return { units: count(units), unknown }
}

export function count(units: readonly Units[]): UnitCount {
  const counted = new Map<string, number>()
  for (const { lineId, quantity } of units) {
    if (quantity !== 0) counted.set(lineId, (counted.get(lineId) ?? 0) + quantity)
  }
  return counted
}

/** Only of the lines that are shipped. */
export function shippedOnly(order: SoldOrder, units: UnitCount): UnitCount {
  const shipped = new Set(
    order.lines.filter(({ requiresShipping }) => requiresShipping).map(({ lineId }) => lineId),
  )
  return new Map([...units].filter(([lineId]) => shipped.has(lineId)))
}

export function sameUnits(one: UnitCount, other: UnitCount): boolean {
  return (
    one.size === other.size &&
    [...one].every(([lineId, quantity]) => other.get(lineId) === quantity)
  )
}
