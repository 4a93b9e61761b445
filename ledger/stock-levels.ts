import { sql } from 'kysely'
import type { Database } from './database.ts'
import { createHotLevels } from './hot-levels.ts'
import { type LevelKey, levelRows } from './level-key.ts'
import { levelColumns, type LevelRow } from './level-rows.ts'
import { countChanges, listChangedOrders } from './stock-changes.ts'
import { createStockJudgements } from './stock-judgements.ts'

/** What is known of each item at each location. */
export function createStockLevels(database: Database) {
  return {
    ...createHotLevels(database),
    ...createStockJudgements(database),

    /** These levels, those that were ever read, in no order. */
    async list(keys: readonly LevelKey[]): Promise<readonly LevelRow[]> {
      if (keys.length === 0) return []
      const { rows } = await sql<LevelRow>`
        SELECT ${levelColumns} FROM (${levelRows(keys)}) AS asked
        JOIN stock_levels AS level USING (shop, inventory_item_id, location_id)
        LEFT JOIN shop_items AS item USING (shop, inventory_item_id)`.execute(database)
      return rows
    },

    /** All levels, of any shop, whose item is sold as one of these; `except` are left out. */
    async listSoldAs(
      stockItemIds: readonly string[],
      except: readonly LevelKey[] = [],
    ): Promise<readonly LevelRow[]> {
      if (stockItemIds.length === 0) return []
      const { rows } = await sql<LevelRow>`
        SELECT ${levelColumns} FROM shop_items AS item
        JOIN stock_levels AS level USING (shop, inventory_item_id)
        WHERE item.stock_item_id = ANY(${[...stockItemIds]}::text[])
          AND (level.shop, level.inventory_item_id, level.location_id)
            NOT IN (${levelRows(except)})`.execute(database)
      return rows
    },

    /** What is known to have changed each asked level since a moment, in order. */
    countChanges: (
      asked: readonly (LevelKey & { readonly since: Date; readonly readAt: Date })[],
    ) => countChanges(database, asked),

    /** Orders with units at any of these levels that changed since. */
    listChangedOrders: (asked: readonly (LevelKey & { readonly since: Date })[]) =>
      listChangedOrders(database, asked),

    /** How many of the shop's levels offer something. */
    async countOffering(shop: string): Promise<number> {
      const { count } = await database
        .selectFrom('stockLevels')
        .select(({ fn }) => fn.countAll<string>().as('count'))
        .where('shop', '=', shop)
        .whereRef('onHand', '>', 'committed')
        .executeTakeFirstOrThrow()
      return Number(count)
    },

    /** How many of the shop's levels offered something, and nothing any more by our writes since. */
    async countEmptied(shop: string, since: Date): Promise<number> {
      const { rows } = await sql<{ count: string }>`
        SELECT count(*) FROM stock_levels AS level
        WHERE level.shop = ${shop} AND level.written_at >= ${since}
          AND level.on_hand <= level.committed
          AND EXISTS (
            SELECT FROM stock_writes AS kept
            WHERE kept.shop = level.shop AND kept.inventory_item_id = level.inventory_item_id
              AND kept.location_id = level.location_id AND kept.sent_at >= ${since}
              AND kept.change_from > kept.committed AND kept.on_hand <= kept.committed
          )`.execute(database)
      return Number(rows[0]?.count ?? 0)
    },

    /** How many of the shop's levels stand how, and the oldest reading among each. */
    async countStandings(shop: string): Promise<
      readonly {
        readonly standing: string | null
        readonly reason: string | null
        readonly count: number
        readonly oldestReadAt: Date
        readonly oldestStockReadAt: Date | null
      }[]
    > {
      const { rows } = await sql<{
        standing: string | null
        reason: string | null
        count: string
        oldestReadAt: Date
        oldestStockReadAt: Date | null
      }>`
        SELECT standing, reason, count(*) AS count, min(read_at) AS "oldestReadAt",
          min(stock_read_at) AS "oldestStockReadAt"
        FROM stock_levels WHERE shop = ${shop} GROUP BY standing, reason
        ORDER BY count(*) DESC`.execute(database)
      return rows.map(({ count, ...row }) => ({ ...row, count: Number(count) }))
    },
  }
}
