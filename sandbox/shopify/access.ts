import { accessDenied } from './errors.ts'

/**
 * The scope that a field needs, by the type that has it. Source: the published schema's list of
 * required scopes. A caller without it gets null in the field's place, and an error beside it.
 */
const requiredScopes: Readonly<Record<string, string>> = {
  'QueryRoot.order': 'read_orders',
  'QueryRoot.orders': 'read_orders',
  'QueryRoot.ordersCount': 'read_orders',
  'QueryRoot.location': 'read_locations',
  'QueryRoot.locations': 'read_locations',
  'QueryRoot.product': 'read_products',
  'QueryRoot.products': 'read_products',
  'QueryRoot.productVariant': 'read_products',
  'QueryRoot.productVariants': 'read_products',
  'QueryRoot.inventoryItem': 'read_inventory',
  'QueryRoot.inventoryItems': 'read_inventory',
  'QueryRoot.inventoryLevel': 'read_inventory',
  'QueryRoot.return': 'read_returns',
  'QueryRoot.fulfillmentOrder': 'read_merchant_managed_fulfillment_orders',
  'QueryRoot.fulfillment': 'read_merchant_managed_fulfillment_orders',
  'Location.inventoryLevel': 'read_inventory',
  'Location.inventoryLevels': 'read_inventory',
  'Order.returns': 'read_returns',
  'Order.customer': 'read_customers',
  'Order.fulfillmentOrders': 'read_merchant_managed_fulfillment_orders',
  'FulfillmentHold.heldByApp': 'read_apps',
  'ProductVariant.inventoryItem': 'read_inventory',
  'Mutation.orderCreate': 'write_orders',
  'Mutation.orderUpdate': 'write_orders',
  'Mutation.orderCancel': 'write_orders',
  'Mutation.orderClose': 'write_orders',
  'Mutation.orderMarkAsPaid': 'write_orders',
  'Mutation.orderRiskAssessmentCreate': 'write_orders',
  'Mutation.refundCreate': 'write_orders',
  'Mutation.inventoryActivate': 'write_inventory',
  'Mutation.inventoryAdjustQuantities': 'write_inventory',
  'Mutation.inventoryDeactivate': 'write_inventory',
  'Mutation.inventorySetQuantities': 'write_inventory',
  'Mutation.returnCancel': 'write_returns',
  'Mutation.returnClose': 'write_returns',
  'Mutation.returnCreate': 'write_returns',
  'Mutation.returnProcess': 'write_returns',
  'Mutation.reverseFulfillmentOrderDispose': 'write_returns',
  'Mutation.orderEditBegin': 'write_order_edits',
  'Mutation.orderEditSetQuantity': 'write_order_edits',
  'Mutation.orderEditAddVariant': 'write_order_edits',
  'Mutation.orderEditCommit': 'write_order_edits',
  'Mutation.fulfillmentCreate': 'write_merchant_managed_fulfillment_orders',
  'Mutation.fulfillmentTrackingInfoUpdate': 'write_merchant_managed_fulfillment_orders',
  'Mutation.fulfillmentCancel': 'write_merchant_managed_fulfillment_orders',
  'Mutation.fulfillmentOrderSplit': 'write_merchant_managed_fulfillment_orders',
  'Mutation.fulfillmentOrderMove': 'write_merchant_managed_fulfillment_orders',
  'Mutation.fulfillmentOrderHold': 'write_merchant_managed_fulfillment_orders',
  'Mutation.fulfillmentOrderReleaseHold': 'write_merchant_managed_fulfillment_orders',
}

/** The same by type and then by field: it is asked of every field of every answer. */
const scopesByType = new Map<string, Map<string, string>>()
for (const [place, scope] of Object.entries(requiredScopes)) {
  const [type = '', field = ''] = place.split('.')
  const fields = scopesByType.get(type) ?? new Map<string, string>()
  scopesByType.set(type, fields.set(field, scope))
}

/** A subscription needs the scope of what its topic tells. */
const topicScopes: readonly (readonly [string, string])[] = [
  ['FULFILLMENT_ORDERS_', 'read_merchant_managed_fulfillment_orders'],
  ['FULFILLMENT_HOLDS_', 'read_merchant_managed_fulfillment_orders'],
  ['FULFILLMENTS_', 'read_fulfillments'],
  ['ORDERS_', 'read_orders'],
  ['REFUNDS_', 'read_orders'],
  ['RETURNS_', 'read_returns'],
  ['REVERSE_FULFILLMENT_ORDERS_', 'read_returns'],
  ['INVENTORY_', 'read_inventory'],
  ['PRODUCTS_', 'read_products'],
  ['LOCATIONS_', 'read_locations'],
]

/** Throws ACCESS_DENIED unless the scopes allow the field. Writing includes reading. */
export function checkAccess(
  scopes: readonly string[],
  field: { readonly type: string; readonly name: string; readonly topic?: string | undefined },
): void {
  const { topic } = field
  const ofTopic =
    topic === undefined ? undefined : topicScopes.find(([start]) => topic.startsWith(start))?.[1]
  const needed = ofTopic ?? scopesByType.get(field.type)?.get(field.name)
  if (needed === undefined || scopes.includes(needed)) return
  if (scopes.includes(needed.replace(/^read_/, 'write_'))) return
  throw accessDenied(field.name, needed)
}
