import type { StockSweep } from '../../../ledger/stock-sweeps.ts'
import type { Dependencies } from '../../dependencies.ts'
import { listPushedShops } from '../pushed-shops.ts'

/** A sweep over a shop, as all its parts go by it. */
export interface ShopSweep {
  readonly shop: string
  /** All that may sell of the same stock. */
  readonly shops: readonly string[]
  /** Names it; levels that were read earlier wait. */
  readonly startedAt: Date
  /** So old what Linnworks said may be. */
  readonly stockSince: Date
  /** When this attempt began: what an earlier one judged was perhaps not sent. */
  readonly begunAt: Date
  /** How often the shop is swept. */
  readonly everyMs: number
}

/** Their beginnings tell how often a shop is swept; without any before, the usual schedule. */
const sweepsCompared = 6
const usuallyEveryMs = 15 * 60_000

/** For so long it can be explained what was written and why. */
const keptForMs = 30 * 24 * 3_600_000

/** Begins a sweep, or goes on with it. Idempotent by shop and time. */
export async function beginSweep(
  dependencies: Pick<Dependencies, 'findShop' | 'ledger'>,
  input: Pick<ShopSweep, 'shop' | 'startedAt' | 'stockSince'>,
): Promise<ShopSweep> {
  const { ledger } = dependencies
  const { shop, startedAt } = input
  await ledger.stockSweeps.begin(shop, startedAt)
  return {
    ...input,
    shops: await listPushedShops(dependencies, shop),
    begunAt: await ledger.clock.now(),
    everyMs: longestGap(await ledger.stockSweeps.list(shop, sweepsCompared)),
  }
}

/**
 * Ends a sweep: what waits to be raised is left to the hot lane, and what is too old to be explained
 * is forgotten. Answers how many wait.
 */
export async function endSweep(
  { ledger }: Pick<Dependencies, 'ledger'>,
  sweep: ShopSweep,
): Promise<number> {
  const { shop } = sweep
  const waiting = await ledger.stockLevels.listWaiting(shop)
  await ledger.stockLevels.heat(waiting, 'raise waits')
  await ledger.stockSweeps.finish(sweep)
  const forgotten = new Date(Date.now() - keptForMs)
  await ledger.stockWrites.forgetBefore(shop, forgotten)
  await ledger.levelHistory.forgetBefore(shop, forgotten)
  return waiting.length
}

/** Between the beginnings of a shop's last sweeps, the newest first. */
function longestGap(sweeps: readonly StockSweep[]): number {
  const begun = sweeps.map(({ startedAt }) => startedAt.getTime())
  const gaps = begun.slice(1).map((time, nth) => (begun[nth] ?? time) - time)
  return gaps.length === 0 ? usuallyEveryMs : Math.max(...gaps)
}
