import { createHmac, timingSafeEqual } from 'node:crypto'

export type HeaderBag = Readonly<Record<string, string | readonly string[] | undefined>>

export interface WebhookHeaders {
  /** For instance `orders/create`. */
  readonly topic: string
  readonly shopDomain: string
  readonly webhookId: string
  readonly apiVersion: string
  readonly eventId?: string
  /** When it happened, ISO 8601; a retry keeps it. */
  readonly triggeredAt?: string
}

/**
 * Whether the body was signed with one of the secrets, base64 HMAC-SHA256 over its raw bytes
 * (Shopify docs: verify deliveries). Takes several, for a rotated secret stays in use for up to an
 * hour, and the same time whichever matches.
 */
export function verifyWebhookHmac(input: {
  readonly rawBody: Uint8Array
  readonly header: string | undefined
  readonly secrets: readonly string[]
}): boolean {
  const claimed = Buffer.from(input.header ?? '', 'base64')
  let verified = false
  for (const secret of input.secrets) {
    if (secret === '') continue
    const signature = createHmac('sha256', secret).update(input.rawBody).digest()
    const matches = claimed.length === signature.length && timingSafeEqual(claimed, signature)
    verified = matches || verified
  }
  return verified
}

/** Undefined if one of the headers that every delivery has is missing. Names in lower case. */
export function parseWebhookHeaders(headers: HeaderBag): WebhookHeaders | undefined {
  const read = (name: string): string | undefined => {
    const value = headers[`x-shopify-${name}`]
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  const topic = read('topic')
  const shopDomain = read('shop-domain')
  const webhookId = read('webhook-id')
  const apiVersion = read('api-version')
  if (!topic || !shopDomain || !webhookId || !apiVersion) return undefined
  const eventId = read('event-id')
  const triggeredAt = read('triggered-at')
  return {
    topic,
    shopDomain,
    webhookId,
    apiVersion,
    ...(eventId !== undefined && { eventId }),
    ...(triggeredAt !== undefined && { triggeredAt }),
  }
}

/**
 * The order that a delivery is about, exactly: ids may exceed what a JavaScript number holds.
 * Undefined if the body is no JSON or names no order.
 */
export function readWebhookOrderId(topic: string, body: Uint8Array | string): string | undefined {
  const payload = parseKeepingDigits(typeof body === 'string' ? body : Buffer.from(body).toString())
  if (topic === 'orders/edited') return toId(member(member(payload, 'order_edit'), 'order_id'))
  if (topic.startsWith('orders/')) {
    return toId(member(payload, 'admin_graphql_api_id')) ?? toId(member(payload, 'id'))
  }
  const order = member(payload, 'order')
  return (
    toId(member(payload, 'order_id')) ??
    toId(member(order, 'admin_graphql_api_id')) ??
    toId(member(order, 'id'))
  )
}

/**
 * The level that a delivery of `inventory_levels/update` is about. Its number is not read: it is of
 * the time when the body was made, which need not be that of the change. Undefined if the body is
 * no JSON or names no level.
 */
export function readWebhookInventoryLevel(
  body: Uint8Array | string,
): { readonly inventoryItemId: string; readonly locationId: string } | undefined {
  const payload = parseKeepingDigits(typeof body === 'string' ? body : Buffer.from(body).toString())
  const inventoryItemId = toId(member(payload, 'inventory_item_id'))
  const locationId = toId(member(payload, 'location_id'))
  if (inventoryItemId === undefined || locationId === undefined) return undefined
  return { inventoryItemId, locationId }
}

/** Numbers become their digits as they stand in the text. */
function parseKeepingDigits(text: string): unknown {
  try {
    return JSON.parse(text, (_key: string, value: unknown, context?: { source?: string }) =>
      typeof value === 'number' ? (context?.source ?? String(value)) : value,
    )
  } catch {
    return undefined
  }
}

function member(value: unknown, name: string): unknown {
  if (value === null || typeof value !== 'object') return undefined
  return Object.getOwnPropertyDescriptor(value, name)?.value
}

function toId(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined
  return /^(?:gid:\/\/shopify\/Order\/)?(\d+)$/.exec(value)?.[1]
}
