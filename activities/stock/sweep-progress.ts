import type { StockPass } from '../../ledger/stock-passes.ts'
import type { Dependencies } from '../dependencies.ts'
import { levelsCursor } from './read-shop-levels.ts'
import type { ShopSweep } from './shop-sweep.ts'

/** How far both vendors were read for a sweep. */
export interface SweepProgress {
  /** The pass over Linnworks that serves it, once it is finished. */
  readonly pass?: StockPass
  /** All levels of the shop were read too. */
  readonly complete: boolean
}

export const nothingRead: SweepProgress = { complete: false }

export async function readProgress(
  { ledger }: Pick<Dependencies, 'ledger'>,
  { shop, startedAt, stockSince }: ShopSweep,
): Promise<SweepProgress> {
  const pass = await ledger.stockPasses.findFinished(stockSince)
  if (pass === undefined) return nothingRead
  const read = await ledger.cursors.find(levelsCursor(shop))
  return { pass, complete: read !== undefined && read >= startedAt }
}
