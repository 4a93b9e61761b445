import type { Backroom } from '../../sandbox/linnworks/index.ts'
import type { BulkOrder } from '../../sandbox/shopify/index.ts'
import * as world from '../../sandbox/world.ts'
import type { WaitingOrder } from './twins-desk.ts'

/** Saves orders of the shop in Linnworks as Waybill would have, each at its location. */
export function standInLinnworks(
  backroom: Backroom,
  orders: readonly BulkOrder[],
): readonly WaitingOrder[] {
  const references = new Map(orders.map((order) => [order.orderId, order]))
  for (const { locationId, linnworksLocationId } of world.LOCATION_LINKS) {
    const here = orders.filter((order) => order.locationId === locationId)
    backroom.saveOrders(linnworksLocationId, here.map(toChannelOrder))
  }
  return backroom.listOrders().flatMap(({ id, number, reference }) => {
    const order = references.get(reference)
    if (order === undefined) return []
    return [{ ...order, linnworksOrderId: id, linnworksNumber: number }]
  })
}

function toChannelOrder({ orderId, name, lines }: BulkOrder) {
  const at = new Date(Date.now() - 3 * 3_600_000).toISOString()
  return {
    Source: 'WAYBILL',
    SubSource: world.AURORA.shop,
    ReferenceNumber: orderId,
    SecondaryReferenceNumber: name,
    ReceivedDate: at,
    DispatchBy: at,
    PaidOn: at,
    PaymentStatus: 'Paid',
    Currency: world.AURORA.currency,
    AutomaticallyLinkBySKU: true,
    OrderItems: lines.map((line) => ({
      ItemNumber: line.lineId,
      ChannelSKU: line.sku,
      ItemTitle: line.title,
      Qty: line.quantity,
      PricePerUnit: line.unitPriceMinor / 100,
      TaxRate: 20,
      TaxCostInclusive: true,
      UseChannelTax: true,
      LineDiscount: 0,
      IsService: false,
    })),
  }
}
