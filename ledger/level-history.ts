import { type RawBuilder, sql } from 'kysely'
import type { Database } from './database.ts'
import type { LevelJudgement } from './level-judgement.ts'
import type { LevelKey } from './level-key.ts'

/** A judgement as it was kept: so the level stood from `at` until the next one. */
export interface KeptJudgement extends LevelJudgement {
  readonly at: Date
  readonly onHand: number
  readonly committed: number
}

const terms = (row: 'old' | 'stock_levels') =>
  sql.raw(
    `ROW(${['available', 'in_linnworks', 'left_shelf', 'elsewhere', 'buffer', 'target']
      .map((column) => `${row}.${column}`)
      .join(', ')})`,
  )

/** What an update of `stock_levels`, joined with itself as `old`, is to return for `keepNews`. */
export const judgedColumns = sql`
  stock_levels.*, old.standing AS was, old.reason AS was_because,
  coalesce(old.written_at >= old.planned_at, false) AS was_written,
  ${terms('old')} IS DISTINCT FROM ${terms('stock_levels')} AS has_new_terms`

/**
 * Keeps, of the judged levels of `source`, what stands otherwise than before and is not told by
 * `stock_writes`. What is to be written is told by its write, unless it is not stocked, for that may be
 * refused before; and so is that it was written as judged.
 */
export const keepNews = (source: string): RawBuilder<unknown> => sql`
  INSERT INTO stock_judgements (shop, inventory_item_id, location_id, at, standing, reason, on_hand,
    committed, available, in_linnworks, left_shelf, elsewhere, buffer, target, read_at,
    stock_read_at)
  SELECT shop, inventory_item_id, location_id, planned_at, standing, reason, on_hand, committed,
    available, in_linnworks, left_shelf, elsewhere, buffer, target, read_at, stock_read_at
  FROM ${sql.ref(source)}
  WHERE (standing NOT IN ('lower', 'raise') OR NOT is_active)
    AND (has_new_terms OR (ROW(was, was_because) IS DISTINCT FROM ROW(standing, reason)
      AND NOT (standing = 'inAccord' AND was_written
        AND coalesce(was IN ('lower', 'raise'), false))))
  ON CONFLICT DO NOTHING`

/** How each level stood, as far as its writes do not tell it. */
export function createLevelHistory(database: Database) {
  return {
    /** What was kept last of a level up to a moment. */
    async findJudgement(key: LevelKey, at: Date): Promise<KeptJudgement | undefined> {
      return await database
        .selectFrom('stockJudgements')
        .selectAll()
        .where('shop', '=', key.shop)
        .where('inventoryItemId', '=', key.inventoryItemId)
        .where('locationId', '=', key.locationId)
        .where('at', '<=', at)
        .orderBy('at', 'desc')
        .limit(1)
        .executeTakeFirst()
    },

    /** Drops what stood in a shop before; what still stood then stays. */
    async forgetBefore(shop: string, before: Date): Promise<void> {
      await sql`
        DELETE FROM stock_judgements AS kept WHERE kept.shop = ${shop} AND kept.at < ${before}
          AND EXISTS (
            SELECT FROM stock_judgements AS later
            WHERE later.shop = kept.shop AND later.inventory_item_id = kept.inventory_item_id
              AND later.location_id = kept.location_id
              AND later.at > kept.at AND later.at <= ${before}
          )`.execute(database)
    },
  }
}
