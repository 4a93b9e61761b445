import { listConnection, type PageArgs } from './connection.ts'
import { gid, idOf } from './gid.ts'
import { availableAt, findLevel, levelId } from './inventory.ts'
import { sumOf, toFixedAmount, toMinor } from './money.ts'
import { findVariant, type CatalogueEntry, type ProductSetup } from './setup.ts'
import type { StoredLevel } from './records.ts'
import { locationName, type CallContext } from './world.ts'

/** The catalogue does not change while the twin runs, so its times are one fixed moment. */
const catalogueTime = '2026-01-05T09:00:00Z'

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
    inventoryLevel: (args: { readonly inventoryItemId: string }): LevelView | null => {
      const itemId = idOf('InventoryItem', args.inventoryItemId)
      return levelView(context, findLevel(context.world, context.setup, itemId, locationId))
    },
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
    requiresComponents: components.length > 0,
    availableForSale: () =>
      !variant.tracked || availableEverywhere(context, variant.inventoryItemId) > 0,
    taxable: true,
    createdAt: catalogueTime,
    updatedAt: catalogueTime,
    product: () => productView(context, product),
    inventoryItem: () => itemView(context, { product, variant }),
    productVariantComponents: (args: PageArgs) =>
      listConnection(
        components,
        args,
        ({ variantId }) => variantId,
        (component) => componentView(context, component),
      ),
  }
}

export function itemView(context: CallContext, entry: CatalogueEntry) {
  const { world, setup } = context
  const { variant } = entry
  const itemId = variant.inventoryItemId
  const levels = setup.locations
    .map(({ id }) => findLevel(world, setup, itemId, id))
    .filter((level) => level !== undefined)
  const sameSku = setup.products
    .flatMap(({ variants }) => variants)
    .filter(({ sku }) => sku !== null && sku === variant.sku)
  return {
    __typename: 'InventoryItem',
    id: gid('InventoryItem', itemId),
    legacyResourceId: itemId,
    sku: variant.sku,
    tracked: variant.tracked,
    requiresShipping: variant.requiresShipping,
    duplicateSkuCount: Math.max(0, sameSku.length - 1),
    createdAt: catalogueTime,
    updatedAt: catalogueTime,
    inventoryLevel: (args: { readonly locationId: string }): LevelView | null =>
      levelView(context, findLevel(world, setup, itemId, idOf('Location', args.locationId))),
    inventoryLevels: (args: PageArgs) =>
      listConnection(
        levels,
        args,
        (level) => level.locationId,
        (level) => levelView(context, level),
      ),
    variants: (args: PageArgs): unknown =>
      listConnection(
        [entry],
        args,
        (each) => each.variant.variantId,
        (each) => variantView(context, each),
      ),
  }
}

interface ProductView {
  readonly variants: (args: PageArgs) => unknown
  readonly [field: string]: unknown
}

interface LevelView {
  readonly id: string
  readonly [field: string]: unknown
}

function levelView(context: CallContext, level: StoredLevel | undefined): LevelView | null {
  if (level === undefined) return null
  const { inventoryItemId, locationId, updatedAt } = level
  const item = context.setup.products
    .flatMap((product) => product.variants.map((variant) => ({ product, variant })))
    .find(({ variant }) => variant.inventoryItemId === inventoryItemId)
  const id = `${levelId(inventoryItemId, locationId).replace(':', '-')}`
  return {
    id: gid('InventoryLevel', `${id}?inventory_item_id=${inventoryItemId}`),
    isActive: true,
    createdAt: catalogueTime,
    updatedAt,
    item: () => (item === undefined ? null : itemView(context, item)),
    location: () => locationView(context, locationId),
    quantities: (args: { readonly names: readonly string[] }) =>
      args.names.map((name) => ({
        id: gid('InventoryQuantity', `${id}?name=${name}`),
        name,
        quantity: quantityNamed(level, name),
        updatedAt,
      })),
  }
}

function quantityNamed(level: StoredLevel, name: string): number {
  if (name === 'on_hand') return level.onHand
  if (name === 'committed') return level.committed
  return name === 'available' ? availableAt(level) : 0
}

function availableEverywhere({ world, setup }: CallContext, itemId: string): number {
  return sumOf(setup.locations, ({ id }) => availableAt(findLevel(world, setup, itemId, id)))
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
