import type { StockPass } from '../../../ledger/stock-passes.ts'
import type { Dependencies } from '../../dependencies.ts'
import { levelsCursor } from '../reading/read-shop-levels.ts'
import type { ShopSweep } from './shop-sweep.ts'

/** How far both vendors were read for a sweep. */
export interface SweepProgress {
  /** The pass over Linnworks that serves it, once it is finished. */
  readonly pass?: StockPass
  /**
   * When all levels of the shop were read too. What is read or heard of later is the hot lane's: in a
   * rush that goes on and on.
   */
  readonly completeAt?: Date
}

/** `before`: how far it was known to be. */
export async function readProgress(
  { ledger }: Pick<Dependencies, 'ledger'>,
  { shop, startedAt, stockSince }: ShopSweep,
  before: SweepProgress,
): Promise<SweepProgress> {
  if (before.completeAt !== undefined) return before
  const pass = await ledger.stockPasses.findFinished(stockSince)
  if (pass === undefined) return {}
  const read = await ledger.cursors.find(levelsCursor(shop))
  if (read === undefined || read < startedAt) return { pass }
  return { pass, completeAt: await ledger.clock.now() }
}
