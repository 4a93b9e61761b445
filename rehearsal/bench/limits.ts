import { busyCores, type CpuFigures } from './cpu-watch.ts'
import type { Flow } from './flow.ts'

/** From this share on something counts as spent. */
const spentFrom = 0.9

/** Calls come in whole minutes' budgets, of which a part is kept for the burst: a little less. */
const callsSpentFrom = 0.8

/** Points a second and at once (Shopify docs: rate limits; the size of the bucket was observed). */
export const plans = {
  standard: { pointsPerSecond: 100, bucket: 2000 },
  plus: { pointsPerSecond: 1000, bucket: 20_000 },
} as const

/** Calls of `CreateOrders` a minute (Linnworks API: its rate limit), and orders in a call (help). */
const createsPerMinute = 150
const ordersPerCreate = 20

/** Orders a second that Linnworks would admit at the most. */
export const ceilingPerSecond = (createsPerMinute * ordersPerCreate) / 60

/** Points spent, of those that the plan gave from a full bucket on. */
export function shareOfPoints(
  plan: keyof typeof plans,
  { spent, seconds }: { readonly spent: number; readonly seconds: number },
): number {
  const { bucket, pointsPerSecond } = plans[plan]
  return spent / (bucket + pointsPerSecond * seconds)
}

/** What held the orders up, by what was measured; the first that is spent says it. */
export function explainLimit(plan: keyof typeof plans, flow: Flow): string {
  const { cpu, counts, drainSeconds, arrivalSeconds } = flow
  const points = shareOfPoints(plan, { spent: counts.shopify.pointsActual, seconds: drainSeconds })
  if (points >= spentFrom) return `Shopify points: ${percent(points)} of what the plan gave`
  const creates = counts.linnworks.calls['CreateOrders'] ?? 0
  const admitted = createsPerMinute * Math.max(1, drainSeconds / 60)
  if (creates >= callsSpentFrom * admitted) {
    return `Linnworks calls: ${creates} of ${Math.floor(admitted)} CreateOrders`
  }
  const busy = busyCores(cpu)
  if (busy >= spentFrom * cpu.cores) {
    const others = (cpu.used['others'] ?? 0) / cpu.seconds
    const whose = others > busy / 2 ? 'CPU, most of it used by other programs' : 'CPU'
    return `${whose}: ${busy.toFixed(2)} of ${cpu.cores} cores busy (${describeUse(cpu)})`
  }
  if (drainSeconds <= arrivalSeconds * 1.1 + 2) return 'the arrival of the orders'
  const thread = busiestThread(cpu)
  if (thread.cores >= spentFrom * 0.9) {
    return `one thread of the worker: ${thread.name} was busy ${percent(thread.cores)} of the time`
  }
  return `waiting: ${busy.toFixed(2)} of ${cpu.cores} cores busy, ${percent(points)} of points, ${creates} of ${Math.floor(admitted)} CreateOrders`
}

/** Each one's cores on average, the largest first. */
export function describeUse({ used, seconds }: CpuFigures): string {
  return Object.entries(used)
    .toSorted(([, a], [, b]) => b - a)
    .map(([name, each]) => `${name} ${(each / seconds).toFixed(2)}`)
    .join(', ')
}

export function percent(share: number): string {
  return `${Math.round(share * 100)} %`
}

function busiestThread({ workerThreads, seconds }: CpuFigures) {
  const [name, used] = Object.entries(workerThreads)
    .filter(([each]) => each === 'main thread')
    .reduce<readonly [string, number]>((most, each) => (each[1] > most[1] ? each : most), ['', 0])
  return { name, cores: used / seconds }
}
