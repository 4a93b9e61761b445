import { createHmac } from 'node:crypto'
import { Agent as PlainAgent, request as plainRequest } from 'node:http'
import { Agent as SecureAgent, request as secureRequest } from 'node:https'
import type { StoredDelivery } from '../records.ts'
import type { World } from '../world.ts'
import { bodyNow, webhookApiVersion } from './outbox.ts'
import { createSchedule } from './schedule.ts'

/** Posts what is in the outbox. */
export interface Courier {
  /** Looks at the outbox: call it after every change. */
  wake(): void
  /** From now on what is written stays where it is, until it is released. */
  withhold(): void
  /** Sends what was withheld, in its order and evenly over this time; webhooks of one event go together. */
  release(withinMs: number): void
  /** Forgets what was withheld, and withholds no more. */
  discard(): void
  stop(): void
  readonly delivered: number
  readonly failedAttempts: number
}

/** One attempt, as the shop sees it. Times are milliseconds since the epoch. */
export interface SeenDelivery {
  readonly topic: string
  readonly body: string
  readonly sentAtMs: number
  readonly answeredAtMs: number
  readonly accepted: boolean
}

const retries = 8
const lanesPerSubscription = 32

/**
 * Delivers each webhook within five seconds, or tries again up to eight times, ever later, with
 * the same body and ids. A subscription made through the API is deleted when one delivery has
 * failed for good. Slow receivers hold up nobody but themselves. Source: Shopify docs, webhook
 * delivery and retry.
 */
export function createCourier(
  world: World,
  options: {
    readonly retryDelayMs: number
    readonly timeoutMs: number
    readonly watch?: (delivery: SeenDelivery) => void
  },
): Courier {
  const plain = new PlainAgent({ keepAlive: true })
  const secure = new SecureAgent({ keepAlive: true })
  const schedule = createSchedule(world, lanesPerSubscription, carry)
  let withheld: StoredDelivery[] | undefined
  let stopped = false
  let delivered = 0
  let failedAttempts = 0

  function wake(): void {
    if (stopped) return
    const written = world.outbox.splice(0)
    if (withheld === undefined) written.forEach(schedule.add)
    else withheld.push(...written)
    schedule.look()
  }

  function release(withinMs: number): void {
    const waiting = withheld ?? []
    withheld = undefined
    const events = [...new Set(waiting.map(({ eventId }) => eventId))]
    const places = new Map(events.map((eventId, index) => [eventId, index / events.length]))
    const now = world.now()
    for (const delivery of waiting) {
      const dueAt = now + withinMs * (places.get(delivery.eventId) ?? 0)
      schedule.add({ ...delivery, dueAt })
    }
    wake()
  }

  async function carry(taken: StoredDelivery): Promise<void> {
    // It went with its subscription while it waited.
    if (stopped || world.deliveries.get(taken.id) === undefined) return
    const delivery = taken.attempts === 0 ? { ...taken, body: bodyNow(world, taken) } : taken
    const sentAtMs = Date.now()
    const accepted = await send(delivery)
    if (stopped) return
    const { topic, body } = delivery
    options.watch?.({ topic, body, sentAtMs, answeredAtMs: Date.now(), accepted })
    if (accepted) {
      delivered += 1
      world.deliveries.delete(delivery.id)
      return
    }
    failedAttempts += 1
    const attempts = delivery.attempts + 1
    const waitMs = options.retryDelayMs * 2 ** delivery.attempts
    if (attempts <= retries) {
      const again = { ...delivery, attempts, dueAt: world.now() + waitMs }
      world.deliveries.put(delivery.id, again)
      schedule.add(again)
    } else {
      giveUp(delivery)
    }
  }

  function giveUp({ id, subscriptionId }: StoredDelivery): void {
    world.store.transaction(() => {
      world.deliveries.delete(id)
      if (world.subscriptions.get(subscriptionId)?.viaApi !== true) return
      world.subscriptions.delete(subscriptionId)
      for (const other of [...world.deliveries.values()]) {
        if (other.subscriptionId === subscriptionId) world.deliveries.delete(other.id)
      }
    })
  }

  function send(delivery: StoredDelivery): Promise<boolean> {
    const setup = world.setups.get(delivery.shop)
    const url = new URL(delivery.uri)
    const https = url.protocol === 'https:'
    const body = Buffer.from(delivery.body)
    const headers = {
      'Content-Type': 'application/json',
      'Content-Length': body.length,
      'X-Shopify-Topic': restTopic(delivery.topic),
      'X-Shopify-Hmac-Sha256': createHmac('sha256', setup?.webhookSecret ?? '')
        .update(body)
        .digest('base64'),
      'X-Shopify-Shop-Domain': setup?.domain ?? '',
      'X-Shopify-API-Version': webhookApiVersion,
      'X-Shopify-Webhook-Id': delivery.webhookId,
      'X-Shopify-Event-Id': delivery.eventId,
      'X-Shopify-Triggered-At': delivery.triggeredAt,
    }
    return new Promise((resolve) => {
      const begin = https ? secureRequest : plainRequest
      const agent = https ? secure : plain
      const request = begin(url, { method: 'POST', headers, agent }, (response) => {
        response.resume()
        response.on('end', () => resolve(Math.floor((response.statusCode ?? 0) / 100) === 2))
        response.on('error', () => resolve(false))
      })
      const deadline = setTimeout(() => request.destroy(), options.timeoutMs)
      deadline.unref()
      request.on('error', () => resolve(false))
      request.on('close', () => {
        clearTimeout(deadline)
        resolve(false)
      })
      request.end(body)
    })
  }

  return {
    wake,
    withhold: () => {
      withheld ??= []
    },
    release,
    discard: () => {
      world.store.transaction(() => {
        for (const { id } of withheld ?? []) world.deliveries.delete(id)
      })
      withheld = undefined
    },
    stop: () => {
      stopped = true
      schedule.stop()
      plain.destroy()
      secure.destroy()
    },
    get delivered() {
      return delivered
    },
    get failedAttempts() {
      return failedAttempts
    },
  }
}

/** `ORDERS_PARTIALLY_FULFILLED` is `orders/partially_fulfilled` in the header. */
function restTopic(topic: string): string {
  const heads = [
    ...['FULFILLMENT_ORDERS', 'FULFILLMENT_HOLDS', 'INVENTORY_LEVELS', 'INVENTORY_ITEMS'],
    'REVERSE_FULFILLMENT_ORDERS',
  ]
  const head = heads.find((each) => topic.startsWith(`${each}_`)) ?? topic.split('_')[0] ?? ''
  return `${head}/${topic.slice(head.length + 1)}`.toLowerCase()
}
