import { createHmac, randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { PlacedOrder } from '../../../sandbox/shopper.ts'
import { AURORA } from '../../../sandbox/world.ts'
import type { Scene } from './scene.ts'

const OutcomeSchema = z.object({ outcome: z.string() })

export interface Webhook {
  readonly topic?: string
  readonly webhookId?: string
  readonly triggeredAt?: Date
  readonly secret?: string
  /** Instead of the body that names the order. */
  readonly body?: string
}

/** Sends a webhook about the order as Shopify does, and answers what the receiver made of it. */
export async function sendWebhook(
  { receiverUrl }: Pick<Scene, 'receiverUrl'>,
  { orderId }: PlacedOrder,
  webhook: Webhook = {},
): Promise<{ readonly status: number; readonly outcome: string; readonly said: string }> {
  const { topic = 'orders/updated', webhookId = randomUUID(), triggeredAt = new Date() } = webhook
  const { secret = AURORA.webhookSecret } = webhook
  const { body = `{"id":${orderId},"admin_graphql_api_id":"gid://shopify/Order/${orderId}"}` } =
    webhook
  const response = await fetch(`${receiverUrl}/webhooks/shopify`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      'X-Shopify-Topic': topic,
      'X-Shopify-Hmac-Sha256': createHmac('sha256', secret).update(body).digest('base64'),
      'X-Shopify-Shop-Domain': AURORA.domain,
      'X-Shopify-API-Version': '2026-10',
      'X-Shopify-Webhook-Id': webhookId,
      'X-Shopify-Event-Id': randomUUID(),
      'X-Shopify-Triggered-At': triggeredAt.toISOString(),
    },
    body,
  })
  const said = await response.text()
  const { outcome } = OutcomeSchema.parse(JSON.parse(said))
  return { status: response.status, outcome, said }
}
