import { locationView, productView, variantView } from './catalogue-view.ts'
import { catalogueOf, findVariant } from './catalogue.ts'
import { connectionOver, sortedConnection, type PageArgs } from './connection.ts'
import { idOf } from './gid.ts'
import { parseSearch } from './search.ts'
import type { CatalogueEntry, ProductSetup } from './setup.ts'
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
  const found = catalogueOf(context.setup).products.get(idOf('Product', id))
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
  return sortedConnection(
    catalogueOf(context.setup).productsInOrder,
    args,
    ({ productId }) => ({ value: Number(productId), id: productId }),
    (each) => productView(context, each),
    matches,
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
  return sortedConnection(
    catalogueOf(context.setup).variantsInOrder,
    args,
    ({ variant }) => ({ value: Number(variant.variantId), id: variant.variantId }),
    (entry) => variantView(context, entry),
    matches,
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
