import type { StoredOrder } from './documents.ts'
import { toOrderItem } from './item-wire.ts'
import { fromMinor } from './money.ts'
import { orderTotals, type OrderTotals } from './order-totals.ts'
import { DEFAULT_LOCATION_ID } from './setup.ts'
import type { LinnworksState } from './state.ts'

/** The marker that says an order is parked. */
export const PARKED = 7
const NO_DATE = '0001-01-01T00:00:00Z'

/** `OrderDetails`, as the reads answer it, open or processed. Holds personal data. */
export function toOrderDetails(
  state: Pick<LinnworksState, 'items' | 'findItem'>,
  order: StoredOrder,
) {
  const totals = orderTotals(order)
  return {
    OrderId: order.id,
    NumOrderId: order.number,
    Processed: order.processedAt !== null,
    ProcessedDateTime: order.processedAt ?? NO_DATE,
    FulfilmentLocationId: order.locationId,
    GeneralInfo: toGeneralInfo(order),
    ShippingInfo: toShippingInfo(order, totals),
    CustomerInfo: toCustomerInfo(order),
    TotalsInfo: toTotalsInfo(order, totals),
    ExtendedProperties: order.extendedProperties.map((property) => ({
      RowId: property.rowId,
      Name: property.name,
      Value: property.value,
      Type: property.type,
    })),
    FolderName: [],
    Items: order.lines.map((line) => toOrderItem(state, order, line, totals)),
    Notes: toNotes(order),
    PaidDateTime: order.paidAt,
    TaxId: order.taxNumber,
  }
}

/** `OpenOrder`, as `SplitOrder` answers it. */
export function toOpenOrder(state: Pick<LinnworksState, 'items' | 'findItem'>, order: StoredOrder) {
  const totals = orderTotals(order)
  return {
    NumOrderId: order.number,
    GeneralInfo: toGeneralInfo(order),
    ShippingInfo: toShippingInfo(order, totals),
    CustomerInfo: toCustomerInfo(order),
    TotalsInfo: toTotalsInfo(order, totals),
    TaxInfo: { TaxNumber: order.taxNumber },
    FolderName: [],
    IsPostFilteredOut: false,
    CanFulfil: true,
    Fulfillment: { FulfillmentState: 'Unknown', PurchaseOrderState: null },
    Items: order.lines.map((line) => toOrderItem(state, order, line, totals)),
    HasItems: order.lines.length > 0,
    TotalItemsSum: order.lines.reduce((sum, line) => sum + line.quantity, 0),
    OrderId: order.id,
  }
}

export function toNotes(order: StoredOrder) {
  return order.notes.map((note) => ({
    OrderNoteId: note.noteId,
    OrderId: order.id,
    NoteDate: note.at,
    Internal: note.internal,
    Note: note.text,
    CreatedBy: note.by,
    NoteTypeId: null,
  }))
}

/** A lock does not show here: the V1 model has no field for it. */
function toGeneralInfo(order: StoredOrder) {
  return {
    Status: order.status,
    LabelPrinted: order.labelPrinted,
    LabelError: '',
    InvoicePrinted: order.invoicePrinted,
    InvoicePrintError: '',
    PickListPrinted: order.pickListPrinted,
    PickListPrintError: '',
    IsRuleRun: false,
    Notes: order.notes.length,
    PartShipped: false,
    Marker: order.marker,
    IsParked: order.marker === PARKED,
    Identifiers: null,
    ReferenceNum: order.reference,
    SecondaryReference: order.secondaryReference,
    ExternalReferenceNum: order.externalReference,
    ReceivedDate: order.receivedAt,
    Source: order.source,
    SubSource: order.subSource,
    SiteCode: order.site,
    HoldOrCancel: order.holdOrCancel,
    DespatchByDate: order.despatchBy,
    ScheduledDelivery: null,
    HasScheduledDelivery: false,
    Location: order.locationId,
    NumItems: order.lines.length,
    PickwaveIds: null,
    PIIRedactionDays: null,
    StockAllocationType: null,
  }
}

export function toShippingInfo(order: StoredOrder, totals: OrderTotals) {
  return {
    Vendor: order.postage.vendor,
    PostalServiceId: order.postage.serviceId,
    PostalServiceName: order.postage.serviceName,
    TotalWeight: order.postage.totalWeight,
    ItemWeight: order.postage.itemWeight,
    PackageCategoryId: DEFAULT_LOCATION_ID,
    PackageCategory: null,
    PackageTypeId: DEFAULT_LOCATION_ID,
    PackageType: 'Default',
    PostageCost: fromMinor(totals.postageMinor),
    PostageCostExTax: fromMinor(totals.postageExTaxMinor),
    TrackingNumber: order.postage.trackingNumber,
    ManualAdjust: order.postage.manualAdjust,
  }
}

function toCustomerInfo(order: StoredOrder) {
  const placed = { Continent: null, CountryId: DEFAULT_LOCATION_ID }
  return {
    ChannelBuyerName: order.channelBuyerName,
    Address: { ...order.address, ...placed },
    BillingAddress: { ...order.billingAddress, ...placed },
  }
}

export function toTotalsInfo(order: StoredOrder, totals: OrderTotals) {
  return {
    Subtotal: fromMinor(totals.subtotalMinor),
    PostageCost: fromMinor(totals.postageMinor),
    PostageCostExTax: fromMinor(totals.postageExTaxMinor),
    Tax: fromMinor(totals.taxMinor),
    TotalCharge: fromMinor(totals.totalMinor),
    PaymentMethod: order.paymentMethod,
    PaymentMethodId: DEFAULT_LOCATION_ID,
    ProfitMargin: 0,
    TotalDiscount: fromMinor(totals.discountMinor),
    Currency: order.currency,
    CountryTaxRate: 0,
    ConversionRate: order.conversionRate,
  }
}
