import {
  readArguments,
  type SharedOptions,
  sharedHelp,
  toCount,
  toPhases,
  toShared,
} from './arguments.ts'

export const phases = ['burst', 'standard', 'latency', 'waiting'] as const
export type Phase = (typeof phases)[number]

export interface BenchOptions extends SharedOptions {
  readonly phases: readonly Phase[]
  /** Of the burst. */
  readonly orders: number
  readonly standardOrders: number
  readonly ordersPerSecond: number
  readonly latencySeconds: number
  readonly openOrders: number
  readonly dispatches: number
}

export const help = `npm run bench -- orders [options]

Measures the path of orders on this machine: Temporal, PostgreSQL, stand-ins for both vendors, and
Waybill's worker and receiver, each in a process of its own. What each figure means is told in
docs/testing.md under "Bench". Progress goes to stderr; the last line of stdout is one line of JSON.
Logs, the whole report and CPU profiles are under the folder.

  --only PHASES       some of ${phases.join(', ')}, with commas between
  --orders N          of the burst (4500)
  --standard-orders N on a Standard plan (600)
  --rate N            orders a second of the latency phase (5)
  --seconds N         how long the latency phase lasts (60)
  --open N            orders that wait for their dispatch (10000)
  --dispatches N      how many of them are dispatched at once (1000)
${sharedHelp}`

const own = ['orders', 'standard-orders', 'rate', 'seconds', 'open', 'dispatches'] as const

/** Reads the arguments after `orders`, or answers that help is wanted. Throws OptionsError. */
export function parseOptions(args: readonly string[]): BenchOptions | 'help' {
  const values = readArguments(args, own)
  if (values === 'help') return 'help'
  const { texts } = values
  return {
    phases: toPhases(phases, texts['only']),
    orders: toCount('orders', texts['orders'], 4500),
    standardOrders: toCount('standard-orders', texts['standard-orders'], 600),
    ordersPerSecond: toCount('rate', texts['rate'], 5),
    latencySeconds: toCount('seconds', texts['seconds'], 60),
    openOrders: toCount('open', texts['open'], 10_000),
    dispatches: toCount('dispatches', texts['dispatches'], 1000),
    ...toShared(values),
  }
}
