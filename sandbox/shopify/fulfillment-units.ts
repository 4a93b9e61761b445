import type { QuantityInput } from './fulfillment-plan.ts'
import { idOf } from './gid.ts'
import type { StoredFulfillmentOrder } from './state.ts'
import type { World } from './world.ts'

/** Cuts units out of a fulfilment order into a new one that is otherwise its twin. */
export function splitApart(
  world: World,
  each: StoredFulfillmentOrder,
  chosen: readonly QuantityInput[],
): { readonly kept: StoredFulfillmentOrder; readonly apart: StoredFulfillmentOrder } {
  const at = world.timestamp()
  const units = unitsByLine(chosen)
  const kept = each.lines
    .map((line) => {
      const cut = units.get(line.id) ?? 0
      const { totalQuantity, remainingQuantity } = line
      return {
        ...line,
        totalQuantity: totalQuantity - cut,
        remainingQuantity: remainingQuantity - cut,
      }
    })
    .filter(({ totalQuantity }) => totalQuantity > 0)
  const apart = each.lines
    .filter(({ id }) => (units.get(id) ?? 0) > 0)
    .map(({ id, lineId }) => ({
      id: world.nextId('FulfillmentOrderLineItem'),
      lineId,
      totalQuantity: units.get(id) ?? 0,
      remainingQuantity: units.get(id) ?? 0,
    }))
  const id = world.nextId('FulfillmentOrder')
  return {
    kept: { ...each, lines: kept, updatedAt: at },
    apart: { ...each, id, lines: apart, createdAt: at, updatedAt: at, heldApartFrom: null },
  }
}

/** Whether the units exist; a `part` must also leave something behind. */
export function quantitiesFit(
  each: StoredFulfillmentOrder,
  chosen: readonly QuantityInput[],
  how: 'part' | 'whole',
): boolean {
  const units = unitsByLine(chosen)
  const known = [...units.keys()].every((id) => each.lines.some((line) => line.id === id))
  const within = each.lines.every((line) => (units.get(line.id) ?? 0) <= line.remainingQuantity)
  const leaves = each.lines.some((line) => (units.get(line.id) ?? 0) < line.remainingQuantity)
  return known && within && (how === 'whole' || leaves)
}

function unitsByLine(chosen: readonly QuantityInput[]): Map<string, number> {
  const units = new Map<string, number>()
  for (const { id, quantity } of chosen) {
    const lineId = idOf('FulfillmentOrderLineItem', id)
    units.set(lineId, (units.get(lineId) ?? 0) + quantity)
  }
  return units
}
