import type { ConsignmentItem } from './consignment.ts'
import type { LinnworksOrderLine } from './consignment-order.ts'
import type { ParcelUnits } from './parcel.ts'

export type ParcelReading =
  | { readonly kind: 'matched'; readonly units: readonly ParcelUnits[] }
  | { readonly kind: 'unmatched'; readonly because: string }

/**
 * Which Shopify units a dispatched Linnworks order holds. Its lines are known by their item number;
 * a line that a person replaced in Linnworks has none, and a bundle's line stands for the units of
 * its components.
 */
export function toParcelUnits(
  lines: readonly LinnworksOrderLine[],
  items: readonly ConsignmentItem[],
): ParcelReading {
  const units = new Map<string, number>()
  for (const line of lines) {
    if (line.isService) continue
    const item = items.find(({ itemNumber }) => itemNumber === line.itemNumber)
    if (item === undefined) {
      return {
        kind: 'unmatched',
        because: `its line ${line.sku} is not one of those that were sent`,
      }
    }
    for (const { lineId, quantity } of item.units) {
      const share = (quantity * line.quantity) / item.quantity
      if (!Number.isInteger(share)) {
        return { kind: 'unmatched', because: `the bundle ${line.sku} was split inside one bundle` }
      }
      units.set(lineId, (units.get(lineId) ?? 0) + share)
    }
  }
  return units.size === 0
    ? { kind: 'unmatched', because: 'it holds nothing that was sold' }
    : {
        kind: 'matched',
        units: [...units].map(([lineId, quantity]) => ({ lineId, quantity })),
      }
}
