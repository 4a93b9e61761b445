import { uuidOf } from '../ids.ts'
import type { StoredDelivery, StoredSubscription } from '../records.ts'
import type { World } from '../world.ts'
import { levelPayload } from './part-payloads.ts'

/** The API version that the app is configured to receive. */
export const webhookApiVersion = '2026-10'

/** What became of the webhooks that the shops had to tell. */
export interface WebhookCounts {
  readonly posted: number
  readonly lost: number
  readonly duplicated: number
}

interface News {
  readonly shop: string
  readonly topic: string
  readonly eventId: string
  readonly body: unknown
  readonly levelKey?: string
}

const longestShuffleMs = 250
const counts = new WeakMap<World, { posted: number; lost: number; duplicated: number }>()

export function webhookCounts(world: World): WebhookCounts {
  return countsOf(world)
}

/** Whether anybody is subscribed to a topic. */
export function isHeard(world: World, shop: string, topic: string): boolean {
  for (const each of world.subscriptions.values()) {
    if (each.shop === shop && each.topic === topic) return true
  }
  return false
}

/** What a delivery says when it is sent for the first time; every later attempt repeats it. */
export function bodyNow(world: World, { levelKey, subscriptionId, body }: StoredDelivery): string {
  const level = levelKey === undefined ? undefined : world.levels.get(levelKey)
  const subscription = world.subscriptions.get(subscriptionId)
  if (level === undefined || subscription === undefined) return body
  return JSON.stringify(onlyIncluded(levelPayload(level), subscription.includeFields))
}

/**
 * Writes one delivery for each subscription to the topic, in the transaction of the change. The
 * shop's webhook faults decide here what is lost, told twice, or told late and out of order.
 */
export function post(world: World, news: News): void {
  const count = countsOf(world)
  const faults = world.webhookFaults.get(news.shop)
  for (const subscription of world.subscriptions.values()) {
    if (subscription.shop !== news.shop || subscription.topic !== news.topic) continue
    count.posted += 1
    if (faults !== undefined && world.random() < faults.lostShare) {
      count.lost += 1
      continue
    }
    const webhookId = newWebhookId(world)
    const lateness = () => (faults?.shuffle === true ? world.random() * longestShuffleMs : 0)
    write(world, subscription, news, webhookId, lateness())
    if (faults !== undefined && world.random() < faults.duplicateShare) {
      count.duplicated += 1
      const again = world.random() < 0.5 ? webhookId : newWebhookId(world)
      write(world, subscription, news, again, lateness())
    }
  }
}

function write(
  world: World,
  subscription: StoredSubscription,
  news: News,
  webhookId: string,
  latenessMs: number,
): void {
  const id = String(world.store.nextNumber('delivery', 1))
  const delivery = {
    id,
    shop: news.shop,
    subscriptionId: subscription.id,
    uri: subscription.uri,
    topic: news.topic,
    body: JSON.stringify(onlyIncluded(news.body, subscription.includeFields)),
    ...(news.levelKey === undefined ? {} : { levelKey: news.levelKey }),
    webhookId,
    eventId: news.eventId,
    triggeredAt: new Date(world.now()).toISOString(),
    attempts: 0,
    dueAt: world.now() + latenessMs,
  }
  world.deliveries.put(id, delivery)
  world.outbox.push(delivery)
}

function onlyIncluded(body: unknown, fields: readonly string[]): unknown {
  if (fields.length === 0 || typeof body !== 'object' || body === null) return body
  return Object.fromEntries(Object.entries(body).filter(([name]) => fields.includes(name)))
}

function newWebhookId(world: World): string {
  return uuidOf(`webhook-${world.store.nextNumber('webhook', 1)}`)
}

function countsOf(world: World): { posted: number; lost: number; duplicated: number } {
  const known = counts.get(world) ?? { posted: 0, lost: 0, duplicated: 0 }
  counts.set(world, known)
  return known
}
