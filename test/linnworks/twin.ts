import type { ConsignmentLine, ConsignmentOrder } from '../../domain/consignment-order.ts'
import { createLinnworksClient, type LinnworksClient } from '../../linnworks/index.ts'
import type { LinnworksTransportConfig } from '../../linnworks/transport.ts'
import { startLinnworksTwin, type LinnworksTwin } from '../../sandbox/linnworks/index.ts'

export const LONDON = '5a3c9f6e-0b5f-4a5e-9a53-8d1f5f0c2b01'
export const MUG = '7d1f0b5a-63a1-4c5b-b1de-2f7f5e3a9c01'
export const LEEDS = '5a3c9f6e-0b5f-4a5e-9a53-8d1f5f0c2b02'
export const TEAPOT = '7d1f0b5a-63a1-4c5b-b1de-2f7f5e3a9c02'

export const CREDENTIALS = {
  applicationId: 'f0000000-0000-4000-8000-000000000001',
  applicationSecret: 'f0000000-0000-4000-8000-000000000002',
  token: 'f0000000-0000-4000-8000-000000000003',
}

type Setup = Parameters<typeof startLinnworksTwin>[0]['setup']

/** A twin with one warehouse, two products, and nothing ordered. */
export function startTwin(options: {
  readonly clock?: () => number
  readonly switches?: Partial<Setup['switches']>
  readonly quotaScale?: number
  readonly locations?: Setup['locations']
  readonly items?: Setup['items']
}): Promise<LinnworksTwin> {
  const { clock, switches, quotaScale } = options
  return startLinnworksTwin({
    port: 0,
    ...(clock && { clock }),
    setup: {
      ...CREDENTIALS,
      locality: 'EU',
      locations: options.locations ?? [
        { StockLocationId: LONDON, LocationName: 'London Warehouse' },
      ],
      items: options.items ?? [
        { StockItemId: MUG, SKU: 'MUG', title: 'Mug', levels: { [LONDON]: 100 } },
        { StockItemId: TEAPOT, SKU: 'TEAPOT', title: 'Teapot', levels: { [LONDON]: 100 } },
      ],
      channels: [{ Source: 'SHOPIFY', SubSource: 'aurora', Enabled: false }],
      switches: {
        deduplication: 'strict',
        retryAfterHeader: true,
        parkedOnArrival: false,
        changeStatusJsonIgnored: true,
        idleMinutes: 20,
        ...switches,
      },
      ...(quotaScale !== undefined && { quotaScale }),
    },
  })
}

export function clientOf(
  twin: Pick<LinnworksTwin, 'url'>,
  config: Partial<LinnworksTransportConfig> = {},
): LinnworksClient {
  return createLinnworksClient({ ...CREDENTIALS, authUrl: twin.url, timeoutMs: 3000, ...config })
}

export function lineOf(line: Partial<ConsignmentLine> = {}): ConsignmentLine {
  return {
    itemNumber: '9001',
    sku: 'MUG',
    title: 'Mug',
    quantity: 2,
    unitPrice: 12.5,
    discountPercent: 10,
    taxRatePercent: 20,
    taxInclusive: true,
    isService: false,
    ...line,
  }
}

export function consignmentOf(order: Partial<ConsignmentOrder> = {}): ConsignmentOrder {
  const address = {
    fullName: 'Ada Canaryperson',
    address1: '1 Canary Wharf Lane',
    city: 'London',
    postCode: 'E14 5AB',
    country: 'United Kingdom',
    countryCode: 'GB',
    phone: '07700900123',
  }
  return {
    shop: 'aurora',
    reference: '5512',
    orderName: '#1001',
    receivedAt: '2026-11-23T10:00:00.000Z',
    paidAt: '2026-11-23T10:00:05.000Z',
    dispatchBy: '2026-11-25T10:00:00.000Z',
    currency: 'GBP',
    locationName: 'London Warehouse',
    shippingMinor: 495,
    shippingTaxRatePercent: 20,
    lines: [lineOf()],
    deliveryAddress: address,
    billingAddress: address,
    email: 'ada@canary.example',
    note: 'Leave with Canary neighbour',
    ...order,
  }
}
