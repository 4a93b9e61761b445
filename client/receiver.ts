import Fastify from 'fastify'
import type { Config } from '../lib/config.ts'
import { type HealthChecks, registerHealth } from '../lib/health-server.ts'
import { listen } from '../lib/listen.ts'
import type { Logger } from '../lib/logger.ts'
import type { Metrics } from '../lib/metrics.ts'
import type { Ledger } from '../ledger/index.ts'
import { verifyWebhookHmac } from '../shopify/webhook-delivery.ts'
import type { InboxPump } from './inbox-pump.ts'
import { registerWebhooks } from './webhook-intake.ts'

export interface ReceiverSettings {
  readonly config: Pick<Config, 'shops' | 'receiver'>
  readonly ledger: { readonly inbox: Pick<Ledger['inbox'], 'add' | 'countWaiting'> }
  readonly stockLevels: Pick<Ledger['stockLevels'], 'list' | 'heat'>
  readonly pump: Pick<InboxPump, 'poke'>
  readonly metrics: Metrics
  readonly logger: Logger
  /** The real one unless a rehearsal takes it out. */
  readonly verify?: typeof verifyWebhookHmac
  /** Told of beside the ledger, but readiness does not hang on them: for instance Temporal. */
  readonly watched?: HealthChecks
  /** For a request to arrive whole. Default 10 seconds, twice what Shopify gives a delivery. */
  readonly requestTimeoutMs?: number
}

export interface Receiver {
  /** For instance `http://127.0.0.1:4000`. */
  readonly url: string
  /** Answers what has arrived, then stops listening. */
  stop(): Promise<void>
}

/** Takes webhooks and tells of its health. Throws PortError where the port is taken. */
export async function startReceiver(settings: ReceiverSettings): Promise<Receiver> {
  const {
    config,
    ledger,
    stockLevels,
    pump,
    metrics,
    logger,
    watched,
    requestTimeoutMs = 10_000,
  } = settings
  const { verify = verifyWebhookHmac } = settings
  const { host, port, maxBodyBytes } = config.receiver
  const server = Fastify({
    logger: false,
    forceCloseConnections: 'idle',
    requestTimeout: requestTimeoutMs,
    // Node looks for slow requests this often: by default every 30 seconds.
    http: {
      connectionsCheckingInterval: Math.min(1000, requestTimeoutMs),
      headersTimeout: requestTimeoutMs,
    },
  })
  let closing = false
  server.addHook('preClose', async () => {
    closing = true
  })
  // Kept open, the connection of a last answer would hold up the stop for more than a minute.
  server.addHook('onSend', async (_request, reply) => {
    if (closing) reply.header('connection', 'close')
  })
  server.setNotFoundHandler((_request, reply) => reply.code(404).send({ error: 'not found' }))
  server.setErrorHandler((error, _request, reply) => {
    const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined
    if (typeof status === 'number' && status < 500) {
      return reply.code(status).send({ error: 'bad request' })
    }
    logger.error({ error }, 'A request could not be answered')
    return reply.code(500).send({ error: 'internal' })
  })
  const countWaiting = () => ledger.inbox.countWaiting()
  metrics.observeInbox(countWaiting)
  // Webhooks are taken without Temporal: a receiver taken out of service for it would lose them.
  registerHealth(server, {
    checks: { ledger: countWaiting, ...watched },
    needs: ['ledger'],
    metrics,
  })
  await registerWebhooks(server, {
    shops: config.shops,
    maxBodyBytes,
    verify,
    inbox: ledger.inbox,
    stockLevels,
    metrics,
    logger,
    onAccepted: () => pump.poke(),
  })
  const url = await listen(server, { host, port, portKey: 'receiver.port' })
  return { url, stop: () => server.close() }
}
