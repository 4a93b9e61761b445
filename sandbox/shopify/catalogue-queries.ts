import { itemView, locationView, productView, variantView } from './catalogue-view.ts'
import { connectionOver, type PageArgs } from './connection.ts'
import { idOf } from './gid.ts'
import { parseSearch } from './search.ts'
import { findVariant, type CatalogueEntry, type ProductSetup } from './setup.ts'
import type { CallContext } from './world.ts'

interface SearchArgs extends PageArgs {
  readonly query?: string | null
}

export function location({ id }: { readonly id?: string | null }, context: CallContext) {
  const known = context.setup.locations
  if (id == null) return known[0] === undefined ? null : locationView(context, known[0].id)
  const locationId = idOf('Location', id)
  const found = known.some((each) => each.id === locationId)
  return found ? locationView(context, locationId) : null
}

export function locations(
  args: PageArgs & { readonly sortKey?: string | null },
  context: CallContext,
) {
  return connectionOver(
    context.setup.locations,
    args,
    ({ id, name }) => ({ value: args.sortKey === 'ID' ? Number(id) : name, id }),
    ({ id }) => locationView(context, id),
  )
}

export function product({ id }: { readonly id: string }, context: CallContext) {
  const productId = idOf('Product', id)
  const found = context.setup.products.find((each) => each.productId === productId)
  return found === undefined ? null : productView(context, found)
}

export function products(args: SearchArgs, context: CallContext) {
  const { matches } = parseSearch<ProductSetup>(args.query ?? '', {
    id: (each, _operator, value) => each.productId === value,
    title: (each, _operator, value) => containsWord(each.title, value),
    status: (each, _operator, value) =>
      (each.status ?? 'ACTIVE').toLowerCase() === value.toLowerCase(),
    sku: (each, _operator, value) =>
      each.variants.some(({ sku }) => containsWord(sku ?? '', value)),
  })
  return connectionOver(
    context.setup.products.filter(matches),
    args,
    ({ productId }) => ({ value: Number(productId), id: productId }),
    (each) => productView(context, each),
  )
}

export function productVariant({ id }: { readonly id: string }, context: CallContext) {
  const found = findVariant(context.setup, idOf('ProductVariant', id))
  return found === undefined ? null : variantView(context, found)
}

/** `productVariants`. A search for a SKU finds others that contain it as a word. */
export function productVariants(args: SearchArgs, context: CallContext) {
  const { matches } = parseSearch<CatalogueEntry>(args.query ?? '', {
    id: ({ variant }, _operator, value) => variant.variantId === value,
    sku: ({ variant }, _operator, value) => containsWord(variant.sku ?? '', value),
    product_id: (entry, _operator, value) => entry.product.productId === value,
    product_status: (entry, _operator, value) =>
      (entry.product.status ?? 'ACTIVE').toLowerCase() === value.toLowerCase(),
  })
  return connectionOver(
    variantsOf(context).filter(matches),
    args,
    ({ variant }) => ({ value: Number(variant.variantId), id: variant.variantId }),
    (entry) => variantView(context, entry),
  )
}

export function inventoryItem({ id }: { readonly id: string }, context: CallContext) {
  const itemId = idOf('InventoryItem', id)
  const found = variantsOf(context).find(({ variant }) => variant.inventoryItemId === itemId)
  return found === undefined ? null : itemView(context, found)
}

function variantsOf({ setup }: CallContext): CatalogueEntry[] {
  return setup.products.flatMap((each) =>
    each.variants.map((variant) => ({ product: each, variant })),
  )
}

/** Search splits on anything that is not a letter or digit, and `*` ends a prefix. */
function containsWord(text: string, value: string): boolean {
  const words = (each: string) =>
    each
      .toLowerCase()
      .split(/[^a-z0-9*]+/)
      .filter(Boolean)
  const present = words(text)
  return words(value).every((word) =>
    word.endsWith('*')
      ? present.some((each) => each.startsWith(word.slice(0, -1)))
      : present.includes(word),
  )
}
