import type { Allocation } from '../../domain/consignment.ts'
import { mapOrder, type PlannedConsignment } from '../../domain/mapping.ts'
import type { OrderLine, ShopOrder } from '../../domain/order.ts'
import { contextOf, london } from './builders.ts'

/** The consignments of an order, or an error with the sentence of its exception. */
export function mapped(
  order: ShopOrder,
  allocations: readonly Allocation[],
  context: Parameters<typeof contextOf>[1] = {},
): readonly PlannedConsignment[] {
  const result = mapOrder(order, allocations, contextOf(order, context))
  if (result.kind === 'exception') throw new Error(result.exception.sentence)
  return result.consignments
}

/** All that ships of it, from London. */
export function wholeOrder(order: ShopOrder): Allocation {
  return { link: london, units: shippable(order).map(toUnits) }
}

/** The lines that still ship. */
export function shippable({ lines }: ShopOrder): readonly OrderLine[] {
  return lines.filter((line) => line.requiresShipping && line.currentQuantity > 0)
}

function toUnits({ lineId, currentQuantity }: OrderLine) {
  return { lineId, quantity: currentQuantity }
}
