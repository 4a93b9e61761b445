import { gid } from '../gid.ts'
import { quantityOf } from '../inventory.ts'
import { levelGid } from '../level-ids.ts'
import { minorPerUnit, toFixedAmount } from '../money.ts'
import type { StoredLevel } from '../records.ts'
import type { StoredFulfillment, StoredOrder, StoredRefund, StoredReturn } from '../state.ts'

/** The body of the `fulfillments/…` topics. */
export function fulfillmentPayload(order: StoredOrder, each: StoredFulfillment) {
  const numbers = each.tracking.map(({ number }) => number).filter((number) => number !== null)
  return {
    id: Number(each.id),
    admin_graphql_api_id: gid('Fulfillment', each.id),
    order_id: Number(order.id),
    status: each.status.toLowerCase(),
    created_at: each.createdAt,
    updated_at: each.updatedAt,
    location_id: Number(each.locationId),
    name: each.name.replace('-F', '.'),
    tracking_company: each.tracking[0]?.company ?? null,
    tracking_number: numbers[0] ?? null,
    tracking_numbers: numbers,
    line_items: each.lines.map(({ lineId, quantity }) => ({ id: Number(lineId), quantity })),
  }
}

/** The body of `refunds/create`. */
export function refundPayload(order: StoredOrder, refund: StoredRefund) {
  return {
    id: Number(refund.id),
    admin_graphql_api_id: gid('Refund', refund.id),
    order_id: Number(order.id),
    created_at: refund.createdAt,
    processed_at: refund.createdAt,
    note: refund.note,
    restock: refund.lines.some(({ restockType }) => restockType !== 'NO_RESTOCK'),
    refund_line_items: refund.lines.map((line) => ({
      id: Number(line.id),
      line_item_id: Number(line.lineId),
      quantity: line.quantity,
      location_id: line.locationId === null ? null : Number(line.locationId),
      restock_type: line.restockType.toLowerCase(),
      subtotal: line.subtotalMinor / minorPerUnit(order.currency),
      total_tax: line.taxMinor / minorPerUnit(order.currency),
    })),
    transactions: order.transactions
      .filter(({ id }) => refund.transactionIds.includes(id))
      .map((each) => ({
        id: Number(each.id),
        order_id: Number(order.id),
        kind: each.kind.toLowerCase(),
        gateway: each.gateway,
        status: each.status.toLowerCase(),
        amount: toFixedAmount(each.amountMinor, order.currency),
        currency: order.currency,
      })),
  }
}

/** The body of `inventory_levels/update`. */
export function levelPayload(level: StoredLevel) {
  return {
    inventory_item_id: Number(level.inventoryItemId),
    location_id: Number(level.locationId),
    available: quantityOf(level, 'available'),
    updated_at: level.updatedAt,
    admin_graphql_api_id: levelGid(level),
  }
}

/** The body of the `returns/…` topics. */
export function returnPayload(order: StoredOrder, each: StoredReturn) {
  return {
    id: Number(each.id),
    admin_graphql_api_id: gid('Return', each.id),
    name: each.name,
    status: each.status.toLowerCase(),
    order: { id: Number(order.id), admin_graphql_api_id: gid('Order', order.id) },
    return_line_items: each.lines.map((line) => ({
      id: Number(line.id),
      admin_graphql_api_id: gid('ReturnLineItem', line.id),
      fulfillment_line_item: {
        id: Number(line.fulfillmentLineId),
        line_item: { id: Number(line.lineId) },
      },
      quantity: line.quantity,
      return_reason: line.reason.toLowerCase(),
      return_reason_note: line.reasonNote,
    })),
  }
}
