import { page } from './page.ts'

/** The shop, its locations, products and variants. */
export const catalogueSdl = `
enum ProductVariantInventoryPolicy { CONTINUE DENY }
enum ProductStatus { ACTIVE ARCHIVED DRAFT UNLISTED }
enum ProductVariantSortKeys {
  FULL_TITLE ID INVENTORY_LEVELS_AVAILABLE INVENTORY_MANAGEMENT INVENTORY_POLICY
  INVENTORY_QUANTITY NAME POPULAR POSITION RELEVANCE SKU TITLE
}
enum LocationSortKeys { ID NAME RELEVANCE }
enum ProductSortKeys {
  CREATED_AT ID INVENTORY_TOTAL PRODUCT_TYPE PUBLISHED_AT RELEVANCE TITLE UPDATED_AT VENDOR
}
type Product implements Node {
  id: ID!  legacyResourceId: UnsignedInt64!  title: String!  status: ProductStatus!
  publishedAt: DateTime  createdAt: DateTime!  updatedAt: DateTime!  handle: String!
  variants(${page}, sortKey: ProductVariantSortKeys = POSITION): ProductVariantConnection!
}
type Location implements Node {
  id: ID!  legacyResourceId: UnsignedInt64!  name: String!  isActive: Boolean!
  fulfillsOnlineOrders: Boolean!  shipsInventory: Boolean!  isFulfillmentService: Boolean!
  createdAt: DateTime!  updatedAt: DateTime!
  inventoryLevel(includeInactive: Boolean = false, inventoryItemId: ID!): InventoryLevel
  inventoryLevels(after: String, before: String, first: Int, includeInactive: Boolean = false, last: Int, query: String, reverse: Boolean = false): InventoryLevelConnection!
}
type ProductVariantComponent { id: ID!, productVariant: ProductVariant!, quantity: Int! }
type ProductVariant implements Node {
  id: ID!  legacyResourceId: UnsignedInt64!  title: String!  displayName: String!  sku: String
  barcode: String  price: Money!  position: Int!
  inventoryPolicy: ProductVariantInventoryPolicy!  inventoryQuantity: Int
  requiresComponents: Boolean!  availableForSale: Boolean!  taxable: Boolean!
  createdAt: DateTime!  updatedAt: DateTime!  product: Product!  inventoryItem: InventoryItem!
  productVariantComponents(${page}): ProductVariantComponentConnection!
}
type ShopPlan { publicDisplayName: String!, shopifyPlus: Boolean! }
type Shop {
  id: ID!  name: String!  myshopifyDomain: String!  currencyCode: CurrencyCode!
  taxesIncluded: Boolean!  ianaTimezone: String!  plan: ShopPlan!
}
type AccessScope { handle: String!, description: String! }
type AppInstallation { id: ID!, accessScopes: [AccessScope!]! }
`
