import { afterEach, describe, expect, test } from 'vitest'
import { auditStack } from '../../rehearsal/day.ts'
import type { Stack } from '../../rehearsal/stack.ts'
import { VARIANTS } from '../../sandbox/goods.ts'
import { AURORA } from '../../sandbox/world.ts'
import { startTestStack } from '../support/stack.ts'
import { awaitStage, buy, dispatch } from './people.ts'

const tenMinutesMs = 10 * 60_000

const at = (skewMs: number) => () => Date.now() + skewMs

describe("vendors whose clocks are ten minutes from ours, and twenty from each other's", () => {
  let stack: Stack
  afterEach(() => stack.stop())

  test.each([
    { ahead: 'Shopify', clocks: { shopify: at(tenMinutesMs), linnworks: at(-tenMinutesMs) } },
    { ahead: 'Linnworks', clocks: { shopify: at(-tenMinutesMs), linnworks: at(tenMinutesMs) } },
  ])('with $ahead ahead, nothing is lost or done twice', async ({ clocks }) => {
    stack = await startTestStack({
      shop: { sweepEverySeconds: 1 },
      linnworks: { dispatchSweepEverySeconds: 1 },
      twins: { clocks, linnworks: { deduplication: 'racing' } },
    })
    const heard = await buy(stack, VARIANTS.mug)
    await awaitStage(stack, [heard], 'awaitingDispatch')

    // From here on only the sweeps find what happens, by times that the vendors write.
    stack.shopify.setWebhookFaults(AURORA.shop, { lostShare: 1, duplicateShare: 0, shuffle: false })
    stack.linnworks.faults.add({ operation: 'CreateOrders', kind: 'replyLost' })
    const unheard = await buy(stack, VARIANTS.earlGrey)
    const regretted = await buy(stack, VARIANTS.breakfastTea)
    const cancelled = await buy(stack, VARIANTS.teapot)
    await awaitStage(stack, [unheard, regretted, cancelled], 'awaitingDispatch')
    stack.shopify.faults.add({ operation: 'fulfillmentCreate', kind: 'replyLost' })
    await dispatch(stack, [heard, unheard])
    await stack.shopper.cancelOrder(regretted.id, { restock: false })
    await awaitStage(stack, [heard, unheard], 'fulfilled')
    await awaitStage(stack, [regretted], 'cancelled')

    // The warehouse gives one up: that too is found by a time.
    const open = await stack.warehouse.listOpenOrders()
    await stack.warehouse.cancel(open.find((each) => each.reference === cancelled.orderId)!.orderId)
    await awaitStage(stack, [cancelled], 'needsAttention')
    const [question] = await stack.ledger.exceptions.listOpen()
    expect(question).toMatchObject({ orderId: cancelled.orderId, code: 'CANCELLED_IN_LINNWORKS' })
    await stack.shopper.cancelOrder(cancelled.id, { restock: false })
    await awaitStage(stack, [cancelled], 'cancelled')

    expect((await auditStack(stack, [])).findings).toEqual([])
    expect(await stack.ledger.exceptions.listOpen()).toEqual([])
  })
})
