import { sql } from 'kysely'
import type { Database } from './database.ts'
import { gathered } from './gathered.ts'
import type { LevelKey } from './level-key.ts'
import { levelColumns, type LevelRow, type WatchedRow, watchedColumns } from './level-rows.ts'

/** How long a level that was touched stays hot. */
export const hotMs = 10 * 60_000

/** What the hot lane looks at: what was touched, and what others take fast. */
export function createHotLevels(database: Database) {
  const heating = gathered(
    async (heats: readonly { readonly levels: readonly LevelKey[]; readonly reason: string }[]) => {
      const levels = heats.flatMap(({ levels: some }) => some)
      const reasons = heats.flatMap(({ levels: some, reason }) => some.map(() => reason))
      // All take the rows in one order, or two could wait for each other.
      await sql`
        WITH touched AS (
          SELECT DISTINCT ON (shop, inventory_item_id, location_id) * FROM unnest(
            ${levels.map(({ shop }) => shop)}::text[],
            ${levels.map(({ inventoryItemId }) => inventoryItemId)}::text[],
            ${levels.map(({ locationId }) => locationId)}::text[],
            ${reasons}::text[]
          ) AS touched (shop, inventory_item_id, location_id, reason)
        ), locked AS MATERIALIZED (
          SELECT level.shop, level.inventory_item_id, level.location_id, touched.reason
          FROM stock_levels AS level JOIN touched USING (shop, inventory_item_id, location_id)
          ORDER BY level.shop, level.inventory_item_id, level.location_id
          FOR UPDATE OF level
        )
        UPDATE stock_levels SET hot_until = ${new Date(Date.now() + hotMs)},
          hot_reason = locked.reason
        FROM locked
        WHERE stock_levels.shop = locked.shop
          AND stock_levels.inventory_item_id = locked.inventory_item_id
          AND stock_levels.location_id = locked.location_id`.execute(database)
      return heats
    },
  )

  return {
    /** Something touched these: the hot lane looks at them for a while. Unknown ones are left out. */
    async heat(levels: readonly LevelKey[], reason: string): Promise<void> {
      if (levels.length > 0) await heating({ levels, reason })
    },

    /** The shop's hot levels, what was touched last first. */
    async listHot(
      shop: string,
      limit: number,
    ): Promise<readonly (WatchedRow & { hotReason: string })[]> {
      const { rows } = await sql<WatchedRow & { hotReason: string }>`
        SELECT ${watchedColumns}, level.hot_reason AS "hotReason" FROM stock_levels AS level
        LEFT JOIN shop_items AS item USING (shop, inventory_item_id)
        WHERE level.shop = ${shop} AND level.hot_until > now()
        ORDER BY level.hot_until DESC LIMIT ${limit}`.execute(database)
      return rows
    },

    /** The shop's levels that offer something, and no more than so many; the fewest first. */
    async listLow(shop: string, most: number, limit: number): Promise<readonly LevelRow[]> {
      const { rows } = await sql<LevelRow>`
        SELECT ${levelColumns} FROM stock_levels AS level
        JOIN shop_items AS item USING (shop, inventory_item_id)
        WHERE level.shop = ${shop} AND level.on_hand - level.committed BETWEEN 1 AND ${most}
          AND level.standing IN ('inAccord', 'lower', 'raise') AND item.stock_item_id IS NOT NULL
        ORDER BY level.on_hand - level.committed, level.inventory_item_id, level.location_id
        LIMIT ${limit}`.execute(database)
      return rows
    },

    /** The shop's levels whose stock others take fastest. */
    async listMoving(shop: string, limit: number): Promise<readonly WatchedRow[]> {
      // After a busy time most of them move: few are chosen before anything is looked up, and more
      // than are wanted, as some of them may be sold in another shop only.
      const { rows } = await sql<WatchedRow>`
        WITH moving AS MATERIALIZED (
          SELECT stock_item_id, linnworks_location_id, falls_per_second FROM linnworks_levels
          WHERE falls_per_second > 0.0005
          ORDER BY falls_per_second DESC LIMIT ${4 * limit}
        )
        SELECT ${watchedColumns} FROM moving
        JOIN shop_items AS item ON item.shop = ${shop} AND item.stock_item_id = moving.stock_item_id
        JOIN location_links AS link ON link.shop = ${shop}
          AND link.linnworks_location_id = moving.linnworks_location_id
        JOIN stock_levels AS level ON level.shop = ${shop}
          AND level.inventory_item_id = item.inventory_item_id
          AND level.location_id = link.location_id
        ORDER BY moving.falls_per_second DESC LIMIT ${limit}`.execute(database)
      return rows
    },
  }
}
