import { buildSchema } from 'graphql'
import { catalogueSdl } from './catalogue.ts'
import { fulfillmentSdl } from './fulfillment.ts'
import { fulfillmentWritesSdl } from './fulfillment-writes.ts'
import { inventorySdl } from './inventory.ts'
import { orderWritesSdl } from './order-writes.ts'
import { ordersSdl } from './orders.ts'
import { returnsSdl } from './returns.ts'
import { valuesSdl } from './values.ts'
import { webhooksSdl } from './webhooks.ts'
import { connectionOf, page } from './page.ts'

const connections = [
  'CalculatedLineItem',
  'Fulfillment',
  'FulfillmentLineItem',
  'FulfillmentOrder',
  'FulfillmentOrderLineItem',
  'InventoryItem',
  'InventoryLevel',
  'LineItem',
  'Location',
  'Order',
  'OrderTransaction',
  'Product',
  'ProductVariant',
  'ProductVariantComponent',
  'RefundLineItem',
  'Return',
  'ReturnLineItemType',
  'ReverseFulfillmentOrder',
  'ReverseFulfillmentOrderLineItem',
  'ShippingLine',
  'WebhookSubscription',
]

const rootSdl = `
schema { query: QueryRoot mutation: Mutation }
type QueryRoot {
  order(id: ID!): Order
  orders(
    ${page}  query: String  sortKey: OrderSortKeys = PROCESSED_AT
  ): OrderConnection!
  ordersCount(limit: Int = 10000, query: String): Count
  fulfillmentOrder(id: ID!): FulfillmentOrder  fulfillment(id: ID!): Fulfillment
  job(id: ID!): Job
  node(id: ID!): Node
  nodes(ids: [ID!]!): [Node]!
  locations(
    ${page}  includeInactive: Boolean = false  includeLegacy: Boolean = false  query: String
    sortKey: LocationSortKeys = NAME
  ): LocationConnection!
  location(id: ID): Location
  products(
    ${page}  query: String  sortKey: ProductSortKeys = ID
  ): ProductConnection!
  product(id: ID!): Product
  productVariants(
    ${page}  query: String  sortKey: ProductVariantSortKeys = ID
  ): ProductVariantConnection!
  productVariant(id: ID!): ProductVariant  inventoryItem(id: ID!): InventoryItem  shop: Shop!
  inventoryItems(after: String, before: String, first: Int, last: Int, query: String, reverse: Boolean = false): InventoryItemConnection!
  inventoryLevel(id: ID!): InventoryLevel
  return(id: ID!): Return
  currentAppInstallation: AppInstallation!
  webhookSubscriptions(
    ${page}  callbackUrl: URL  format: WebhookSubscriptionFormat  query: String
    sortKey: WebhookSubscriptionSortKeys = CREATED_AT  topics: [WebhookSubscriptionTopic!]
    uri: String
  ): WebhookSubscriptionConnection!
  webhookSubscription(id: ID!): WebhookSubscription
}
type Mutation {
  orderCreate(options: OrderCreateOptionsInput, order: OrderCreateOrderInput!): OrderCreatePayload
  orderUpdate(input: OrderInput!): OrderUpdatePayload
  orderCancel(
    notifyCustomer: Boolean = false  orderId: ID!  reason: OrderCancelReason!  refund: Boolean
    refundMethod: OrderCancelRefundMethodInput  restock: Boolean!  staffNote: String = null
  ): OrderCancelPayload
  orderClose(input: OrderCloseInput!): OrderClosePayload
  orderMarkAsPaid(input: OrderMarkAsPaidInput!): OrderMarkAsPaidPayload
  orderRiskAssessmentCreate(
    orderRiskAssessmentInput: OrderRiskAssessmentCreateInput!
  ): OrderRiskAssessmentCreatePayload
  refundCreate(input: RefundInput!): RefundCreatePayload
  orderEditBegin(id: ID!): OrderEditBeginPayload
  orderEditSetQuantity(
    id: ID!  lineItemId: ID!  locationId: ID  quantity: Int!  restock: Boolean
  ): OrderEditSetQuantityPayload
  orderEditAddVariant(
    allowDuplicates: Boolean = false  id: ID!  locationId: ID  quantity: Int!  variantId: ID!
  ): OrderEditAddVariantPayload
  orderEditCommit(id: ID!, notifyCustomer: Boolean, staffNote: String): OrderEditCommitPayload
  fulfillmentCreate(fulfillment: FulfillmentInput!, message: String): FulfillmentCreatePayload
  fulfillmentTrackingInfoUpdate(
    fulfillmentId: ID!  notifyCustomer: Boolean  trackingInfoInput: FulfillmentTrackingInput!
  ): FulfillmentTrackingInfoUpdatePayload
  fulfillmentCancel(id: ID!): FulfillmentCancelPayload
  fulfillmentOrderSplit(
    fulfillmentOrderSplits: [FulfillmentOrderSplitInput!]!
  ): FulfillmentOrderSplitPayload
  fulfillmentOrderMove(
    fulfillmentOrderLineItems: [FulfillmentOrderLineItemInput!]  id: ID!  newLocationId: ID!
  ): FulfillmentOrderMovePayload
  fulfillmentOrderHold(
    fulfillmentHold: FulfillmentOrderHoldInput!  id: ID!
  ): FulfillmentOrderHoldPayload
  fulfillmentOrderReleaseHold(
    externalId: String  holdIds: [ID!]  id: ID!
  ): FulfillmentOrderReleaseHoldPayload
  inventorySetQuantities(input: InventorySetQuantitiesInput!): InventorySetQuantitiesPayload
  inventoryAdjustQuantities(
    input: InventoryAdjustQuantitiesInput!
  ): InventoryAdjustQuantitiesPayload
  inventoryActivate(
    available: Int  inventoryItemId: ID!  locationId: ID!  onHand: Int
    stockAtLegacyLocation: Boolean = false
  ): InventoryActivatePayload
  inventoryDeactivate(inventoryLevelId: ID!): InventoryDeactivatePayload
  returnCreate(returnInput: ReturnInput!): ReturnCreatePayload
  returnProcess(input: ReturnProcessInput!): ReturnProcessPayload
  returnClose(id: ID!): ReturnClosePayload
  returnCancel(id: ID!, notifyCustomer: Boolean = false): ReturnCancelPayload
  reverseFulfillmentOrderDispose(
    dispositionInputs: [ReverseFulfillmentOrderDisposeInput!]!
  ): ReverseFulfillmentOrderDisposePayload
  webhookSubscriptionCreate(
    topic: WebhookSubscriptionTopic!  webhookSubscription: WebhookSubscriptionInput!
  ): WebhookSubscriptionCreatePayload
  webhookSubscriptionDelete(id: ID!): WebhookSubscriptionDeletePayload
}
`

/** The part of the Admin API 2026-10 that the twin serves, in Shopify's own names and types. */
export const schema = buildSchema(
  [
    valuesSdl,
    ordersSdl,
    orderWritesSdl,
    fulfillmentSdl,
    fulfillmentWritesSdl,
    catalogueSdl,
    inventorySdl,
    returnsSdl,
    webhooksSdl,
    rootSdl,
    ...connections.map(connectionOf),
  ].join('\n'),
)
