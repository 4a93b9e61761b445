import { setTimeout as sleep } from 'node:timers/promises'
import { subtractCounts } from './counts.ts'
import { type CpuFigures, watchCpu } from './cpu-watch.ts'
import { readProgress, readWaits } from './progress.ts'
import type { Site } from './site.ts'
import type { Journey, TwinsCounts } from './twins-desk.ts'

export interface FlowOptions {
  readonly orders: number
  readonly ordersPerSecond: number
  readonly roundTripMs: number
  readonly say: (line: string) => void
}

/** What was seen of orders that came evenly and all went through. */
export interface Flow {
  readonly orderIds: readonly string[]
  readonly arrivalSeconds: number
  /** From the first webhook to the last order that was read back. */
  readonly drainSeconds: number
  /** From the first webhook to the last order that Linnworks saved. */
  readonly savedSeconds: number
  /** What both vendors counted from the first webhook to the end of the drain. */
  readonly counts: TwinsCounts
  readonly cpu: CpuFigures
  readonly journeys: readonly Journey[]
  /** How long each order's create waited to depart, by order id. */
  readonly waitsMs: ReadonlyMap<string, number>
  readonly acknowledgementsMs: readonly number[]
  /** Orders that Linnworks lacks, or has more than once. Neither may be. */
  readonly lost: number
  readonly duplicates: number
}

const lookEveryMs = 250
const tellEveryMs = 5000
const stuckAfterMs = 60_000

/**
 * Places the orders, withholds their webhooks, lets these go evenly, and waits until every order
 * was read back. Sweeps are paused meanwhile: that of orders would find some before their webhooks,
 * and that of duplicates, four times an hour, is no part of an order's way.
 * Throws where nothing moves for a minute.
 */
export async function runFlow(site: Site, options: FlowOptions): Promise<Flow> {
  const { orders, say } = options
  const { twins } = site
  await pauseSweeps(site)
  const orderIds = await twins.placeOrders({ count: orders })
  await twins.setRoundTrip({ ms: options.roundTripMs })
  const before = await twins.counts({})
  const withinMs = (orders / options.ordersPerSecond) * 1000
  const endCpu = watchCpu(site.members())
  await twins.release({ withinMs })

  await awaitAll(site, orders, say)
  const cpu = endCpu()
  const after = await twins.counts({})
  const { lastVerifiedAt } = await readProgress(site.database)
  const journeys = await twins.journeys({})
  const copies = await twins.copies({})
  const firstSentMs = Math.min(...journeys.map(({ sentAtMs }) => sentAtMs ?? Infinity))
  const lastSavedMs = Math.max(...journeys.map(({ savedAtMs }) => savedAtMs ?? 0))
  return {
    orderIds,
    arrivalSeconds: withinMs / 1000,
    drainSeconds: ((lastVerifiedAt?.getTime() ?? NaN) - firstSentMs) / 1000,
    savedSeconds: (lastSavedMs - firstSentMs) / 1000,
    counts: subtractCounts(after, before),
    cpu,
    journeys,
    waitsMs: await readWaits(site.database),
    acknowledgementsMs: await twins.acknowledgements({}),
    lost: orderIds.filter((id) => copies[id] === undefined).length,
    duplicates: orderIds.filter((id) => (copies[id] ?? 0) > 1).length,
  }
}

async function pauseSweeps({ client }: Site): Promise<void> {
  for await (const { scheduleId } of client.schedule.list()) {
    if (!/^(order|duplicate)-sweep/.test(scheduleId)) continue
    await client.schedule.getHandle(scheduleId).pause('a bench runs')
  }
}

async function awaitAll(site: Site, orders: number, say: (line: string) => void): Promise<void> {
  const begunAt = performance.now()
  let [movedAt, toldAt, verified] = [begunAt, begunAt, 0]
  for (;;) {
    const progress = await readProgress(site.database)
    const now = performance.now()
    if (progress.verified > verified) [movedAt, verified] = [now, progress.verified]
    if (now - toldAt >= tellEveryMs || verified >= orders) {
      toldAt = now
      const rate = (verified / ((now - begunAt) / 1000)).toFixed(1)
      const stuck = progress.exceptions > 0 ? `, ${progress.exceptions} exceptions` : ''
      say(`  ${progress.known} known, ${verified} of ${orders} through, ${rate}/s${stuck}`)
    }
    if (verified >= orders) return
    if (now - movedAt > stuckAfterMs) {
      throw new Error(`Nothing moved for a minute: ${verified} of ${orders} orders are through.`)
    }
    await sleep(lookEveryMs)
  }
}
