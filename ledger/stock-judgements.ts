import { sql } from 'kysely'
import type { Database } from './database.ts'
import { judgedColumns, keepNews } from './level-history.ts'
import type { JudgedNumbers, LevelJudgement } from './level-judgement.ts'
import { type LevelKey, levelRows, lockedLevels } from './level-key.ts'

/** A judgement, with what it says of the drift that was judged with it. */
export interface NewJudgement extends LevelJudgement {
  /** What it holds is what was to be expected. */
  readonly isRight: boolean
  /** Its orders may explain its number yet. */
  readonly isAsked: boolean
  /** Nothing of it is open: what was taken off is explained. */
  readonly isExplained: boolean
}

/** Which levels wait to be judged, and what was judged of them. */
export function createStockJudgements(database: Database) {
  return {
    /**
     * Of the shop's levels after `after`, the next `window`: those that wait to be judged, both of
     * whose sides were read since. Once the pass over Linnworks is complete Shopify's side is
     * enough: what was not on its pages is not there. What waited to be raised, or is asked about,
     * waits again for every `heardUntil` since. What was judged since is judged again only if it was
     * read by `rereadUntil`. `last`: where to go on; absent at the end.
     */
    async listReady(input: {
      readonly shop: string
      readonly since: Date
      readonly stockSince: Date
      /** All orders that changed until then are known. */
      readonly heardUntil: Date
      /** When who asks began: what was judged before, by an attempt that died, was perhaps not sent. */
      readonly begunAt: Date
      /** What was read later is left for another time. */
      readonly readUntil: Date
      readonly rereadUntil: Date
      readonly passComplete: boolean
      readonly after?: LevelKey
      readonly window: number
    }): Promise<{ readonly ready: readonly LevelKey[]; readonly last?: LevelKey }> {
      const {
        shop,
        since,
        stockSince,
        heardUntil,
        readUntil,
        rereadUntil,
        begunAt,
        passComplete,
        after,
        window,
      } = input
      const { rows } = await sql<LevelKey & { readonly ready: boolean }>`
        SELECT level.shop, level.inventory_item_id AS "inventoryItemId",
          level.location_id AS "locationId",
          level.read_at >= ${since} AND level.read_at <= ${readUntil}
            AND (level.planned_at IS NULL OR level.planned_at < ${since}
              OR (level.planned_at < level.read_at AND level.read_at <= ${rereadUntil})
              OR ((level.standing = 'raiseWaits' OR level.is_asked)
                AND level.planned_at < ${heardUntil})
              OR (level.standing IN ('lower', 'raise') AND level.write_key IS NULL
                AND level.on_hand IS DISTINCT FROM level.target AND level.planned_at < ${begunAt}))
            AND (${passComplete} OR EXISTS (
              SELECT FROM linnworks_levels AS stock
              WHERE stock.stock_item_id = item.stock_item_id AND stock.read_at >= ${stockSince}
            )) AS ready
        FROM stock_levels AS level LEFT JOIN shop_items AS item USING (shop, inventory_item_id)
        WHERE level.shop = ${shop}
          AND (level.inventory_item_id, level.location_id) >
            (${after?.inventoryItemId ?? ''}, ${after?.locationId ?? ''})
        ORDER BY level.inventory_item_id, level.location_id
        LIMIT ${window}`.execute(database)
      const last = rows.length < window ? undefined : rows.at(-1)
      const ready = rows
        .filter((row) => row.ready)
        .map(({ inventoryItemId, locationId }) => ({ shop, inventoryItemId, locationId }))
      return last === undefined ? { ready } : { ready, last }
    },

    /** The shop's levels that are to be raised once more is known of its orders. */
    async listWaiting(shop: string): Promise<readonly LevelKey[]> {
      return await database
        .selectFrom('stockLevels')
        .select(['shop', 'inventoryItemId', 'locationId'])
        .where('shop', '=', shop)
        .where('standing', '=', 'raiseWaits')
        .execute()
    },

    /** Whether a level of the shop waits for its orders to explain its number. */
    async hasAsked(shop: string): Promise<boolean> {
      const found = await database
        .selectFrom('stockLevels')
        .select('shop')
        .where('shop', '=', shop)
        .where('isAsked', '=', true)
        .limit(1)
        .executeTakeFirst()
      return found !== undefined
    },

    /**
     * Notes what was judged, and from what: nothing of a level that was read again meanwhile. Keeps
     * what is news.
     */
    async recordJudgements(judged: readonly NewJudgement[], at: Date): Promise<void> {
      if (judged.length === 0) return
      const numbers = (pick: (judged: JudgedNumbers) => number | null) =>
        sql`${judged.map(pick)}::integer[]`
      await sql`
        WITH locked AS MATERIALIZED (${lockedLevels(levelRows(judged))}),
        noted AS (UPDATE stock_levels SET planned_at = ${at}, standing = judged.standing,
          reason = judged.reason, available = judged.available,
          in_linnworks = judged.in_linnworks, left_shelf = judged.left_shelf,
          elsewhere = judged.elsewhere, buffer = judged.buffer, target = judged.target,
          stock_read_at = greatest(stock_levels.stock_read_at, judged.stock_read_at),
          known_on_hand = CASE WHEN judged.is_right AND stock_levels.write_key IS NULL
            THEN stock_levels.on_hand ELSE stock_levels.known_on_hand END,
          known_at = CASE WHEN judged.is_right AND stock_levels.write_key IS NULL
            THEN greatest(stock_levels.read_at, stock_levels.known_at)
            ELSE stock_levels.known_at END,
          is_asked = judged.is_asked,
          lowered_units = CASE WHEN judged.is_explained THEN 0
            ELSE stock_levels.lowered_units END,
          lowered_since = CASE WHEN judged.is_explained THEN NULL
            ELSE stock_levels.lowered_since END
        FROM locked JOIN unnest(
          ${judged.map(({ shop }) => shop)}::text[],
          ${judged.map(({ inventoryItemId }) => inventoryItemId)}::text[],
          ${judged.map(({ locationId }) => locationId)}::text[],
          ${judged.map(({ standing }) => standing)}::text[],
          ${judged.map(({ reason }) => reason)}::text[],
          ${numbers(({ available }) => available)},
          ${numbers(({ inLinnworks }) => inLinnworks)},
          ${numbers(({ leftShelf }) => leftShelf)},
          ${numbers(({ elsewhere }) => elsewhere)},
          ${numbers(({ buffer }) => buffer)},
          ${numbers(({ target }) => target)},
          ${judged.map(({ stockReadAt }) => stockReadAt)}::timestamptz[],
          ${judged.map(({ isRight }) => isRight)}::boolean[],
          ${judged.map(({ readAt }) => readAt)}::timestamptz[],
          ${judged.map(({ isAsked }) => isAsked)}::boolean[],
          ${judged.map(({ isExplained }) => isExplained)}::boolean[]
        ) AS judged (shop, inventory_item_id, location_id, standing, reason, available,
          in_linnworks, left_shelf, elsewhere, buffer, target, stock_read_at, is_right, read_at,
          is_asked, is_explained) USING (shop, inventory_item_id, location_id)
        JOIN stock_levels AS old USING (shop, inventory_item_id, location_id)
        WHERE stock_levels.shop = judged.shop
          AND stock_levels.inventory_item_id = judged.inventory_item_id
          AND stock_levels.location_id = judged.location_id
          AND stock_levels.read_at <= judged.read_at
        RETURNING ${judgedColumns})
        ${keepNews('noted')}`.execute(database)
    },

    /** What nobody explained was put right: nothing of it is open any more. */
    async noteHeals(keys: readonly LevelKey[], at: Date): Promise<void> {
      if (keys.length === 0) return
      await sql`
        WITH locked AS MATERIALIZED (${lockedLevels(levelRows(keys))})
        UPDATE stock_levels SET healed_at = ${at}, heals = heals + 1,
          lowered_units = 0, lowered_since = NULL
        FROM locked
        WHERE stock_levels.shop = locked.shop
          AND stock_levels.inventory_item_id = locked.inventory_item_id
          AND stock_levels.location_id = locked.location_id`.execute(database)
    },

    /**
     * So many units too many were taken off, and nobody has explained them yet. `since`: when the
     * level was last right before. `heals`: it was not the first time, and counts as put right.
     */
    async noteLowered(
      lowered: readonly (LevelKey & {
        readonly units: number
        readonly since: Date
        readonly heals: boolean
      })[],
      at: Date,
    ): Promise<void> {
      if (lowered.length === 0) return
      await sql`
        WITH locked AS MATERIALIZED (${lockedLevels(levelRows(lowered))})
        UPDATE stock_levels SET lowered_units = stock_levels.lowered_units + lowered.units,
          lowered_since = coalesce(stock_levels.lowered_since, lowered.since),
          healed_at = CASE WHEN lowered.heals THEN ${at} ELSE stock_levels.healed_at END,
          heals = stock_levels.heals + CASE WHEN lowered.heals THEN 1 ELSE 0 END
        FROM locked JOIN unnest(
          ${lowered.map(({ shop }) => shop)}::text[],
          ${lowered.map(({ inventoryItemId }) => inventoryItemId)}::text[],
          ${lowered.map(({ locationId }) => locationId)}::text[],
          ${lowered.map(({ units }) => units)}::integer[],
          ${lowered.map(({ since }) => since)}::timestamptz[],
          ${lowered.map(({ heals }) => heals)}::boolean[]
        ) AS lowered (shop, inventory_item_id, location_id, units, since, heals)
          USING (shop, inventory_item_id, location_id)
        WHERE stock_levels.shop = lowered.shop
          AND stock_levels.inventory_item_id = lowered.inventory_item_id
          AND stock_levels.location_id = lowered.location_id`.execute(database)
    },
  }
}
