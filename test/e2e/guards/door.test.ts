import { createHmac, randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { WEBHOOK_PATH } from '../../../client/webhook-intake.ts'
import { eventually } from '../../../rehearsal/eventually.ts'
import type { Stack } from '../../../rehearsal/stack.ts'
import { VARIANTS } from '../../../sandbox/goods.ts'
import type { PlacedOrder } from '../../../sandbox/shopper.ts'
import { AURORA } from '../../../sandbox/world.ts'
import { orderWorkflowId } from '../../../workflows/contract.ts'
import { startTestStack } from '../../support/stack.ts'
import { awaitStage, buy } from '../people.ts'
import { createExchange } from './exchange.ts'
import { findDamage } from './trial.ts'

const forgeries = 5
const copies = 5

describe("the webhooks' door", () => {
  const exchange = createExchange()
  let stack: Stack

  beforeAll(async () => {
    stack = await startTestStack({
      // What is asked of Shopify is asked because of a webhook.
      shop: { sweepEverySeconds: 3600 },
      alterDoor: exchange.alterDoor,
    })
  })
  afterAll(() => stack.stop())
  afterEach(() => exchange.use())

  test('a forged webhook is refused, and Shopify is asked nothing', async () => {
    expect(await forge('1')).toEqual({ status: 401, asked: false, exceptions: 0 })
  })

  test('the control: where signatures are not checked, anybody makes work for us and for people', async () => {
    exchange.use(undefined, (door) => ({ ...door, verify: () => true }))
    expect(await forge('2')).toEqual({ status: 200, asked: true, exceptions: forgeries })
  })

  test('a delivery that comes again and again is handed over once', async () => {
    const order = await buyAndAwait()
    expect(await repeat(order)).toBe(1)
    expect(await findDamage(stack, order)).toEqual([])
  })

  test('the control: without the inbox its copies wake the order each time, and still create nothing', async () => {
    exchange.use(undefined, (door) => ({
      ...door,
      ledger: {
        inbox: {
          ...door.ledger.inbox,
          add: (entry) => door.ledger.inbox.add({ ...entry, webhookId: randomUUID() }),
        },
      },
    }))
    const order = await buyAndAwait()
    expect(await repeat(order)).toBe(copies)
    expect(await findDamage(stack, order)).toEqual([])
  })

  /** Webhooks about orders that no shop has, signed with nothing. Each order has its own digits. */
  async function forge(series: string) {
    const before = countReads()
    const ids = Array.from({ length: forgeries }, (_, index) => `99${series}000${index}`)
    const statuses = await Promise.all(
      ids.map((id) => deliver({ orderId: id, webhookId: randomUUID(), signature: 'forged' })),
    )
    await emptyInbox()
    const known = await Promise.all(ids.map((id) => stack.ledger.orders.find(keyOf(id))))
    await Promise.all(
      known
        .filter((row) => row !== undefined)
        .map(({ orderId }) =>
          eventually(`order ${orderId} is missed`, async () => {
            const open = await stack.ledger.exceptions.findOpen(keyOf(orderId))
            return open?.code === 'ORDER_MISSING'
          }),
        ),
    )
    const open = await stack.ledger.exceptions.listOpen()
    return {
      status: statuses[0],
      asked: countReads() > before,
      exceptions: open.filter(({ orderId }) => ids.includes(orderId)).length,
    }
  }

  /** Delivers the same thing over and over, and answers how often the order heard of it. */
  async function repeat(order: PlacedOrder): Promise<number> {
    const before = await countSignals(order)
    const webhookId = randomUUID()
    for (let copy = 0; copy < copies; copy += 1) {
      expect(await deliver({ orderId: order.orderId, webhookId })).toBe(200)
      await emptyInbox()
    }
    return (await countSignals(order)) - before
  }

  async function buyAndAwait(): Promise<PlacedOrder> {
    const order = await buy(stack, VARIANTS.mug)
    await awaitStage(stack, [order], 'awaitingDispatch')
    await eventually('all webhooks of it are delivered and handed over', async () => {
      const { pending } = stack.shopify.stats().webhooks
      return pending === 0 && (await stack.ledger.inbox.countWaiting()) === 0
    })
    return order
  }

  async function emptyInbox(): Promise<void> {
    await eventually('the inbox is empty', async () => {
      return (await stack.ledger.inbox.countWaiting()) === 0
    })
  }

  async function countSignals({ orderId }: PlacedOrder): Promise<number> {
    const handle = stack.client.workflow.getHandle(orderWorkflowId(AURORA.shop, orderId))
    const { events } = await handle.fetchHistory()
    return (events ?? []).filter(
      (event) => event.workflowExecutionSignaledEventAttributes?.signalName === 'orderChanged',
    ).length
  }

  /** Of single orders, however they are read. */
  function countReads(): number {
    const calls = stack.shopify.stats().shops[AURORA.shop]?.calls ?? {}
    return (calls['order'] ?? 0) + (calls['nodes'] ?? 0)
  }

  async function deliver(webhook: {
    readonly orderId: string
    readonly webhookId: string
    readonly signature?: string
  }): Promise<number> {
    const { orderId, webhookId } = webhook
    const body = JSON.stringify({ admin_graphql_api_id: `gid://shopify/Order/${orderId}` })
    const rightful = createHmac('sha256', AURORA.webhookSecret).update(body).digest('base64')
    const answer = await fetch(`${stack.receiverUrl}${WEBHOOK_PATH}`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'X-Shopify-Topic': 'orders/updated',
        'X-Shopify-Shop-Domain': AURORA.domain,
        'X-Shopify-Webhook-Id': webhookId,
        'X-Shopify-Api-Version': '2026-10',
        'X-Shopify-Hmac-Sha256': webhook.signature ?? rightful,
      },
      body,
    })
    return answer.status
  }
})

function keyOf(orderId: string) {
  return { shop: AURORA.shop, orderId }
}
