import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { auditStack } from '../../rehearsal/day.ts'
import { eventually } from '../../rehearsal/eventually.ts'
import type { Stack } from '../../rehearsal/stack.ts'
import { VARIANTS } from '../../sandbox/goods.ts'
import type { PlacedOrder } from '../../sandbox/shopper.ts'
import { AURORA } from '../../sandbox/world.ts'
import { orderWorkflowId } from '../../workflows/contract.ts'
import { runCli, writeDemo } from '../client/waybill.ts'
import { startTestStack } from '../support/stack.ts'
import { awaitStage, buy, dispatch } from './people.ts'

/** With pauses of 1, 2 and 4 seconds between them. */
const manyAttempts = 4

describe('a vendor that is away through several back-offs', () => {
  let stack: Stack
  let folder: string

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'waybill-long-outages-'))
    stack = await startTestStack({ folder, shop: { sweepEverySeconds: 2 } })
    await writeDemo(folder, { ...stack.settings, temporal: stack.config.temporal })
  })
  afterAll(async () => {
    await stack.stop()
    await rm(folder, { recursive: true, force: true })
  })

  test('Linnworks: a new order waits, says for whom and why, and goes on by itself', async () => {
    await stack.twins.takeDown('linnworks')
    const order = await buy(stack, VARIANTS.mug)
    await awaitAttempts(order)
    await expectSaid(order, 'linnworks')
    await stack.twins.bringBack('linnworks')
    await awaitStage(stack, [order], 'awaitingDispatch')
    await expect.poll(() => stack.ledger.outages.list(), { timeout: 30_000 }).toEqual([])
  })

  test('Shopify: a parcel waits, says for whom and why, and is told by itself', async () => {
    const order = await buy(stack, VARIANTS.breakfastTea)
    await awaitStage(stack, [order], 'awaitingDispatch')
    await stack.twins.takeDown('shopify')
    await dispatch(stack, [order])
    await awaitAttempts(order)
    await expectSaid(order, 'shopify')
    await stack.twins.bringBack('shopify')
    await awaitStage(stack, [order], 'fulfilled')
    await expect.poll(() => stack.ledger.outages.list(), { timeout: 30_000 }).toEqual([])
  })

  test('both: nobody had to lend a hand, and the auditor finds nothing to say', async () => {
    expect((await auditStack(stack, [])).findings).toEqual([])
    expect(await stack.ledger.exceptions.listOpen()).toEqual([])
  })

  async function awaitAttempts(order: PlacedOrder): Promise<void> {
    const handle = stack.client.workflow.getHandle(orderWorkflowId(AURORA.shop, order.orderId))
    await eventually(`a step of ${order.name} was tried ${manyAttempts} times`, async () => {
      // Its webhook may be on its way yet.
      const pending = await handle.describe().then(
        ({ raw }) => raw.pendingActivities ?? [],
        () => [],
      )
      return pending.some(({ attempt }) => (attempt ?? 0) >= manyAttempts)
    })
  }

  /** To operations, and to whoever asks after the order. */
  async function expectSaid(order: PlacedOrder, vendor: string): Promise<void> {
    const [outage] = await stack.ledger.outages.list()
    expect(outage).toMatchObject({ vendor, sentence: expect.stringContaining(vendor) })
    const said = await runCli(folder, ['order', 'show', order.orderId])
    expect(said.out).toMatch(new RegExp(`Waits: .*${vendor}.*attempt \\d`, 'i'))
  }
})
