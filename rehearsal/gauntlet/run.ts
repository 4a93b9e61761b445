import { mkdirSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { AURORA } from '../../sandbox/world.ts'
import { planDay } from './day-plan.ts'
import { listUnstruck } from './fault-plan.ts'
import { isFullSize } from './kill-plan.ts'
import { openScene, type Scene } from './scene.ts'
import { countStruck, listUnmet, liveStorm } from './storm.ts'
import type { Disturbance } from './town.ts'
import {
  auditDay,
  describeOrders,
  keepHistories,
  listRepaired,
  listRestless,
  type LivedOrder,
} from './verdict.ts'

const usuallyAtRestMs = 180_000

export interface GauntletOptions {
  readonly seed: number
  readonly orders: number
  readonly kills: number
  readonly temporal: { readonly address: string; readonly namespace: string }
  /** An empty database. */
  readonly ledgerUrl: string
  /** For logs and the workflow bundle. */
  readonly folder: string
  /** How long Waybill waits for late commits: long enough, unless a test wants to see the damage. */
  readonly lateCommitWaitSeconds?: number
  /** How long after the storm all must be at rest. */
  readonly convergesWithinMs?: number
  readonly workflowBundle?: { readonly codePath: string }
  /** What was started has to be ended by whoever started the run, the last first. */
  readonly endings: (() => Promise<void>)[]
  /** Progress, a line at a time. */
  readonly say: (line: string) => void
  /** Takes a function that answers at any time what of the result is known by then. */
  readonly onCounting?: (count: () => Partial<GauntletResult>) => void
}

export interface GauntletResult {
  readonly gauntlet: true
  readonly seed: number
  readonly orders: number
  readonly kills: number
  readonly faults: number
  readonly duplicates: number
  readonly lost: number
  readonly wrongTotals: number
  readonly toldTwice: number
  readonly wrongTracking: number
  readonly converged: boolean
}

export interface GauntletReport {
  readonly result: GauntletResult
  /** Why it failed, a sentence each; empty where it passed. */
  readonly failures: readonly string[]
  /** How often each point of the kill plan was struck. */
  readonly struck: ReadonlyMap<string, number>
  /** How often people did something to an order of which a create was unsettled. */
  readonly met: Readonly<Record<Disturbance, number>>
}

/**
 * Lets orders be lived while worker processes are killed at every boundary of every step and the
 * vendors fail in every way; then stops that, waits until all is at rest without a hand on it, and
 * has the auditor judge. Throws where the rehearsal itself cannot go on.
 */
export async function runGauntlet(options: GauntletOptions): Promise<GauntletReport> {
  const { seed, orders, kills, folder, say, onCounting } = options
  mkdirSync(folder, { recursive: true })
  const plan = planDay({ seed, orders, kills })
  const scene = await openScene(options, plan)
  const { stack, pool, town, executioner } = scene
  const full = isFullSize({ orders, kills })
  const lived: LivedOrder[] = []
  const count = () => ({
    orders: lived.length,
    kills: executioner.kills,
    faults: Object.values(countStruck(stack)).reduce((sum, each) => sum + each, 0),
  })
  onCounting?.(count)
  const storm = { stack, town, plan, executioner, kills, full, lived, say }
  const mishaps = await liveStorm(storm)
  executioner.stop()
  stack.shopify.faults.clear()
  stack.linnworks.faults.clear()
  stack.shopify.setWebhookFaults(AURORA.shop, undefined)
  say('The storm is over; nothing is done to Waybill from here on.')

  const restless = await awaitRest(scene, lived, options)
  const audit = await auditDay(stack, lived)
  const repaired = await listRepaired(stack, lived)
  const failures = [
    ...mishaps,
    ...pool.mishaps,
    ...restless.map((line) => `Not at rest: ${line}`),
    ...audit.findings.map(({ promise, sentence }) => `${promise}: ${sentence}`),
    ...repaired.map(
      (id) => `P1: Order ${id} stood twice in Linnworks until a sweep cancelled one.`,
    ),
    ...(executioner.kills < kills ? [`Only ${executioner.kills} workers were killed.`] : []),
    ...(full ? executioner.listOpen().map((point) => `Nobody was killed at: ${point}`) : []),
    ...(full ? listUnstruck(countStruck(stack)).map((key) => `Never struck: ${key}`) : []),
    ...(full ? listUnmet(town.met).map((key) => `None met an unsettled create: ${key}`) : []),
  ]
  const troubled = new Set([...audit.findings.map(({ orderId }) => orderId), ...repaired])
  for (const { order } of lived) {
    const isRestless = (line: string) =>
      line.startsWith(`${order.name} `) || line.includes(order.orderId)
    if (restless.some(isRestless)) troubled.add(order.orderId)
  }
  for (const line of await describeOrders(stack, lived, troubled)) say(line)
  for (const file of await keepHistories(stack, folder)) say(`Its history is in ${file}`)
  return {
    struck: executioner.struck,
    met: town.met,
    failures,
    result: {
      gauntlet: true,
      seed,
      ...count(),
      duplicates: audit.duplicates + repaired.length,
      lost: audit.lost,
      wrongTotals: audit.wrongTotals,
      toldTwice: audit.toldTwice,
      wrongTracking: audit.wrongTracking,
      converged: restless.length === 0,
    },
  }
}

/** People finish what they began; Waybill is let alone. Answers what did not come to rest. */
async function awaitRest(
  { stack, floor }: Pick<Scene, 'stack' | 'floor'>,
  lived: readonly LivedOrder[],
  { say, convergesWithinMs = usuallyAtRestMs }: GauntletOptions,
): Promise<readonly string[]> {
  const deadline = performance.now() + convergesWithinMs
  let saidAtMs = performance.now()
  for (;;) {
    const restless = [
      ...(floor.unlabelled === 0 ? [] : [`${floor.unlabelled} parcels lack their number`]),
      ...(await listRestless(stack, lived)),
    ]
    if (restless.length === 0 || performance.now() > deadline) return restless
    if (performance.now() - saidAtMs > 10_000) {
      saidAtMs = performance.now()
      say(`${restless.length} things are not at rest yet, for instance: ${restless[0]}`)
    }
    await sleep(500)
  }
}
