import { uuidOf } from '../ids.ts'
import { fulfillmentStatus } from '../order-status.ts'
import type { StoredLevel } from '../records.ts'
import type { StoredFulfillment, StoredOrder, StoredRefund } from '../state.ts'
import type { World } from '../world.ts'
import { orderPayload } from './order-payload.ts'
import { fulfillmentPayload, refundPayload } from './part-payloads.ts'
import { post } from './outbox.ts'

/** Tells the subscribers of the given topics what an order is now. */
export function announceOrder(world: World, order: StoredOrder, topics: readonly string[]): void {
  const eventId = newEventId(world)
  for (const topic of topics) {
    post(world, { shop: order.shop, topic, eventId, body: orderPayload(order) })
  }
}

/** A new or changed fulfilment: its own topic, then what it made of the order. */
export function announceFulfillment(
  world: World,
  order: StoredOrder,
  fulfillment: StoredFulfillment,
  topic: 'FULFILLMENTS_CREATE' | 'FULFILLMENTS_UPDATE',
): void {
  const { shop } = order
  const body = fulfillmentPayload(order, fulfillment)
  post(world, { shop, topic, eventId: newEventId(world), body })
  const done = fulfillmentStatus(order) === 'FULFILLED'
  const also = done ? 'ORDERS_FULFILLED' : 'ORDERS_PARTIALLY_FULFILLED'
  const topics = topic === 'FULFILLMENTS_CREATE' ? [also, 'ORDERS_UPDATED'] : ['ORDERS_UPDATED']
  announceOrder(world, order, topics)
}

export function announceRefund(world: World, order: StoredOrder, refund: StoredRefund): void {
  const body = refundPayload(order, refund)
  const topic = 'REFUNDS_CREATE'
  post(world, { shop: order.shop, topic, eventId: newEventId(world), body })
  announceOrder(world, order, ['ORDERS_UPDATED'])
}

/** The body of `orders/edited` names the order and the lines that changed; it is not an order. */
export function announceEdit(
  world: World,
  order: StoredOrder,
  changes: {
    readonly additions: readonly { readonly id: string; readonly delta: number }[]
    readonly removals: readonly { readonly id: string; readonly delta: number }[]
  },
): void {
  const numbered = (items: readonly { readonly id: string; readonly delta: number }[]) =>
    items.map(({ id, delta }) => ({ id: Number(id), delta }))
  const body = {
    order_edit: {
      id: Number(world.nextId('OrderEdit')),
      app_id: null,
      created_at: world.timestamp(),
      committed_at: world.timestamp(),
      notify_customer: false,
      order_id: Number(order.id),
      staff_note: '',
      user_id: null,
      line_items: {
        additions: numbered(changes.additions),
        removals: numbered(changes.removals),
      },
    },
  }
  const topic = 'ORDERS_EDITED'
  post(world, { shop: order.shop, topic, eventId: newEventId(world), body })
  announceOrder(world, order, ['ORDERS_UPDATED'])
}

/** Holds, splits and moves: the body names the fulfilment order. */
export function announceFulfillmentOrder(
  world: World,
  order: StoredOrder,
  fulfillmentOrderId: string,
  topic: string,
): void {
  const found = order.fulfillmentOrders.find(({ id }) => id === fulfillmentOrderId)
  const id = `gid://shopify/FulfillmentOrder/${fulfillmentOrderId}`
  const status = (found?.status ?? 'CLOSED').toLowerCase()
  const body = { fulfillment_order: { id, status } }
  post(world, { shop: order.shop, topic, eventId: newEventId(world), body })
  announceOrder(world, order, ['ORDERS_UPDATED'])
}

export function announceLevel(world: World, level: StoredLevel): void {
  const { inventoryItemId, locationId, onHand, committed, updatedAt } = level
  const body = {
    inventory_item_id: Number(inventoryItemId),
    location_id: Number(locationId),
    available: onHand - committed,
    updated_at: updatedAt,
    admin_graphql_api_id: `gid://shopify/InventoryLevel/${locationId}?inventory_item_id=${inventoryItemId}`,
  }
  const topic = 'INVENTORY_LEVELS_UPDATE'
  post(world, { shop: level.shop, topic, eventId: newEventId(world), body })
}

/** Ids of events are UUIDs made from a counter, so that a seeded run repeats them. */
function newEventId(world: World): string {
  return uuidOf(`event-${world.store.nextNumber('event', 1)}`)
}
