import type { ConsignmentItem } from './consignment.ts'
import type { LinnworksOrderLine } from './consignment-order.ts'
import type { ParcelUnits } from './parcel.ts'

/** By how many units what is held exceeds what was claimed, by Shopify line; only the excess. */
export function findSurplus(
  claimed: readonly ParcelUnits[],
  held: readonly ParcelUnits[],
): ReadonlyMap<string, number> {
  const due = toCounts(claimed)
  return new Map(
    countUnits(held)
      .map(({ lineId, quantity }) => [lineId, quantity - (due.get(lineId) ?? 0)] as const)
      .filter(([, excess]) => excess > 0),
  )
}

/** What was sent, or was told to Shopify, whichever is more: both are right. */
export function toClaimed(
  sent: readonly ParcelUnits[],
  told: readonly ParcelUnits[],
): readonly ParcelUnits[] {
  const [sentCounts, toldCounts] = [toCounts(sent), toCounts(told)]
  return [...new Set([...sentCounts.keys(), ...toldCounts.keys()])].map((lineId) => ({
    lineId,
    quantity: Math.max(sentCounts.get(lineId) ?? 0, toldCounts.get(lineId) ?? 0),
  }))
}

/** What an order's lines are in Shopify's units, and whether they are nothing else. */
export function toStandingUnits(
  lines: readonly LinnworksOrderLine[],
  items: readonly ConsignmentItem[],
): { readonly units: readonly ParcelUnits[]; readonly clear: boolean } {
  const goods = lines.filter(({ isService }) => !isService)
  const read = goods.map(({ itemNumber, quantity }) => {
    const item = items.find((sent) => sent.itemNumber === itemNumber)
    return item?.units.map((unit) => ({
      lineId: unit.lineId,
      quantity: (unit.quantity * quantity) / item.quantity,
    }))
  })
  const units = read.flatMap((unit) => unit ?? [])
  const whole = units.filter(({ quantity }) => Number.isInteger(quantity))
  const clear = goods.length > 0 && !read.includes(undefined) && whole.length === units.length
  return { units: countUnits(whole), clear }
}

/** Each line once. */
export function countUnits(units: readonly ParcelUnits[]): ParcelUnits[] {
  return [...toCounts(units)].map(([lineId, quantity]) => ({ lineId, quantity }))
}

export function toCounts(units: readonly ParcelUnits[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const { lineId, quantity } of units) {
    counts.set(lineId, (counts.get(lineId) ?? 0) + quantity)
  }
  return counts
}
