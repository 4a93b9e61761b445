import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import { withinMs } from './deadline.ts'

/** A database that is down must not cost us all other figures. */
const COUNT_WITHIN_MS = 2000

export type WebhookOutcome =
  | 'accepted'
  | 'duplicate'
  | 'ignored'
  | 'unauthorized'
  | 'unknown_shop'
  | 'too_large'
  | 'malformed'
  | 'unavailable'

export interface Metrics {
  /** `shop` and `topic` must be names that we know: what a caller claims would grow without end. */
  webhookReceived(webhook: {
    readonly shop: string
    readonly topic: string
    readonly outcome: WebhookOutcome
    readonly seconds: number
  }): void
  /** One call to a vendor; `outcome` is `ok` or the kind of its ApiError. */
  vendorCalled(call: {
    readonly vendor: 'shopify' | 'linnworks'
    readonly operation: string
    readonly outcome: string
    readonly seconds: number
  }): void
  budgetWaited(wait: {
    readonly vendor: 'shopify' | 'linnworks'
    readonly operation: string
    readonly seconds: number
  }): void
  /** Asked at every scrape. While it fails the figure is absent: zero would be a lie. */
  observeInbox(countWaiting: () => Promise<number>): void
  /** As `observeInbox`, for the orders in each stage. */
  observeOrders(countOrders: () => Promise<readonly OrderCount[]>): void
  /** Everything, in Prometheus' text format. */
  render(): Promise<string>
  readonly contentType: string
}

export interface OrderCount {
  readonly shop: string
  readonly stage: string
  readonly count: number
}

/** The figures of one process. No order, SKU or person is in a label. */
export function createMetrics(): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const webhooks = new Counter({
    name: 'waybill_webhooks_received_total',
    help: 'Webhooks by what became of them.',
    labelNames: ['shop', 'topic', 'outcome'],
    registers,
  })
  const acknowledged = new Histogram({
    name: 'waybill_webhook_ack_seconds',
    help: 'From the arrival of a webhook to its answer. Shopify gives up after 5.',
    labelNames: ['outcome'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers,
  })
  const vendorCalls = new Counter({
    name: 'waybill_vendor_calls_total',
    help: 'Calls to Shopify and Linnworks by their outcome.',
    labelNames: ['vendor', 'operation', 'outcome'],
    registers,
  })
  const vendorSeconds = new Histogram({
    name: 'waybill_vendor_call_seconds',
    help: 'How long the vendors take to answer.',
    labelNames: ['vendor', 'operation'],
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    registers,
  })
  const budgetSeconds = new Histogram({
    name: 'waybill_budget_wait_seconds',
    help: 'How long calls waited for their turn within our share of a rate limit.',
    labelNames: ['vendor', 'operation'],
    buckets: [0.01, 0.1, 0.5, 1, 2.5, 5, 10],
    registers,
  })
  return {
    webhookReceived: ({ shop, topic, outcome, seconds }) => {
      webhooks.inc({ shop, topic, outcome })
      acknowledged.observe({ outcome }, seconds)
    },
    vendorCalled: ({ vendor, operation, outcome, seconds }) => {
      vendorCalls.inc({ vendor, operation, outcome })
      vendorSeconds.observe({ vendor, operation }, seconds)
    },
    budgetWaited: ({ vendor, operation, seconds }) => {
      budgetSeconds.observe({ vendor, operation }, seconds)
    },
    observeInbox: (countWaiting) => {
      observe(
        registry,
        'waybill_inbox_waiting',
        'Webhooks that no workflow knows of yet.',
        [],
        () => countWaiting().then((count) => [{ labels: {}, count }]),
      )
    },
    observeOrders: (countOrders) => {
      const labelNames = ['shop', 'stage']
      observe(registry, 'waybill_orders', 'Orders by stage.', labelNames, async () =>
        (await countOrders()).map(({ shop, stage, count }) => ({ labels: { shop, stage }, count })),
      )
    },
    render: () => registry.metrics(),
    contentType: registry.contentType,
  }
}

function observe(
  registry: Registry,
  name: string,
  help: string,
  labelNames: readonly string[],
  count: () => Promise<
    readonly { readonly labels: Readonly<Record<string, string>>; readonly count: number }[]
  >,
): void {
  const gauge = new Gauge({
    name,
    help,
    labelNames: [...labelNames],
    registers: [registry],
    collect: async () => {
      const counted = await withinMs(COUNT_WITHIN_MS, count).catch(() => [])
      // Without labels `reset` would leave a zero.
      if (labelNames.length === 0) gauge.remove()
      else gauge.reset()
      for (const { labels, count: value } of counted) gauge.set({ ...labels }, value)
    },
  })
}
