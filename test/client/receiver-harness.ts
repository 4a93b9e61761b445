import { createHmac, randomUUID } from 'node:crypto'
import { onTestFinished } from 'vitest'
import { startInboxPump } from '../../client/inbox-pump.ts'
import { startReceiver } from '../../client/receiver.ts'
import { type Database, migrate, openDatabase } from '../../ledger/database.ts'
import { createLedger, type Ledger } from '../../ledger/index.ts'
import type { HealthChecks } from '../../lib/health-server.ts'
import { createLogger } from '../../lib/logger.ts'
import { createMetrics } from '../../lib/metrics.ts'
import type { OrderDesk, OrderInput } from '../../workflows/contract.ts'
import { checkConfig } from '../../lib/config.ts'
import { createTestDatabase } from '../support/servers.ts'

export const SECRETS = ['new-secret', 'old-secret'] as const

export interface DeskDouble {
  readonly desk: OrderDesk
  /** Orders whose workflow was told that they changed, in the order of telling. */
  readonly told: readonly OrderInput[]
  /** How often it was asked, refusals included. */
  readonly asked: () => number
  /** Which orders are refused, as all are while Temporal is down. */
  refuse(refused: (order: OrderInput) => boolean): void
}

/** Stands for Temporal, which may be down. */
export function createDeskDouble(): DeskDouble {
  const told: OrderInput[] = []
  let asked = 0
  let isRefused: (order: OrderInput) => boolean = () => false
  const tell = async (order: OrderInput) => {
    asked += 1
    if (isRefused(order)) throw new Error('Failed to connect to Temporal')
    told.push(order)
  }
  return {
    desk: { orderPlaced: tell, orderChanged: tell, parcelDispatched: tell, retryNow: tell },
    told,
    asked: () => asked,
    refuse: (refused) => {
      isRefused = refused
    },
  }
}

export interface ReceiverOptions {
  readonly desk?: OrderDesk
  readonly watched?: HealthChecks
  readonly maxBodyBytes?: number
  readonly requestTimeoutMs?: number
  readonly ledgerUrl?: string
  /** How often the pump looks by itself. */
  readonly everyMs?: number
}

export async function openLedger(
  url?: string,
): Promise<{ readonly database: Database; readonly ledger: Ledger }> {
  const database = openDatabase({ url: url ?? (await createLedgerDatabase()) })
  onTestFinished(() => database.destroy())
  return { database, ledger: createLedger(database) }
}

export async function createLedgerDatabase(): Promise<string> {
  return createTestDatabase({
    kind: 'ledger',
    prepare: async (url) => {
      const database = openDatabase({ url })
      await migrate(database)
      await database.destroy()
    },
  })
}

/** A logger that keeps its lines. */
export function createLogDouble() {
  const lines: string[] = []
  const destination = { write: (line: string) => void lines.push(line) }
  const logger = createLogger({ role: 'test', instance: '1', level: 'debug', destination })
  return { logger, lines }
}

/** The receiver and its pump on a database of their own; they stop when the test ends. */
export async function startTestReceiver(options: ReceiverOptions = {}) {
  const { database, ledger } = await openLedger(options.ledgerUrl)
  const { logger, lines } = createLogDouble()
  const double = createDeskDouble()
  const pump = startInboxPump({
    ledger,
    orderDesk: options.desk ?? double.desk,
    logger,
    everyMs: options.everyMs ?? 60_000,
  })
  onTestFinished(() => pump.stop())
  const receiver = await startReceiver({
    config: testConfig(options.maxBodyBytes),
    ledger,
    stockLevels: ledger.stockLevels,
    pump,
    metrics: createMetrics(),
    logger,
    ...(options.watched !== undefined && { watched: options.watched }),
    ...(options.requestTimeoutMs !== undefined && { requestTimeoutMs: options.requestTimeoutMs }),
  })
  onTestFinished(() => receiver.stop())
  return { ...receiver, database, ledger, pump, double, lines }
}

function testConfig(maxBodyBytes = 2 * 1024 * 1024) {
  const shop = { accessToken: 't', webhookSecrets: SECRETS }
  const uuid = '11111111-1111-4111-8111-111111111111'
  return checkConfig({
    shops: [
      { ...shop, shop: 'aurora', stock: { enabled: true } },
      { ...shop, shop: 'borealis', domain: 'shop.borealis.example', webhookSecrets: ['other'] },
    ],
    linnworks: { applicationId: uuid, applicationSecret: uuid, token: uuid },
    ledger: { url: 'postgres://127.0.0.1/unused' },
    receiver: { port: 0, maxBodyBytes },
  })
}

export interface Delivery {
  readonly body: Uint8Array<ArrayBuffer>
  readonly headers: Record<string, string>
}

/** A webhook as Shopify sends it. `headers` replace or, where undefined, remove its own. */
export function deliveryOf(
  options: {
    readonly orderId?: string
    readonly topic?: string
    readonly body?: string | Uint8Array
    readonly secret?: string
    readonly headers?: Readonly<Record<string, string | undefined>>
  } = {},
): Delivery {
  const { orderId = '5512', topic = 'orders/create', secret = SECRETS[0] } = options
  const body = Buffer.from(options.body ?? `{"id":${orderId},"email":"ada@canary.example"}`)
  const headers: Record<string, string | undefined> = {
    'content-type': 'application/json',
    'x-shopify-topic': topic,
    'x-shopify-shop-domain': 'aurora.myshopify.com',
    'x-shopify-webhook-id': randomUUID(),
    'x-shopify-api-version': '2026-10',
    'x-shopify-triggered-at': '2026-11-23T10:00:00Z',
    'x-shopify-hmac-sha256': createHmac('sha256', secret).update(body).digest('base64'),
    ...options.headers,
  }
  return {
    body: new Uint8Array(body),
    headers: Object.fromEntries(
      Object.entries(headers).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, value]],
      ),
    ),
  }
}

/** Posts the delivery and returns the status of the answer. */
export async function deliver(url: string, { headers, body }: Delivery): Promise<number> {
  const answer = await fetch(`${url}/webhooks/shopify`, { method: 'POST', headers, body })
  await answer.text()
  return answer.status
}

/** How many webhooks `/metrics` counts with these labels. */
export async function countWebhooks(
  url: string,
  labels: { readonly shop: string; readonly topic: string; readonly outcome: string },
): Promise<number> {
  const name = `waybill_webhooks_received_total{shop="${labels.shop}",topic="${labels.topic}",outcome="${labels.outcome}"} `
  return (await readFigure(url, name)) ?? 0
}

/** The figure that `/metrics` gives after `start`, if it gives one. */
export async function readFigure(url: string, start: string): Promise<number | undefined> {
  const text = await (await fetch(`${url}/metrics`)).text()
  const line = text.split('\n').find((each) => each.startsWith(start))
  return line === undefined ? undefined : Number(line.slice(start.length))
}

export const NOTHING = { entries: 0, orders: 0 }

/** What a receiver has kept. */
export async function countAll({ database }: Awaited<ReturnType<typeof startTestReceiver>>) {
  const [inbox, orders] = await Promise.all([
    database.selectFrom('inbox').select('webhookId').execute(),
    database.selectFrom('orders').select('orderId').execute(),
  ])
  return { entries: inbox.length, orders: orders.length }
}
