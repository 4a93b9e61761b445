import { SHIPPED, TOWEL, VARIANTS, type Product } from './goods.ts'
import { DEFAULT_LOCATION_ID, type LinnworksItem, type LinnworksSetup } from './linnworks/index.ts'
import type { ShopSetup } from './shopify/setup.ts'

/** Locations of the shop, by Shopify's ids. */
export const SHOPIFY_LOCATIONS = { london: '70000000001', leeds: '70000000002' } as const

/** Locations of the account, by Linnworks' ids. */
export const LINNWORKS_LOCATIONS = {
  default: DEFAULT_LOCATION_ID,
  london: 'a1000000-0000-4000-8000-000000000001',
  leeds: 'a1000000-0000-4000-8000-000000000002',
} as const

/** Which Linnworks location ships for which location of the shop. */
export const LOCATION_LINKS = [
  {
    locationId: SHOPIFY_LOCATIONS.london,
    linnworksLocationId: LINNWORKS_LOCATIONS.london,
    linnworksLocationName: 'London Warehouse',
  },
  {
    locationId: SHOPIFY_LOCATIONS.leeds,
    linnworksLocationId: LINNWORKS_LOCATIONS.leeds,
    linnworksLocationName: 'Leeds Depot',
  },
] as const

/** The stock item that Linnworks lacks: post it to `/_sandbox/items` to cure the order. */
export const MISSING_ITEM: LinnworksItem = toItem(TOWEL)

/** What is sold as the towel, under whichever SKU Linnworks knows it. */
export const ITEM_LINKS = [
  {
    shop: 'aurora',
    inventoryItemId: TOWEL.variantId.replace(/^8/, '9'),
    stockItemId: MISSING_ITEM.StockItemId,
  },
] as const

/** The Linnworks account of the sandbox, all of its secrets plain test values. */
export const LINNWORKS = {
  applicationId: 'b1000000-0000-4000-8000-000000000001',
  applicationSecret: 'b1000000-0000-4000-8000-000000000002',
  token: 'b1000000-0000-4000-8000-000000000003',
  locality: 'EU',
  locations: [
    { StockLocationId: LINNWORKS_LOCATIONS.london, LocationName: 'London Warehouse' },
    { StockLocationId: LINNWORKS_LOCATIONS.leeds, LocationName: 'Leeds Depot' },
  ],
  items: [
    ...SHIPPED.map(toItem),
    {
      StockItemId: itemId(VARIANTS.teaSet),
      SKU: 'SET-TEA',
      title: 'Tea set',
      isComposite: true,
      components: [
        { SKU: 'MUG-BLUE', quantity: 1 },
        { SKU: 'TEA-BREAKFAST', quantity: 2 },
      ],
    },
  ],
  channels: [{ Source: 'SHOPIFY', SubSource: 'aurora', Enabled: false }],
} satisfies LinnworksSetup

/** The shop of the sandbox: prices in pounds, tax included, secrets plain test values. */
export const AURORA: ShopSetup = {
  shop: 'aurora',
  domain: 'aurora.myshopify.com',
  accessToken: 'sandbox-access-token-aurora',
  clientId: 'sandbox-client-aurora',
  clientSecret: 'sandbox-client-secret-aurora',
  webhookSecret: 'sandbox-webhook-secret-aurora',
  currency: 'GBP',
  taxesIncluded: true,
  plan: 'standard',
  scopes: [
    'read_all_orders',
    'read_inventory',
    'read_locations',
    'read_merchant_managed_fulfillment_orders',
    'read_order_edits',
    'read_orders',
    'read_products',
    'read_returns',
    'write_inventory',
    'write_merchant_managed_fulfillment_orders',
    'write_order_edits',
    'write_orders',
    'write_returns',
  ],
  locations: [
    { id: SHOPIFY_LOCATIONS.london, name: 'London' },
    { id: SHOPIFY_LOCATIONS.leeds, name: 'Leeds' },
  ],
  products: [
    ...[...SHIPPED, TOWEL].map((item) => toProduct(item, {})),
    toProduct(
      {
        variantId: VARIANTS.teaSet,
        sku: 'SET-TEA',
        title: 'Tea set',
        price: '22.00',
        london: 0,
        leeds: 0,
      },
      {
        tracked: false,
        components: [
          { variantId: VARIANTS.mug, quantity: 1 },
          { variantId: VARIANTS.breakfastTea, quantity: 2 },
        ],
        stock: {},
      },
    ),
    toProduct(
      {
        variantId: VARIANTS.brewingGuide,
        sku: 'GUIDE-PDF',
        title: 'Brewing guide',
        price: '5.00',
        london: 0,
        leeds: 0,
      },
      {
        tracked: false,
        requiresShipping: false,
        stock: {},
      },
    ),
  ],
}

function toItem(item: Product): LinnworksItem {
  return {
    StockItemId: itemId(item.variantId),
    SKU: item.sku,
    title: item.title,
    levels: {
      [LINNWORKS_LOCATIONS.london]: item.london,
      [LINNWORKS_LOCATIONS.leeds]: item.leeds,
    },
  }
}

/** The stock item that goes with a variant. */
function itemId(variantId: string): string {
  return `c1000000-0000-4000-8000-${variantId.padStart(12, '0')}`
}

function toProduct(
  item: Product,
  change: Partial<ShopSetup['products'][number]['variants'][number]>,
): ShopSetup['products'][number] {
  return {
    productId: item.variantId.replace(/^8/, '6'),
    title: item.title,
    variants: [
      {
        variantId: item.variantId,
        sku: item.sku,
        price: item.price,
        tracked: true,
        requiresShipping: true,
        inventoryItemId: item.variantId.replace(/^8/, '9'),
        stock: {
          [SHOPIFY_LOCATIONS.london]: item.london,
          [SHOPIFY_LOCATIONS.leeds]: item.leeds,
        },
        ...change,
      },
    ],
  }
}
