import { sql } from 'kysely'
import type { Stage } from '../domain/stage.ts'
import type { Database } from './database.ts'

/** How many orders there are, as the books ask. */
export function createOrderCounts(database: Database) {
  return {
    /** How many orders placed from `from` (inclusive) to `to` (exclusive) stand in each stage. */
    async countByStage(shop: string, from: Date, to: Date): Promise<ReadonlyMap<Stage, number>> {
      const rows = await database
        .selectFrom('orders')
        .select(['stage', sql<string>`count(*)`.as('count')])
        .where('shop', '=', shop)
        .where('placedAt', '>=', from)
        .where('placedAt', '<', to)
        .groupBy('stage')
        .execute()
      return new Map(rows.map(({ stage, count }) => [stage, Number(count)]))
    },

    /** How many orders of each shop stand in each stage, of all that are known. */
    async countAll(): Promise<
      readonly { readonly shop: string; readonly stage: Stage; readonly count: number }[]
    > {
      const rows = await database
        .selectFrom('orders')
        .select(['shop', 'stage', sql<string>`count(*)`.as('count')])
        .groupBy(['shop', 'stage'])
        .execute()
      return rows.map(({ count, ...row }) => ({ ...row, count: Number(count) }))
    },

    /** The days (UTC, `2026-11-23`) on which the shop's known orders were placed, oldest first. */
    async listDays(shop: string): Promise<readonly string[]> {
      const rows = await database
        .selectFrom('orders')
        .select(sql<string>`to_char(placed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD')`.as('day'))
        .distinct()
        .where('shop', '=', shop)
        .where('placedAt', 'is not', null)
        .orderBy('day')
        .execute()
      return rows.map(({ day }) => day)
    },
  }
}
