import { z } from 'zod'
import { parseAmount, type Amount } from './amount.ts'

/** A Linnworks order of Source WAYBILL, whatever became of it. */
export interface CarriedOrder {
  readonly linnworksOrderId: string
  readonly number: number
  readonly shop: string
  readonly reference: string
  readonly state: 'open' | 'dispatched' | 'cancelled'
  /** Sent once more for a parcel that was lost: its units were never sold. */
  readonly isResend: boolean
  /** When it was dispatched or cancelled. ISO 8601, UTC; empty while open. */
  readonly processedAt: string
  readonly locationId: string
  readonly currency: string
  readonly total: Amount
  readonly vendor: string
  readonly trackingNumber: string
  readonly items: readonly CarriedItem[]
}

export interface CarriedItem {
  readonly itemNumber: string
  readonly quantity: number
  /** Moves no stock. */
  readonly isService: boolean
  /** The stock item it takes off the shelf; all zeros where Linnworks does not know it. */
  readonly stockItem: NamedItem
  /** Of a composite: its components, for all of its units together. */
  readonly parts: readonly (NamedItem & { readonly quantity: number })[]
}

/** A stock item: its id in lower case, and its SKU in Linnworks. */
export interface NamedItem {
  readonly stockItemId: string
  readonly sku: string
}

export interface LinnworksTruth {
  readonly orders: readonly CarriedOrder[]
  /** Whether one order was split from the other, or both from a third. Live namesakes only. */
  isFamily(one: CarriedOrder, other: CarriedOrder): boolean
}

/** Of an order's status (vendor's spec). */
const RESEND = 4

const ItemSchema = z.object({ StockItemId: z.string(), SKU: z.string().nullable() })

/** `OrderDetails` without what is personal. */
export const OrderDetailsSchema = z.object({
  OrderId: z.string(),
  NumOrderId: z.number(),
  Processed: z.boolean(),
  ProcessedDateTime: z.string(),
  FulfilmentLocationId: z.string(),
  GeneralInfo: z.object({
    Status: z.number(),
    HoldOrCancel: z.boolean(),
    ReferenceNum: z.string().nullable(),
    Source: z.string(),
    SubSource: z.string(),
  }),
  ShippingInfo: z.object({ Vendor: z.string().nullable(), TrackingNumber: z.string().nullable() }),
  TotalsInfo: z.object({ TotalCharge: z.number(), Currency: z.string() }),
  Items: z.array(
    ItemSchema.extend({
      ItemNumber: z.string().nullable(),
      Quantity: z.number(),
      IsService: z.boolean(),
      CompositeSubItems: z.array(ItemSchema.extend({ Quantity: z.number() })),
    }),
  ),
})

export function toCarriedOrder(wire: z.infer<typeof OrderDetailsSchema>) {
  const { GeneralInfo, ShippingInfo, TotalsInfo } = wire
  // On an open order HoldOrCancel means "on hold".
  const processed = GeneralInfo.HoldOrCancel ? ('cancelled' as const) : ('dispatched' as const)
  return {
    linnworksOrderId: wire.OrderId,
    number: wire.NumOrderId,
    source: GeneralInfo.Source,
    shop: GeneralInfo.SubSource,
    reference: GeneralInfo.ReferenceNum ?? '',
    state: wire.Processed ? processed : ('open' as const),
    isResend: GeneralInfo.Status === RESEND,
    processedAt: wire.Processed ? wire.ProcessedDateTime : '',
    locationId: wire.FulfilmentLocationId.toLowerCase(),
    currency: TotalsInfo.Currency,
    total: parseAmount(String(TotalsInfo.TotalCharge)),
    vendor: ShippingInfo.Vendor ?? '',
    trackingNumber: (ShippingInfo.TrackingNumber ?? '').trim(),
    items: wire.Items.map((item) => ({
      itemNumber: item.ItemNumber ?? '',
      quantity: item.Quantity,
      isService: item.IsService,
      stockItem: toNamedItem(item),
      parts: item.CompositeSubItems.map((part) => ({
        ...toNamedItem(part),
        quantity: part.Quantity,
      })),
    })),
  }
}

function toNamedItem({ StockItemId, SKU }: z.infer<typeof ItemSchema>): NamedItem {
  return { stockItemId: StockItemId.toLowerCase(), sku: SKU ?? '' }
}
