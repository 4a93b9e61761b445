import type { CatalogueEntry, ProductSetup, ShopSetup } from './setup.ts'

/** What stock is counted of. Variants may share one; usually there is one. */
export interface CatalogueItem {
  readonly inventoryItemId: string
  readonly entries: readonly CatalogueEntry[]
}

/** A shop's goods by their ids, and in the order of their ids as pages show them. */
export interface Catalogue {
  readonly products: ReadonlyMap<string, ProductSetup>
  readonly variants: ReadonlyMap<string, CatalogueEntry>
  readonly items: ReadonlyMap<string, CatalogueItem>
  /** How many variants have a SKU. */
  readonly skus: ReadonlyMap<string, number>
  readonly locationIds: ReadonlySet<string>
  readonly productsInOrder: readonly ProductSetup[]
  readonly variantsInOrder: readonly CatalogueEntry[]
  readonly itemsInOrder: readonly CatalogueItem[]
}

const catalogues = new WeakMap<ShopSetup, Catalogue>()

/** Made once for a setup, which does not change while the twin runs. */
export function catalogueOf(setup: ShopSetup): Catalogue {
  const known = catalogues.get(setup)
  if (known !== undefined) return known
  const made = makeCatalogue(setup)
  catalogues.set(setup, made)
  return made
}

/** Finds a variant and its product by the variant's id. */
export function findVariant(setup: ShopSetup, variantId: string): CatalogueEntry | undefined {
  return catalogueOf(setup).variants.get(variantId)
}

export function isBundle({ variant }: CatalogueEntry): boolean {
  return (variant.components ?? []).length > 0
}

function makeCatalogue(setup: ShopSetup): Catalogue {
  const products = new Map<string, ProductSetup>()
  const variants = new Map<string, CatalogueEntry>()
  const items = new Map<string, { inventoryItemId: string; entries: CatalogueEntry[] }>()
  const skus = new Map<string, number>()
  for (const product of setup.products) {
    products.set(product.productId, product)
    for (const variant of product.variants) {
      const { inventoryItemId, sku } = variant
      const entry = { product, variant }
      variants.set(variant.variantId, entry)
      const item = items.get(inventoryItemId)
      if (item === undefined) items.set(inventoryItemId, { inventoryItemId, entries: [entry] })
      else item.entries.push(entry)
      if (sku !== null) skus.set(sku, (skus.get(sku) ?? 0) + 1)
    }
  }
  return {
    products,
    variants,
    items,
    skus,
    locationIds: new Set(setup.locations.map(({ id }) => id)),
    productsInOrder: inOrder(products),
    variantsInOrder: inOrder(variants),
    itemsInOrder: inOrder(items),
  }
}

function inOrder<T>(byId: ReadonlyMap<string, T>): readonly T[] {
  return [...byId]
    .map(([id, item]) => ({ number: Number(id), item }))
    .sort((a, b) => a.number - b.number)
    .map(({ item }) => item)
}
