import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { ScheduleOverlapPolicy } from '@temporalio/client'
import { destination } from 'pino'
import { createLogger } from '../../lib/logger.ts'
import { AURORA, LINNWORKS_LOCATIONS } from '../../sandbox/world.ts'
import { hotStockId, stockPushId, taskQueues } from '../../workflows/contract.ts'
import { chanceOf } from '../chance.ts'
import { startWorkerPool } from '../workers/worker-pool.ts'
import { eventually } from '../eventually.ts'
import { findFreePort } from '../ports.ts'
import { type Stack, startStack } from '../stack.ts'
import { watchArrivals } from './arrivals.ts'
import { createExecutioner, type Executioner } from './executioner.ts'
import { planStockFaults } from './fault-plan.ts'
import { createPeople } from './people.ts'
import { auditLevels, isMoving, listRestless, listWrongKeys, poisonedItem } from './verdict.ts'
import { watchStock } from './watch.ts'

const workers = 2
const betweenDeedsMs = 150
const mostMoving = 15
const sayEveryMs = 10_000
/** A busy machine is slow to replace who was killed: the storm goes on until so many were. */
const longestStormMs = 180_000
const sweepEveryMs = 2000
/** After so many deeds one more sweep begins beside those that run. */
const deedsToRival = 50

export interface StockStormOptions {
  readonly seed: number
  /** How long people act and things fail. */
  readonly stormMs: number
  readonly fewestKills: number
  /** How long after it all must be right. */
  readonly convergesWithinMs: number
  readonly temporal: { readonly address: string; readonly namespace: string }
  /** An empty database. */
  readonly ledgerUrl: string
  /** For the twins' files and the workers' logs. */
  readonly folder: string
  readonly workflowBundle: { readonly codePath: string }
  /** What was started has to be ended by whoever started the storm, the last first. */
  readonly endings: (() => Promise<void>)[]
  /** Progress, a line at a time. */
  readonly say: (line: string) => void
}

export interface StockStormReport {
  readonly seed: number
  /** Where workers died. */
  readonly kills: readonly string[]
  readonly faults: Readonly<Record<string, number>>
  /** How often people did what. */
  readonly deeds: Readonly<Record<string, number>>
  /** Changes of both twins that were looked at. */
  readonly looks: number
  /** Calls that set stock, and how many came more than once under their key. */
  readonly calls: number
  readonly repeated: number
  /** Levels that were written. */
  readonly written: number
  /** Why it failed, a sentence each; empty where it passed. */
  readonly failures: readonly string[]
}

/**
 * Lets a shop's stock move in every way while workers are killed, calls fail and webhooks are lost;
 * then stops all that but the Schedules, waits until all is right by itself, and judges. The same
 * seed has the same people, faults and deaths; when each thing happens the machine decides too.
 */
export async function runStockStorm(options: StockStormOptions): Promise<StockStormReport> {
  const { seed, stormMs, fewestKills, convergesWithinMs, folder, endings, say } = options
  mkdirSync(folder, { recursive: true })
  say(`Seed ${seed}`)
  let executioner: Executioner | undefined
  const look: { now: () => void } = { now: () => undefined }
  const stack = await openStage(options, {
    onCall: async (moment) => {
      look.now()
      await executioner?.meetCall(moment)
    },
  })
  const pool = await startWorkerPool({
    size: workers,
    folder,
    settings: { ...stack.settings, worker: { metricsPort: 0 } },
    workflowBundle: options.workflowBundle,
    meet: (moment) => executioner?.meetWorker(moment) ?? Promise.resolve(),
  })
  endings.push(() => pool.stop())
  const arrivals = watchArrivals(stack.shopify.port)
  endings.push(async () => arrivals.stop())
  await settleIn(stack)
  say('The stock is right; the storm begins.')

  const watch = watchStock(stack, { folder, ledgerUrl: options.ledgerUrl })
  look.now = watch.look
  endings.push(watch.stop)
  executioner = createExecutioner(pool, chanceOf(seed, 'deaths'))
  for (const { vendor, rule } of planStockFaults(chanceOf(seed, 'faults'))) {
    stack[vendor].faults.add(rule)
  }
  stack.shopify.setWebhookFaults(AURORA.shop, webhookFaults)
  const people = createPeople({ stack, watcher: watch, chance: chanceOf(seed, 'people') })
  const sweeps = startSweeps(stack)
  endings.push(sweeps.stop)
  const { kills: killed } = executioner
  const startedAtMs = performance.now()
  const hasPassed = (ms: number) => performance.now() - startedAtMs > ms
  const isOver = () =>
    hasPassed(stormMs) && (killed.length >= fewestKills || hasPassed(longestStormMs))
  for (let nth = 1; !isOver(); nth += 1) {
    // On a busy machine people wait until Waybill has caught up a little.
    if ((await countMoving(stack)) < mostMoving) await people.act()
    if (nth % deedsToRival === 1) await startRival(stack, nth)
    await sleep(Math.max(0, startedAtMs + nth * betweenDeedsMs - performance.now()))
  }
  executioner.stop()
  const faults = { ...stack.shopify.faults.struck, ...stack.linnworks.faults.struck }
  stack.shopify.faults.clear()
  stack.linnworks.faults.clear()
  stack.shopify.setWebhookFaults(AURORA.shop, undefined)
  say(
    `The storm is over after ${executioner.kills.length} kills; nothing is done to Waybill any more.`,
  )

  const stillAtMs = performance.now()
  const restless = await awaitRest(
    () => listRestless(stack, watch.latest()),
    stillAtMs + convergesWithinMs,
    say,
  )
  say(`At rest ${((performance.now() - stillAtMs) / 1000).toFixed(1)} s later.`)
  const audited = restless.length > 0 ? [] : await auditLevels(stack)
  await sweeps.stop()
  const { written, failures } = await watch.judge()
  const repeated = [...arrivals.contents.values()].filter(
    (contents) => [...contents.values()].reduce((sum, times) => sum + times, 0) > 1,
  )
  return {
    ...{ seed, kills: executioner.kills, faults, deeds: people.done, looks: watch.looks },
    calls: arrivals.contents.size,
    repeated: repeated.length,
    written,
    failures: [
      ...pool.mishaps,
      ...failures,
      ...restless.map((line) => `Not at rest: ${line}`),
      ...audited,
      ...listThrottled(stack),
      ...listWrongKeys(arrivals.contents, watch.latest()),
    ],
  }
}

const webhookFaults = { lostShare: 0.2, duplicateShare: 0.1, shuffle: true } as const

/** The sandbox with its stock in files, where the watcher reads it. */
async function openStage(
  options: StockStormOptions,
  twins: NonNullable<Parameters<typeof startStack>[0]['twins']>,
): Promise<Stack> {
  const { folder, seed, endings } = options
  const webhookChance = chanceOf(seed, 'webhooks')
  const stack = await startStack({
    temporal: options.temporal,
    ledgerUrl: options.ledgerUrl,
    folder,
    ports: { receiver: await findFreePort(), metrics: 0, shopify: 0, linnworks: 0 },
    logger: createLogger({
      role: 'stock storm',
      instance: '1',
      level: 'info',
      destination: destination({ dest: join(folder, 'receiver.log'), sync: true }),
    }),
    ownWorker: false,
    workflowBundle: options.workflowBundle,
    // More is sent back in this minute than in a usual day: none of it is to be asked about.
    shop: { sweepEverySeconds: 2, stock: { enabled: true, healing: { withinHours: 0 } } },
    linnworks: { lateCommitWaitSeconds: 6 },
    twins: { ...twins, random: () => webhookChance.next() },
  })
  endings.push(() => stack.stop())
  return stack
}

/** The first push: the tea towel is linked, and poisoned, so that one level is never taken. */
async function settleIn(stack: Stack): Promise<void> {
  const { shop } = AURORA
  await stack.ledger.links.linkSku({
    ...{ shop, sku: 'TOWEL-LINEN', linnworksSku: 'LINEN-TOWEL-01', actor: 'staff-7' },
  })
  stack.shopify.setPoison(shop, poisonedItem, 'NON_MUTABLE_INVENTORY_ITEM')
  stack.linnworks.backroom.setLevels([
    { sku: 'LINEN-TOWEL-01', locationId: LINNWORKS_LOCATIONS.london, level: 25 },
  ])
  const sweeps = startSweeps(stack)
  await eventually(
    'what is poisoned was refused',
    async () => (await stack.ledger.stockExceptions.listOpen(shop)).length > 0,
  )
  await sweeps.stop()
}

/** Orders on their way into Linnworks, or out of it. */
async function countMoving({ ledger }: Pick<Stack, 'ledger'>): Promise<number> {
  const moving = (await ledger.orders.countAll()).filter(({ stage }) => isMoving(stage))
  return moving.reduce((sum, { count }) => sum + count, 0)
}

/** The Schedules in haste: what they would start in minutes they start in seconds. */
function startSweeps({ client }: Pick<Stack, 'client'>): { stop(): Promise<void> } {
  let stopped = false
  async function run(): Promise<void> {
    while (!stopped) {
      for (const id of [stockPushId(AURORA.shop), hotStockId(AURORA.shop)]) {
        await client.schedule.getHandle(id).trigger(ScheduleOverlapPolicy.SKIP)
      }
      await sleep(sweepEveryMs)
    }
  }
  const running = run()
  return {
    stop: async () => {
      stopped = true
      await running
    },
  }
}

/**
 * A sweep, and at first a hot lane, beside the ones that run: what a worker does that was taken for
 * dead and lives, while another has its steps.
 */
async function startRival({ client }: Pick<Stack, 'client'>, nth: number): Promise<void> {
  const start = (workflowType: string, id: string) =>
    client.workflow.start(workflowType, {
      workflowId: `${id}:${nth}`,
      taskQueue: taskQueues.orders,
      args: [{ shop: AURORA.shop }],
    })
  await start('stockPushWorkflow', stockPushId(AURORA.shop))
  if (nth === 1) await start('hotStockWorkflow', hotStockId(AURORA.shop))
}

/** What is left of what was not at rest when there was nothing more, or no more time. */
async function awaitRest(
  look: () => Promise<readonly string[]>,
  untilMs: number,
  say: (line: string) => void,
): Promise<readonly string[]> {
  let saidAtMs = performance.now()
  for (;;) {
    const restless = await look()
    if (restless.length === 0 || performance.now() > untilMs) return restless
    if (performance.now() - saidAtMs > sayEveryMs) {
      saidAtMs = performance.now()
      say(`${restless.length} things are not at rest yet: ${restless.join('; ')}`)
    }
    await sleep(200)
  }
}

function listThrottled({ shopify, linnworks }: Pick<Stack, 'shopify' | 'linnworks'>) {
  const points = shopify.stats().shops[AURORA.shop]?.throttled ?? 0
  return [
    ...(points === 0 ? [] : [`Shopify throttled ${points} calls.`]),
    ...Object.entries(linnworks.stats().throttled).map(
      ([operation, times]) => `Linnworks throttled ${times} calls of ${operation}.`,
    ),
  ]
}
