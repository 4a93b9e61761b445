import * as world from '../../sandbox/world.ts'
import { floor } from './goods.ts'
import type { ShopSale } from './market.ts'
import type { Town } from './town.ts'

/** Saves orders of the shop in Linnworks, where they reserve their units from now on. */
export function saveInLinnworks(
  town: Town,
  sales: readonly ShopSale[],
  at: Date,
): readonly string[] {
  if (sales.length === 0) return []
  return town.linnworks.backroom.saveOrders(
    floor.linnworksLocationId,
    sales.map(({ order }) => toChannelOrder(order, at.toISOString())),
  )
}

function toChannelOrder({ orderId, name, lines }: ShopSale['order'], at: string) {
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
