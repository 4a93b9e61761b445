import { callsOf, subtractCounts } from '../counts.ts'
import { busyCores, type CpuFigures, watchCpu } from '../cpu-watch.ts'
import { describeUse, percent, plans } from '../limits.ts'
import type { Apart } from './apart.ts'
import type { WriteSpan } from './stock-desk.ts'
import { mostMegabytes, type StockSite } from './stock-site.ts'

/** How quickly levels are written where nothing is read beside it. */
export interface Writing {
  readonly levels: number
  /** From the first call that wrote until the last was answered. */
  readonly seconds: number
  readonly levelsPerSecond: number
  readonly calls: number
  /** What was spent, of what the bucket held at the first call and got until the last. */
  readonly shareOfPoints: number
  readonly differing: number
  readonly throttled: number
  readonly cpu: CpuFigures
  readonly limitedBy: string
  readonly megabytes: number
}

/** From this share on something counts as spent. */
const spentFrom = 0.9

/** Every level differs: they are read first, and once that is done all are written. */
export async function measureWriting(
  site: StockSite,
  plan: keyof typeof plans,
  apart: Apart,
): Promise<Writing> {
  const { twins } = site
  const before = await twins.counts({})
  const since = await apart.read()
  const read = await twins.counts({})
  const points = await twins.points({})
  const startedAtMs = Date.now()
  const endCpu = watchCpu(site.members())
  await apart.push(since)
  const cpu = endCpu()
  const counts = subtractCounts(await twins.counts({}), read)
  const writes = await twins.writesSince({ ms: startedAtMs })
  const levels = writes.reduce((sum, each) => sum + each.levels, 0)
  const [first, last] = stretchOf(writes)
  const seconds = (last - first) / 1000
  const restored = plans[plan].pointsPerSecond * ((last - startedAtMs) / 1000)
  const shareOfPoints = counts.shopify.pointsActual / (points + restored)
  const whole = subtractCounts(await twins.counts({}), before)
  return {
    levels,
    seconds,
    levelsPerSecond: levels / seconds,
    calls: writes.length,
    shareOfPoints,
    differing: await twins.countDiffering({}),
    throttled: whole.shopify.throttled + callsOf(whole.linnworks.throttled),
    cpu,
    limitedBy: explainLimit(shareOfPoints, cpu),
    megabytes: mostMegabytes(site),
  }
}

export function describeWriting(writing: Writing): string {
  const { cpu, levels } = writing
  const cpuEach = Object.entries(cpu.used)
    .map(([name, used]) => `${name} ${((used * 1e6) / levels).toFixed(0)}`)
    .join(', ')
  return [
    `${levels} levels written in ${writing.seconds.toFixed(1)} s and ${writing.calls} calls: ${writing.levelsPerSecond.toFixed(0)} levels/s, ${percent(writing.shareOfPoints)} of the points; ${writing.differing} differ after it`,
    `limited by      ${writing.limitedBy}`,
    `cores busy      ${describeUse(cpu)} of ${cpu.cores}; worker's main thread ${percent((cpu.workerThreads['main thread'] ?? 0) / cpu.seconds)}`,
    `CPU µs/level    ${cpuEach}`,
  ].join('\n')
}

function stretchOf(writes: readonly WriteSpan[]): readonly [number, number] {
  return [
    Math.min(...writes.map(({ arrivedAtMs }) => arrivedAtMs)),
    Math.max(...writes.map(({ answeredAtMs }) => answeredAtMs)),
  ]
}

function explainLimit(shareOfPoints: number, cpu: CpuFigures): string {
  if (shareOfPoints >= spentFrom) return `Shopify points: ${percent(shareOfPoints)}`
  const busy = busyCores(cpu)
  if (busy >= spentFrom * cpu.cores) {
    return `CPU: ${busy.toFixed(2)} of ${cpu.cores} cores busy (${describeUse(cpu)})`
  }
  const main = (cpu.workerThreads['main thread'] ?? 0) / cpu.seconds
  if (main >= spentFrom * 0.9) return `the worker's main thread: busy ${percent(main)} of the time`
  return `waiting: ${busy.toFixed(2)} of ${cpu.cores} cores busy, ${percent(shareOfPoints)} of points`
}
