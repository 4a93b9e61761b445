import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Stack } from '../../../rehearsal/stack.ts'
import { audit } from '../../../sandbox/auditor/index.ts'
import type { LinnworksSwitches } from '../../../sandbox/linnworks/index.ts'
import type { PlacedOrder } from '../../../sandbox/shopper.ts'
import { AURORA, LINNWORKS, LOCATION_LINKS } from '../../../sandbox/world.ts'
import { startTestStack } from '../../support/stack.ts'
import { type Alteration, createExchange } from './exchange.ts'
import { createSteps, type Steps } from './steps.ts'

/** Something that goes wrong, the guard that stands between it and damage, and the damage. */
export interface Trial {
  /** What happens, and what must not come of it. */
  readonly story: string
  /** Waybill without the guard. */
  readonly without: Alteration
  /**
   * Lives it through from the order's placing until nothing moves any more. `meddle` puts something
   * of the story's own between Waybill and what it stands on, guard or no guard.
   */
  readonly live: (stage: TrialStage) => Promise<PlacedOrder>
  /** Its parcel leaves before its tracking number is known: its customer hears of that once more. */
  readonly trackedLater?: true
  /** What the auditor then says of the order, in the alphabet's order. */
  readonly damage: readonly string[]
}

export interface TrialStage {
  readonly stack: Stack
  readonly steps: Steps
  meddle(alteration: Alteration): void
}

/**
 * Tells each story twice on one Waybill: with the guard the auditor finds nothing, without it
 * exactly the damage that it prevents. Linnworks is in a weak setting.
 */
export function tryGuards(
  deduplication: LinnworksSwitches['deduplication'],
  trials: readonly Trial[],
): void {
  const exchange = createExchange()
  const steps = createSteps()
  let stack: Stack

  beforeAll(async () => {
    stack = await startTestStack({
      shop: { sweepEverySeconds: 2 },
      linnworks: { dispatchSweepEverySeconds: 1, lateCommitWaitSeconds: 5 },
      twins: { linnworks: { deduplication }, quotaScale: 10 },
      alter: exchange.alter,
      alterDoor: exchange.alterDoor,
      watchSteps: steps.watchSteps,
    })
  })
  afterAll(() => stack.stop())

  test.each(trials.map((trial) => [trial.story, trial] as const))('%s', async (_, trial) => {
    expect(await liveThrough(trial, (usual) => usual)).toEqual([])
    expect(await liveThrough(trial, trial.without)).toEqual(trial.damage)
  })

  async function liveThrough(trial: Trial, removal: Alteration): Promise<readonly string[]> {
    exchange.use(removal)
    const meddle = (alteration: Alteration) => exchange.use((usual) => alteration(removal(usual)))
    try {
      const order = await trial.live({ stack, steps, meddle })
      const trackedLater = trial.trackedLater === true ? [order.orderId] : []
      return await findDamage(stack, order, { trackedLater })
    } finally {
      exchange.use()
      stack.linnworks.faults.clear()
      stack.shopify.faults.clear()
    }
  }
}

/** The kinds of damage that the auditor finds of one order. What waits for a person is no damage. */
export async function findDamage(
  stack: Stack,
  order: PlacedOrder,
  expected: { readonly trackedLater?: readonly string[] } = {},
): Promise<readonly string[]> {
  const open = await stack.ledger.exceptions.listOpen()
  const { findings } = await audit({
    shops: [
      {
        shop: AURORA.shop,
        apiUrl: `${stack.shopify.url}/${AURORA.shop}`,
        accessToken: AURORA.accessToken,
      },
    ],
    linnworks: { ...LINNWORKS, authUrl: stack.linnworks.url },
    expectations: {
      locationLinks: LOCATION_LINKS,
      expectWaiting: open.map(({ orderId }) => orderId),
      ...expected,
    },
  })
  return findings
    .filter(({ orderId }) => orderId === order.orderId)
    .map(({ kind }) => kind)
    .toSorted()
}
