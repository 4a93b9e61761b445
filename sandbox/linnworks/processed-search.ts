import { z } from 'zod'
import type { StoredOrder } from './documents.ts'
import { fromMinor } from './money.ts'
import { toUtc } from './new-order.ts'
import { answer, operation, Refusal, type Operation } from './operation.ts'
import { orderTotals } from './order-totals.ts'
import type { LinnworksState } from './state.ts'

const DAY_MS = 86_400_000

const SearchSchema = z.object({
  SearchTerm: z.string().nullish(),
  SearchFilters: z
    .array(
      z.object({
        SearchField: z.enum(['Source', 'SubSource', 'ItemIdentifier']),
        SearchTerm: z.string(),
      }),
    )
    .nullish(),
  DateField: z.enum(['processed', 'payment', 'cancelled', 'received']),
  FromDate: z.iso.datetime({ offset: true, local: true }),
  ToDate: z.iso.datetime({ offset: true, local: true }),
  PageNumber: z.number().int().min(1),
  ResultsPerPage: z.number().int(),
  SearchSorting: z
    .object({ SortField: z.string().nullish(), SortDirection: z.enum(['ASC', 'DESC']).nullish() })
    .nullish(),
})

type Search = z.infer<typeof SearchSchema>

/**
 * `SearchProcessedOrders`: processed and cancelled orders whose date lies in a range, both ends
 * included. A cancelled order also counts as processed at its cancellation. Newest first unless
 * told otherwise, so pages shift when an order is processed between two of them.
 */
export function processedSearchOperations(state: LinnworksState): Operation[] {
  return [
    operation({
      path: '/api/ProcessedOrders/SearchProcessedOrders',
      perMinute: 150,
      permission: 'GlobalPermissions.OrderBook.ProcessedOrdersNode',
      input: z.object({ request: SearchSchema }),
      run: ({ request }) => {
        const size = request.ResultsPerPage
        // 20 is observed to be the least and 500 to work.
        if (size < 20 || size > 500) throw new Refusal('Results per page are out of range.')
        const found = search(state, request)
        const start = (request.PageNumber - 1) * size
        return answer({
          ProcessedOrders: {
            PageNumber: request.PageNumber,
            EntriesPerPage: size,
            TotalEntries: found.length,
            TotalPages: Math.ceil(found.length / size),
            Data: found.slice(start, start + size).map((order) => toProcessedOrder(state, order)),
          },
        })
      },
    }),
  ]
}

function search(state: LinnworksState, request: Search): StoredOrder[] {
  const from = toUtc(request.FromDate) ?? ''
  const to = toUtc(request.ToDate) ?? ''
  const dateOf = (order: StoredOrder) => dateField(order, request.DateField) ?? ''
  const direction = request.SearchSorting?.SortDirection === 'ASC' ? 1 : -1
  return state.orders
    .listProcessed()
    .filter((order) => dateOf(order) >= from && dateOf(order) <= to && dateOf(order) !== '')
    .filter((order) => matchesTerm(order, request.SearchTerm ?? ''))
    .filter((order) =>
      (request.SearchFilters ?? []).every((filter) => matches(state, order, filter)),
    )
    .toSorted((a, b) => direction * (dateOf(a).localeCompare(dateOf(b)) || a.number - b.number))
}

function dateField(order: StoredOrder, field: Search['DateField']): string | null {
  switch (field) {
    case 'processed':
      return order.processedAt
    case 'cancelled':
      return order.cancelledAt
    case 'payment':
      return order.paidAt
    case 'received':
      return order.receivedAt
  }
}

function matchesTerm(order: StoredOrder, term: string): boolean {
  if (term === '') return true
  return [order.reference, order.secondaryReference, String(order.number)].includes(term)
}

function matches(
  state: LinnworksState,
  order: StoredOrder,
  filter: NonNullable<Search['SearchFilters']>[number],
): boolean {
  switch (filter.SearchField) {
    case 'Source':
      return order.source === filter.SearchTerm
    case 'SubSource':
      return order.subSource === filter.SearchTerm
    case 'ItemIdentifier':
      return order.lines.some(
        (line) => state.items.get(line.stockItemId ?? '')?.sku === filter.SearchTerm,
      )
  }
}

/** `ProcessedOrderWeb`. Holds personal data, and names each thing otherwise than the reads do. */
function toProcessedOrder(state: LinnworksState, order: StoredOrder) {
  const totals = orderTotals(order)
  const { address, billingAddress: billing, postage } = order
  const tookMs = Date.parse(order.processedAt ?? order.receivedAt) - Date.parse(order.receivedAt)
  return {
    pkOrderID: order.id,
    cShippingAddress: address.Address1,
    dReceivedDate: order.receivedAt,
    dProcessedOn: order.processedAt,
    timeDiff: tookMs / DAY_MS,
    fPostageCost: fromMinor(totals.postageMinor),
    fTotalCharge: fromMinor(totals.totalMinor),
    PostageCostExTax: fromMinor(totals.postageExTaxMinor),
    Subtotal: fromMinor(totals.subtotalMinor),
    fTax: fromMinor(totals.taxMinor),
    TotalDiscount: fromMinor(totals.discountMinor),
    ProfitMargin: 0,
    CountryTaxRate: 0,
    nOrderId: order.number,
    nStatus: order.status,
    cCurrency: order.currency,
    PostalTrackingNumber: postage.trackingNumber,
    cCountry: address.Country,
    Source: order.source,
    PostalServiceName: postage.serviceName,
    PostalServiceCode: '',
    Vendor: postage.vendor,
    BillingEmailAddress: billing.EmailAddress,
    ReferenceNum: order.reference,
    SecondaryReference: order.secondaryReference,
    ExternalReference: order.externalReference,
    Address1: address.Address1,
    Address2: address.Address2,
    Address3: address.Address3,
    Town: address.Town,
    Region: address.Region,
    BuyerPhoneNumber: address.PhoneNumber,
    Company: address.Company,
    SubSource: order.subSource,
    ChannelBuyerName: order.channelBuyerName,
    AccountName: null,
    cFullName: address.FullName,
    cEmailAddress: address.EmailAddress,
    cPostCode: address.PostCode,
    dPaidOn: order.paidAt,
    dCancelledOn: order.cancelledAt,
    PackageCategory: null,
    PackageTitle: null,
    ItemWeight: postage.itemWeight,
    TotalWeight: postage.totalWeight,
    FolderCollection: null,
    cBillingAddress: billing.Address1,
    BillingName: billing.FullName,
    BillingCompany: billing.Company,
    BillingAddress1: billing.Address1,
    BillingAddress2: billing.Address2,
    BillingAddress3: billing.Address3,
    BillingTown: billing.Town,
    BillingRegion: billing.Region,
    BillingPostCode: billing.PostCode,
    BillingCountryName: billing.Country,
    BillingPhoneNumber: billing.PhoneNumber,
    HoldOrCancel: order.holdOrCancel,
    IsResend: false,
    IsExchange: false,
    TaxId: order.taxNumber,
    FulfilmentLocationName: state.locations.find(({ id }) => id === order.locationId)?.name ?? null,
  }
}
