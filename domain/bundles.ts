import type { Allocation } from './consignment.ts'
import type { LineGroup, OrderLine, ShopOrder } from './order.ts'

/** Bundles that one location ships whole, as a composite of Linnworks. */
export interface CompositeShare {
  readonly group: LineGroup
  readonly compositeSku: string
  /** How many bundles. */
  readonly quantity: number
  /** The Shopify lines that are its components. */
  readonly lineIds: readonly string[]
}

/**
 * The bundles of an allocation that are a composite by explicit link. A bundle whose components
 * leave from different locations, or of which a component was removed, is no composite any more: a
 * composite would take stock that was not sold. Its components are then lines of their own.
 */
export function listComposites(
  order: ShopOrder,
  allocation: Allocation,
  compositeSkus: ReadonlyMap<string, string>,
): readonly CompositeShare[] {
  const groups = new Map(
    order.lines.flatMap(({ group }) => (group === undefined ? [] : [[group.groupId, group]])),
  )
  return [...groups.values()].flatMap((group) => {
    const compositeSku = compositeSkus.get(trimmedSku(group.sku))
    if (compositeSku === undefined) return []
    const components = order.lines.filter(
      (line) => line.requiresShipping && line.group?.groupId === group.groupId,
    )
    const quantity = countWhole(components, group, allocation)
    const lineIds = components.map(({ lineId }) => lineId)
    return quantity === undefined ? [] : [{ group, compositeSku, quantity, lineIds }]
  })
}

export function trimmedSku(sku: string | undefined): string {
  return sku?.trim() ?? ''
}

/** How many bundles the allocated units make up; `undefined` unless all of them do. */
function countWhole(
  components: readonly OrderLine[],
  group: LineGroup,
  allocation: Allocation,
): number | undefined {
  const counts = components.map(({ lineId, quantity }) => {
    const allocated = allocation.units.find((each) => each.lineId === lineId)?.quantity ?? 0
    return (allocated * group.quantity) / quantity
  })
  const [first = 0] = counts
  const whole = Number.isInteger(first) && first > 0 && counts.every((count) => count === first)
  return whole ? first : undefined
}
