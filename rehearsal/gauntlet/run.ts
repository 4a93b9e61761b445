import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker'
import { destination } from 'pino'
import { bookColumnOf } from '../../domain/stage.ts'
import { createLogger } from '../../lib/logger.ts'
import { AURORA } from '../../sandbox/world.ts'
import { causeReviewId, duplicateSweepId } from '../../workflows/contract.ts'
import { renamedSku } from '../fates.ts'
import { findFreePort } from '../ports.ts'
import { type Stack, startStack } from '../stack.ts'
import { chanceOf } from './chance.ts'
import { type DayPlan, planDay, type PlannedOrder } from './day-plan.ts'
import { createExecutioner, type Executioner } from './executioner.ts'
import { listUnstruck } from './fault-plan.ts'
import { isFullSize } from './kill-plan.ts'
import { type Floor, startFloor } from './floor.ts'
import { openTown, type Town } from './town.ts'
import { auditDay, describeOrders, listRepaired, listRestless, type LivedOrder } from './verdict.ts'
import { startWorkerPool, type WorkerPool } from './worker-pool.ts'

const workers = 2
/** Longer than anything the twins do late. */
const lateCommitWaitSeconds = 6
const encoreEveryMs = 1500
/** So few points that are left are named. */
const mostNamed = 5
/** What Waybill does every minute or less, so often that it can be struck at each boundary. */
const rareSweepsEveryMs = 5000
/** With so many orders on their way there is enough to strike: no more are placed. */
const enoughMoving = 25
const longestStormMs = { full: 9 * 60_000, small: 4 * 60_000 } as const
const convergesWithinMs = 180_000

export interface GauntletOptions {
  readonly seed: number
  readonly orders: number
  readonly kills: number
  readonly temporal: { readonly address: string; readonly namespace: string }
  /** An empty database. */
  readonly ledgerUrl: string
  /** For logs and the workflow bundle. */
  readonly folder: string
  readonly workflowBundle?: { readonly codePath: string }
  /** What was started has to be ended by whoever started the run, the last first. */
  readonly endings: (() => Promise<void>)[]
  /** Progress, a line at a time. */
  readonly say: (line: string) => void
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
}

/**
 * Lets orders be lived while worker processes are killed at every boundary of every step and the
 * vendors fail in every way; then stops that, waits until all is at rest without a hand on it, and
 * has the auditor judge. Throws where the rehearsal itself cannot go on.
 */
export async function runGauntlet(options: GauntletOptions): Promise<GauntletReport> {
  const { seed, orders, kills, folder, endings, say } = options
  mkdirSync(folder, { recursive: true })
  const plan = planDay({ seed, orders, kills })
  let executioner: Executioner | undefined
  const toPark = new Set<string>()
  const stack = await startStack({
    temporal: options.temporal,
    ledgerUrl: options.ledgerUrl,
    ports: { receiver: await findFreePort(), metrics: 0, shopify: 0, linnworks: 0 },
    logger: createLogger({
      role: 'gauntlet',
      instance: '1',
      level: 'info',
      destination: destination({ dest: join(folder, 'receiver.log'), sync: true }),
    }),
    ownWorker: false,
    shop: { policy: { cancelledInLinnworks: 'cancelInShopify' } },
    linnworks: { lateCommitWaitSeconds },
    webhookFaults: { lostShare: 0.2, duplicateShare: 0.1, shuffle: true },
    twins: {
      linnworks: { deduplication: 'racing', idleMinutes: 1 },
      // The people on the floor use the same account: half of its calls are theirs.
      quotaScale: 2,
      plan: 'plus',
      stockScale: 1000,
      random: () => webhookChance.next(),
      clocks: {
        shopify: () => Date.now() + plan.skewMs.shopify,
        linnworks: () => Date.now() + plan.skewMs.linnworks,
      },
      onCall: async (moment) => {
        if (moment.operation === 'CreateOrders' && moment.moment === 'committed') {
          await parkWhatArrived(stack, toPark)
        }
        await executioner?.meetCall(moment)
      },
    },
  })
  const webhookChance = chanceOf(seed, 'webhooks')
  endings.push(() => stack.stop())
  const pool = await startWorkerPool({
    size: workers,
    folder,
    settings: { ...stack.settings, worker: { metricsPort: 0 } },
    workflowBundle: options.workflowBundle ?? (await writeBundle(folder)),
    meet: (moment) => executioner?.meetWorker(moment) ?? Promise.resolve(),
  })
  endings.push(() => pool.stop())
  const floor = startFloor(stack.warehouse, () => undefined)
  endings.push(() => floor.stop())
  executioner = createExecutioner(pool, {
    points: plan.killPoints,
    kills,
    chance: chanceOf(seed, 'deaths'),
  })
  for (const { vendor, rule } of plan.faults) stack[vendor].faults.add(rule)

  const town = openTown(stack, floor, toPark)
  const full = isFullSize({ orders, kills })
  const day = { stack, town, plan, pool, executioner, kills, full, say }
  const { lived, failures: mishaps } = await liveStorm(day)
  executioner.stop()
  stack.shopify.faults.clear()
  stack.linnworks.faults.clear()
  stack.shopify.setWebhookFaults(AURORA.shop, undefined)
  say('The storm is over; nothing is done to Waybill from here on.')

  const restless = await awaitRest({ stack, floor, lived, mishaps, say })
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
  ]
  const troubled = new Set([...audit.findings.map(({ orderId }) => orderId), ...repaired])
  for (const { order } of lived) {
    if (restless.some((line) => line.startsWith(`${order.name} `))) troubled.add(order.orderId)
  }
  for (const line of await describeOrders(stack, lived, troubled)) say(line)
  return {
    struck: executioner.struck,
    failures,
    result: {
      gauntlet: true,
      seed,
      orders: lived.length,
      kills: executioner.kills,
      faults: Object.values(countStruck(stack)).reduce((sum, count) => sum + count, 0),
      duplicates: audit.duplicates + repaired.length,
      lost: audit.lost,
      wrongTotals: audit.wrongTotals,
      toldTwice: audit.toldTwice,
      wrongTracking: audit.wrongTracking,
      converged: restless.length === 0,
    },
  }
}

interface Storm {
  readonly stack: Stack
  readonly town: Town
  readonly plan: DayPlan
  readonly pool: WorkerPool
  readonly executioner: Executioner
  readonly kills: number
  readonly full: boolean
  readonly say: (line: string) => void
}

/** Orders are placed and lived, until the plan of kills and faults is through. */
async function liveStorm({ stack, town, plan, executioner, kills, full, say }: Storm) {
  const lived: LivedOrder[] = []
  const failures: string[] = []
  const startedAtMs = performance.now()
  const elapsedMs = () => performance.now() - startedAtMs
  const place = async ({ story, wish, pace }: PlannedOrder) => {
    const order = await insistOn(() => town.shopper.placeOrder(wish))
    lived.push({ order, story })
    story.live(town, order, pace).catch((error: unknown) => {
      failures.push(`The people of ${order.name} (${story.title}) gave up: ${String(error)}`)
    })
  }
  const isThrough = () =>
    executioner.kills >= kills &&
    (!full ||
      (executioner.listOpen().length === 0 && listUnstruck(countStruck(stack)).length === 0))
  let saidAtMs = 0
  let sweptAtMs = 0
  let linked = false
  let placed = 0
  let encoreAtMs = 0
  const capMs = full ? longestStormMs.full : longestStormMs.small
  while (placed < plan.orders.length || !isThrough()) {
    if (elapsedMs() > capMs) {
      failures.push(`The storm did not get through its plan in ${capMs / 1000} s.`)
      break
    }
    const due = plan.orders[placed]
    if (due !== undefined && due.placedAtMs <= elapsedMs()) {
      placed += 1
      await place(due)
      encoreAtMs = elapsedMs() + encoreEveryMs
      continue
    }
    const encore = plan.encores[(lived.length - placed) % plan.encores.length]
    if (due === undefined && encore !== undefined && encoreAtMs <= elapsedMs()) {
      encoreAtMs = elapsedMs() + encoreEveryMs
      if ((await countMoving(stack)) < enoughMoving) await place(encore)
    }
    if (!linked && placed > plan.orders.length * 0.7) {
      linked = true
      await linkTowel(stack)
    }
    if (elapsedMs() - sweptAtMs > rareSweepsEveryMs) {
      sweptAtMs = elapsedMs()
      for (const id of [causeReviewId, duplicateSweepId]) {
        await stack.client.schedule.getHandle(id).trigger()
      }
    }
    if (elapsedMs() - saidAtMs > 10_000) {
      saidAtMs = elapsedMs()
      const faults = Object.values(countStruck(stack)).reduce((sum, count) => sum + count, 0)
      const open = executioner.listOpen()
      const toGo = open.length > mostNamed ? `${open.length}` : open.join(', ') || 'none'
      const moving = await countMoving(stack)
      say(
        `${Math.round(saidAtMs / 1000)} s: ${lived.length} orders placed, ${moving} of them on their way, ${executioner.kills} workers killed, ${executioner.struck.size} points struck (to go: ${toGo}), ${faults} faults`,
      )
    }
    await sleep(50)
  }
  if (!linked) await linkTowel(stack)
  return { lived, failures }
}

/** People finish what they began; Waybill is let alone. Answers what did not come to rest. */
async function awaitRest(around: {
  readonly stack: Stack
  readonly floor: Floor
  readonly lived: readonly LivedOrder[]
  readonly mishaps: readonly string[]
  readonly say: (line: string) => void
}): Promise<readonly string[]> {
  const { stack, floor, lived, say } = around
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

async function countMoving({ ledger }: Pick<Stack, 'ledger'>): Promise<number> {
  const moving = (await ledger.orders.countAll()).filter(
    ({ stage }) => bookColumnOf(stage) === 'moving',
  )
  return moving.reduce((sum, { count }) => sum + count, 0)
}

/** What `waybill link sku` writes; the review of causes wakes whoever waits for it. */
async function linkTowel({ ledger }: Pick<Stack, 'ledger'>): Promise<void> {
  const { shop } = AURORA
  const { shop: sku, linnworks: linnworksSku } = renamedSku
  await ledger.links.linkSku({ shop, sku, linnworksSku, actor: 'staff-7' })
}

/** Somebody on the floor parks an order before anybody has read it back. */
async function parkWhatArrived(
  { warehouse }: Pick<Stack, 'warehouse'>,
  toPark: Set<string>,
): Promise<void> {
  for (const reference of toPark) {
    for (const { orderId, parked } of await warehouse.findOrders(reference)) {
      toPark.delete(reference)
      if (!parked) await warehouse.park(orderId)
    }
  }
}

function countStruck({ shopify, linnworks }: Pick<Stack, 'shopify' | 'linnworks'>) {
  return { ...shopify.faults.struck, ...linnworks.faults.struck }
}

async function insistOn<T>(act: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await act()
    } catch (error) {
      if (tries >= 10) throw error
      await sleep(500)
    }
  }
}

async function writeBundle(folder: string): Promise<{ readonly codePath: string }> {
  const workflowsPath = fileURLToPath(new URL('../../workflows/index.ts', import.meta.url))
  const logger = new DefaultLogger('ERROR')
  const { code } = await bundleWorkflowCode({ workflowsPath, logger })
  const codePath = join(folder, 'workflow-bundle.js')
  writeFileSync(codePath, code)
  return { codePath }
}
