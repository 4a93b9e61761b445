import type { BulkOrder } from '../sandbox/shopify/index.ts'
import { AURORA } from '../sandbox/world.ts'

/** An order of the shop as Waybill sends it to Linnworks; `at`, ISO 8601, is when it was placed. */
export function toChannelOrder({ orderId, name, lines }: BulkOrder, at: string) {
  return {
    Source: 'WAYBILL',
    SubSource: AURORA.shop,
    ReferenceNumber: orderId,
    SecondaryReferenceNumber: name,
    ReceivedDate: at,
    DispatchBy: at,
    PaidOn: at,
    PaymentStatus: 'Paid',
    Currency: AURORA.currency,
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
