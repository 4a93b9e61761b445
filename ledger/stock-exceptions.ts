import type { Owner } from '../domain/exceptions.ts'
import type { Database } from './database.ts'

/** Why stock of a shop is not what it should be, who acts, and what resolves it. */
export interface StockException {
  readonly shop: string
  /** What has to change, for instance `level:aurora:9001:7001`. */
  readonly causeKey: string
  readonly code: string
  readonly owner: Owner
  readonly sentence: string
  readonly remedy: string
}

export interface OpenStockException extends StockException {
  readonly openedAt: Date
}

export function createStockExceptions(database: Database) {
  return {
    /** Opens it, or brings the words of the one that is open for the same cause up to date. */
    async open(exceptions: readonly StockException[]): Promise<void> {
      for (const exception of exceptions) {
        const { code, owner, sentence, remedy } = exception
        await database
          .insertInto('stockExceptions')
          .values({ ...exception, openedAt: new Date() })
          .onConflict((conflict) =>
            conflict
              .columns(['shop', 'causeKey'])
              .where('closedAt', 'is', null)
              .doUpdateSet({ code, owner, sentence, remedy }),
          )
          .execute()
      }
    },

    /** Its cause is gone. */
    async close(shop: string, causeKeys: readonly string[]): Promise<number> {
      if (causeKeys.length === 0) return 0
      const { numUpdatedRows } = await database
        .updateTable('stockExceptions')
        .set({ closedAt: new Date() })
        .where('shop', '=', shop)
        .where('causeKey', 'in', [...causeKeys])
        .where('closedAt', 'is', null)
        .executeTakeFirst()
      return Number(numUpdatedRows)
    },

    /** Those that are open, the oldest first. */
    async listOpen(shop?: string): Promise<readonly OpenStockException[]> {
      let query = database
        .selectFrom('stockExceptions')
        .select(['shop', 'causeKey', 'code', 'owner', 'sentence', 'remedy', 'openedAt'])
        .where('closedAt', 'is', null)
        .orderBy('openedAt')
      if (shop !== undefined) query = query.where('shop', '=', shop)
      return await query.execute()
    },
  }
}
