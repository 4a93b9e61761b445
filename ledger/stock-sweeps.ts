import type { Database } from './database.ts'

export interface StockSweep {
  readonly shop: string
  readonly startedAt: Date
  readonly finishedAt: Date | null
  readonly levels: number
  readonly wouldEmpty: number
  readonly written: number
  readonly skipped: number
}

/** What each sweep over a shop's stock did. */
export function createStockSweeps(database: Database) {
  return {
    /** Idempotent by shop and time. */
    async begin(shop: string, startedAt: Date): Promise<void> {
      await database
        .insertInto('stockSweeps')
        .values({ shop, startedAt })
        .onConflict((conflict) => conflict.columns(['shop', 'startedAt']).doNothing())
        .execute()
    },

    /** Adds to what it did. */
    async add(
      sweep: Pick<StockSweep, 'shop' | 'startedAt'>,
      more: Pick<StockSweep, 'levels' | 'wouldEmpty' | 'written' | 'skipped'>,
    ): Promise<void> {
      await database
        .updateTable('stockSweeps')
        .set((row) => ({
          levels: row('levels', '+', more.levels),
          wouldEmpty: row('wouldEmpty', '+', more.wouldEmpty),
          written: row('written', '+', more.written),
          skipped: row('skipped', '+', more.skipped),
        }))
        .where('shop', '=', sweep.shop)
        .where('startedAt', '=', sweep.startedAt)
        .execute()
    },

    async finish(sweep: Pick<StockSweep, 'shop' | 'startedAt'>): Promise<void> {
      await database
        .updateTable('stockSweeps')
        .set({ finishedAt: new Date() })
        .where('shop', '=', sweep.shop)
        .where('startedAt', '=', sweep.startedAt)
        .execute()
    },

    /** The newest first. */
    async list(shop: string, limit: number): Promise<readonly StockSweep[]> {
      return await database
        .selectFrom('stockSweeps')
        .select(['shop', 'startedAt', 'finishedAt', 'levels', 'wouldEmpty', 'written', 'skipped'])
        .where('shop', '=', shop)
        .orderBy('startedAt', 'desc')
        .limit(limit)
        .execute()
    },
  }
}
