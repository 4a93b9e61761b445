import { page } from './page.ts'

/** Fulfilment orders and fulfilments as they are read. */
export const fulfillmentSdl = `
enum FulfillmentOrderStatus { CANCELLED CLOSED INCOMPLETE IN_PROGRESS ON_HOLD OPEN SCHEDULED }
enum FulfillmentOrderRequestStatus {
  ACCEPTED CANCELLATION_ACCEPTED CANCELLATION_REJECTED CANCELLATION_REQUESTED CLOSED REJECTED
  SUBMITTED UNSUBMITTED
}
enum DeliveryMethodType { LOCAL NONE PICKUP_POINT PICK_UP RETAIL SHIPPING }
enum FulfillmentHoldReason {
  AWAITING_PAYMENT AWAITING_RETURN_ITEMS HIGH_RISK_OF_FRAUD INCORRECT_ADDRESS
  INVENTORY_OUT_OF_STOCK ONLINE_STORE_POST_PURCHASE_CROSS_SELL OTHER UNKNOWN_DELIVERY_DATE
}
enum FulfillmentOrderAction {
  CANCEL_FULFILLMENT_ORDER CREATE_FULFILLMENT EXTERNAL HOLD MARK_AS_OPEN MERGE MOVE
  RELEASE_HOLD REPORT_PROGRESS REQUEST_CANCELLATION REQUEST_FULFILLMENT SPLIT
}
enum FulfillmentStatus { CANCELLED ERROR FAILURE OPEN PENDING SUCCESS }
enum FulfillmentDisplayStatus {
  ATTEMPTED_DELIVERY CANCELED CARRIER_PICKED_UP CONFIRMED DELAYED DELIVERED FAILURE FULFILLED
  IN_TRANSIT LABEL_PRINTED LABEL_PURCHASED LABEL_VOIDED MARKED_AS_FULFILLED NOT_DELIVERED
  OUT_FOR_DELIVERY PICKED_UP READY_FOR_PICKUP SUBMITTED
}
enum FulfillmentOrderSplitUserErrorCode {
  FULFILLMENT_ORDER_NOT_FOUND GREATER_THAN INVALID_LINE_ITEM_QUANTITY
  NO_LINE_ITEMS_PROVIDED_TO_SPLIT
}
enum FulfillmentOrderMoveFulfillmentOrderMoveUserErrorCode {
  CANNOT_MOVE_FULFILLMENT_ORDER_WITH_REPORTED_PROGRESS
}
enum FulfillmentOrderHoldUserErrorCode {
  DUPLICATED_FULFILLMENT_ORDER_LINE_ITEMS DUPLICATE_FULFILLMENT_HOLD_HANDLE
  FULFILLMENT_ORDER_HOLD_LIMIT_REACHED FULFILLMENT_ORDER_NOT_FOUND
  FULFILLMENT_ORDER_NOT_SPLITTABLE GREATER_THAN_ZERO INVALID_LINE_ITEM_QUANTITY TAKEN
}
enum FulfillmentOrderReleaseHoldUserErrorCode { FULFILLMENT_ORDER_NOT_FOUND INVALID_ACCESS }
type FulfillmentOrderAssignedLocation {
  name: String!  location: Location  countryCode: CountryCode!
}
type DeliveryMethod { id: ID!, methodType: DeliveryMethodType! }
type FulfillmentHold {
  id: ID!  handle: String  reason: FulfillmentHoldReason!  reasonNotes: String
  displayReason: String!  heldByApp: App  heldByRequestingApp: Boolean!
}
type FulfillmentOrderSupportedAction { action: FulfillmentOrderAction!, externalUrl: URL }
type FulfillmentOrderLineItem {
  id: ID!  totalQuantity: Int!  remainingQuantity: Int!  sku: String  inventoryItemId: ID
  lineItem: LineItem!  requiresShipping: Boolean!  productTitle: String!  variantTitle: String
  variant: ProductVariant
}
type FulfillmentTrackingInfo { number: String, company: String, url: URL }
type FulfillmentLineItem { id: ID!, quantity: Int, lineItem: LineItem! }
type Fulfillment implements Node {
  id: ID!  legacyResourceId: UnsignedInt64!  name: String!  status: FulfillmentStatus!
  displayStatus: FulfillmentDisplayStatus  createdAt: DateTime!  updatedAt: DateTime!
  trackingInfo(first: Int): [FulfillmentTrackingInfo!]!
  fulfillmentLineItems(${page}): FulfillmentLineItemConnection!  location: Location
  order: Order!  requiresShipping: Boolean!  totalQuantity: Int!
  fulfillmentOrders(${page}): FulfillmentOrderConnection!
}
type FulfillmentOrder implements Node {
  id: ID!  orderId: ID!  orderName: String!  orderProcessedAt: DateTime!  order: Order!
  status: FulfillmentOrderStatus!  requestStatus: FulfillmentOrderRequestStatus!
  createdAt: DateTime!  updatedAt: DateTime!  fulfillAt: DateTime  fulfillBy: DateTime
  assignedLocation: FulfillmentOrderAssignedLocation!  deliveryMethod: DeliveryMethod
  fulfillmentHolds: [FulfillmentHold!]!  supportedActions: [FulfillmentOrderSupportedAction!]!
  lineItems(${page}): FulfillmentOrderLineItemConnection!
  fulfillments(${page}): FulfillmentConnection!
}
type Job { id: ID!, done: Boolean! }
`
