import { parseAmount, type Amount } from './amount.ts'
import type { WireOrder } from './shopify-wire.ts'

/** What a shop sold and what became of it. Ids are the numbers at the end of Shopify's. */
export interface SoldOrder {
  readonly shop: string
  readonly orderId: string
  readonly cancelled: boolean
  readonly test: boolean
  readonly paid: boolean
  /** Some of what is to be shipped may not be: it is on hold or scheduled for later. */
  readonly held: boolean
  readonly currency: string
  /** After edits and refunds. */
  readonly total: Amount
  readonly originalTotal: Amount
  /** ISO 8601, UTC. */
  readonly refundedAt: readonly string[]
  readonly lines: readonly SoldLine[]
  /** What Shopify still waits for, and where. */
  readonly openUnits: readonly (Units & { readonly locationId: string })[]
  /** All that is still to leave Shopify's shelves, held and scheduled units included. */
  readonly committedUnits: readonly (Units & { readonly locationId: string })[]
  readonly fulfillments: readonly MadeFulfillment[]
}

export interface SoldLine {
  readonly lineId: string
  /** As it was when it was sold, without white space around it; empty where there is none. */
  readonly sku: string
  /** What it is a unit of in Shopify's stock; absent where no fulfilment order names the line. */
  readonly inventoryItemId?: string
  readonly sold: number
  /** After edits and refunds. */
  readonly current: number
  readonly unfulfilled: number
  readonly requiresShipping: boolean
  /** The bundle it is a component of, and how many of that were sold. */
  readonly bundle?: { readonly groupId: string; readonly sold: number }
}

export interface Units {
  readonly lineId: string
  readonly quantity: number
}

export interface MadeFulfillment {
  readonly fulfillmentId: string
  /** Made and not cancelled. */
  readonly stands: boolean
  readonly locationId: string | undefined
  readonly trackingNumbers: readonly string[]
  readonly carriers: readonly string[]
  readonly units: readonly Units[]
  /** How often the customer was told of it. */
  readonly timesTold: number
}

const PAID = ['PAID', 'PARTIALLY_REFUNDED', 'REFUNDED']

/** `timesTold` answers how often the customer was told of a fulfilment. */
export function toSoldOrder(
  shop: string,
  wire: WireOrder,
  timesTold: (fulfillmentId: string) => number,
): SoldOrder {
  const groups = wire.fulfillmentOrders.nodes
  const itemIds = new Map(
    groups.flatMap(({ lineItems }) =>
      lineItems.nodes.map((each) => [each.lineItem.id, idOf(each.inventoryItemId ?? '')] as const),
    ),
  )
  return {
    shop,
    orderId: wire.legacyResourceId,
    cancelled: wire.cancelledAt !== null,
    test: wire.test,
    paid: PAID.includes(wire.displayFinancialStatus ?? ''),
    held: groups.some(({ status }) => status === 'ON_HOLD' || status === 'SCHEDULED'),
    currency: wire.currentTotalPriceSet.shopMoney.currencyCode,
    total: parseAmount(wire.currentTotalPriceSet.shopMoney.amount),
    originalTotal: parseAmount(wire.originalTotalPriceSet.shopMoney.amount),
    refundedAt: wire.refunds.flatMap(({ createdAt }) => createdAt ?? []),
    lines: wire.lineItems.nodes.map((line) => toSoldLine(line, itemIds.get(line.id) ?? '')),
    openUnits: listUnits(
      groups.filter(({ status }) => status === 'OPEN' || status === 'IN_PROGRESS'),
    ),
    committedUnits: listUnits(
      groups.filter(({ status }) => status !== 'CLOSED' && status !== 'CANCELLED'),
    ),
    fulfillments: wire.fulfillments.map((each) => ({
      fulfillmentId: each.legacyResourceId,
      stands: each.status === 'SUCCESS',
      locationId: each.location === null ? undefined : idOf(each.location.id),
      trackingNumbers: each.trackingInfo.flatMap(({ number }) => number ?? []),
      carriers: each.trackingInfo.flatMap(({ company }) => company ?? []),
      units: each.fulfillmentLineItems.nodes.map(({ lineItem, quantity }) => ({
        lineId: idOf(lineItem.id),
        quantity: quantity ?? 0,
      })),
      timesTold: timesTold(each.legacyResourceId),
    })),
  }
}

function listUnits(groups: WireOrder['fulfillmentOrders']['nodes']): SoldOrder['openUnits'] {
  return groups.flatMap(({ assignedLocation, lineItems }) =>
    lineItems.nodes.map((each) => ({
      lineId: idOf(each.lineItem.id),
      quantity: each.remainingQuantity,
      locationId: idOf(assignedLocation.location?.id ?? ''),
    })),
  )
}

function toSoldLine(
  wire: WireOrder['lineItems']['nodes'][number],
  inventoryItemId: string,
): SoldLine {
  const group = wire.lineItemGroup
  return {
    lineId: idOf(wire.id),
    sku: wire.sku?.trim() ?? '',
    ...(inventoryItemId !== '' && { inventoryItemId }),
    sold: Math.max(wire.quantity, wire.currentQuantity),
    current: wire.currentQuantity,
    unfulfilled: wire.unfulfilledQuantity,
    requiresShipping: wire.requiresShipping,
    ...(group !== null && { bundle: { groupId: idOf(group.id), sold: group.quantity } }),
  }
}

/** The number, or what else stands there, at the end of a global id. */
export function idOf(gid: string): string {
  return gid.slice(gid.lastIndexOf('/') + 1)
}
