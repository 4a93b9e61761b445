import type { BenchKind, BenchTools } from '../run-bench.ts'
import { describeProfiles } from '../profile.ts'
import { profileFolder } from '../site.ts'
import { join } from 'node:path'
import { withApart } from './apart.ts'
import { describeHotLane, type HotLane, measureHotLane } from './measure-hot-lane.ts'
import { describeSweep, measureSweep, type Sweep } from './measure-sweep.ts'
import { describeWriting, measureWriting, type Writing } from './measure-writing.ts'
import { parseStockOptions, stockHelp, type StockOptions } from './options.ts'
import { locations } from './shelves.ts'
import { toStockLine } from './stock-line.ts'
import { pushAll, startStockSite, type StockSite } from './stock-site.ts'

/** What the phases that were run have shown. */
export interface StockFindings {
  readonly skus: number
  sweep?: Sweep
  /** The same again, with nothing changed in between. */
  unchanged?: Sweep
  hotLane?: HotLane
  standard?: Writing
  plus?: Writing
}

type Bench = StockOptions & BenchTools

export const stockBench: BenchKind<StockOptions> = {
  help: stockHelp,
  parseOptions: parseStockOptions,
  run: async (options, tools) => {
    const findings: StockFindings = { skus: options.skus }
    const bench = { ...options, ...tools }
    if (options.phases.some((phase) => phase !== 'plus')) {
      await onSite(bench, 'standard', (site) => measureStandard(site, bench, findings))
    }
    if (options.phases.includes('plus')) {
      await onSite(bench, 'plus', async (site) => {
        findings.plus = await measureAllWritten(site, bench, 'plus')
      })
    }
    return { report: findings, lastLine: toStockLine(findings), isWrong: isWrong(findings) }
  },
}

/** The first pass over a shop reads what it sells; what is measured comes after it. */
async function measureStandard(
  site: StockSite,
  bench: Bench,
  findings: StockFindings,
): Promise<void> {
  const { phases, say, skus, hotSkus } = bench
  const levels = skus * locations
  if (phases.includes('sweep') || phases.includes('hotLane')) {
    say('Preparing: what the shop sells, and a first sweep …')
    await pushAll(site)
  }
  if (phases.includes('sweep')) {
    say('\nSweep: every level changed in Linnworks')
    const changed = await site.twins.changeAll({ hotSkus: 0 })
    findings.sweep = await measureSweep(site, { levels, changed })
    say(describeSweep(findings.sweep))
    say('\nSweep: nothing changed since')
    findings.unchanged = await measureSweep(site, { levels, changed: 0 })
    say(describeSweep(findings.unchanged))
  }
  if (phases.includes('hotLane')) {
    say('\nHot lane: beside a sweep that writes every other level')
    findings.hotLane = await measureHotLane(site, { levels, hotSkus })
    say(`${describeSweep(findings.hotLane.sweep)}\n${describeHotLane(findings.hotLane)}`)
  }
  if (phases.includes('standard')) {
    findings.standard = await measureAllWritten(site, bench, 'standard')
  }
}

async function measureAllWritten(
  site: StockSite,
  { say }: Bench,
  plan: 'standard' | 'plus',
): Promise<Writing> {
  say(`\nWriting: every level at once on a ${plan === 'plus' ? 'Plus' : 'Standard'} plan`)
  await site.twins.changeAll({ hotSkus: 0 })
  const writing = await withApart(site, (apart) => measureWriting(site, plan, apart))
  say(describeWriting(writing))
  return writing
}

async function onSite(
  bench: Bench,
  plan: 'standard' | 'plus',
  measure: (site: StockSite) => Promise<void>,
): Promise<void> {
  const site = await startStockSite(bench, plan)
  try {
    await measure(site)
  } finally {
    await site.stop()
  }
  // Node writes them when the processes end.
  if (!bench.profile) return
  const folder = join(bench.folder, plan)
  for (const name of ['worker', 'twins']) {
    const each = { what: 'thousand levels', count: (bench.skus * locations) / 1000 }
    bench.say(describeProfiles(name, { folder: profileFolder(folder, name), ...each }))
  }
}

/** Something was throttled, written without need, or is not as Linnworks has it. */
function isWrong({ sweep, unchanged, hotLane, standard, plus }: StockFindings): boolean {
  const all = [sweep, unchanged, hotLane?.sweep, standard, plus]
  return (
    all.some((each) => each !== undefined && each.throttled + each.differing > 0) ||
    (unchanged?.written ?? 0) > 0 ||
    (hotLane?.unseen ?? 0) > 0
  )
}
