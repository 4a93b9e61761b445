import { catalogueOf, type CatalogueItem } from './catalogue.ts'
import { firstWhere, sortedConnection, type PageArgs } from './connection.ts'
import { idOf } from './gid.ts'
import { itemPosition, itemView, levelView } from './inventory-view.ts'
import { findLevelById } from './level-ids.ts'
import { compare, parseSearch } from './search.ts'
import type { CallContext } from './world.ts'

export function inventoryItem({ id }: { readonly id: string }, context: CallContext) {
  const found = catalogueOf(context.setup).items.get(idOf('InventoryItem', id))
  return found === undefined ? null : itemView(context, found)
}

/** `inventoryItems`, in the order of their ids; `query: "id:>…"` goes on behind one. */
export function inventoryItems(
  args: PageArgs & { readonly query?: string | null },
  context: CallContext,
) {
  const { itemsInOrder } = catalogueOf(context.setup)
  // What stands before the id is not even looked at: apps page through all items like this.
  const above = Number(/^id:>(\d+)$/.exec(args.query?.trim() ?? '')?.[1] ?? 0)
  const start = firstWhere(itemsInOrder, (item) => Number(item.inventoryItemId) > above)
  const { matches } = parseSearch<CatalogueItem>(args.query ?? '', {
    id: (item, operator, value) => compare(Number(item.inventoryItemId), Number(value), operator),
    sku: ({ entries }, _operator, value) => entries.some(({ variant }) => variant.sku === value),
  })
  return sortedConnection(
    itemsInOrder.slice(start),
    args,
    itemPosition,
    (item) => itemView(context, item),
    matches,
  )
}

export function inventoryLevel({ id }: { readonly id: string }, context: CallContext) {
  const found = findLevelById(context, id)
  return found === undefined ? null : levelView(context, found)
}
