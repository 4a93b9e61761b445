import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from '@temporalio/client'
import { createLedger } from '../../ledger/index.ts'
import { dispatchSweepId, orderSweepId, orderWorkflowId } from '../../workflows/contract.ts'
import * as world from '../../sandbox/world.ts'
import { eventually } from '../eventually.ts'
import { readMegabytes } from './cpu.ts'
import { type CpuFigures, watchCpu } from './cpu-watch.ts'
import { callsOf, listCalls, subtractCounts } from './counts.ts'
import { describeUse, percent, shareOfPoints } from './limits.ts'
import { readProgress } from './progress.ts'
import type { Site } from './site.ts'
import { openWorkflows, standInLedger } from './stand-orders.ts'
import type { TwinsCounts } from './twins-desk.ts'

export interface WaitingOptions {
  readonly openOrders: number
  readonly dispatches: number
  readonly roundTripMs: number
  readonly say: (line: string) => void
}

/** What thousands of orders cost that wait for their dispatch. */
export interface Waiting {
  readonly openOrders: number
  /** Resident memory of the worker at its most: with all of them opened, and after the restart. */
  readonly megabytes: { readonly opening: number; readonly restarted: number }
  /** What the restart alone brought about while nothing happened to any order. */
  readonly restart: {
    readonly seconds: number
    /** Of the looked-at orders, those whose history grew. */
    readonly touched: number
    readonly lookedAt: number
    /** Those of sweeps among them, which come without a restart too. */
    readonly vendorCalls: Readonly<Record<string, number>>
    readonly workerCpuSeconds: number
  }
  readonly postBack: {
    readonly dispatches: number
    /** How often Shopify was asked to make a fulfilment: once for each parcel, if all is well. */
    readonly tellings: number
    /** From the trigger of the sweep until it told all of them, and until the last was posted. */
    readonly sweepSeconds: number
    readonly seconds: number
    readonly shareOfPoints: number
    readonly throttled: number
    readonly counts: TwinsCounts
    readonly cpu: CpuFigures
  }
}

const lookedAt = 200
const idleMs = 20_000
/** A vendor's pace is slow: thousands of parcels take minutes. */
const postedWithinMs = 30 * 60_000

/** Seeds the orders, restarts the worker, then has some of them dispatched and posted back. */
export async function measureWaiting(site: Site, options: WaitingOptions): Promise<Waiting> {
  const { twins, client, database } = site
  const { openOrders, dispatches, say } = options
  // A sweep that never ran would look a day back and read every order again.
  const cursor = `orders:${world.AURORA.shop}`
  await createLedger(database).cursors.advance(cursor, new Date())
  say(`  Placing ${openOrders} orders in both systems and in the ledger …`)
  const orders = await twins.standOrders({ count: openOrders })
  await standInLedger(database, orders)
  await openWorkflows(client, orders, (count) => {
    if (count % 1000 === 0) say(`  ${count} of ${openOrders} workflows started`)
  })
  const open = "WorkflowType = 'orderWorkflow' AND WaybillStage = 'awaitingDispatch'"
  await eventually(
    'every order waits for its dispatch',
    async () => (await client.workflow.count(open)).count >= openOrders,
    10 * 60_000,
  )
  const opening = readMegabytes(site.members()['worker'] ?? 0).most
  say(`  ${openOrders} orders wait; the worker had ${opening} MB at most. Restarting it …`)

  const sample = orders.filter((_, index) => index % Math.ceil(openOrders / lookedAt) === 0)
  const ids = sample.map(({ orderId }) => orderId)
  const restart = await measureRestart(site, ids)
  await twins.setRoundTrip({ ms: options.roundTripMs })
  const chosen = orders
    .filter((_, index) => index % Math.floor(openOrders / dispatches) === 0)
    .slice(0, dispatches)
  const references = chosen.map(({ orderId }) => orderId)
  const postBack = await measurePostBack(site, references, say)
  const restarted = readMegabytes(site.members()['worker'] ?? 0).most
  return { openOrders, megabytes: { opening, restarted }, restart, postBack }
}

async function measureRestart(site: Site, ids: readonly string[]): Promise<Waiting['restart']> {
  const { client, twins } = site
  const before = await readLengths(client, ids)
  const counts = await twins.counts({})
  await site.stopWorker()
  await site.startWorker()
  const begunAt = performance.now()
  const endCpu = watchCpu(site.members())
  // Nothing is awaited but time: what would come has this long to come.
  await sleep(idleMs)
  const { used } = endCpu()
  const after = await readLengths(client, ids)
  const { shopify, linnworks } = subtractCounts(await twins.counts({}), counts)
  return {
    seconds: (performance.now() - begunAt) / 1000,
    touched: ids.filter((_, index) => after[index] !== before[index]).length,
    lookedAt: ids.length,
    vendorCalls: { ...shopify.calls, ...linnworks.calls },
    workerCpuSeconds: used['worker'] ?? NaN,
  }
}

async function measurePostBack(
  site: Site,
  references: readonly string[],
  say: (line: string) => void,
): Promise<Waiting['postBack']> {
  const { client, twins, database } = site
  const dispatches = references.length
  await client.schedule.getHandle(orderSweepId(world.AURORA.shop)).pause('a bench counts points')
  const before = await twins.counts({})
  await twins.dispatch({ references })
  const endCpu = watchCpu(site.members())
  const begunAtMs = Date.now()
  await client.schedule.getHandle(dispatchSweepId).trigger()
  let [told, handedAtMs] = [0, NaN]
  await eventually(
    'every parcel is posted back',
    async () => {
      const { posted, handed } = await readProgress(database)
      if (handed >= dispatches && Number.isNaN(handedAtMs)) handedAtMs = Date.now()
      if (posted - told >= 100) {
        told = posted
        say(`  ${handed} found, ${posted} of ${dispatches} posted`)
      }
      return posted >= dispatches
    },
    postedWithinMs,
  )
  const cpu = endCpu()
  const counts = subtractCounts(await twins.counts({}), before)
  const { lastPostedAt } = await readProgress(database)
  const seconds = ((lastPostedAt?.getTime() ?? NaN) - begunAtMs) / 1000
  return {
    dispatches,
    tellings: counts.shopify.calls['fulfillmentCreate'] ?? 0,
    sweepSeconds: (handedAtMs - begunAtMs) / 1000,
    seconds,
    shareOfPoints: shareOfPoints('standard', { spent: counts.shopify.pointsActual, seconds }),
    throttled: counts.shopify.throttled + callsOf(counts.linnworks.throttled),
    counts,
    cpu,
  }
}

async function readLengths(client: Client, orderIds: readonly string[]): Promise<number[]> {
  return await Promise.all(
    orderIds.map(async (orderId) => {
      const handle = client.workflow.getHandle(orderWorkflowId(world.AURORA.shop, orderId))
      return (await handle.describe()).historyLength
    }),
  )
}

export function describeWaiting({ openOrders, megabytes, restart, postBack }: Waiting): string {
  const { counts, cpu } = postBack
  return [
    `${openOrders} open orders: the worker had ${megabytes.opening} MB at most while they opened, ${megabytes.restarted} MB from its restart to the end`,
    `restart         ${restart.touched} of ${restart.lookedAt} looked-at histories grew in ${restart.seconds.toFixed(0)} s; calls to vendors: ${listCalls(restart.vendorCalls)}; ${restart.workerCpuSeconds.toFixed(1)} s of the worker's CPU`,
    `post-back       ${postBack.dispatches} parcels found in ${postBack.sweepSeconds.toFixed(1)} s, all posted in ${postBack.seconds.toFixed(1)} s: ${percent(postBack.shareOfPoints)} of the plan's points; throttled ${postBack.throttled}`,
    `cores busy      ${describeUse(cpu)} of ${cpu.cores}`,
    `Linnworks       ${listCalls(counts.linnworks.calls)}`,
    `Shopify         ${(counts.shopify.pointsRequested / postBack.dispatches).toFixed(1)} points/parcel requested, ${(counts.shopify.pointsActual / postBack.dispatches).toFixed(1)} actual: ${listCalls(counts.shopify.calls)}`,
  ].join('\n')
}
