import { sql, type Transaction } from 'kysely'
import { believeVendor, type Budget, giveBack, reserve, reserveAbove } from '../domain/budget.ts'
import type { Database } from './database.ts'
import type { LedgerSchema } from './schema.ts'

export function createBudgets(database: Database) {
  /** Changes one budget while no other process can. The clock is the database's: all share it. */
  async function change<T>(
    name: string,
    initial: (nowMs: number) => Budget,
    decide: (budget: Budget, nowMs: number) => { readonly budget: Budget; readonly answer: T },
  ): Promise<T> {
    return await database.transaction().execute(async (transaction) => {
      const nowMs = await readClock(transaction)
      await transaction
        .insertInto('budgets')
        .values({ name, ...initial(nowMs) })
        .onConflict((conflict) => conflict.column('name').doNothing())
        .execute()
      const budget = await transaction
        .selectFrom('budgets')
        .select(['capacity', 'restoredPerSecond', 'available', 'countedAtMs'])
        .where('name', '=', name)
        .forUpdate()
        .executeTakeFirstOrThrow()
      // The limits are today's configuration's; what was spent is remembered.
      const { capacity, restoredPerSecond } = initial(nowMs)
      const available = Math.min(budget.available, capacity)
      const decision = decide({ ...budget, capacity, restoredPerSecond, available }, nowMs)
      await transaction
        .updateTable('budgets')
        .set({ ...decision.budget })
        .where('name', '=', name)
        .execute()
      return decision.answer
    })
  }

  return {
    /**
     * Reserves `cost` and answers how long to wait before the call may go. A wait longer than
     * `longestWaitMs` reserves nothing: come back after it. With `keep`, the part of the budget that
     * is left to what is more urgent, nothing is reserved ahead: it goes at once, or comes back.
     */
    async reserve(request: {
      readonly name: string
      readonly cost: number
      readonly longestWaitMs: number
      readonly keep?: number
      readonly initial: (nowMs: number) => Budget
    }): Promise<{ readonly reserved: boolean; readonly waitMs: number }> {
      const { name, cost, keep, initial } = request
      return await change<{ reserved: boolean; waitMs: number }>(name, initial, (before, nowMs) => {
        const { budget, waitMs } =
          keep === undefined
            ? reserve(before, cost, nowMs)
            : reserveAbove(before, { cost, keep }, nowMs)
        const reserved = waitMs <= (keep === undefined ? request.longestWaitMs : 0)
        return { budget: reserved ? budget : before, answer: { reserved, waitMs } }
      })
    },

    /** Of the budgets whose names begin so, the one that was counted last. */
    async findNewest(prefix: string): Promise<string | undefined> {
      const found = await database
        .selectFrom('budgets')
        .select('name')
        .where('name', 'like', `${prefix}%`)
        .orderBy('countedAtMs', 'desc')
        .limit(1)
        .executeTakeFirst()
      return found?.name
    },

    /** Corrects a reservation by what the call cost and by what the vendor says is left. */
    async settle(report: {
      readonly name: string
      readonly unspent: number
      readonly vendorAvailable?: number
      readonly initial: (nowMs: number) => Budget
    }): Promise<void> {
      await change(report.name, report.initial, (before, nowMs) => {
        const returned = giveBack(before, report.unspent, nowMs)
        const budget =
          report.vendorAvailable === undefined
            ? returned
            : believeVendor(returned, report.vendorAvailable, nowMs)
        return { budget, answer: undefined }
      })
    },
  }
}

async function readClock(transaction: Transaction<LedgerSchema>): Promise<number> {
  const { rows } = await sql<{ nowMs: string }>`
    SELECT extract(epoch FROM clock_timestamp()) * 1000 AS "nowMs"`.execute(transaction)
  return Number(rows[0]?.nowMs)
}
