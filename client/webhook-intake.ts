import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Config } from '../lib/config.ts'
import { withinMs } from '../lib/deadline.ts'
import type { Logger } from '../lib/logger.ts'
import type { Metrics, WebhookOutcome } from '../lib/metrics.ts'
import type { Ledger } from '../ledger/index.ts'
import {
  parseWebhookHeaders,
  readWebhookOrderId,
  type verifyWebhookHmac,
} from '../shopify/webhook-delivery.ts'
import { takeLevelUpdate } from './level-intake.ts'

export const WEBHOOK_PATH = '/webhooks/shopify'

export interface WebhookIntake {
  readonly shops: readonly Pick<
    Config['shops'][number],
    'shop' | 'domain' | 'webhookSecrets' | 'stock'
  >[]
  readonly maxBodyBytes: number
  /** Whether a delivery was signed with one of the shop's secrets. */
  readonly verify: typeof verifyWebhookHmac
  readonly inbox: Pick<Ledger['inbox'], 'add'>
  readonly stockLevels: Pick<Ledger['stockLevels'], 'list' | 'heat'>
  readonly metrics: Pick<Metrics, 'webhookReceived'>
  readonly logger: Logger
  /** Told of each new entry of the inbox. */
  readonly onAccepted: () => void
}

/** Shopify gives a delivery 5 seconds (Shopify docs: HTTPS webhooks); 503 makes it try again. */
const STORE_WITHIN_MS = 3500

/** These say that an order may have changed; each is a poke to read it again. */
const ORDER_TOPICS: ReadonlySet<string> = new Set([
  'orders/create',
  'orders/paid',
  'orders/updated',
  'orders/cancelled',
  'orders/edited',
  'orders/fulfilled',
  'orders/partially_fulfilled',
  'refunds/create',
])

/** Says that a level changed; it concerns no order. */
const LEVEL_TOPIC = 'inventory_levels/update'

const STATUS: Readonly<Record<WebhookOutcome, number>> = {
  accepted: 200,
  duplicate: 200,
  ignored: 200,
  unauthorized: 401,
  unknown_shop: 401,
  too_large: 413,
  malformed: 400,
  unavailable: 503,
}

/**
 * Takes Shopify's webhooks. Nothing of a delivery is looked at before its signature holds, and
 * nothing of it is kept but which order or level it is about: that is read again from Shopify.
 */
export async function registerWebhooks(
  server: FastifyInstance,
  intake: WebhookIntake,
): Promise<void> {
  await server.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    const raw = { parseAs: 'buffer', bodyLimit: intake.maxBodyBytes } as const
    scope.addContentTypeParser('*', raw, (_request, body, done) => done(null, body))
    scope.setErrorHandler((error, request, reply) => {
      const status = error instanceof Error && 'statusCode' in error ? error.statusCode : 500
      if (status === 500) intake.logger.error({ error }, 'A webhook could not be dealt with')
      const outcome = status === 413 ? 'too_large' : status === 500 ? 'unavailable' : 'malformed'
      return answer(intake, request, reply, outcome)
    })
    scope.post(WEBHOOK_PATH, async (request, reply) =>
      answer(intake, request, reply, await judge(intake, request)),
    )
  })
}

async function judge(intake: WebhookIntake, request: FastifyRequest): Promise<WebhookOutcome> {
  const shop = findShop(intake, request)
  if (shop === undefined) return 'unknown_shop'
  const rawBody = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
  const header = headerOf(request, 'x-shopify-hmac-sha256')
  if (!intake.verify({ rawBody, header, secrets: shop.webhookSecrets })) return 'unauthorized'
  const delivery = parseWebhookHeaders(request.headers)
  if (delivery === undefined || !isJson(rawBody)) return 'malformed'
  const { topic, webhookId } = delivery
  if (topic === LEVEL_TOPIC) return await judgeLevel(intake, shop, rawBody)
  if (!ORDER_TOPICS.has(topic)) return 'ignored'
  const orderId = readWebhookOrderId(topic, rawBody)
  if (orderId === undefined) return 'malformed'
  const triggeredAt = toDate(delivery.triggeredAt)
  const entry = {
    ...{ webhookId, shop: shop.shop, topic, orderId },
    ...(triggeredAt !== undefined && { triggeredAt }),
  }
  try {
    const isNew = await withinMs(STORE_WITHIN_MS, () => intake.inbox.add(entry))
    if (!isNew) return 'duplicate'
  } catch (error) {
    intake.logger.error({ error, shop: shop.shop, topic, webhookId }, 'A webhook was not stored')
    return 'unavailable'
  }
  intake.logger.debug({ shop: shop.shop, topic, orderId, webhookId }, 'A webhook was accepted')
  intake.onAccepted()
  return 'accepted'
}

/** Acknowledged as soon as the level is hot: one that is delivered twice is as hot as before. */
async function judgeLevel(
  { stockLevels, logger }: WebhookIntake,
  { shop, stock }: WebhookIntake['shops'][number],
  rawBody: Buffer,
): Promise<WebhookOutcome> {
  if (!stock.enabled) return 'ignored'
  try {
    return await withinMs(STORE_WITHIN_MS, () => takeLevelUpdate(stockLevels, shop, rawBody))
  } catch (error) {
    logger.error({ error, shop, topic: LEVEL_TOPIC }, 'A webhook was not stored')
    return 'unavailable'
  }
}

function answer(
  intake: WebhookIntake,
  request: FastifyRequest,
  reply: FastifyReply,
  outcome: WebhookOutcome,
): FastifyReply {
  const status = STATUS[outcome]
  // Whoever is refused chose these names: only those that we know are repeated.
  const shop = findShop(intake, request)?.shop ?? 'unknown'
  const named = headerOf(request, 'x-shopify-topic') ?? ''
  const isKnown = ORDER_TOPICS.has(named) || named === LEVEL_TOPIC
  const topic = isKnown ? named : 'other'
  intake.metrics.webhookReceived({ shop, topic, outcome, seconds: reply.elapsedTime / 1000 })
  if (status >= 400 && status < 500) {
    intake.logger.warn({ shop, topic, outcome }, 'A webhook was refused')
  }
  return reply.code(status).send({ outcome })
}

function findShop({ shops }: WebhookIntake, request: FastifyRequest) {
  const domain = headerOf(request, 'x-shopify-shop-domain')?.toLowerCase()
  return shops.find((shop) => shop.domain === domain || `${shop.shop}.myshopify.com` === domain)
}

function headerOf(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name]
  return typeof value === 'string' ? value : undefined
}

function isJson(body: Buffer): boolean {
  try {
    JSON.parse(body.toString())
    return true
  } catch {
    return false
  }
}

function toDate(text: string | undefined): Date | undefined {
  const time = Date.parse(text ?? '')
  return Number.isNaN(time) ? undefined : new Date(time)
}
