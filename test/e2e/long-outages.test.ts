import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { auditStack } from '../../rehearsal/day.ts'
import { eventually } from '../../rehearsal/eventually.ts'
import type { Stack } from '../../rehearsal/stack.ts'
import type { Vendor } from '../../rehearsal/twins.ts'
import { VARIANTS } from '../../sandbox/goods.ts'
import type { PlacedOrder } from '../../sandbox/shopper.ts'
import { AURORA } from '../../sandbox/world.ts'
import { orderWorkflowId } from '../../workflows/contract.ts'
import { runCli, writeDemo } from '../client/waybill.ts'
import { startTestStack } from '../support/stack.ts'
import { awaitStage, buy, dispatch, stageOf } from './people.ts'

const outageMs = 2 * 60_000
/** The longest pause between two attempts, and time for the attempt. */
const convergesWithinMs = 90_000
const nothing = { findings: [], exceptions: [] }

/** Each on a Waybill of its own, side by side: most of the time they wait. */
describe.concurrent('a vendor that is away for two minutes', { timeout: 420_000 }, () => {
  test('Linnworks: new orders wait, say for whom and why, and go on by themselves', async () => {
    const left = await withStack(async (stack, folder) => {
      const before = await buy(stack, VARIANTS.teapot)
      await awaitStage(stack, [before], 'awaitingDispatch')
      await stack.twins.takeDown('linnworks')
      const order = await buy(stack, VARIANTS.mug)
      await sitOut({ stack, folder, order, vendor: 'linnworks' })
      const late = await buy(stack, VARIANTS.earlGrey)
      await stack.twins.bringBack('linnworks')
      await converge(stack, [order, late], 'awaitingDispatch')
      await dispatch(stack, [before, order, late])
      await converge(stack, [before, order, late], 'fulfilled')
    })
    expect(left).toEqual(nothing)
  })

  test('Shopify: a parcel waits, says for whom and why, and is told by itself', async () => {
    const left = await withStack(async (stack, folder) => {
      const order = await buy(stack, VARIANTS.breakfastTea)
      await awaitStage(stack, [order], 'awaitingDispatch')
      await stack.twins.takeDown('shopify')
      await dispatch(stack, [order])
      await sitOut({ stack, folder, order, vendor: 'shopify' })
      await stack.twins.bringBack('shopify')
      await converge(stack, [order], 'fulfilled')
    })
    expect(left).toEqual(nothing)
  })
})

/** Until the ledger's own record of the outage is old enough; the order says why it waits. */
async function sitOut(away: {
  readonly stack: Stack
  readonly folder: string
  readonly order: PlacedOrder
  readonly vendor: Vendor
}): Promise<void> {
  const { stack, order, vendor } = away
  await eventually(`a step of ${order.name} has failed`, async () => (await attempts(away)) > 1)
  const first = await readWaiting(away)
  const beginnings = new Set<number | undefined>()
  await eventually(
    `the outage of ${vendor} has lasted`,
    async () => {
      const outage = (await stack.ledger.outages.list()).find(
        (each) => each.vendor === vendor && each.sentence.includes(vendor),
      )
      const since = outage?.since.getTime()
      beginnings.add(since)
      return beginnings.size > 1 || Date.now() - (since ?? Infinity) >= outageMs
    },
    outageMs + 30_000,
  )
  // Another beginning, or none, would say that it ended in between.
  expect([...beginnings]).toEqual([expect.any(Number)])
  expect(await readWaiting(away)).toBeGreaterThan(first)
  expect(await stack.ledger.exceptions.listOpen()).toEqual([])
}

/** What whoever asks after the order is told: for whom it waits. Answers the number of the attempt. */
async function readWaiting({ folder, order, vendor }: Parameters<typeof sitOut>[0]) {
  const said = await runCli(folder, ['order', 'show', order.orderId])
  const waits = new RegExp(`Waits: .*${vendor}.*attempt (\\d+)`, 'i')
  expect(said.out).toMatch(waits)
  return Number(waits.exec(said.out)?.[1])
}

async function attempts({ stack, order }: Parameters<typeof sitOut>[0]): Promise<number> {
  const handle = stack.client.workflow.getHandle(orderWorkflowId(AURORA.shop, order.orderId))
  // Its webhook may be on its way yet.
  const described = await handle.describe().catch(() => undefined)
  const pending = described?.raw.pendingActivities ?? []
  return Math.max(0, ...pending.map(({ attempt }) => attempt ?? 0))
}

async function converge(
  stack: Stack,
  orders: readonly PlacedOrder[],
  stage: 'awaitingDispatch' | 'fulfilled',
): Promise<void> {
  for (const order of orders) {
    const isThere = async () => (await stageOf(stack, order)) === stage
    await eventually(`${order.name} is ${stage}`, isThere, convergesWithinMs)
  }
}

/** Lives it on a Waybill of its own. Answers what is then left to be done, or not as promised. */
async function withStack(live: (stack: Stack, folder: string) => Promise<void>) {
  const folder = await mkdtemp(join(tmpdir(), 'waybill-long-outages-'))
  const stack = await startTestStack({ folder, shop: { sweepEverySeconds: 2 } })
  try {
    await writeDemo(folder, { ...stack.settings, temporal: stack.config.temporal })
    await live(stack, folder)
    await eventually('no outage is told any more', async () => {
      return (await stack.ledger.outages.list()).length === 0
    })
    const { findings } = await auditStack(stack, [])
    return { findings, exceptions: await stack.ledger.exceptions.listOpen() }
  } finally {
    await stack.stop()
    await rm(folder, { recursive: true, force: true })
  }
}
