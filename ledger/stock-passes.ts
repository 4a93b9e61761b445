import { sql } from 'kysely'
import { createClock } from './clock.ts'
import type { Database } from './database.ts'

/** One pass over all of Linnworks' items. */
export interface StockPass {
  readonly id: string
  readonly startedAt: Date
  readonly nextPage: number
  readonly items: number
  readonly finishedAt: Date | null
}

/** One pass serves every shop: who wants one joins the one under way. */
export function createStockPasses(database: Database) {
  return {
    /**
     * The pass to read or to wait for: one that began after `since`, else a new one. `mine`: the
     * caller is to read it on from its next page, as nobody beat for it within `silentMs`.
     */
    async join(input: {
      readonly since: Date
      readonly holder: string
      readonly silentMs: number
    }): Promise<StockPass & { readonly mine: boolean }> {
      const { since, holder, silentMs } = input
      return await database.transaction().execute(async (transaction) => {
        await sql`SELECT pg_advisory_xact_lock(hashtext('linnworks_passes'))`.execute(transaction)
        const newest = await transaction
          .selectFrom('linnworksPasses')
          .select(['id', 'startedAt', 'beatAt', 'holder', 'nextPage', 'items', 'finishedAt'])
          .where('startedAt', '>=', since)
          .orderBy('id', 'desc')
          .limit(1)
          .executeTakeFirst()
        const now = await createClock(transaction).now()
        if (newest === undefined) {
          const begun = await transaction
            .insertInto('linnworksPasses')
            .values({ startedAt: now, beatAt: now, holder })
            .returning(['id', 'startedAt', 'nextPage', 'items', 'finishedAt'])
            .executeTakeFirstOrThrow()
          return { ...begun, mine: true }
        }
        const { beatAt, holder: held, ...pass } = newest
        const free = held === holder || now.getTime() - beatAt.getTime() > silentMs
        const mine = pass.finishedAt === null && free
        if (mine) {
          await transaction
            .updateTable('linnworksPasses')
            .set({ holder, beatAt: now })
            .where('id', '=', pass.id)
            .execute()
        }
        return { ...pass, mine }
      })
    },

    /** A page was read. Answers whether the pass is still the holder's. */
    async beat(
      pass: Pick<StockPass, 'id'> & { readonly holder: string },
      read: {
        readonly nextPage: number
        readonly items: number
        readonly emptyLevels: number
        readonly finished: boolean
      },
    ): Promise<boolean> {
      const now = await createClock(database).now()
      const { numUpdatedRows } = await database
        .updateTable('linnworksPasses')
        .set((row) => ({
          beatAt: now,
          nextPage: read.nextPage,
          items: row('items', '+', read.items),
          emptyLevels: row('emptyLevels', '+', read.emptyLevels),
          ...(read.finished ? { finishedAt: now } : {}),
        }))
        .where('id', '=', pass.id)
        .where('holder', '=', pass.holder)
        .executeTakeFirst()
      return numUpdatedRows === 1n
    },

    /** The newest finished pass that began after `since`. */
    async findFinished(since: Date): Promise<StockPass | undefined> {
      return await database
        .selectFrom('linnworksPasses')
        .select(['id', 'startedAt', 'nextPage', 'items', 'finishedAt'])
        .where('startedAt', '>=', since)
        .where('finishedAt', 'is not', null)
        .orderBy('id', 'desc')
        .limit(1)
        .executeTakeFirst()
    },

    /** It had far fewer items than the one before. */
    async doubt(id: string): Promise<void> {
      await database
        .updateTable('linnworksPasses')
        .set({ doubted: true })
        .where('id', '=', id)
        .execute()
    },

    /** How many items the last finished pass before `before` had that nobody doubted. */
    async countItemsBefore(before: Date): Promise<number | undefined> {
      const row = await database
        .selectFrom('linnworksPasses')
        .select('items')
        .where('finishedAt', 'is not', null)
        .where('startedAt', '<', before)
        .where('doubted', '=', false)
        .orderBy('id', 'desc')
        .limit(1)
        .executeTakeFirst()
      return row?.items
    },
  }
}

/** The newest finished pass is the measure for the next, whatever was thought of it. */
export async function believeNewest(database: Database): Promise<void> {
  await database
    .updateTable('linnworksPasses')
    .set({ doubted: false })
    .where('id', '=', (query) =>
      query
        .selectFrom('linnworksPasses')
        .select('id')
        .where('finishedAt', 'is not', null)
        .orderBy('id', 'desc')
        .limit(1),
    )
    .execute()
}
