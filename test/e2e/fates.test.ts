import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { auditStack, liveFates, type LivedFate, summarize } from '../../rehearsal/day.ts'
import { fates } from '../../rehearsal/fates.ts'
import type { Stack } from '../../rehearsal/stack.ts'
import { canaryAddress, canaryEmail } from '../../sandbox/shopper.ts'
import { readAllHistories } from '../support/histories.ts'
import { startTestStack } from '../support/stack.ts'

describe('a day on the sandbox', () => {
  let stack: Stack
  let lived: readonly LivedFate[]

  beforeAll(async () => {
    stack = await startTestStack()
    lived = await liveFates(stack, () => undefined)
  }, 120_000)

  afterAll(() => stack.stop())

  test('every order comes to the end of its fate', () => {
    expect(lived.map(({ fate }) => fate.title).toSorted()).toEqual(
      fates.map(({ title }) => title).toSorted(),
    )
  })

  test('the auditor finds every order once, every total right and every customer told once', async () => {
    const report = await auditStack(stack, lived)
    expect(report.findings).toEqual([])
    expect(summarize(lived, report)).toMatchObject({ ok: true, orders: fates.length })
  })

  test('the auditor is not blind: an order cancelled behind our back is found lost', async () => {
    const order = await stack.shopper.placeOrder(fates[0]!.wish)
    await expect
      .poll(async () => (await auditStack(stack, lived)).lost, { timeout: 30_000 })
      .toBe(0)
    const open = await stack.warehouse.listOpenOrders()
    await stack.warehouse.cancel(open.find(({ reference }) => reference === order.orderId)!.orderId)
    const report = await auditStack(stack, lived)
    expect(report.lost).toBe(1)
  })

  test('the books balance: Shopify has as many orders as are done, moving, waiting or skipped', async () => {
    const from = new Date(Date.now() - 86_400_000)
    const to = new Date(Date.now() + 86_400_000)
    const counted = await stack.ledger.orders.countByStage('aurora', from, to)
    const ours = [...counted.values()].reduce((total, count) => total + count, 0)
    const stats = stack.shopify.stats()
    expect(stats.shops['aurora']?.calls['orderCreate']).toBe(ours)
  })

  test('nobody is named in a history, a memo or a search attribute', async () => {
    const text = await readAllHistories(stack.client)
    expect(text).toContain('orderWorkflow')
    for (const personal of [...Object.values(canaryAddress), canaryEmail, 'RM10000']) {
      if (personal === canaryAddress.countryCode) continue
      expect(text).not.toContain(personal)
    }
  })
})
