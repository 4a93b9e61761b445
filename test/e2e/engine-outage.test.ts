import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { auditStack } from '../../rehearsal/day.ts'
import { eventually } from '../../rehearsal/eventually.ts'
import { findFreePort } from '../../rehearsal/ports.ts'
import { startTemporalServer } from '../../rehearsal/temporal-server.ts'
import { VARIANTS } from '../../sandbox/goods.ts'
import { temporalProgram } from '../support/servers.ts'
import { startTestStack } from '../support/stack.ts'

test('webhooks are taken while Temporal is down, and their orders go on when it is back', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'waybill-engine-'))
  const engine = {
    program: temporalProgram(),
    port: await findFreePort(),
    dbFile: join(folder, 'temporal.db'),
  }
  let server = await startTemporalServer(engine)
  // The sweep is too slow to find them first: what arrives, arrives by webhook.
  const stack = await startTestStack({
    engine: server.address,
    shop: { sweepEverySeconds: 3600 },
  })
  try {
    await server.stop()
    const variantId = `gid://shopify/ProductVariant/${VARIANTS.earlGrey}`
    for (let order = 0; order < 5; order += 1) {
      await stack.shopper.placeOrder({ lines: [{ variantId, quantity: 1 }] })
    }
    await eventually('all webhooks are delivered', async () => {
      return Promise.resolve(stack.shopify.stats().webhooks.pending === 0)
    })
    expect(stack.shopify.stats().webhooks.failedAttempts).toBe(0)
    expect(await stack.ledger.inbox.countWaiting()).toBeGreaterThan(0)

    server = await startTemporalServer(engine)
    await eventually('all orders are in Linnworks', async () => {
      const orders = await stack.ledger.orders.list({ stages: ['awaitingDispatch'], limit: 10 })
      return orders.length === 5
    })
    expect(await stack.ledger.inbox.countWaiting()).toBe(0)
    expect((await auditStack(stack, [])).findings).toEqual([])
  } finally {
    await stack.stop()
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
})
