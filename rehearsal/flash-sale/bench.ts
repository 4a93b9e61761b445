import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { BenchEnd, BenchKind, BenchTools } from '../bench/run-bench.ts'
import { findFreePort } from '../ports.ts'
import { startPostgres } from '../postgres.ts'
import { fullPush } from './full-push.ts'
import { type FlashSaleOptions, flashSaleHelp, parseFlashSaleOptions } from './options.ts'
import type { Policy } from './policy.ts'
import { formatTable, listAssumptions, toLastLine } from './report.ts'
import { holdSale, type Outcome, planSale } from './sale.ts'
import { waybill } from './waybill.ts'

export const flashSaleBench: BenchKind<FlashSaleOptions> = {
  help: flashSaleHelp,
  parseOptions: parseFlashSaleOptions,
  run: runFlashSale,
}

/** A unit may be sold twice with this chance before the next number arrives. */
const chance = 0.01

/** What users have today, the same with the formula, and Waybill. */
export function listPolicies(): readonly Policy[] {
  return [
    fullPush('available'),
    fullPush('on_hand'),
    waybill({ enabled: false, chance }),
    waybill({ enabled: true, chance }),
  ]
}

async function runFlashSale(
  options: FlashSaleOptions,
  { say, onStarted }: BenchTools,
): Promise<BenchEnd> {
  const dataDir = join(options.folder, 'postgres')
  await rm(dataDir, { recursive: true, force: true })
  const port = await findFreePort()
  const postgres = await startPostgres({ dataDir, port, durable: false, persistent: false })
  onStarted(postgres)
  const sale = planSale(options)
  const assumptions = listAssumptions(options, sale)
  const outcomes: Outcome[] = []
  for (const [index, policy] of listPolicies().entries()) {
    const ledgerUrl = await postgres.createDatabase(`sale_${index}`)
    outcomes.push(await holdSale(sale, { ...options, policy, ledgerUrl, say }))
  }
  say('')
  for (const assumption of assumptions) say(`- ${assumption}`)
  say(`\n${formatTable(outcomes)}\n`)
  return {
    report: { options, assumptions, outcomes },
    lastLine: toLastLine(outcomes),
    isWrong: false,
  }
}
