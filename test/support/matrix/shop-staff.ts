import { z } from 'zod'
import type { PlacedOrder } from '../../../sandbox/shopper.ts'
import { AURORA } from '../../../sandbox/world.ts'
import type { Scene } from './scene.ts'

/** What a shop's staff do in the admin, through the Admin API. */
export async function openFulfillmentOrders(
  scene: Scene,
  { id }: PlacedOrder,
): Promise<readonly string[]> {
  const { order } = await ask(
    scene,
    'query Open($id: ID!) { order(id: $id) { fulfillmentOrders(first: 10) { nodes { id status } } } }',
    { id },
    z.object({
      order: z.object({
        fulfillmentOrders: z.object({
          nodes: z.array(z.object({ id: z.string(), status: z.string() })),
        }),
      }),
    }),
  )
  return order.fulfillmentOrders.nodes
    .filter(({ status }) => status === 'OPEN')
    .map((each) => each.id)
}

export async function putOnHold(scene: Scene, fulfillmentOrderIds: readonly string[]) {
  for (const id of fulfillmentOrderIds) {
    await ask(
      scene,
      `mutation Hold($id: ID!) {
        done: fulfillmentOrderHold(id: $id, fulfillmentHold: { reason: OTHER }) {
          userErrors { message }
        }
      }`,
      { id },
      DoneSchema,
    )
  }
}

export async function releaseHolds(scene: Scene, fulfillmentOrderIds: readonly string[]) {
  for (const id of fulfillmentOrderIds) {
    await ask(
      scene,
      `mutation Release($id: ID!) {
        done: fulfillmentOrderReleaseHold(id: $id) { userErrors { message } }
      }`,
      { id },
      DoneSchema,
    )
  }
}

const DoneSchema = z.object({ done: z.object({ userErrors: z.array(z.unknown()).length(0) }) })

async function ask<T>(
  { shopify }: Pick<Scene, 'shopify'>,
  query: string,
  variables: unknown,
  schema: z.ZodType<T>,
): Promise<T> {
  const url = `${shopify.url}/${AURORA.shop}/admin/api/2026-10/graphql.json`
  const headers = {
    'Content-Type': 'application/json',
    'X-Shopify-Access-Token': AURORA.accessToken,
  }
  const body = JSON.stringify({ query, variables })
  const response = await fetch(url, { method: 'POST', headers, body })
  return z.object({ data: schema }).parse(await response.json()).data
}

export async function writeNote(scene: Scene, { id }: PlacedOrder, note: string): Promise<void> {
  await ask(
    scene,
    'mutation Note($input: OrderInput!) { done: orderUpdate(input: $input) { userErrors { message } } }',
    { input: { id, note } },
    DoneSchema,
  )
}

export async function readUpdatedAt(scene: Scene, { id }: PlacedOrder): Promise<Date> {
  const { order } = await ask(
    scene,
    'query When($id: ID!) { order(id: $id) { updatedAt } }',
    { id },
    z.object({ order: z.object({ updatedAt: z.string() }) }),
  )
  return new Date(order.updatedAt)
}
