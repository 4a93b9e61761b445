import { z } from 'zod'
import type { LinnworksOrder, LinnworksOrderLine } from '../domain/consignment-order.ts'
import { parseMinor } from '../domain/money.ts'
import { flag, NO_ID, textOrUndefined, timeOrUndefined } from './wire.ts'

/** A line as Orders/GetOrdersById and Orders/GetOrderDetailsByReferenceId show it. */
const WireOrderItemSchema = z.object({
  RowId: z.guid(),
  StockItemId: z.guid().nullish(),
  ItemNumber: textOrUndefined,
  ItemSource: textOrUndefined,
  SKU: textOrUndefined,
  ChannelSKU: textOrUndefined,
  Quantity: z.int(),
  IsUnlinked: z.boolean().nullish(),
  IsService: flag,
})

/** OrderDetails of Orders/GetOrdersById and Orders/GetOrderDetailsByReferenceId, open or not. */
export const WireOrderDetailsSchema = z.object({
  OrderId: z.guid(),
  NumOrderId: z.int(),
  Processed: flag,
  ProcessedDateTime: timeOrUndefined,
  FulfilmentLocationId: z.guid(),
  GeneralInfo: z.object({
    Status: z.int(),
    LabelPrinted: flag,
    InvoicePrinted: flag,
    PickListPrinted: flag,
    PartShipped: flag,
    IsParked: flag,
    Marker: z.int().nullish(),
    ReferenceNum: textOrUndefined,
    Source: textOrUndefined,
    SubSource: textOrUndefined,
    HoldOrCancel: flag,
    PickwaveIds: z.array(z.int()).nullish(),
  }),
  ShippingInfo: z
    .object({
      Vendor: textOrUndefined,
      PostalServiceName: textOrUndefined,
      TrackingNumber: textOrUndefined,
    })
    .nullish(),
  TotalsInfo: z.object({ TotalCharge: z.number(), Currency: textOrUndefined }),
  Items: z
    .array(WireOrderItemSchema)
    .nullish()
    .transform((items) => items ?? []),
})

const PAID = 1
/** What the vendor calls an order's missing currency (the specification of CreateOrders). */
const NO_CURRENCY = 'UNK'
const PARKED = 7
/** The vendor's name for "no courier" (observed on a live account). */
const NO_VENDOR = 'NONE'

export function toLinnworksOrder(wire: z.infer<typeof WireOrderDetailsSchema>): LinnworksOrder {
  const { GeneralInfo: general, ShippingInfo: shipping, TotalsInfo: totals } = wire
  const vendor = shipping?.Vendor?.toUpperCase() === NO_VENDOR ? undefined : shipping?.Vendor
  const postalService = shipping?.PostalServiceName
  const trackingNumber = shipping?.TrackingNumber
  const processedAt = wire.ProcessedDateTime
  const currency = totals.Currency ?? NO_CURRENCY
  return {
    linnworksOrderId: wire.OrderId,
    number: wire.NumOrderId,
    source: general.Source ?? '',
    subSource: general.SubSource ?? '',
    reference: general.ReferenceNum ?? '',
    processed: wire.Processed,
    holdOrCancel: general.HoldOrCancel,
    parked: general.IsParked || general.Marker === PARKED,
    paid: general.Status === PAID,
    locationId: wire.FulfilmentLocationId,
    ...(wire.Processed && processedAt !== undefined && { processedAt }),
    totalMinor: parseMinor(totals.TotalCharge.toFixed(6), currency),
    currency,
    ...(vendor !== undefined && { vendor }),
    ...(postalService !== undefined && { postalService }),
    ...(trackingNumber !== undefined && { trackingNumber }),
    started:
      general.LabelPrinted ||
      general.InvoicePrinted ||
      general.PickListPrinted ||
      general.PartShipped ||
      (general.PickwaveIds ?? []).length > 0,
    lines: wire.Items.map(toLine),
  }
}

/** A line that a person put in has no ItemSource: its ItemNumber is not the shop's. */
function toLine(wire: z.infer<typeof WireOrderItemSchema>): LinnworksOrderLine {
  const unlinked = wire.IsUnlinked ?? (wire.StockItemId ?? NO_ID) === NO_ID
  return {
    rowId: wire.RowId,
    itemNumber: wire.ItemSource === undefined ? '' : (wire.ItemNumber ?? ''),
    sku: wire.SKU ?? wire.ChannelSKU ?? '',
    quantity: wire.Quantity,
    unlinked: unlinked && !wire.IsService,
    isService: wire.IsService,
  }
}
