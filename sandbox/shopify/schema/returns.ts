import { page } from './page.ts'

/** Goods that come back: returns, and the reverse fulfilment orders that receive them. */
export const returnsSdl = `
enum ReturnStatus { CANCELED CLOSED DECLINED OPEN REQUESTED }
enum ReturnReason {
  COLOR DEFECTIVE NOT_AS_DESCRIBED OTHER SIZE_TOO_LARGE SIZE_TOO_SMALL STYLE UNKNOWN UNWANTED
  WRONG_ITEM
}
enum ReturnErrorCode {
  ALREADY_EXISTS BLANK CREATION_FAILED EQUAL_TO FEATURE_NOT_ENABLED GREATER_THAN
  GREATER_THAN_OR_EQUAL_TO INCLUSION INCOMPATIBLE_WITH_STANDARD_POLICY INTERNAL_ERROR INVALID
  INVALID_STATE LESS_THAN LESS_THAN_OR_EQUAL_TO MISSING_PERMISSION NOTIFICATION_FAILED
  NOT_A_NUMBER NOT_EDITABLE NOT_FOUND PRESENT TAKEN TOO_BIG TOO_LONG TOO_MANY_ARGUMENTS
  TOO_SHORT WRONG_LENGTH
}
enum ReverseFulfillmentOrderStatus { CANCELED CLOSED OPEN }
enum ReverseFulfillmentOrderDispositionType {
  MISSING NOT_RESTOCKED PROCESSING_REQUIRED RESTOCKED
}
interface ReturnLineItemType implements Node {
  id: ID!  quantity: Int!  processedQuantity: Int!  unprocessedQuantity: Int!
  processableQuantity: Int!  returnReason: ReturnReason!  returnReasonNote: String!
}
type ReturnLineItem implements Node & ReturnLineItemType {
  id: ID!  quantity: Int!  processedQuantity: Int!  unprocessedQuantity: Int!
  processableQuantity: Int!  returnReason: ReturnReason!  returnReasonNote: String!
  fulfillmentLineItem: FulfillmentLineItem!
}
type ReverseFulfillmentOrderDisposition implements Node {
  id: ID!  createdAt: DateTime!  type: ReverseFulfillmentOrderDispositionType!  quantity: Int!
  location: Location
}
type ReverseFulfillmentOrderLineItem implements Node {
  id: ID!  totalQuantity: Int!  fulfillmentLineItem: FulfillmentLineItem
  dispositions: [ReverseFulfillmentOrderDisposition!]!
}
type ReverseFulfillmentOrder implements Node {
  id: ID!  status: ReverseFulfillmentOrderStatus!  order: Order
  lineItems(${page}): ReverseFulfillmentOrderLineItemConnection!
}
type Return implements Node {
  id: ID!  name: String!  status: ReturnStatus!  createdAt: DateTime!  closedAt: DateTime
  totalQuantity: Int!  order: Order!
  returnLineItems(${page}): ReturnLineItemTypeConnection!
  reverseFulfillmentOrders(${page}): ReverseFulfillmentOrderConnection!
}
type ReturnUserError { code: ReturnErrorCode, field: [String!], message: String! }
type ReturnCreatePayload { return: Return, userErrors: [ReturnUserError!]! }
type ReturnProcessPayload { return: Return, userErrors: [ReturnUserError!]! }
type ReturnClosePayload { return: Return, userErrors: [ReturnUserError!]! }
type ReturnCancelPayload { return: Return, userErrors: [ReturnUserError!]! }
type ReverseFulfillmentOrderDisposePayload {
  reverseFulfillmentOrderLineItems: [ReverseFulfillmentOrderLineItem!]
  userErrors: [ReturnUserError!]!
}
input ReturnLineItemInput {
  fulfillmentLineItemId: ID!  quantity: Int!  returnReason: ReturnReason
  returnReasonNote: String = ""
}
input ReturnInput { orderId: ID!, returnLineItems: [ReturnLineItemInput!]! }
input ReverseFulfillmentOrderDisposeInput {
  reverseFulfillmentOrderLineItemId: ID!  quantity: Int!  locationId: ID
  dispositionType: ReverseFulfillmentOrderDispositionType!
}
input ReturnProcessReturnLineItemInput {
  id: ID!  quantity: Int!  dispositions: [ReverseFulfillmentOrderDisposeInput!]
}
input ReturnProcessInput {
  returnId: ID!  returnLineItems: [ReturnProcessReturnLineItemInput!] = []
  note: String  notifyCustomer: Boolean = false
}
`
