import { afterEach, describe, expect, test } from 'vitest'
import { eventually } from '../../../rehearsal/eventually.ts'
import type { Stack } from '../../../rehearsal/stack.ts'
import { VARIANTS } from '../../../sandbox/goods.ts'
import { AURORA } from '../../../sandbox/world.ts'
import { startTestStack } from '../../support/stack.ts'
import { awaitStage, buy, dispatch } from '../people.ts'
import type { Alteration } from './exchange.ts'
import { awaitAnyStage } from './stories.ts'
import { findDamage } from './trial.ts'

const searchLagMs = 2500
const behindMs = 60_000

describe('a sweep reads back behind its cursor', () => {
  let stack: Stack
  afterEach(() => stack.stop())

  test('so that an order which Shopify shows late, and a parcel of a slow clock, are found', async () => {
    expect(await liveThrough((usual) => usual)).toEqual({ late: [], slow: [] })
  })

  test('the control: with no overlap one is lost, and the other is told to nobody', async () => {
    expect(await liveThrough((usual) => ({ ...usual, sweepOverlapMs: 0 }))).toEqual({
      late: ['lost'],
      slow: ['notTold'],
    })
  })

  async function liveThrough(alter: Alteration) {
    stack = await startTestStack({
      shop: { sweepEverySeconds: 1 },
      linnworks: { dispatchSweepEverySeconds: 1 },
      twins: {
        searchLagMs,
        quotaScale: 10,
        clocks: { linnworks: () => Date.now() - behindMs },
      },
      alter,
    })
    const slow = await buy(stack, VARIANTS.mug)
    await awaitStage(stack, [slow], 'awaitingDispatch')
    // A first sweep has no cursor, and looks back a whole day.
    await awaitSweeps(Date.now())
    stack.shopify.setWebhookFaults(AURORA.shop, {
      lostShare: 1,
      duplicateShare: 0,
      shuffle: false,
    })
    const late = await buy(stack, VARIANTS.earlGrey)
    await dispatch(stack, [slow])
    const shownAtMs = Date.now() + searchLagMs
    // Two sweeps that began when both were there to see.
    await awaitSweeps(shownAtMs)
    await awaitSweeps(Date.now())
    const known = await stack.ledger.orders.find({ shop: AURORA.shop, orderId: late.orderId })
    if (known !== undefined) await awaitAnyStage(stack, late, ['awaitingDispatch'])
    await awaitAnyStage(stack, slow, ['awaitingDispatch', 'fulfilled'])
    const told = await stack.ledger.parcels.list({ shop: AURORA.shop, orderId: slow.orderId })
    if (told.length > 0) await awaitStage(stack, [slow], 'fulfilled')
    return { late: await findDamage(stack, late), slow: await findDamage(stack, slow) }
  }

  async function awaitSweeps(sinceMs: number): Promise<void> {
    const names = [`orders:${AURORA.shop}`, 'linnworks:processed']
    await eventually('both sweeps have looked', async () => {
      const positions = await Promise.all(names.map((name) => stack.ledger.cursors.find(name)))
      return positions.every((position) => position !== undefined && position.getTime() > sinceMs)
    })
  }
})
