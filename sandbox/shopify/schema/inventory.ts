const setErrorCodes = `
  CHANGE_FROM_QUANTITY_STALE COMPARE_QUANTITY_REQUIRED COMPARE_QUANTITY_STALE
  IDEMPOTENCY_CONCURRENT_REQUEST IDEMPOTENCY_KEY_PARAMETER_MISMATCH
  IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED INVALID_INVENTORY_ITEM INVALID_LOCATION INVALID_NAME
  INVALID_QUANTITY_NEGATIVE INVALID_QUANTITY_TOO_HIGH INVALID_QUANTITY_TOO_LOW INVALID_REASON
  INVALID_REFERENCE_DOCUMENT NON_MUTABLE_INVENTORY_ITEM
  NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR
`
const adjustErrorCodes = `
  ADJUST_QUANTITIES_FAILED CHANGE_FROM_QUANTITY_STALE IDEMPOTENCY_CONCURRENT_REQUEST
  IDEMPOTENCY_KEY_PARAMETER_MISMATCH IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED INTERNAL_LEDGER_DOCUMENT
  INVALID_AVAILABLE_DOCUMENT INVALID_INVENTORY_ITEM INVALID_LEDGER_DOCUMENT INVALID_LOCATION
  INVALID_QUANTITY_DOCUMENT INVALID_QUANTITY_NAME INVALID_QUANTITY_TOO_HIGH
  INVALID_QUANTITY_TOO_LOW INVALID_REASON INVALID_REFERENCE_DOCUMENT MAX_ONE_LEDGER_DOCUMENT
  NON_MUTABLE_INVENTORY_ITEM SERVICE_UNAVAILABLE
`

/** Stock levels: how they are read and written. */
export const inventorySdl = `
type InventoryQuantity { id: ID!, name: String!, quantity: Int!, updatedAt: DateTime }
type InventoryLevel implements Node {
  id: ID!  isActive: Boolean!  item: InventoryItem!  location: Location!
  quantities(names: [String!]!): [InventoryQuantity!]!  createdAt: DateTime!
  updatedAt: DateTime!
}
type InventoryItem implements Node {
  id: ID!  legacyResourceId: UnsignedInt64!  sku: String  tracked: Boolean!
  requiresShipping: Boolean!  duplicateSkuCount: Int!  createdAt: DateTime!
  updatedAt: DateTime!
  inventoryLevel(includeInactive: Boolean = false, locationId: ID!): InventoryLevel
  inventoryLevels(after: String, before: String, first: Int, includeInactive: Boolean = false, last: Int, query: String, reverse: Boolean = false): InventoryLevelConnection!
  variants(after: String, before: String, first: Int, last: Int): ProductVariantConnection
}
type InventoryChange {
  name: String!  delta: Int!  quantityAfterChange: Int  ledgerDocumentUri: String
  item: InventoryItem  location: Location
}
type InventoryAdjustmentGroup implements Node {
  id: ID!  createdAt: DateTime!  reason: String!  referenceDocumentUri: String
  changes(inventoryItemIds: [ID!], locationIds: [ID!], quantityNames: [String!]): [InventoryChange!]!
}
enum InventorySetQuantitiesUserErrorCode { ${setErrorCodes} }
type InventorySetQuantitiesUserError {
  code: InventorySetQuantitiesUserErrorCode  field: [String!]  message: String!
}
type InventorySetQuantitiesPayload {
  inventoryAdjustmentGroup: InventoryAdjustmentGroup
  userErrors: [InventorySetQuantitiesUserError!]!
}
enum InventoryAdjustQuantitiesUserErrorCode { ${adjustErrorCodes} }
type InventoryAdjustQuantitiesUserError {
  code: InventoryAdjustQuantitiesUserErrorCode  field: [String!]  message: String!
}
type InventoryAdjustQuantitiesPayload {
  inventoryAdjustmentGroup: InventoryAdjustmentGroup
  userErrors: [InventoryAdjustQuantitiesUserError!]!
}
type InventoryActivatePayload { inventoryLevel: InventoryLevel, userErrors: [UserError!]! }
type InventoryDeactivatePayload { userErrors: [UserError!]! }
input InventoryQuantityInput {
  inventoryItemId: ID!  locationId: ID!  quantity: Int!  changeFromQuantity: Int
}
input InventorySetQuantitiesInput {
  name: String!  quantities: [InventoryQuantityInput!]!  reason: String!
  referenceDocumentUri: String
}
input InventoryChangeInput {
  inventoryItemId: ID!  locationId: ID!  delta: Int!  changeFromQuantity: Int
  ledgerDocumentUri: String
}
input InventoryAdjustQuantitiesInput {
  name: String!  changes: [InventoryChangeInput!]!  reason: String!
  referenceDocumentUri: String
}
`
