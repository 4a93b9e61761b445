import type { ItemLink } from './expectations.ts'
import type { CarriedItem, NamedItem } from './linnworks-truth.ts'
import { idOf, type SoldLine, type SoldOrder } from './shopify-truth.ts'

/**
 * Whether a Linnworks line takes off the shelf what was bought: the item that a link names, or else
 * the one of the same SKU. A bundle's composite is right where it consists of what the bundle's
 * lines are. Services take nothing; a line that belongs to nothing bought is judged elsewhere.
 */
export function isRightItem(
  order: SoldOrder,
  item: CarriedItem,
  itemLinks: readonly ItemLink[],
): boolean {
  if (item.isService) return true
  const number = idOf(item.itemNumber)
  const isUnitOf = (line: SoldLine, named: NamedItem) =>
    isLinkedTo(order.shop, line, named, itemLinks)
  const line = order.lines.find(({ lineId }) => lineId === number)
  if (line !== undefined) return isUnitOf(line, item.stockItem)
  const components = order.lines.filter(({ bundle }) => bundle?.groupId === number)
  if (components.length === 0) return true
  const isRightPart = (part: NamedItem) => {
    const needed = components
      .filter((each) => isUnitOf(each, part))
      .map(({ sold, bundle }) => (item.quantity * sold) / (bundle?.sold ?? 1))
    const alike = item.parts.filter(({ stockItemId }) => stockItemId === part.stockItemId)
    return sum(alike.map(({ quantity }) => quantity)) === sum(needed)
  }
  const isThere = (each: SoldLine) => item.parts.some((part) => isUnitOf(each, part))
  return item.parts.every(isRightPart) && components.every(isThere)
}

function isLinkedTo(
  shop: string,
  { inventoryItemId, sku }: SoldLine,
  { stockItemId, sku: masterSku }: NamedItem,
  itemLinks: readonly ItemLink[],
): boolean {
  const link = itemLinks.find(
    (each) => each.shop === shop && each.inventoryItemId === inventoryItemId,
  )
  if (link !== undefined) return link.stockItemId.toLowerCase() === stockItemId
  return sku !== '' && sku === masterSku
}

function sum(quantities: readonly number[]): number {
  return quantities.reduce((total, quantity) => total + quantity, 0)
}
