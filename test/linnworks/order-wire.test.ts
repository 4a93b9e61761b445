import { describe, expect, test } from 'vitest'
import { toLinnworksOrder, WireOrderDetailsSchema } from '../../linnworks/order-wire.ts'

const ID = '0da02d6e-91bd-4b21-8ab9-963d8c63a0df'
const NOBODY = '00000000-0000-0000-0000-000000000000'

function detailsOf(
  parts: {
    readonly general?: object
    readonly shipping?: object
    readonly item?: object
    readonly order?: object
  } = {},
) {
  return {
    OrderId: ID,
    NumOrderId: 100066,
    Processed: false,
    ProcessedDateTime: '0001-01-01T00:00:00',
    FulfilmentLocationId: NOBODY,
    GeneralInfo: {
      Status: 1,
      LabelPrinted: false,
      InvoicePrinted: false,
      PickListPrinted: false,
      PartShipped: false,
      IsParked: false,
      Marker: 0,
      ReferenceNum: '5512',
      Source: 'WAYBILL',
      SubSource: 'aurora',
      HoldOrCancel: false,
      PickwaveIds: null,
      Identifiers: null,
      ...parts.general,
    },
    ShippingInfo: {
      Vendor: 'NONE',
      PostalServiceName: 'Standard',
      TrackingNumber: '',
      ...parts.shipping,
    },
    CustomerInfo: { Address: { FullName: 'Ada Canaryperson' }, BillingAddress: null },
    TotalsInfo: { TotalCharge: 29.949999999999996, Currency: 'GBP', PaymentMethod: null },
    Items: [
      {
        RowId: ID,
        StockItemId: ID,
        ItemNumber: '9001',
        ItemSource: 'WAYBILL',
        SKU: 'MUG',
        ChannelSKU: null,
        Quantity: 2,
        IsUnlinked: false,
        IsService: false,
        ...parts.item,
      },
    ],
    ...parts.order,
  }
}

function read(details: object) {
  return toLinnworksOrder(WireOrderDetailsSchema.parse(details))
}

describe('an order as Linnworks shows it', () => {
  test('has neither courier, tracking nor dispatch before it is dispatched', () => {
    const order = read(detailsOf())
    expect(order).toMatchObject({ totalMinor: 2995, postalService: 'Standard', started: false })
    expect(order).not.toHaveProperty('vendor')
    expect(order).not.toHaveProperty('trackingNumber')
    expect(order).not.toHaveProperty('processedAt')
  })

  test('carries no personal data but its tracking number', () => {
    expect(JSON.stringify(read(detailsOf()))).not.toMatch(/canary/i)
  })

  test('was dispatched at a time in UTC, whether the zone is written or not', () => {
    for (const time of [
      '2026-11-23T10:00:00.5',
      '2026-11-23T10:00:00.5Z',
      '2026-11-23T11:00:00.5+01:00',
    ]) {
      const order = { Processed: true, ProcessedDateTime: time }
      expect(read(detailsOf({ order })).processedAt).toBe('2026-11-23T10:00:00.500Z')
    }
  })

  test.each([
    { LabelPrinted: true },
    { InvoicePrinted: true },
    { PickListPrinted: true },
    { PartShipped: true },
    { PickwaveIds: [7] },
  ])('has been started in the warehouse: %j', (general) => {
    expect(read(detailsOf({ general })).started).toBe(true)
  })

  test('is parked by its flag or by its tag', () => {
    expect(read(detailsOf({ general: { IsParked: true } })).parked).toBe(true)
    expect(read(detailsOf({ general: { Marker: 7 } })).parked).toBe(true)
    expect(read(detailsOf({ general: { Marker: 3 } })).parked).toBe(false)
  })

  test('is unpaid in every state but paid', () => {
    const paid = [0, 1, 2, 3, 4].map((Status) => read(detailsOf({ general: { Status } })).paid)
    expect(paid).toEqual([false, true, false, false, false])
  })

  test('has lost the number of a line that a person replaced', () => {
    const item = { ItemSource: '', ItemNumber: 'TEAPOT' }
    expect(read(detailsOf({ item })).lines[0]?.itemNumber).toBe('')
  })

  test('has a line without a stock item as unlinked, also if the flag is missing', () => {
    const item = { IsUnlinked: null, StockItemId: NOBODY, SKU: null, ChannelSKU: 'GHOST' }
    expect(read(detailsOf({ item })).lines[0]).toMatchObject({ unlinked: true, sku: 'GHOST' })
  })

  test('may come without people, lines, shipping or currency', () => {
    const order = {
      CustomerInfo: undefined,
      Items: null,
      ShippingInfo: null,
      TotalsInfo: { TotalCharge: 0, Currency: null },
    }
    expect(read(detailsOf({ order }))).toMatchObject({ lines: [], currency: 'UNK', totalMinor: 0 })
  })
})
