import { catalogueOf, findVariant, isBundle } from './catalogue.ts'
import { listConnection, type PageArgs } from './connection.ts'
import { gid, idOf } from './gid.ts'
import { findLevel, sellableAt } from './inventory.ts'
import { itemView, levelShown, levelsOfLocation, type LevelArgs } from './inventory-view.ts'
import { sumOf, toFixedAmount, toMinor } from './money.ts'
import type { CatalogueEntry, ProductSetup } from './setup.ts'
import { locationName, type CallContext } from './world.ts'

/** The catalogue does not change while the twin runs, so its times are one fixed moment. */
export const catalogueTime = '2026-01-05T09:00:00Z'

export function locationView(context: CallContext, locationId: string) {
  return {
    __typename: 'Location',
    id: gid('Location', locationId),
    legacyResourceId: locationId,
    name: locationName(context.setup, locationId),
    isActive: true,
    fulfillsOnlineOrders: true,
    shipsInventory: true,
    isFulfillmentService: false,
    createdAt: catalogueTime,
    updatedAt: catalogueTime,
    inventoryLevel: (args: {
      readonly inventoryItemId: string
      readonly includeInactive?: boolean | null
    }): unknown => {
      const itemId = idOf('InventoryItem', args.inventoryItemId)
      return levelShown(context, itemId, locationId, args.includeInactive === true)
    },
    inventoryLevels: (args: LevelArgs): unknown => levelsOfLocation(context, locationId, args),
  }
}

export function productView(context: CallContext, product: ProductSetup): ProductView {
  const status = product.status ?? 'ACTIVE'
  return {
    __typename: 'Product',
    id: gid('Product', product.productId),
    legacyResourceId: product.productId,
    title: product.title,
    handle: product.title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'),
    status,
    publishedAt: status === 'ACTIVE' ? catalogueTime : null,
    createdAt: catalogueTime,
    updatedAt: catalogueTime,
    variants: (args) =>
      listConnection(
        product.variants,
        args,
        ({ variantId }) => variantId,
        (variant) => variantView(context, { product, variant }),
      ),
  }
}

export function variantView(context: CallContext, { product, variant }: CatalogueEntry) {
  const { setup } = context
  const price = toFixedAmount(toMinor(variant.price, setup.currency), setup.currency)
  const components = variant.components ?? []
  return {
    __typename: 'ProductVariant',
    id: gid('ProductVariant', variant.variantId),
    legacyResourceId: variant.variantId,
    title: 'Default Title',
    displayName: `${product.title} - Default Title`,
    sku: variant.sku,
    barcode: null,
    price,
    position: product.variants.indexOf(variant) + 1,
    inventoryPolicy: 'DENY',
    inventoryQuantity: () => availableEverywhere(context, variant.inventoryItemId),
    requiresComponents: isBundle({ product, variant }),
    availableForSale: () =>
      !variant.tracked || availableEverywhere(context, variant.inventoryItemId) > 0,
    taxable: true,
    createdAt: catalogueTime,
    updatedAt: catalogueTime,
    product: () => productView(context, product),
    inventoryItem: () => {
      const item = catalogueOf(setup).items.get(variant.inventoryItemId)
      return item === undefined ? null : itemView(context, item)
    },
    productVariantComponents: (args: PageArgs) =>
      listConnection(
        components,
        args,
        ({ variantId }) => variantId,
        (component) => componentView(context, component),
      ),
  }
}

interface ProductView {
  readonly variants: (args: PageArgs) => unknown
  readonly [field: string]: unknown
}

function availableEverywhere({ world, setup }: CallContext, itemId: string): number {
  return sumOf(setup.locations, ({ id }) => sellableAt(findLevel(world, setup, itemId, id)))
}

function componentView(
  context: CallContext,
  component: { readonly variantId: string; readonly quantity: number },
) {
  const found = findVariant(context.setup, component.variantId)
  return {
    id: gid('ProductVariantComponent', component.variantId),
    quantity: component.quantity,
    productVariant: (): unknown => (found === undefined ? null : variantView(context, found)),
  }
}

export function shopView({ setup }: CallContext) {
  return {
    id: gid('Shop', '1'),
    name: setup.shop,
    myshopifyDomain: setup.domain,
    currencyCode: setup.currency,
    taxesIncluded: setup.taxesIncluded,
    ianaTimezone: 'Europe/London',
    plan: { publicDisplayName: setup.plan, shopifyPlus: setup.plan === 'plus' },
  }
}
