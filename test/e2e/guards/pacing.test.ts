import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { auditStack } from '../../../rehearsal/day.ts'
import { eventually } from '../../../rehearsal/eventually.ts'
import { startWorkerPool } from '../../../rehearsal/workers/worker-pool.ts'
import type { Stack } from '../../../rehearsal/stack.ts'
import { VARIANTS } from '../../../sandbox/goods.ts'
import { AURORA, LINNWORKS } from '../../../sandbox/world.ts'
import { createLinnworksClient } from '../../../linnworks/index.ts'
import { createShopifyClient } from '../../../shopify/index.ts'
import { gatheredLinnworks, gatheredShopify } from '../../../workers/gathered-clients.ts'
import { cancelOrder, dispatchSweepId, orderWorkflowId } from '../../../workflows/contract.ts'
import { workflowBundle } from '../../support/servers.ts'
import { startTestStack } from '../../support/stack.ts'
import type { Alteration } from './exchange.ts'

const { shop } = AURORA
/** More than the points of a Standard plan's bucket, and more cancellations than a minute admits. */
const size = { dispatched: 80, cancelled: 160 }
/** Cancellations go at two a second, once what the minute allows at once is spent. */
const drainsWithinMs = 240_000

test('two workers, one of them killed and started again in the middle of a burst, spend no more than either vendor admits', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'waybill-pacing-'))
  const stack = await startStackOfVendors()
  const pool = await startWorkerPool({
    size: 2,
    folder,
    settings: { ...stack.settings, worker: { metricsPort: 0 } },
    workflowBundle: workflowBundle(),
    meet: () => Promise.resolve(),
  })
  try {
    const orderIds = placeBurst(stack)
    await awaitStages(stack, { awaitingDispatch: 100 })
    await replace('worker-1')
    await awaitStages(stack, { awaitingDispatch: orderIds.length })
    await setOff(stack, orderIds)
    await awaitStages(stack, { fulfilled: 20, cancelled: 40 })
    await replace('worker-2')
    await awaitStages(stack, { fulfilled: size.dispatched, cancelled: size.cancelled })

    expect(pool.mishaps).toEqual([])
    expect(countThrottled(stack)).toEqual({ shopify: 0, linnworks: 0 })
    expect((await auditStack(stack, [])).findings).toEqual([])
  } finally {
    await pool.stop()
    await stack.stop()
    await rm(folder, { recursive: true, force: true })
  }

  async function replace(worker: string): Promise<void> {
    expect(pool.kill(worker)).toBe(true)
    await eventually('another worker has taken its place', async () => pool.countReady() === 2)
  }
}, 420_000)

test('the control: without its budgets Waybill is refused by both vendors in the same burst', async () => {
  const closings: (() => void)[] = []
  const stack: Stack = await startStackOfVendors((usual) => {
    // The same clients, but for the budgets.
    const { accessToken } = AURORA
    const apiUrl = `${stack.shopify.url}/${shop}`
    const client = createShopifyClient({ shop, accessToken, apiUrl })
    const account = createLinnworksClient({ ...LINNWORKS, authUrl: stack.linnworks.url })
    closings.push(
      () => client.close(),
      () => account.close(),
    )
    const hasty = gatheredShopify(client)
    return {
      ...usual,
      findShop: (name) => ({ ...usual.findShop(name), client: hasty }),
      linnworks: gatheredLinnworks(account),
    }
  })
  try {
    await stack.addWorker()
    await stack.addWorker()
    const orderIds = placeBurst(stack)
    await awaitStages(stack, { awaitingDispatch: orderIds.length })
    await setOff(stack, orderIds)
    const refused = () => countThrottled(stack)
    await expect.poll(() => refused().shopify, { timeout: 60_000 }).toBeGreaterThan(0)
    await expect.poll(() => refused().linnworks, { timeout: 60_000 }).toBeGreaterThan(0)
  } finally {
    await stack.stop()
    for (const close of closings) close()
  }
}, 300_000)

/** Both vendors with the limits that they have, all of which Waybill may spend. */
async function startStackOfVendors(alter?: Alteration): Promise<Stack> {
  return await startTestStack({
    ownWorker: false,
    shop: { sweepEverySeconds: 3600, budget: { share: 1 } },
    linnworks: { dispatchSweepEverySeconds: 3600, budgetShare: 1 },
    twins: { plan: 'standard', quotaScale: 1, stockScale: 1000 },
    ...(alter === undefined ? {} : { alter }),
  })
}

/** At once, and at no cost of points, which are Waybill's here. */
function placeBurst(stack: Stack): readonly string[] {
  const lines = [{ variantId: `gid://shopify/ProductVariant/${VARIANTS.mug}`, quantity: 1 }]
  const count = size.dispatched + size.cancelled
  const wishes = Array.from({ length: count }, () => ({ lines }))
  return stack.shopify.placeOrders(shop, wishes).map(({ orderId }) => orderId)
}

/** All of them again: some leave the warehouse, the others are cancelled by staff. */
async function setOff(stack: Stack, orderIds: readonly string[]): Promise<void> {
  const { backroom } = stack.linnworks
  const kept = new Map(backroom.listOrders().map(({ reference, id }) => [reference, id]))
  for (const reference of orderIds.slice(0, size.dispatched)) {
    const orderId = kept.get(reference) ?? ''
    backroom.dispatch({ orderId, trackingNumber: `RM${reference.slice(-6)}GB` })
  }
  await stack.client.schedule.getHandle(dispatchSweepId).trigger()
  await Promise.all(
    orderIds.slice(size.dispatched).map(async (orderId) => {
      const handle = stack.client.workflow.getHandle(orderWorkflowId(shop, orderId))
      await handle.signal(cancelOrder.name, { reason: 'CUSTOMER', actor: 'staff-7' })
    }),
  )
}

/** Waits until at least so many orders are in each of these stages. */
async function awaitStages(stack: Stack, wanted: Readonly<Record<string, number>>): Promise<void> {
  await eventually(
    `of the orders ${JSON.stringify(wanted)}`,
    async () => {
      const counts = await stack.ledger.orders.countAll()
      const countOf = (stage: string) =>
        counts.filter((each) => each.stage === stage).reduce((sum, { count }) => sum + count, 0)
      return Object.entries(wanted).every(([stage, count]) => countOf(stage) >= count)
    },
    drainsWithinMs,
  )
}

function countThrottled({ shopify, linnworks }: Pick<Stack, 'shopify' | 'linnworks'>) {
  return {
    shopify: shopify.stats().shops[shop]?.throttled ?? 0,
    linnworks: Object.values(linnworks.stats().throttled).reduce((sum, each) => sum + each, 0),
  }
}
