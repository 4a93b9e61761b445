import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { auditStack } from '../../rehearsal/day.ts'
import { eventually } from '../../rehearsal/eventually.ts'
import type { Stack } from '../../rehearsal/stack.ts'
import { FaultKindSchema } from '../../sandbox/faults.ts'
import { VARIANTS } from '../../sandbox/goods.ts'
import type { PlacedOrder } from '../../sandbox/shopper.ts'
import { cancelOrder, orderWorkflowId } from '../../workflows/contract.ts'
import { startTestStack } from '../support/stack.ts'

const lateMs = 1500
const faultKinds = FaultKindSchema.options

describe('a vendor that fails in the middle', () => {
  let stack: Stack

  beforeAll(async () => {
    // Linnworks in its weakest setting: creates that overlap both commit.
    stack = await startTestStack({ twins: { linnworks: { deduplication: 'racing' } } })
  })
  afterAll(() => stack.stop())

  // One after the other: creates that leave at once share a call.
  test.each(faultKinds)('CreateOrders %s: the order is in Linnworks once', async (kind) => {
    stack.linnworks.faults.add({ operation: 'CreateOrders', kind, delayMs: lateMs })
    const order = await place(stack)
    await awaitStage(stack, order, 'awaitingDispatch')
    const open = await openOf(stack, order)
    expect(open).toHaveLength(1)
    expect(stack.linnworks.faults.struck[`CreateOrders:${kind}`]).toBe(1)
  })

  // Side by side, for each fault is about an order of its own.
  test.concurrent.for(faultKinds)(
    'fulfillmentCreate %s: the customer is told once',
    async (kind, { expect }) => {
      const order = await place(stack)
      await awaitStage(stack, order, 'awaitingDispatch')
      const about = order.orderId
      stack.shopify.faults.add({ operation: 'fulfillmentCreate', kind, delayMs: lateMs, about })
      await dispatchAll(stack, order)
      await awaitStage(stack, order, 'fulfilled')
      expect(stack.shopify.faults.struck[`fulfillmentCreate:${kind}`]).toBe(1)
    },
  )

  test.each(['replyLost', 'lateCommit', 'unavailable'] as const)(
    'CancelOrder %s: the order is cancelled all the same',
    async (kind) => {
      const order = await place(stack)
      await awaitStage(stack, order, 'awaitingDispatch')
      stack.linnworks.faults.add({ operation: 'CancelOrder', kind, delayMs: 200 })
      expect(await cancel(stack, order)).toMatchObject({ outcome: 'cancelled' })
      expect(await openOf(stack, order)).toEqual([])
    },
  )

  test('a cancellation while a create is unsettled waits for it and cancels what it made', async () => {
    stack.linnworks.faults.add({ operation: 'CreateOrders', kind: 'lateCommit', delayMs: lateMs })
    const order = await place(stack)
    await eventually('the create was sent', async () => {
      const [row] = await stack.ledger.consignments.list({ shop: 'aurora', orderId: order.orderId })
      return row?.state === 'sent'
    })
    expect(await cancel(stack, order)).toMatchObject({ outcome: 'cancelled' })
    expect(await openOf(stack, order)).toEqual([])
  })

  test('a cancellation before anything was sent needs nothing of Linnworks', async () => {
    stack.linnworks.faults.add({ operation: '*', kind: 'unavailable', times: 1000 })
    try {
      // Linnworks was never asked about this SKU: the order cannot even be planned.
      const order = await place(stack, VARIANTS.teapot)
      await eventually('Linnworks is known to be down', async () => {
        return (await stack.ledger.outages.list()).some(({ vendor }) => vendor === 'linnworks')
      })
      await eventually('its workflow has begun', async () => {
        return await workflowOf(stack, order)
          .describe()
          .then(Boolean, () => false)
      })
      expect(await cancel(stack, order)).toMatchObject({ outcome: 'cancelled' })
    } finally {
      stack.linnworks.faults.clear()
    }
  })

  test('after all of it the auditor finds nothing to say', async () => {
    const report = await auditStack(stack, [])
    expect(report.findings).toEqual([])
  })
})

async function place(stack: Stack, variant: string = VARIANTS.breakfastTea): Promise<PlacedOrder> {
  const variantId = `gid://shopify/ProductVariant/${variant}`
  return await stack.shopper.placeOrder({ lines: [{ variantId, quantity: 1 }] })
}

async function openOf(stack: Stack, order: PlacedOrder) {
  const open = await stack.warehouse.listOpenOrders()
  return open.filter(({ reference }) => reference === order.orderId)
}

async function dispatchAll(stack: Stack, order: PlacedOrder): Promise<void> {
  for (const { orderId, number } of await openOf(stack, order)) {
    const trackingNumber = `RM${number}GB`
    await stack.warehouse.dispatch({ orderId, vendor: 'Royal Mail', trackingNumber })
  }
}

async function awaitStage(stack: Stack, order: PlacedOrder, stage: string): Promise<void> {
  await eventually(`${order.name} is ${stage}`, async () => {
    const row = await stack.ledger.orders.find({ shop: 'aurora', orderId: order.orderId })
    return row?.stage === stage
  })
}

async function cancel(stack: Stack, order: PlacedOrder) {
  return await workflowOf(stack, order).executeUpdate(cancelOrder, {
    args: [{ reason: 'CUSTOMER', actor: 'staff-1' }],
  })
}

function workflowOf(stack: Stack, order: PlacedOrder) {
  return stack.client.workflow.getHandle(orderWorkflowId('aurora', order.orderId))
}
