import { page } from './page.ts'

/** The order as it is written: creation, amendment, cancellation, refund, edit. */
export const orderWritesSdl = `
enum OrderCreateUserErrorCode {
  FULFILLMENT_SERVICE_INVALID INVALID INVENTORY_CLAIM_FAILED PROCESSED_AT_INVALID
  REDUNDANT_CUSTOMER_FIELDS SHOP_DORMANT TAX_LINE_RATE_MISSING
}
enum OrderCreateInputsInventoryBehavior {
  BYPASS DECREMENT_IGNORING_POLICY DECREMENT_OBEYING_POLICY
}
enum OrderCreateFinancialStatus {
  AUTHORIZED EXPIRED PAID PARTIALLY_PAID PARTIALLY_REFUNDED PENDING REFUNDED VOIDED
}
enum OrderCancelUserErrorCode {
  INTERNAL_ERROR INVALID NOT_FOUND NO_REFUND_PERMISSION NO_REFUND_TO_STORE_CREDIT_PERMISSION
  STORE_CREDIT_REFUND_B2B_NOT_SUPPORTED STORE_CREDIT_REFUND_EXPIRATION_IN_PAST
  STORE_CREDIT_REFUND_MISSING_CUSTOMER
}
type CalculatedLineItem {
  id: ID!  title: String!  quantity: Int!  sku: String  variant: ProductVariant
  originalUnitPriceSet: MoneyBag!  editableQuantity: Int!
}
type CalculatedOrder {
  id: ID!  originalOrder: Order!
  lineItems(after: String, before: String, first: Int, last: Int, query: String, reverse: Boolean = false): CalculatedLineItemConnection!
  addedLineItems(${page}): CalculatedLineItemConnection!  subtotalLineItemsQuantity: Int!
  totalPriceSet: MoneyBag!
}
type OrderEditSession { id: ID! }
type OrderCreateUserError { code: OrderCreateUserErrorCode, field: [String!], message: String! }
type OrderCreatePayload { order: Order, userErrors: [OrderCreateUserError!]! }
type OrderUpdatePayload { order: Order, userErrors: [UserError!]! }
type OrderCancelUserError { code: OrderCancelUserErrorCode, field: [String!], message: String! }
type OrderCancelPayload {
  job: Job  orderCancelUserErrors: [OrderCancelUserError!]!  userErrors: [UserError!]!
}
type OrderClosePayload { order: Order, userErrors: [UserError!]! }
type OrderMarkAsPaidPayload { order: Order, userErrors: [UserError!]! }
type RefundCreatePayload { order: Order, refund: Refund, userErrors: [UserError!]! }
type OrderEditBeginPayload {
  calculatedOrder: CalculatedOrder  orderEditSession: OrderEditSession
  userErrors: [UserError!]!
}
type OrderEditSetQuantityPayload {
  calculatedLineItem: CalculatedLineItem  calculatedOrder: CalculatedOrder
  orderEditSession: OrderEditSession  userErrors: [UserError!]!
}
type OrderEditAddVariantPayload {
  calculatedLineItem: CalculatedLineItem  calculatedOrder: CalculatedOrder
  orderEditSession: OrderEditSession  userErrors: [UserError!]!
}
type OrderEditCommitPayload {
  order: Order  successMessages: [String!]  userErrors: [UserError!]!
}
input OrderCreateOptionsInput {
  inventoryBehaviour: OrderCreateInputsInventoryBehavior = BYPASS
  sendFulfillmentReceipt: Boolean = false  sendReceipt: Boolean = false
}
input MailingAddressInput {
  address1: String  address2: String  city: String  company: String  country: String
  countryCode: CountryCode  firstName: String  lastName: String  phone: String  province: String
  provinceCode: String  zip: String
}
input OrderCreateCustomAttributeInput { key: String!, value: String! }
input OrderCreateAssociateCustomerAttributesInput { email: String, id: ID }
input OrderCreateUpsertCustomerAttributesInput {
  email: String  firstName: String  lastName: String  phone: String
}
input OrderCreateCustomerInput @oneOf {
  toAssociate: OrderCreateAssociateCustomerAttributesInput
  toUpsert: OrderCreateUpsertCustomerAttributesInput
}
input OrderCreateFreeShippingDiscountCodeAttributesInput { code: String! }
input MoneyInput { amount: Decimal!, currencyCode: CurrencyCode! }
input MoneyBagInput { presentmentMoney: MoneyInput, shopMoney: MoneyInput! }
input OrderCreateFixedDiscountCodeAttributesInput { amountSet: MoneyBagInput, code: String! }
input OrderCreatePercentageDiscountCodeAttributesInput { code: String!, percentage: Float }
input OrderCreateDiscountCodeInput {
  freeShippingDiscountCode: OrderCreateFreeShippingDiscountCodeAttributesInput
  itemFixedDiscountCode: OrderCreateFixedDiscountCodeAttributesInput
  itemPercentageDiscountCode: OrderCreatePercentageDiscountCodeAttributesInput
}
input OrderCreateLineItemPropertyInput { name: String!, value: String! }
input OrderCreateTaxLineInput {
  channelLiable: Boolean = false  priceSet: MoneyBagInput  rate: Decimal!  title: String!
}
input OrderCreateLineItemInput {
  giftCard: Boolean = false  priceSet: MoneyBagInput  productId: ID
  properties: [OrderCreateLineItemPropertyInput!]  quantity: Int!
  requiresShipping: Boolean = false  sku: String  taxLines: [OrderCreateTaxLineInput!]
  taxable: Boolean = true  title: String  variantId: ID  variantTitle: String  vendor: String
}
input OrderCreateShippingLineInput {
  code: String  priceSet: MoneyBagInput!  source: String  taxLines: [OrderCreateTaxLineInput!]
  title: String!
}
input OrderCreateOrderTransactionInput {
  amountSet: MoneyBagInput!  gateway: String  kind: OrderTransactionKind = SALE
  status: OrderTransactionStatus = SUCCESS  test: Boolean = false  processedAt: DateTime
}
enum OrderCreateFulfillmentStatus { FULFILLED }
input OrderCreateFulfillmentInput {
  locationId: ID!  notifyCustomer: Boolean = false  trackingCompany: String
  trackingNumber: String  trackingNumbers: [String!]
}
input OrderCreateOrderInput {
  fulfillment: OrderCreateFulfillmentInput  fulfillmentStatus: OrderCreateFulfillmentStatus
  billingAddress: MailingAddressInput  currency: CurrencyCode
  customAttributes: [OrderCreateCustomAttributeInput!]  customer: OrderCreateCustomerInput
  discountCode: OrderCreateDiscountCodeInput  email: String
  financialStatus: OrderCreateFinancialStatus  lineItems: [OrderCreateLineItemInput!]
  name: String  note: String  phone: String  poNumber: String  presentmentCurrency: CurrencyCode
  processedAt: DateTime  shippingAddress: MailingAddressInput
  shippingLines: [OrderCreateShippingLineInput!]  sourceIdentifier: String  sourceName: String
  tags: [String!]  taxLines: [OrderCreateTaxLineInput!]  taxesIncluded: Boolean = false
  test: Boolean = false  transactions: [OrderCreateOrderTransactionInput!]
}
input AttributeInput { key: String!, value: String! }
input OrderInput {
  id: ID!  customAttributes: [AttributeInput!]  email: String  note: String  phone: String
  poNumber: String  shippingAddress: MailingAddressInput  tags: [String!]
}
input OrderCancelRefundMethodInput @oneOf { originalPaymentMethodsRefund: Boolean }
input OrderCloseInput { id: ID! }
input OrderMarkAsPaidInput { id: ID! }
input RefundLineItemInput {
  lineItemId: ID!  locationId: ID  quantity: Int!  restockType: RefundLineItemRestockType
}
input ShippingRefundInput { amount: Money, fullRefund: Boolean }
input OrderTransactionInput {
  amount: Money!  gateway: String!  kind: OrderTransactionKind!  orderId: ID!  parentId: ID
}
input RefundInput {
  orderId: ID!  note: String  notify: Boolean  currency: CurrencyCode
  refundLineItems: [RefundLineItemInput!]  shipping: ShippingRefundInput
  transactions: [OrderTransactionInput!]
}
input OrderRiskAssessmentFactInput { description: String!, sentiment: RiskFactSentiment! }
input OrderRiskAssessmentCreateInput {
  facts: [OrderRiskAssessmentFactInput!]!  orderId: ID!  riskLevel: RiskAssessmentResult!
}
enum OrderRiskAssessmentCreateUserErrorCode {
  INVALID NOT_FOUND ORDER_ALREADY_FULFILLED TOO_MANY_FACTS
}
type OrderRiskAssessmentCreateUserError {
  code: OrderRiskAssessmentCreateUserErrorCode  field: [String!]  message: String!
}
type OrderRiskAssessmentCreatePayload {
  orderRiskAssessment: OrderRiskAssessment  userErrors: [OrderRiskAssessmentCreateUserError!]!
}
`
