import type { Database } from './database.ts'
import { appendEvent } from './events.ts'
import { believeNewest } from './stock-passes.ts'

/** A shop whose stock push stopped, and why. */
export interface StockStop {
  readonly shop: string
  readonly since: Date
  readonly sentence: string
  /** Until then a person lets pass what would stop it. */
  readonly releasedUntil: Date | null
  readonly releasedBy: string | null
}

const noStop = { releasedUntil: null, releasedBy: null }

/** Where the master looked wrong: nothing more is written until a person says so. */
export function createStockStops(database: Database) {
  return {
    async find(shop: string): Promise<StockStop | undefined> {
      return await database
        .selectFrom('stockStops')
        .selectAll()
        .where('shop', '=', shop)
        .executeTakeFirst()
    },

    /** Stops the shop's push. One that is stopped already keeps its first reason. */
    async stop(shop: string, sentence: string): Promise<void> {
      await database.transaction().execute(async (transaction) => {
        const before = await transaction
          .selectFrom('stockStops')
          .select('releasedUntil')
          .where('shop', '=', shop)
          .forUpdate()
          .executeTakeFirst()
        if (before !== undefined && before.releasedUntil === null) return
        const values = { since: new Date(), sentence, ...noStop }
        await transaction
          .insertInto('stockStops')
          .values({ shop, ...values })
          .onConflict((conflict) => conflict.column('shop').doUpdateSet(values))
          .execute()
        await appendEvent(transaction, `stock:${shop}`, {
          actor: 'waybill',
          what: 'stopped',
          why: sentence,
        })
      })
    },

    /**
     * A person lets the push go on, whatever the guard thinks, until `until`. Linnworks is right, then:
     * its catalogue may be so small from now on.
     */
    async release(shop: string, until: Date, actor: string): Promise<boolean> {
      return await database.transaction().execute(async (transaction) => {
        const { numUpdatedRows } = await transaction
          .updateTable('stockStops')
          .set({ releasedUntil: until, releasedBy: actor })
          .where('shop', '=', shop)
          .executeTakeFirst()
        if (numUpdatedRows === 0n) return false
        await believeNewest(transaction)
        await appendEvent(transaction, `stock:${shop}`, {
          actor,
          what: 'released',
          why: `the push may go on as Linnworks says until ${until.toISOString()}`,
        })
        return true
      })
    },
  }
}

/** Whether nothing may be written because of it. */
export function isStopped(stop: StockStop | undefined): boolean {
  return stop !== undefined && stop.releasedUntil === null
}
