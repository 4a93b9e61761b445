import { resolve } from 'node:path'
import { parseArgs } from 'node:util'

/** What every bench takes. */
export interface SharedOptions {
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

export const sharedHelp = `  --round-trip MS     of each call to a vendor (150)
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

interface Values {
  /** Of the options that take a text, those that were given. */
  readonly texts: Readonly<Record<string, string>>
  readonly settings: readonly string[]
  readonly isProfiled: boolean
}

/** Reads the arguments of one bench, or answers that help is wanted. `names`: the options of its own. */
export function readArguments(args: readonly string[], names: readonly string[]): Values | 'help' {
  try {
    const text = { type: 'string' } as const
    const { values } = parseArgs({
      args: [...args],
      options: {
        ...Object.fromEntries(names.map((name) => [name, text])),
        only: text,
        'round-trip': text,
        share: text,
        set: { type: 'string', multiple: true },
        profile: { type: 'boolean' },
        folder: text,
        help: { type: 'boolean', short: 'h' },
      },
    })
    const { set = [], profile = false, help = false, ...texts } = values
    return help ? 'help' : { texts, settings: set, isProfiled: profile }
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('. ', 1).join('') : String(error)
    throw new OptionsError(`${reason}. What there is: npm run bench -- --help`)
  }
}

export function toShared({ texts, settings, isProfiled }: Values): SharedOptions {
  return {
    roundTripMs: toNumber('round-trip', texts['round-trip'], 150, { from: 0, to: 10_000 }),
    share: toNumber('share', texts['share'], 1, { from: 0.01, to: 1 }),
    profile: isProfiled,
    folder: resolve(texts['folder'] ?? '.waybill/bench'),
    settings: Object.fromEntries(settings.map(toSetting)),
  }
}

/** Those that were named, in the order in which they run; all, where none was. */
export function toPhases<Phase extends string>(
  phases: readonly Phase[],
  given: string | undefined,
): readonly Phase[] {
  if (given === undefined) return phases
  const names = given.split(',').map((name) => name.trim())
  const strange = names.find((name) => !phases.some((phase) => phase === name))
  if (strange !== undefined) {
    throw new OptionsError(`"${strange}" is not a phase. --only takes: ${phases.join(', ')}.`)
  }
  return phases.filter((phase) => names.includes(phase))
}

export function toCount(name: string, given: string | undefined, usual: number): number {
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
