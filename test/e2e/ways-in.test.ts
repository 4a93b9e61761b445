import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { auditStack } from '../../rehearsal/day.ts'
import { eventually } from '../../rehearsal/eventually.ts'
import type { Stack } from '../../rehearsal/stack.ts'
import { VARIANTS } from '../../sandbox/goods.ts'
import { startTestStack } from '../support/stack.ts'

const count = 40

describe('two ways in, one order out', () => {
  let stack: Stack

  beforeAll(async () => {
    stack = await startTestStack({
      webhookFaults: { lostShare: 0.2, duplicateShare: 0.1, shuffle: true },
    })
  })
  afterAll(() => stack.stop())

  test('with webhooks lost, doubled and shuffled, every order arrives once and is fulfilled once', async () => {
    const variantId = `gid://shopify/ProductVariant/${VARIANTS.earlGrey}`
    const placed = []
    for (let index = 0; index < count; index += 1) {
      placed.push(await stack.shopper.placeOrder({ lines: [{ variantId, quantity: 1 }] }))
    }
    await eventually('all orders are open in Linnworks', async () => {
      const orders = await stack.ledger.orders.list({ stages: ['awaitingDispatch'], limit: 100 })
      return orders.length === count
    })
    for (const { orderId, number } of await stack.warehouse.listOpenOrders()) {
      const trackingNumber = `RM${number}GB`
      await stack.warehouse.dispatch({ orderId, vendor: 'Royal Mail', trackingNumber })
    }
    await eventually('all orders are fulfilled', async () => {
      const orders = await stack.ledger.orders.list({ stages: ['fulfilled'], limit: count + 1 })
      return orders.length === count
    })
    const report = await auditStack(stack, [])
    expect(report.findings).toEqual([])
    expect(report.fulfilled).toBe(count)
    const { webhooks } = stack.shopify.stats()
    expect(webhooks.lost).toBeGreaterThan(0)
    expect(webhooks.duplicated).toBeGreaterThan(0)
    expect(placed).toHaveLength(count)
  })
})
