import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { auditStack } from '../../rehearsal/day.ts'
import { eventually } from '../../rehearsal/eventually.ts'
import type { Stack } from '../../rehearsal/stack.ts'
import { VARIANTS } from '../../sandbox/goods.ts'
import type { PlacedOrder } from '../../sandbox/shopper.ts'
import { AURORA } from '../../sandbox/world.ts'
import { createOrderDesk } from '../../workflows/contract.ts'
import { backUp } from '../support/ledger-backup.ts'
import { startTestStack } from '../support/stack.ts'
import { splitOffOne, send } from './guards/stories.ts'
import { awaitStage, buy, dispatch, stageOf } from './people.ts'

/** What was done in the lost time is older than the time that the runbook says to wait. */
const agoMs = 11 * 60_000
const longAgo = () => Date.now() - agoMs

const within = { timeout: 60_000 }

interface Lived {
  readonly doneBefore: PlacedOrder
  readonly leftSince: PlacedOrder
  readonly partLeftSince: PlacedOrder
  readonly cancelledSince: PlacedOrder
  readonly newAndOpen: PlacedOrder
  readonly newAndPartLeft: PlacedOrder
  readonly newAndDone: PlacedOrder
}

describe('a ledger that is set back to an older copy while both vendors went on', () => {
  let stack: Stack
  let lived: Lived

  beforeAll(async () => {
    stack = await startTestStack({
      shop: { sweepEverySeconds: 1 },
      linnworks: { dispatchSweepEverySeconds: 1 },
      twins: {
        clocks: { shopify: longAgo, linnworks: longAgo },
        linnworks: { deduplication: 'untilProcessed' },
        quotaScale: 10,
      },
    })
    lived = await liveAndRestore()
  })
  afterAll(() => stack.stop())

  test('what left in the lost time is done, and told to nobody again', async () => {
    const { leftSince, doneBefore, newAndDone } = lived
    await expect.poll(() => stagesOf([leftSince, doneBefore]), within).toEqual(twice('fulfilled'))
    // There is nothing left of it to send to Linnworks.
    await expect.poll(() => stagesOf([newAndDone]), within).toEqual(['skipped'])
  })

  test('what was cancelled in the lost time is known as cancelled', async () => {
    await expect.poll(() => stagesOf([lived.cancelledSince]), within).toEqual(['cancelled'])
  })

  test('what was created in the lost time is found in Linnworks, not created again', async () => {
    const known = async () => {
      const orders = [lived.newAndOpen, lived.newAndPartLeft]
      const keys = orders.map(({ orderId }) => ({ shop: AURORA.shop, orderId }))
      const rows = await Promise.all(keys.map((key) => stack.ledger.consignments.list(key)))
      return rows.flat().map(({ linnworksOrderId, everSent }) => ({
        found: linnworksOrderId !== null,
        sent: everSent,
      }))
    }
    await expect.poll(known, within).toEqual(twice({ found: true, sent: false }))
  })

  test('what was left to do is done, each parcel told once, and nobody had to decide anything', async () => {
    const rest = [lived.newAndOpen, lived.newAndPartLeft, lived.partLeftSince]
    await eventually('parcels of the lost time are known', async () => {
      const parcels = await Promise.all(
        [lived.newAndPartLeft, lived.partLeftSince].map(({ orderId }) =>
          stack.ledger.parcels.list({ shop: AURORA.shop, orderId }),
        ),
      )
      return parcels.flat().filter(({ postedAt }) => postedAt !== null).length === 2
    })
    await dispatch(stack, rest)
    await awaitStage(stack, rest, 'fulfilled')
    expect((await auditStack(stack, [])).findings).toEqual([])
    expect(await stack.ledger.exceptions.listOpen()).toEqual([])
  })

  async function stagesOf(orders: readonly PlacedOrder[]) {
    return await Promise.all(orders.map((order) => stageOf(stack, order)))
  }

  async function liveAndRestore(): Promise<Lived> {
    const doneBefore = await buy(stack, VARIANTS.mug)
    const leftSince = await buy(stack, VARIANTS.mug)
    const partLeftSince = await buy(stack, VARIANTS.earlGrey, 3)
    const cancelledSince = await buy(stack, VARIANTS.breakfastTea)
    const old = [doneBefore, leftSince, partLeftSince, cancelledSince]
    await awaitStage(stack, old, 'awaitingDispatch')
    await dispatch(stack, [doneBefore])
    await awaitStage(stack, [doneBefore], 'fulfilled')
    const backup = await backUp(stack.config.ledger.url)

    await dispatch(stack, [leftSince])
    await send(stack, await splitOffOne(stack, partLeftSince))
    await stack.shopper.cancelOrder(cancelledSince.id, { restock: false })
    const newAndOpen = await buy(stack, VARIANTS.mug)
    const newAndPartLeft = await buy(stack, VARIANTS.earlGrey, 3)
    const newAndDone = await buy(stack, VARIANTS.mug)
    await awaitStage(stack, [newAndOpen, newAndPartLeft, newAndDone], 'awaitingDispatch')
    await send(stack, await splitOffOne(stack, newAndPartLeft))
    await dispatch(stack, [newAndDone])
    await awaitStage(stack, [leftSince, newAndDone], 'fulfilled')
    await awaitStage(stack, [partLeftSince, newAndPartLeft], 'partlyDispatched')
    await awaitStage(stack, [cancelledSince], 'cancelled')

    await restoreAsTheRunbookSays(() => backup.restore())
    return {
      ...{ doneBefore, leftSince, partLeftSince, cancelledSince },
      ...{ newAndOpen, newAndPartLeft, newAndDone },
    }
  }

  async function restoreAsTheRunbookSays(restore: () => Promise<void>): Promise<void> {
    await stack.stopWorkers()
    await restore()
    const { workflow } = stack.client
    const running = `WorkflowType = 'orderWorkflow' AND ExecutionStatus = 'Running'`
    for await (const { workflowId } of workflow.list({ query: running })) {
      await workflow.getHandle(workflowId).terminate('restore')
    }
    await stack.addWorker()
    const desk = createOrderDesk(workflow)
    for (const { shop, orderId, stage } of await stack.ledger.orders.list({ limit: 100_000 })) {
      if (stage !== 'fulfilled') await desk.retryNow({ shop, orderId })
    }
  }
})

function twice<T>(value: T): readonly T[] {
  return [value, value]
}
