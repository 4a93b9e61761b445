import { gid } from '../gid.ts'
import { uuidOf } from '../ids.ts'
import { levelKey } from '../inventory.ts'
import { fulfillmentStatus } from '../order-status.ts'
import type { StoredLevel } from '../records.ts'
import type { StoredFulfillment, StoredOrder, StoredRefund, StoredReturn } from '../state.ts'
import type { World } from '../world.ts'
import { orderPayload } from './order-payload.ts'
import { fulfillmentPayload, levelPayload, refundPayload, returnPayload } from './part-payloads.ts'
import { isHeard, post } from './outbox.ts'

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

/** Holds and splits: the body names the fulfilment order. */
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

/**
 * A move names the fulfilment order as it was and as it is now, and where it went from and to.
 * Source: Shopify docs, webhook `fulfillment_orders/moved`.
 */
export function announceMove(
  world: World,
  order: StoredOrder,
  move: { readonly originalId: string; readonly movedId: string; readonly fromLocationId: string },
): void {
  const named = (id: string) => {
    const found = order.fulfillmentOrders.find((each) => each.id === id)
    return { id: gid('FulfillmentOrder', id), status: (found?.status ?? 'CLOSED').toLowerCase() }
  }
  const moved = order.fulfillmentOrders.find(({ id }) => id === move.movedId)
  const body = {
    original_fulfillment_order: named(move.originalId),
    moved_fulfillment_order: named(move.movedId),
    destination_location_id: gid('Location', moved?.locationId ?? ''),
    source_location: { id: gid('Location', move.fromLocationId) },
    fulfillment_order_line_items_requested: (moved?.lines ?? []).map(
      ({ id, remainingQuantity }) => ({
        id: gid('FulfillmentOrderLineItem', id),
        quantity: remainingQuantity,
      }),
    ),
  }
  const topic = 'FULFILLMENT_ORDERS_MOVED'
  post(world, { shop: order.shop, topic, eventId: newEventId(world), body })
  announceOrder(world, order, ['ORDERS_UPDATED'])
}

/** Its numbers are read when it is sent: two quick changes tell the later ones twice. */
export function announceLevel(world: World, level: StoredLevel): void {
  const { shop, inventoryItemId, locationId } = level
  const topic = 'INVENTORY_LEVELS_UPDATE'
  if (!isHeard(world, shop, topic)) return
  const eventId = newEventId(world)
  const key = levelKey(shop, inventoryItemId, locationId)
  post(world, { shop, topic, eventId, body: levelPayload(level), levelKey: key })
}

/** A location begins or ceases to stock an item. */
export function announceConnection(
  world: World,
  { shop, inventoryItemId, locationId }: StoredLevel,
  topic: 'INVENTORY_LEVELS_CONNECT' | 'INVENTORY_LEVELS_DISCONNECT',
): void {
  const body = { inventory_item_id: Number(inventoryItemId), location_id: Number(locationId) }
  post(world, { shop, topic, eventId: newEventId(world), body })
}

export function announceReturn(
  world: World,
  order: StoredOrder,
  each: StoredReturn,
  topic: `RETURNS_${'APPROVE' | 'PROCESS' | 'CLOSE' | 'CANCEL'}`,
): void {
  const body = returnPayload(order, each)
  post(world, { shop: order.shop, topic, eventId: newEventId(world), body })
}

/** Ids of events are UUIDs made from a counter, so that a seeded run repeats them. */
export function newEventId(world: World): string {
  return uuidOf(`event-${world.store.nextNumber('event', 1)}`)
}
