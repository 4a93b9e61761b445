import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { OptionsError, type SharedOptions } from '../bench/arguments.ts'

export interface FlashSaleOptions extends SharedOptions {
  readonly skus: number
  readonly minutes: number
  readonly seed: number
}

export const flashSaleHelp = `npm run bench -- flash-sale [options]

Holds the same flash sale under four policies of setting stock, on stand-ins for both vendors, by a
clock that jumps from one thing that happens to the next. Counts the units that the shop sold beyond
what there was, and the sales that it lost. What is assumed is printed with the table, and told in
docs/testing.md. Progress goes to stderr; the last line of stdout is one line of JSON.

  --skus N         goods; one in fifty is hot (10000)
  --minutes N      how long the sale lasts (20)
  --seed N         decides the shelves, and who comes when (1)
  --round-trip MS  of each call to a vendor, in virtual time (300)
  --share F        of the vendors' limits that Waybill may spend (0.8)
  --folder PATH    where the ledger and the report are kept (.waybill/flash-sale)
  --help           this text
`

/** Reads the arguments, or answers that help is wanted. Throws OptionsError. */
export function parseFlashSaleOptions(args: readonly string[]): FlashSaleOptions | 'help' {
  const values = read(args)
  if (values.help === true) return 'help'
  return {
    skus: toNumber('skus', values.skus ?? '10000', { from: 50, to: 100_000 }),
    minutes: toNumber('minutes', values.minutes ?? '20', { from: 1, to: 240 }),
    seed: toNumber('seed', values.seed ?? '1', { from: 1, to: 999_999 }),
    roundTripMs: toNumber('round-trip', values['round-trip'] ?? '300', { from: 0, to: 10_000 }),
    share: toNumber('share', values.share ?? '0.8', { from: 0.01, to: 1, isWhole: false }),
    profile: false,
    folder: resolve(values.folder ?? '.waybill/flash-sale'),
    settings: {},
  }
}

function read(args: readonly string[]) {
  const text = { type: 'string' } as const
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        ...{ skus: text, minutes: text, seed: text, share: text, folder: text },
        'round-trip': text,
        help: { type: 'boolean', short: 'h' },
      },
    })
    return values
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('. ', 1).join('') : String(error)
    throw new OptionsError(`${reason}. What there is: npm run bench -- flash-sale --help`)
  }
}

function toNumber(
  name: string,
  given: string,
  { from, to, isWhole = true }: { readonly from: number; readonly to: number; isWhole?: boolean },
): number {
  const number = given.trim() === '' ? Number.NaN : Number(given)
  if (number >= from && number <= to && (!isWhole || Number.isInteger(number))) return number
  const kind = isWhole ? 'whole number' : 'number'
  throw new OptionsError(`--${name} takes a ${kind} from ${from} to ${to}, not "${given}".`)
}
