import { resolve } from 'node:path'
import { parseArgs } from 'node:util'

export const phases = ['burst', 'standard', 'latency', 'waiting'] as const
export type Phase = (typeof phases)[number]

export interface BenchOptions {
  readonly phases: readonly Phase[]
  /** Of the burst. */
  readonly orders: number
  readonly standardOrders: number
  readonly ordersPerSecond: number
  readonly latencySeconds: number
  readonly openOrders: number
  readonly dispatches: number
  /** Between Waybill and both vendors, there and back. */
  readonly roundTripMs: number
  /** Of both vendors' limits. */
  readonly share: number
  readonly profile: boolean
  /** Of logs, data and the report; what a former bench left there is replaced. */
  readonly folder: string
  /** What is put in place of the defaults of `waybill.yaml`, by dotted key. */
  readonly settings: Readonly<Record<string, unknown>>
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
  --round-trip MS     of each call to a vendor (150)
  --share F           of the vendors' limits that Waybill may spend (1)
  --set KEY=VALUE     a key of waybill.yaml, for instance worker.maxCachedWorkflows=200; repeatable
  --profile           profiles the JavaScript of worker and twins; costs some speed
  --folder PATH       where everything of the bench is kept (.waybill/bench)
  --help              this text
`

/** What a person typed wrongly, in a sentence. */
export class OptionsError extends Error {
  override readonly name = 'OptionsError'
}

/** Reads the arguments, or answers that help is wanted. Throws OptionsError. */
export function parseOptions(args: readonly string[]): BenchOptions | 'help' {
  const { values, positionals } = read(args)
  if (values.help === true) return 'help'
  const [subject = '', ...more] = positionals
  if (subject !== 'orders' || more.length > 0) {
    throw new OptionsError(
      `There is no bench "${positionals.join(' ')}". There is one: npm run bench -- orders`,
    )
  }
  return {
    phases: toPhases(values.only),
    orders: toCount('orders', values.orders, 4500),
    standardOrders: toCount('standard-orders', values['standard-orders'], 600),
    ordersPerSecond: toCount('rate', values.rate, 5),
    latencySeconds: toCount('seconds', values.seconds, 60),
    openOrders: toCount('open', values.open, 10_000),
    dispatches: toCount('dispatches', values.dispatches, 1000),
    roundTripMs: toNumber('round-trip', values['round-trip'], 150, { from: 0, to: 10_000 }),
    share: toNumber('share', values.share, 1, { from: 0.01, to: 1 }),
    profile: values.profile ?? false,
    folder: resolve(values.folder ?? '.waybill/bench'),
    settings: Object.fromEntries((values.set ?? []).map(toSetting)),
  }
}

function read(args: readonly string[]) {
  try {
    const text = { type: 'string' } as const
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        only: text,
        orders: text,
        'standard-orders': text,
        rate: text,
        seconds: text,
        open: text,
        dispatches: text,
        'round-trip': text,
        share: text,
        set: { type: 'string', multiple: true },
        profile: { type: 'boolean' },
        folder: text,
        help: { type: 'boolean', short: 'h' },
      },
    })
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('. ', 1).join('') : String(error)
    throw new OptionsError(`${reason}. What there is: npm run bench -- --help`)
  }
}

function toPhases(given: string | undefined): readonly Phase[] {
  if (given === undefined) return phases
  const names = given.split(',').map((name) => name.trim())
  const strange = names.find((name) => !phases.some((phase) => phase === name))
  if (strange !== undefined) {
    throw new OptionsError(`"${strange}" is not a phase. --only takes: ${phases.join(', ')}.`)
  }
  return phases.filter((phase) => names.includes(phase))
}

function toCount(name: string, given: string | undefined, usual: number): number {
  if (given === undefined) return usual
  if (/^[1-9]\d{0,5}$/.test(given)) return Number(given)
  throw new OptionsError(`--${name} takes a whole number from 1 to 999999, not "${given}".`)
}

function toNumber(
  name: string,
  given: string | undefined,
  usual: number,
  { from, to }: { readonly from: number; readonly to: number },
): number {
  const number = given === undefined ? usual : Number(given)
  if (given?.trim() !== '' && number >= from && number <= to) return number
  throw new OptionsError(`--${name} takes a number from ${from} to ${to}, not "${given}".`)
}

function toSetting(given: string): readonly [string, unknown] {
  const [key = '', ...rest] = given.split('=')
  const value = rest.join('=')
  if (!/^[a-z]+(\.[a-z]+)+$/i.test(key) || value === '') {
    throw new OptionsError(`--set takes KEY=VALUE, for instance log.level=warn, not "${given}".`)
  }
  return [key, /^(true|false|-?\d+(\.\d+)?)$/.test(value) ? JSON.parse(value) : value]
}
