import type { CarriedOrder } from '../../sandbox/auditor/linnworks-truth.ts'
import { parseAmount } from '../../sandbox/auditor/amount.ts'
import type { SoldOrder } from '../../sandbox/auditor/shopify-truth.ts'
import type { KeptStock } from '../../sandbox/linnworks/index.ts'
import type { StoredOrder as LinnworksOrder } from '../../sandbox/linnworks/documents.ts'
import type { StoredOrder as ShopOrder } from '../../sandbox/shopify/state.ts'

/*
 * The twins' own documents in the shapes in which the auditor reads them over the API, as far as
 * units go. Money, dates and parcels are left blank: who counts units looks at none of them.
 */

const nothing = parseAmount('0')

export function toSoldOrder(order: ShopOrder): SoldOrder {
  const groups = order.fulfillmentOrders.filter(({ status }) => status !== 'CLOSED')
  const unitsOf = groups.flatMap(({ locationId, lines }) =>
    lines.map(({ lineId, remainingQuantity: quantity }) => ({ lineId, quantity, locationId })),
  )
  return {
    shop: order.shop,
    orderId: order.id,
    cancelled: order.cancelledAt !== null,
    test: order.test,
    paid: true,
    held: false,
    currency: order.currency,
    total: nothing,
    originalTotal: nothing,
    refundedAt: [],
    lines: order.lines.map((line) => ({
      lineId: line.id,
      sku: line.sku?.trim() ?? '',
      ...(line.inventoryItemId !== null &&
        line.tracked && { inventoryItemId: line.inventoryItemId }),
      sold: Math.max(line.quantity, line.currentQuantity),
      current: line.currentQuantity,
      unfulfilled: 0,
      requiresShipping: line.requiresShipping,
      ...(line.group !== null && {
        bundle: { groupId: line.group.id, sold: line.group.quantity },
      }),
    })),
    openUnits: unitsOf,
    committedUnits: unitsOf,
    fulfillments: order.fulfillments.map((each) => ({
      fulfillmentId: each.id,
      stands: each.status === 'SUCCESS',
      locationId: each.locationId,
      trackingNumbers: [],
      carriers: [],
      units: each.lines.map(({ lineId, quantity }) => ({ lineId, quantity })),
      timesTold: 0,
    })),
  }
}

export function toCarriedOrder(order: LinnworksOrder, stock: readonly KeptStock[]): CarriedOrder {
  const processed = order.holdOrCancel ? ('cancelled' as const) : ('dispatched' as const)
  return {
    linnworksOrderId: order.id,
    number: order.number,
    shop: order.subSource,
    reference: order.reference ?? '',
    state: order.processedAt === null ? 'open' : processed,
    isResend: order.status === 4,
    processedAt: '',
    locationId: order.locationId.toLowerCase(),
    currency: order.currency,
    total: nothing,
    vendor: '',
    trackingNumber: '',
    items: order.lines.map((line) => ({
      itemNumber: line.itemNumber,
      quantity: line.quantity,
      isService: line.isService,
      ...toStockItem(stock, line),
    })),
  }
}

function toStockItem(
  stock: readonly KeptStock[],
  { stockItemId, quantity }: LinnworksOrder['lines'][number],
): Pick<CarriedOrder['items'][number], 'stockItem' | 'parts'> {
  const skuOf = (id: string) => stock.find((each) => each.stockItemId === id)?.sku ?? ''
  const item = stock.find((each) => each.stockItemId === stockItemId)
  return {
    stockItem: { stockItemId: stockItemId ?? '', sku: item?.sku ?? '' },
    parts: (item?.components ?? []).map((part) => ({
      stockItemId: part.stockItemId,
      sku: skuOf(part.stockItemId),
      quantity: part.quantity * quantity,
    })),
  }
}
