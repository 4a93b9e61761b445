import { z } from 'zod'
import { malformed } from './answer.ts'
import { shopifyOperation } from './operation.ts'
import { readAll } from './paging.ts'
import { refusedBy, type Refused } from './refusal.ts'
import type { ShopifyTransport } from './transport.ts'
import { wireConnection, WireIdSchema, WireUserErrorsSchema } from './wire.ts'

/** What Waybill wants to be told of, as subscriptions name it, and as deliveries do. */
export const WEBHOOK_TOPICS = {
  ORDERS_CREATE: 'orders/create',
  ORDERS_PAID: 'orders/paid',
  ORDERS_UPDATED: 'orders/updated',
  ORDERS_EDITED: 'orders/edited',
  ORDERS_CANCELLED: 'orders/cancelled',
  ORDERS_FULFILLED: 'orders/fulfilled',
  ORDERS_PARTIALLY_FULFILLED: 'orders/partially_fulfilled',
  REFUNDS_CREATE: 'refunds/create',
  INVENTORY_LEVELS_UPDATE: 'inventory_levels/update',
} as const

export type WebhookTopic = keyof typeof WEBHOOK_TOPICS

export interface WebhookSubscription {
  readonly subscriptionId: string
  /** As subscriptions name it; also of topics that Waybill does not use. */
  readonly topic: string
  readonly uri: string
}

export const webhookSubscriptionsQuery = shopifyOperation({
  operation: 'webhookSubscriptions',
  effect: 'read',
  document: `query WebhookSubscriptions($after: String) {
    webhookSubscriptions(first: 50, after: $after) {
      nodes { id topic uri }
      pageInfo { hasNextPage endCursor }
    }
  }`,
  requestedCost: 9,
  schema: z.object({
    webhookSubscriptions: wireConnection(
      z.object({ id: WireIdSchema, topic: z.string(), uri: z.string() }),
    ),
  }),
})

export const createWebhookSubscriptionMutation = shopifyOperation({
  operation: 'webhookSubscriptionCreate',
  effect: 'write',
  document: `mutation CreateWebhookSubscription(
    $topic: WebhookSubscriptionTopic!, $subscription: WebhookSubscriptionInput!
  ) {
    webhookSubscriptionCreate(topic: $topic, webhookSubscription: $subscription) {
      webhookSubscription { id }
      userErrors { field message }
    }
  }`,
  requestedCost: 10,
  schema: z.object({
    webhookSubscriptionCreate: z.object({
      webhookSubscription: z.object({ id: WireIdSchema }).nullable(),
      userErrors: WireUserErrorsSchema,
    }),
  }),
})

export function createWebhooks(transport: Pick<ShopifyTransport, 'execute'>) {
  return {
    /** Those of this app; Shopify deletes one after eight failed deliveries in a row. */
    listWebhookSubscriptions: async (): Promise<readonly WebhookSubscription[]> => {
      const first = await transport.execute(webhookSubscriptionsQuery, {})
      const nodes = await readAll(first.webhookSubscriptions, async (after) => {
        const page = await transport.execute(webhookSubscriptionsQuery, { after })
        return page.webhookSubscriptions
      })
      return nodes.map(({ id, topic, uri }) => ({ subscriptionId: id, topic, uri }))
    },

    createWebhookSubscription: async (input: {
      readonly topic: WebhookTopic
      readonly uri: string
    }): Promise<{ readonly outcome: 'created'; readonly subscriptionId: string } | Refused> => {
      const variables = { topic: input.topic, subscription: { uri: input.uri } }
      const data = await transport.execute(createWebhookSubscriptionMutation, variables)
      const { userErrors, webhookSubscription } = data.webhookSubscriptionCreate
      if (userErrors.length > 0) return refusedBy(userErrors, variables)
      if (webhookSubscription === null) {
        throw malformed(createWebhookSubscriptionMutation, 'neither a subscription nor a reason')
      }
      return { outcome: 'created', subscriptionId: webhookSubscription.id }
    },
  }
}
