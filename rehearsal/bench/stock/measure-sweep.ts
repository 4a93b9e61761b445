import { callsOf, listCalls, subtractCounts } from '../counts.ts'
import { type CpuFigures, watchCpu } from '../cpu-watch.ts'
import { describeUse, percent } from '../limits.ts'
import type { TwinsCounts } from '../twins-desk.ts'
import { type Bound, boundOf } from './bound.ts'
import { mostMegabytes, pushAll, type StockSite } from './stock-site.ts'

/** What one sweep over the whole shop took and did. */
export interface Sweep {
  readonly seconds: number
  readonly levels: number
  /** The least that the vendors' limits allow, by what limits it. */
  readonly bound: Bound
  readonly ratioToBound: number
  readonly written: number
  readonly calls: TwinsCounts
  /** Levels whose number in Shopify is not Linnworks' after it. None may be. */
  readonly differing: number
  readonly throttled: number
  readonly cpu: CpuFigures
  readonly megabytes: number
}

/** Runs a sweep and measures it. `levels`: of the shop; `changed`: those that are to be written. */
export async function measureSweep(
  site: StockSite,
  { levels, changed }: { readonly levels: number; readonly changed: number },
): Promise<Sweep> {
  const { twins } = site
  const points = await twins.points({})
  const before = await twins.counts({})
  const startedAtMs = Date.now()
  const endCpu = watchCpu(site.members())
  await pushAll(site)
  const cpu = endCpu()
  const calls = subtractCounts(await twins.counts({}), before)
  const writes = await twins.writesSince({ ms: startedAtMs })
  const bound = boundOf({ levels, changed, points })
  return {
    seconds: cpu.seconds,
    levels,
    bound,
    ratioToBound: cpu.seconds / Math.max(bound.linnworksSeconds, bound.shopifySeconds),
    written: writes.reduce((sum, each) => sum + each.levels, 0),
    calls,
    differing: await twins.countDiffering({}),
    throttled: calls.shopify.throttled + callsOf(calls.linnworks.throttled),
    cpu,
    megabytes: mostMegabytes(site),
  }
}

export function describeSweep(sweep: Sweep): string {
  const { seconds, bound, cpu, calls, written, levels } = sweep
  const { shopify, linnworks } = calls
  const each = (count: number) => (written === 0 ? '–' : (count / written).toFixed(4))
  const cpuEach = Object.entries(cpu.used)
    .map(([name, used]) => `${name} ${((used * 1e6) / levels).toFixed(0)}`)
    .join(', ')
  return [
    `${levels} levels in ${seconds.toFixed(1)} s: ${sweep.ratioToBound.toFixed(3)} of the least (Linnworks ${bound.linnworksSeconds.toFixed(0)} s, Shopify ${bound.shopifySeconds.toFixed(0)} s); wrote ${written}, ${sweep.differing} differ after it`,
    `Shopify         ${shopify.pointsActual} points, ${each(shopify.pointsActual)} a written level; ${each(callsOf(shopify.calls))} calls: ${listCalls(shopify.calls)}; throttled: ${shopify.throttled}`,
    `Linnworks       ${each(callsOf(linnworks.calls))} calls a written level: ${listCalls(linnworks.calls)}; throttled: ${listCalls(linnworks.throttled)}`,
    `cores busy      ${describeUse(cpu)} of ${cpu.cores}; worker's main thread ${percent((cpu.workerThreads['main thread'] ?? 0) / cpu.seconds)}`,
    `CPU µs/level    ${cpuEach}`,
    `worker          ${sweep.megabytes} MB at its most`,
  ].join('\n')
}
