import { createFulfillmentState } from './fulfillment-state.ts'
import { createFulfillments } from './fulfillments.ts'
import { createInventoryItems } from './inventory-items.ts'
import { createInventoryLevels } from './inventory-levels.ts'
import { createInventoryWrites } from './inventory-writes.ts'
import { createLocations } from './locations.ts'
import { createOrderCancel } from './order-cancel.ts'
import { createOrderSearch } from './order-search.ts'
import { createOrders } from './orders.ts'
import { createPreflight } from './preflight.ts'
import { createRestocks } from './restocks.ts'
import { createShopifyTransport, type ShopifyTransportConfig } from './transport.ts'
import { createVariants } from './variants.ts'
import { createWebhooks } from './webhooks.ts'

export { toShopifyCarrier } from './carriers.ts'
export type { FulfillmentOrderQuantity, NewFulfillment, Tracking } from './fulfillments.ts'
export {
  mostStatesARead,
  type FulfillmentState,
  type OpenFulfillment,
} from './fulfillment-state.ts'
export type { ShopItem } from './inventory-items.ts'
export { mostItemsARead, type ShopLevel } from './inventory-levels.ts'
export {
  mostLevelsAWrite,
  type OnHandAnswer,
  type OnHandRefusal,
  type OnHandWrite,
} from './inventory-writes.ts'
export type { ShopifyLocation } from './locations.ts'
export type { CancelReason } from './order-cancel.ts'
export type { CreatedBetween, OrderPage } from './order-search.ts'
export { mostOrdersARead } from './orders.ts'
export { missingScopes, REQUIRED_SCOPES } from './preflight.ts'
export type { Refused } from './refusal.ts'
export type { Restock } from './restocks.ts'
export type { ShopifyBudget, ShopifyCostReport, ShopifyTransportConfig } from './transport.ts'
export type { ShopifyVariant } from './variants.ts'
export {
  parseWebhookHeaders,
  readWebhookInventoryLevel,
  readWebhookOrderId,
  verifyWebhookHmac,
  type WebhookHeaders,
} from './webhook-delivery.ts'
export { WEBHOOK_TOPICS, type WebhookSubscription, type WebhookTopic } from './webhooks.ts'

export type ShopifyClient = ReturnType<typeof createShopifyClient>

/**
 * All that Waybill asks of one shop (Admin GraphQL 2026-10). Every method sends what it says once
 * and throws ApiError and nothing else; a refusal that is to be expected is a value.
 */
export function createShopifyClient(config: ShopifyTransportConfig) {
  const transport = createShopifyTransport(config)
  return Object.freeze({
    shop: transport.shop,
    close: () => transport.close(),
    ...createOrders(transport),
    ...createOrderSearch(transport),
    ...createOrderCancel(transport),
    ...createFulfillmentState(transport),
    ...createFulfillments(transport),
    ...createLocations(transport),
    ...createVariants(transport),
    ...createInventoryItems(transport),
    ...createInventoryLevels(transport),
    ...createInventoryWrites(transport),
    ...createRestocks(transport),
    ...createWebhooks(transport),
    ...createPreflight(transport),
  })
}
