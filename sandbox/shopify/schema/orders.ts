import { page } from './page.ts'

/** The order as it is read. */
export const ordersSdl = `
enum OrderCancelReason { CUSTOMER DECLINED FRAUD INVENTORY OTHER STAFF }
enum OrderDisplayFinancialStatus {
  AUTHORIZED EXPIRED PAID PARTIALLY_PAID PARTIALLY_REFUNDED PENDING REFUNDED VOIDED
}
enum OrderDisplayFulfillmentStatus {
  FULFILLED FULFILLMENT_NOT_REQUIRED IN_PROGRESS ON_HOLD OPEN PARTIALLY_FULFILLED
  PENDING_FULFILLMENT REQUEST_DECLINED RESTOCKED SCHEDULED UNFULFILLED
}
enum OrderReturnStatus {
  INSPECTION_COMPLETE IN_PROGRESS NO_RETURN RETURNED RETURN_FAILED RETURN_REQUESTED
}
enum OrderRiskRecommendationResult { ACCEPT CANCEL INVESTIGATE NONE }
enum RiskAssessmentResult { HIGH LOW MEDIUM NONE PENDING }
enum RefundLineItemRestockType { CANCEL LEGACY_RESTOCK NO_RESTOCK RETURN }
enum OrderTransactionKind {
  AUTHORIZATION CAPTURE CHANGE EMV_AUTHORIZATION REFUND SALE SUGGESTED_REFUND VOID
}
enum OrderTransactionStatus { AWAITING_RESPONSE ERROR FAILURE PENDING SUCCESS UNKNOWN }
enum OrderSortKeys {
  CREATED_AT CURRENT_TOTAL_PRICE CUSTOMER_NAME DESTINATION FINANCIAL_STATUS FULFILLMENT_STATUS
  ID ORDER_NUMBER PO_NUMBER PROCESSED_AT RELEVANCE TOTAL_ITEMS_QUANTITY TOTAL_PRICE UPDATED_AT
}
type OrderCancellation { staffNote: String }
type Customer {
  id: ID!  legacyResourceId: UnsignedInt64!  firstName: String  lastName: String
  displayName: String!
}
type MailingAddress {
  id: ID!  firstName: String  lastName: String  name: String  company: String  address1: String
  address2: String  city: String  province: String  provinceCode: String  zip: String
  country: String  countryCodeV2: CountryCode  phone: String
}
type App { id: ID!, title: String! }
enum RiskFactSentiment { NEGATIVE NEUTRAL POSITIVE }
type RiskFact { description: String!, sentiment: RiskFactSentiment! }
type OrderRiskAssessment { riskLevel: RiskAssessmentResult!, provider: App, facts: [RiskFact!]! }
type OrderRiskSummary {
  recommendation: OrderRiskRecommendationResult!  assessments: [OrderRiskAssessment!]!
}
type DiscountAllocation { allocatedAmountSet: MoneyBag! }
type ShippingLine {
  id: ID  title: String!  code: String  source: String  custom: Boolean!
  carrierIdentifier: String  phone: String  isRemoved: Boolean!  originalPriceSet: MoneyBag!
  discountedPriceSet: MoneyBag!  currentDiscountedPriceSet: MoneyBag!
  discountAllocations: [DiscountAllocation!]!  taxLines: [TaxLine!]!
}
type LineItemGroup {
  id: ID!  title: String!  quantity: Int!  variantId: ID  variantSku: String  productId: ID
  customAttributes: [Attribute!]!
}
type LineItem {
  id: ID!  name: String!  title: String!  variantTitle: String  sku: String  vendor: String
  quantity: Int!  currentQuantity: Int!  unfulfilledQuantity: Int!  nonFulfillableQuantity: Int!
  refundableQuantity: Int!  requiresShipping: Boolean!  isGiftCard: Boolean!  taxable: Boolean!
  merchantEditable: Boolean!  restockable: Boolean!  variant: ProductVariant  product: Product
  originalUnitPriceSet: MoneyBag!  originalTotalSet: MoneyBag!
  discountedTotalSet(withCodeDiscounts: Boolean = false): MoneyBag!
  discountedUnitPriceSet: MoneyBag!  discountedUnitPriceAfterAllDiscountsSet: MoneyBag!
  priceAfterAllDiscountsBeforeTaxesSet: MoneyBag!  totalDiscountSet: MoneyBag!
  discountAllocations: [DiscountAllocation!]!  taxLines(first: Int): [TaxLine!]!
  customAttributes: [Attribute!]!  lineItemGroup: LineItemGroup
}
type RefundLineItem {
  id: ID  lineItem: LineItem!  location: Location  quantity: Int!
  restockType: RefundLineItemRestockType!  restocked: Boolean!  priceSet: MoneyBag!
  subtotalSet: MoneyBag!  totalTaxSet: MoneyBag!
}
type OrderTransaction {
  id: ID!  kind: OrderTransactionKind!  status: OrderTransactionStatus!  gateway: String
  test: Boolean!  createdAt: DateTime!  processedAt: DateTime  amountSet: MoneyBag!
  parentTransaction: OrderTransaction
}
type Refund {
  id: ID!  legacyResourceId: UnsignedInt64!  createdAt: DateTime  updatedAt: DateTime!
  processedAt: DateTime!  note: String  order: Order!  totalRefundedSet: MoneyBag!
  refundLineItems(${page}): RefundLineItemConnection!
  transactions(${page}): OrderTransactionConnection!
}
type Order implements Node {
  id: ID!  legacyResourceId: UnsignedInt64!  name: String!  number: Int!
  confirmationNumber: String  createdAt: DateTime!  updatedAt: DateTime!  processedAt: DateTime!
  cancelledAt: DateTime  cancelReason: OrderCancelReason  cancellation: OrderCancellation
  closed: Boolean!  closedAt: DateTime  confirmed: Boolean!  test: Boolean!  edited: Boolean!
  sourceName: String  sourceIdentifier: String  tags: [String!]!  note: String  email: String
  phone: String  poNumber: String  taxesIncluded: Boolean!  currencyCode: CurrencyCode!
  presentmentCurrencyCode: CurrencyCode!  displayFinancialStatus: OrderDisplayFinancialStatus
  displayFulfillmentStatus: OrderDisplayFulfillmentStatus!  returnStatus: OrderReturnStatus!
  fullyPaid: Boolean!  unpaid: Boolean!  requiresShipping: Boolean!
  paymentGatewayNames: [String!]!  discountCode: String  discountCodes: [String!]!
  customAttributes: [Attribute!]!  customer: Customer  shippingAddress: MailingAddress
  billingAddress: MailingAddress  billingAddressMatchesShippingAddress: Boolean!
  merchantEditable: Boolean!  subtotalPriceSet: MoneyBag  totalPriceSet: MoneyBag!
  originalTotalPriceSet: MoneyBag!  totalTaxSet: MoneyBag  totalDiscountsSet: MoneyBag
  totalShippingPriceSet: MoneyBag!  totalTipReceivedSet: MoneyBag!  totalRefundedSet: MoneyBag!
  totalReceivedSet: MoneyBag!  totalOutstandingSet: MoneyBag!  netPaymentSet: MoneyBag!
  currentSubtotalLineItemsQuantity: Int!  subtotalLineItemsQuantity: Int!
  currentSubtotalPriceSet: MoneyBag!  currentTotalPriceSet: MoneyBag!
  currentTotalTaxSet: MoneyBag!  currentTotalDiscountsSet: MoneyBag!
  currentShippingPriceSet: MoneyBag!  currentTotalDutiesSet: MoneyBag
  originalTotalDutiesSet: MoneyBag  currentTaxLines: [TaxLine!]!  taxLines: [TaxLine!]!
  risk: OrderRiskSummary!  shippingLine: ShippingLine
  shippingLines(after: String, before: String, first: Int, includeRemovals: Boolean = false, last: Int, reverse: Boolean = false): ShippingLineConnection!
  lineItems(${page}): LineItemConnection!
  fulfillmentOrders(after: String, before: String, first: Int, last: Int, query: String, reverse: Boolean = false): FulfillmentOrderConnection!
  fulfillments(first: Int, query: String): [Fulfillment!]!  refunds(first: Int): [Refund!]!
  transactions(capturable: Boolean, first: Int, manuallyResolvable: Boolean): [OrderTransaction!]!
  returns(after: String, before: String, first: Int, last: Int, query: String, reverse: Boolean = false): ReturnConnection!
}
`
