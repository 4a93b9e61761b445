import { onTestFinished } from 'vitest'
import { createFaultScript } from '../../../sandbox/faults.ts'
import {
  startLinnworksTwin,
  type LinnworksItem,
  type LinnworksSetup,
  type LinnworksTwin,
  type LinnworksTwinOptions,
} from '../../../sandbox/linnworks/index.ts'
import { createWarehouse, type Warehouse } from '../../../sandbox/warehouse.ts'

export const LONDON = '10000000-0000-4000-8000-000000000001'
export const LEEDS = '10000000-0000-4000-8000-000000000002'
export const CREDENTIALS = {
  ApplicationId: '20000000-0000-4000-8000-000000000001',
  ApplicationSecret: '20000000-0000-4000-8000-000000000002',
  Token: '20000000-0000-4000-8000-000000000003',
}
export const MUG = '30000000-0000-4000-8000-000000000001'
export const TEA = '30000000-0000-4000-8000-000000000002'
export const GIFT_SET = '30000000-0000-4000-8000-000000000003'
export const OLD_MUG = '30000000-0000-4000-8000-000000000004'

export const ITEMS: LinnworksItem[] = [
  { StockItemId: MUG, SKU: 'MUG', title: 'Mug', levels: { [LONDON]: 10, [LEEDS]: 4 } },
  { StockItemId: TEA, SKU: 'TEA', title: 'Tea', levels: { [LONDON]: 7 } },
  {
    StockItemId: GIFT_SET,
    SKU: 'GIFT-SET',
    title: 'Gift set',
    isComposite: true,
    components: [
      { SKU: 'MUG', quantity: 2 },
      { SKU: 'TEA', quantity: 1 },
    ],
  },
  { StockItemId: OLD_MUG, SKU: 'OLD-MUG', title: 'Old mug', archived: true },
]

export function setupOf(change: Partial<LinnworksSetup> = {}): LinnworksSetup {
  return {
    applicationId: CREDENTIALS.ApplicationId,
    applicationSecret: CREDENTIALS.ApplicationSecret,
    token: CREDENTIALS.Token,
    locations: [
      { StockLocationId: LONDON, LocationName: 'London Warehouse' },
      { StockLocationId: LEEDS, LocationName: 'Leeds Depot' },
    ],
    items: ITEMS,
    channels: [{ Source: 'SHOPIFY', SubSource: 'aurora', Enabled: false }],
    ...change,
  }
}

/** A line as a careful client sends it. */
export function lineOf(change: Record<string, unknown> = {}) {
  return {
    TaxCostInclusive: true,
    UseChannelTax: true,
    PricePerUnit: 12,
    Qty: 1,
    TaxRate: 20,
    LineDiscount: 0,
    ItemNumber: '9001',
    ChannelSKU: 'MUG',
    IsService: false,
    ItemTitle: 'Mug, blue',
    ...change,
  }
}

/** A paid order as a careful client sends it. */
export function orderOf(change: Record<string, unknown> = {}) {
  return {
    Source: 'WAYBILL',
    SubSource: 'aurora',
    ReferenceNumber: '5512',
    ExternalReference: '#1001',
    ReceivedDate: '2026-11-23T10:00:00Z',
    DispatchBy: '2026-11-25T10:00:00Z',
    PaidOn: '2026-11-23T10:00:00Z',
    PaymentStatus: 'Paid',
    OrderState: 'None',
    Currency: 'GBP',
    AutomaticallyLinkBySKU: true,
    OrderItems: [lineOf()],
    DeliveryAddress: {
      FullName: 'Cora Canaryperson',
      Address1: '1 Canary Wharf Lane',
      Town: 'London',
      PostCode: 'E14 5AB',
      Country: 'United Kingdom',
      EmailAddress: 'cora@canary.test',
    },
    ...change,
  }
}

/** Whatever `JSON.parse` gives: each test says what it expects of an answer. */
export type Json = ReturnType<typeof JSON.parse>

export interface Reply {
  readonly status: number
  readonly text: string
  readonly headers: Headers
  readonly json: Json
}

export interface Api {
  readonly token: string
  readonly server: string
  post(path: string, body: unknown): Promise<Reply>
  form(path: string, fields: Record<string, unknown>): Promise<Reply>
  get(path: string): Promise<Reply>
  /** Creates orders in London and returns their ids. */
  create(orders: readonly unknown[]): Promise<string[]>
  read(orderId: string): Promise<Json>
  levelOf(itemId: string, locationId?: string): Promise<Json>
}

export async function send(url: string, init: RequestInit): Promise<Reply> {
  const response = await fetch(url, init)
  const text = await response.text()
  return { status: response.status, text, headers: response.headers, json: parse(text) }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const running = new Set<LinnworksTwin>()

/** Starts a twin that stops at the end of the test, unless that stopped it. */
export async function startTwin(
  options: Partial<LinnworksTwinOptions> = {},
): Promise<LinnworksTwin> {
  const twin = await startLinnworksTwin({
    port: 0,
    setup: setupOf(),
    faults: createFaultScript(() => 0),
    ...options,
  })
  running.add(twin)
  onTestFinished(async () => {
    if (running.has(twin)) await stopTwin(twin)
  })
  return twin
}

export async function stopTwin(twin: LinnworksTwin): Promise<void> {
  running.delete(twin)
  await twin.stop()
}

/** The people who work at the twin's account. */
export function warehouseOf(twin: LinnworksTwin): Warehouse {
  return createWarehouse({
    authUrl: twin.url,
    applicationId: CREDENTIALS.ApplicationId,
    applicationSecret: CREDENTIALS.ApplicationSecret,
    token: CREDENTIALS.Token,
  })
}

export function authorise(twin: LinnworksTwin): Promise<Api> {
  return authoriseAt(twin.url)
}

export async function authoriseAt(url: string): Promise<Api> {
  const session = await send(`${url}/api/Auth/AuthorizeByApplication`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(CREDENTIALS),
  })
  return apiOf(session.json.Server, session.json.Token)
}

export function apiOf(server: string, token: string): Api {
  const headers = { authorization: token }
  const post = (path: string, body: unknown) =>
    send(`${server}/api/${path}`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  return {
    token,
    server,
    post,
    form: (path, fields) => {
      const body = new URLSearchParams()
      for (const [name, value] of Object.entries(fields)) body.set(name, JSON.stringify(value))
      return send(`${server}/api/${path}`, { method: 'POST', headers, body })
    },
    get: (path) => send(`${server}/api/${path}`, { headers }),
    create: async (orders) => {
      const reply = await post('Orders/CreateOrders', { orders, location: 'London Warehouse' })
      if (reply.status !== 200) throw new Error(reply.text)
      return reply.json
    },
    read: async (orderId) =>
      (await post('Orders/GetOrdersById', { pkOrderIds: [orderId] })).json[0],
    levelOf: async (itemId, locationId = LONDON) => {
      const reply = await post('Stock/GetStockLevel_Batch', { request: { StockItemIds: [itemId] } })
      return reply.json[0].StockItemLevels.find(
        (level: Json) => level.Location.StockLocationId === locationId,
      )
    },
  }
}
