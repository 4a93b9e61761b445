/** Fulfilment orders and fulfilments as they are written. */
export const fulfillmentWritesSdl = `
type FulfillmentCreatePayload { fulfillment: Fulfillment, userErrors: [UserError!]! }
type FulfillmentTrackingInfoUpdatePayload { fulfillment: Fulfillment, userErrors: [UserError!]! }
type FulfillmentCancelPayload { fulfillment: Fulfillment, userErrors: [UserError!]! }
type FulfillmentOrderSplitResult {
  fulfillmentOrder: FulfillmentOrder!  remainingFulfillmentOrder: FulfillmentOrder!
  replacementFulfillmentOrder: FulfillmentOrder
}
type FulfillmentOrderSplitUserError {
  code: FulfillmentOrderSplitUserErrorCode  field: [String!]  message: String!
}
type FulfillmentOrderSplitPayload {
  fulfillmentOrderSplits: [FulfillmentOrderSplitResult!]
  userErrors: [FulfillmentOrderSplitUserError!]!
}
type FulfillmentOrderMoveFulfillmentOrderMoveUserError {
  code: FulfillmentOrderMoveFulfillmentOrderMoveUserErrorCode  field: [String!]
  message: String!
}
type FulfillmentOrderMovePayload {
  movedFulfillmentOrder: FulfillmentOrder  originalFulfillmentOrder: FulfillmentOrder
  remainingFulfillmentOrder: FulfillmentOrder
  userErrors: [FulfillmentOrderMoveFulfillmentOrderMoveUserError!]!
}
type FulfillmentOrderHoldUserError {
  code: FulfillmentOrderHoldUserErrorCode  field: [String!]  message: String!
}
type FulfillmentOrderHoldPayload {
  fulfillmentHold: FulfillmentHold  fulfillmentOrder: FulfillmentOrder
  remainingFulfillmentOrder: FulfillmentOrder  userErrors: [FulfillmentOrderHoldUserError!]!
}
type FulfillmentOrderReleaseHoldUserError {
  code: FulfillmentOrderReleaseHoldUserErrorCode  field: [String!]  message: String!
}
type FulfillmentOrderReleaseHoldPayload {
  fulfillmentOrder: FulfillmentOrder  userErrors: [FulfillmentOrderReleaseHoldUserError!]!
}
input FulfillmentOrderLineItemInput { id: ID!, quantity: Int! }
input FulfillmentOrderLineItemsInput {
  fulfillmentOrderId: ID!  fulfillmentOrderLineItems: [FulfillmentOrderLineItemInput!]
}
input FulfillmentTrackingInput {
  company: String  number: String  numbers: [String!]  url: URL  urls: [URL!]
}
input FulfillmentInput {
  lineItemsByFulfillmentOrder: [FulfillmentOrderLineItemsInput!]!
  notifyCustomer: Boolean = false  trackingInfo: FulfillmentTrackingInput
}
input FulfillmentOrderSplitInput {
  fulfillmentOrderId: ID!  fulfillmentOrderLineItems: [FulfillmentOrderLineItemInput!]!
}
input FulfillmentOrderHoldInput {
  externalId: String  fulfillmentOrderLineItems: [FulfillmentOrderLineItemInput!] = []
  handle: String = ""  notifyMerchant: Boolean = false  reason: FulfillmentHoldReason!
  reasonNotes: String
}
`
