import {
  readArguments,
  type SharedOptions,
  sharedHelp,
  toCount,
  toPhases,
  toShared,
} from '../arguments.ts'

export const stockPhases = ['sweep', 'hotLane', 'standard', 'plus'] as const
export type StockPhase = (typeof stockPhases)[number]

export interface StockOptions extends SharedOptions {
  readonly phases: readonly StockPhase[]
  /** Each is stocked at two locations. */
  readonly skus: number
  readonly hotSkus: number
}

export const stockHelp = `npm run bench -- stock [options]

Measures how stock gets from Linnworks to Shopify on this machine: Temporal, PostgreSQL, stand-ins
for both vendors and Waybill's worker, each in a process of its own. What each figure means is told
in docs/testing.md under "Bench". Progress goes to stderr; the last line of stdout is one line of
JSON. Logs, the whole report and CPU profiles are under the folder.

  --only PHASES       some of ${stockPhases.join(', ')}, with commas between
  --skus N            items, each at two locations (50000)
  --hot-skus N        of them, those that change while a sweep runs (200)
${sharedHelp}`

/** Reads the arguments after `stock`, or answers that help is wanted. Throws OptionsError. */
export function parseStockOptions(args: readonly string[]): StockOptions | 'help' {
  const values = readArguments(args, ['skus', 'hot-skus'])
  if (values === 'help') return 'help'
  const { texts } = values
  const skus = toCount('skus', texts['skus'], 50_000)
  return {
    phases: toPhases(stockPhases, texts['only']),
    skus,
    hotSkus: Math.min(skus, toCount('hot-skus', texts['hot-skus'], 200)),
    ...toShared(values),
  }
}
