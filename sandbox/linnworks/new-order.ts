import { randomUUID } from 'node:crypto'
import type { ChannelAddress, ChannelOrder, ChannelOrderItem } from './channel-order.ts'
import type { StoredAddress, StoredLine, StoredOrder, StoredPostage } from './documents.ts'
import { storedPrice, toMinor } from './money.ts'
import { PARKED } from './order-wire.ts'
import { findPostalService } from './shipping.ts'
import type { LinnworksState } from './state.ts'

const MAX_POST_CODE = 11
const NO_CURRENCY = 'UNK'

/**
 * The order that the vendor would save: parked unless paid and fit to ship, its lines linked by
 * channel SKU first and by SKU only where the order asks for it. `order` has passed the rules.
 */
export function toStoredOrder(
  state: LinnworksState,
  order: ChannelOrder,
  place: { readonly id: string; readonly number: number; readonly locationId: string },
): StoredOrder {
  const paid = order.PaymentStatus === 'Paid'
  const at = state.now()
  return {
    ...place,
    source: order.Source ?? '',
    subSource: order.SubSource ?? '',
    reference: order.ReferenceNumber ?? null,
    secondaryReference: order.SecondaryReferenceNumber ?? null,
    externalReference: order.ExternalReference ?? null,
    site: order.Site ?? null,
    receivedAt: toUtc(order.ReceivedDate) ?? at,
    despatchBy: toUtc(order.DispatchBy) ?? at,
    paidAt: paid ? (toUtc(order.PaidOn) ?? at) : null,
    processedAt: null,
    cancelledAt: null,
    status: paid ? 1 : 0,
    marker: isParkedOnArrival(state, order) ? PARKED : 0,
    locked: false,
    holdOrCancel: order.OrderState === 'Hold',
    labelPrinted: false,
    invoicePrinted: false,
    pickListPrinted: false,
    currency: order.Currency?.trim() || NO_CURRENCY,
    conversionRate: order.ConversionRate ?? 1,
    paymentMethod: order.PaymentMethodName ?? order.MatchPaymentMethodTag ?? null,
    taxNumber: order.BuyerTaxNumber ?? null,
    channelBuyerName: order.ChannelBuyerName ?? null,
    address: toStoredAddress(order.DeliveryAddress),
    billingAddress: toStoredAddress(order.BillingAddress),
    postage: toStoredPostage(state, order),
    discountMinor: toMinor(order.Discount ?? 0),
    lines: (order.OrderItems ?? []).map((item) => toStoredLine(state, order, item)),
    notes: (order.Notes ?? []).map((note) => ({
      noteId: randomUUID(),
      at: toUtc(note.NoteEntryDate) ?? at,
      internal: note.Internal ?? false,
      text: note.Note ?? '',
      by: note.NoteUserName ?? '',
    })),
    extendedProperties: (order.ExtendedProperties ?? []).map((property) => ({
      rowId: randomUUID(),
      name: property.Name ?? '',
      value: property.Value ?? '',
      type: property.Type ?? '',
    })),
    audit: [{ at, type: 'ORDER_CREATED', note: 'Order saved by the API' }],
  }
}

/** Unpaid orders land parked (vendor's spec), and so do post codes over 11 characters (help). */
function isParkedOnArrival(state: LinnworksState, order: ChannelOrder): boolean {
  if (state.account.switches.parkedOnArrival) return true
  if (order.PaymentStatus !== 'Paid' || order.OrderState === 'Park') return true
  return (order.DeliveryAddress?.PostCode ?? '').length > MAX_POST_CODE
}

function toStoredLine(
  state: LinnworksState,
  order: ChannelOrder,
  item: ChannelOrderItem,
): StoredLine {
  return {
    rowId: randomUUID(),
    itemNumber: item.ItemNumber ?? '',
    itemSource: order.Source ?? '',
    channelSku: item.ChannelSKU ?? null,
    title: item.ItemTitle ?? '',
    quantity: item.Qty ?? 0,
    isService: item.IsService ?? false,
    stockItemId: item.IsService === true ? null : findLink(state, order, item.ChannelSKU ?? ''),
    pricePerUnit: storedPrice(item.PricePerUnit ?? 0),
    discountPercent: item.LineDiscount ?? 0,
    // Without it, Linnworks puts its own rate in the place of the channel's.
    taxRatePercent:
      item.UseChannelTax === true ? (item.TaxRate ?? 0) : state.account.countryTaxRate,
    taxInclusive: item.TaxCostInclusive ?? false,
    addedAt: state.now(),
  }
}

function findLink(state: LinnworksState, order: ChannelOrder, channelSku: string): string | null {
  for (const mapping of state.channelSkus.values()) {
    const isMapped =
      mapping.channelSku === channelSku &&
      mapping.source === order.Source &&
      mapping.subSource === order.SubSource
    if (isMapped) return mapping.stockItemId
  }
  if (order.AutomaticallyLinkBySKU !== true) return null
  const item = state.findItem(channelSku)
  return item === undefined || item.archived ? null : item.id
}

function toStoredPostage(state: LinnworksState, order: ChannelOrder): StoredPostage {
  const service = findPostalService(state, {
    names: [order.MatchPostalServiceTag, order.PostalServiceName],
    save: order.SavePostalServiceIfNotExist === true ? order.PostalServiceName : undefined,
  })
  return {
    serviceId: service.id,
    serviceName: service.name,
    vendor: service.vendor,
    costMinor: toMinor(order.PostalServiceCost ?? 0),
    taxRatePercent: order.PostalServiceTaxRate ?? 0,
    trackingNumber: '',
    totalWeight: 0,
    itemWeight: 0,
    manualAdjust: false,
  }
}

/** Linnworks' own address: what is missing is null. */
export function toStoredAddress(address: ChannelAddress | null | undefined): StoredAddress {
  return {
    EmailAddress: address?.EmailAddress ?? null,
    Address1: address?.Address1 ?? null,
    Address2: address?.Address2 ?? null,
    Address3: address?.Address3 ?? null,
    Town: address?.Town ?? null,
    Region: address?.Region ?? null,
    PostCode: address?.PostCode ?? null,
    Country: address?.Country ?? address?.MatchCountryName ?? address?.MatchCountryCode ?? null,
    FullName: address?.FullName ?? null,
    Company: address?.Company ?? null,
    PhoneNumber: address?.PhoneNumber ?? null,
  }
}

/** A time without an offset is UTC. */
export function toUtc(time: string | null | undefined): string | undefined {
  if (time === null || time === undefined) return undefined
  const hasZone = /(Z|[+-]\d\d:\d\d)$/i.test(time)
  return new Date(hasZone ? time : `${time}Z`).toISOString()
}
