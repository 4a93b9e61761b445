import { randomUUID } from 'node:crypto'
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client'
import { eventually } from '../../../rehearsal/eventually.ts'
import type { Vendor } from '../../../rehearsal/twins.ts'
import type { PlacedOrder } from '../../../sandbox/shopper.ts'
import { AURORA } from '../../../sandbox/world.ts'
import { createOrderDesk, orderStart, orderWorkflowType } from '../../../workflows/contract.ts'
import { type Cohort, gatherPassing, gatherStanding } from './cohort.ts'
import { type SurroundingFault, surroundingFaults } from './fault-classes.ts'
import type { Ground } from './ground.ts'
import type { Hits } from './hits.ts'
import { converge } from './converge.ts'
import { keyOf } from './scene.ts'
import { readUpdatedAt, writeNote } from './shop-staff.ts'
import { findStageOfLife } from './stage-of-life.ts'
import { sendWebhook } from './webhooks.ts'

const dayMs = 24 * 3_600_000

/**
 * Strikes orders in every stage at once with each fault of the surroundings, and sees all of them
 * to the end of their lives.
 */
export async function liveSurroundingFaults(ground: Ground, hits: Hits): Promise<void> {
  const standing = await gatherStanding(ground)
  const passed: Cohort[] = []

  /** Has a fault strike the standing and four passing orders; the passing ones then go on. */
  async function strike(act: (cohort: Cohort, release: () => void) => Promise<void>) {
    const passing = await gatherPassing(ground)
    passed.push(passing.orders)
    try {
      await act(new Map([...standing, ...passing.orders]), passing.release)
    } finally {
      passing.release()
    }
  }

  await strike((cohort) => misuseDoor(ground, hits, cohort))
  await loseWebhooks(ground, hits, strike)
  for (const vendor of ['shopify', 'linnworks'] as const) {
    await strike((cohort, release) => takeVendorAway(ground, hits, vendor, cohort, release))
  }
  await strike((cohort, release) => takeLedgerAway(ground, hits, cohort, release))
  await strike((cohort, release) => takeTemporalAway(ground, hits, cohort, release))
  await strike((cohort, release) => killWorker(ground, hits, cohort, release))
  await converge(ground, standing, passed)
}

type Strike = (act: (cohort: Cohort, release: () => void) => Promise<void>) => Promise<void>

/** Where each order stands now: the cells that a fault hits which strikes now. */
async function lookRound(ground: Ground, cohort: Cohort): Promise<readonly string[]> {
  const orders = [...cohort.values()]
  return await Promise.all(orders.map((order) => findStageOfLife(ground.ledger, keyOf(order))))
}

function note(hits: Hits, fault: SurroundingFault, stages: readonly string[]): void {
  for (const stage of stages) hits.add(surroundingFaults[fault], stage, fault)
}

/** What comes to the receiver's door, and to Temporal's, that should not, or not again. */
async function misuseDoor(ground: Ground, hits: Hits, cohort: Cohort): Promise<void> {
  for (const order of cohort.values()) {
    const stage = await findStageOfLife(ground.ledger, keyOf(order))
    const hit = (fault: SurroundingFault, struck: boolean) => {
      if (struck) note(hits, fault, [stage])
    }
    const webhookId = randomUUID()
    const first = await sendWebhook(ground, order, { webhookId })
    const again = await sendWebhook(ground, order, { webhookId })
    hit('webhookDoubled', first.outcome === 'accepted' && again.outcome === 'duplicate')
    const replayed = await sendWebhook(ground, order)
    hit('webhookReplayed', replayed.outcome === 'accepted')
    const triggeredAt = new Date(Date.now() - dayMs)
    const late = await sendWebhook(ground, order, { topic: 'orders/create', triggeredAt })
    hit('webhookLate', late.outcome === 'accepted')
    const forged = await sendWebhook(ground, order, { secret: 'not-the-secret' })
    hit('webhookForged', forged.status === 401)
    const unreadable = await sendWebhook(ground, order, { body: `{"id":${order.orderId},` })
    hit('webhookUnreadable', unreadable.status === 400)
    hit('startDoubled', await startAgain(ground, order))
  }
}

/** A start without a signal: refused while the order's workflow runs, else a run that soon ends. */
async function startAgain(ground: Ground, order: PlacedOrder): Promise<boolean> {
  const key = keyOf(order)
  try {
    await ground.client.workflow.start(orderWorkflowType, { ...orderStart(key), args: [key] })
    return true
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return true
    throw error
  }
}

/** Nothing is heard of the orders but by the sweep, whose search sees changes late. */
async function loseWebhooks(ground: Ground, hits: Hits, strike: Strike): Promise<void> {
  const { shop } = AURORA
  ground.shopify.setWebhookFaults(shop, { lostShare: 1, duplicateShare: 0, shuffle: false })
  await strike(async (cohort, release) => {
    for (const order of cohort.values()) {
      const stage = await findStageOfLife(ground.ledger, keyOf(order))
      const before = ground.shopify.stats().webhooks.lost
      await writeNote(ground, order, 'Please ring twice')
      if (ground.shopify.stats().webhooks.lost > before) note(hits, 'webhookLost', [stage])
    }
    release()
    const seen = await Promise.all(
      [...cohort.values()].map(async (order) => ({
        orderId: order.orderId,
        updatedAt: await readUpdatedAt(ground, order),
      })),
    )
    await eventually('the sweep has handed every order over', async () => {
      return (await ground.ledger.orders.listUnhanded(shop, seen)).length === 0
    })
  })
  ground.shopify.setWebhookFaults(shop, undefined)
}

async function takeVendorAway(
  ground: Ground,
  hits: Hits,
  vendor: Vendor,
  cohort: Cohort,
  release: () => void,
): Promise<void> {
  const stages = await lookRound(ground, cohort)
  await ground.takeVendorDown(vendor)
  note(hits, vendor === 'shopify' ? 'shopifyAway' : 'linnworksAway', stages)
  release()
  await poke(ground, cohort)
  const isAway = async () =>
    (await ground.ledger.outages.list()).some((each) => each.vendor === vendor)
  await eventually(`the ledger says that ${vendor} is away`, isAway)
  await ground.bringVendorBack(vendor)
  await eventually(`the ledger says that ${vendor} is back`, async () => !(await isAway()))
}

async function takeLedgerAway(
  ground: Ground,
  hits: Hits,
  cohort: Cohort,
  release: () => void,
): Promise<void> {
  const stages = await lookRound(ground, cohort)
  await ground.takeLedgerDown()
  note(hits, 'ledgerAway', stages)
  release()
  await poke(ground, cohort)
  const [order] = cohort.values()
  if (order === undefined) throw new Error('there is no order')
  const refused = await sendWebhook(ground, order)
  if (refused.status !== 503) throw new Error('A webhook was taken without a ledger')
  await ground.bringLedgerBack()
}

async function takeTemporalAway(
  ground: Ground,
  hits: Hits,
  cohort: Cohort,
  release: () => void,
): Promise<void> {
  const stages = await lookRound(ground, cohort)
  await ground.takeTemporalDown()
  note(hits, 'temporalAway', stages)
  release()
  for (const order of cohort.values()) {
    const taken = await sendWebhook(ground, order)
    if (taken.status !== 200) throw new Error('A webhook was refused without Temporal')
  }
  await ground.bringTemporalBack()
  await eventually('the inbox is empty', async () => {
    return (await ground.ledger.inbox.countWaiting()) === 0
  })
}

async function killWorker(
  ground: Ground,
  hits: Hits,
  cohort: Cohort,
  release: () => void,
): Promise<void> {
  const stages = await lookRound(ground, cohort)
  await ground.killWorker()
  note(hits, 'workerKilled', stages)
  release()
  await ground.startWorker()
  await poke(ground, cohort)
}

async function poke(ground: Ground, cohort: Cohort): Promise<void> {
  const desk = createOrderDesk(ground.client.workflow)
  for (const order of cohort.values()) await desk.orderChanged(keyOf(order))
}
