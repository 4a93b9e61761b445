import { sql } from 'kysely'
import type { Database } from './database.ts'
import { gathered } from './gathered.ts'
import { type LevelKey, levelRows } from './level-key.ts'
import { countChanges } from './stock-changes.ts'

/** A level as it was read and judged last, with what is sold there. */
export interface LevelRow extends LevelKey {
  readonly onHand: number
  readonly committed: number
  readonly isActive: boolean
  readonly readAt: Date
  readonly standing: string | null
  readonly target: number | null
  /** When Shopify confirmed a write last. */
  readonly writtenAt: Date | null
  readonly knownOnHand: number | null
  readonly knownAt: Date | null
  readonly writeKey: string | null
  readonly writeSentAt: Date | null
  readonly healedAt: Date | null
  readonly heals: number
  readonly soldPerSecond: number
  readonly hotUntil: Date | null
  readonly sku: string | null
  readonly tracked: boolean | null
  readonly isBundle: boolean | null
  readonly productStatus: string | null
  readonly stockItemId: string | null
}

/** One that is watched. */
export interface WatchedRow extends LevelRow {
  /** Of its stock, at the location where that falls fastest: what other channels take. */
  readonly fallsPerSecond: number
}

/** What was judged of a level. */
export interface LevelJudgement extends LevelKey {
  readonly standing: string
  readonly reason: string | null
  readonly available: number | null
  readonly inLinnworks: number | null
  readonly leftShelf: number | null
  readonly elsewhere: number | null
  readonly buffer: number | null
  readonly target: number | null
  readonly stockReadAt: Date | null
  /** What it holds is what was to be expected. */
  readonly isRight: boolean
}

/** How long a level that was touched stays hot. */
export const hotMs = 10 * 60_000

const columns = sql`
  level.shop, level.inventory_item_id AS "inventoryItemId", level.location_id AS "locationId",
  level.on_hand AS "onHand", level.committed, level.is_active AS "isActive",
  level.read_at AS "readAt", level.standing, level.target,
  level.written_at AS "writtenAt", level.known_on_hand AS "knownOnHand", level.known_at AS "knownAt", level.write_key AS "writeKey",
  level.write_sent_at AS "writeSentAt", level.healed_at AS "healedAt", level.heals,
  level.sold_per_second AS "soldPerSecond", level.hot_until AS "hotUntil",
  item.sku, item.tracked, item.is_bundle AS "isBundle",
  item.product_status AS "productStatus", item.stock_item_id AS "stockItemId"`

const watchedColumns = sql`${columns},
  coalesce((SELECT max(falls_per_second) FROM linnworks_levels AS stock_of
    WHERE stock_of.stock_item_id = item.stock_item_id), 0) AS "fallsPerSecond"`

export function createStockLevels(database: Database) {
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
    /** These levels, those that were ever read, in no order. */
    async list(keys: readonly LevelKey[]): Promise<readonly LevelRow[]> {
      if (keys.length === 0) return []
      const { rows } = await sql<LevelRow>`
        SELECT ${columns} FROM (${levelRows(keys)}) AS asked
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
        SELECT ${columns} FROM shop_items AS item
        JOIN stock_levels AS level USING (shop, inventory_item_id)
        WHERE item.stock_item_id = ANY(${[...stockItemIds]}::text[])
          AND (level.shop, level.inventory_item_id, level.location_id)
            NOT IN (${levelRows(except)})`.execute(database)
      return rows
    },

    /**
     * Of the shop's levels after `after`, the next `window`: those that wait to be judged, both of
     * whose sides were read since. Once the pass over Linnworks is complete Shopify's side is
     * enough: what was not on its pages is not there. What waited to be raised waits again for
     * every `heardUntil` since. `last`: where to go on; absent at the end.
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
        begunAt,
        passComplete,
        after,
        window,
      } = input
      const { rows } = await sql<LevelKey & { readonly ready: boolean }>`
        SELECT level.shop, level.inventory_item_id AS "inventoryItemId",
          level.location_id AS "locationId",
          level.read_at >= ${since} AND level.read_at <= ${readUntil}
            AND (level.planned_at IS NULL OR level.planned_at < level.read_at
              OR (level.standing = 'raiseWaits' AND level.planned_at < ${heardUntil})
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

    /** Notes what was judged, and from what. */
    async recordJudgements(judged: readonly LevelJudgement[], at: Date): Promise<void> {
      if (judged.length === 0) return
      const numbers = (pick: (level: LevelJudgement) => number | null) =>
        sql`${judged.map(pick)}::integer[]`
      await sql`
        UPDATE stock_levels SET planned_at = ${at}, standing = judged.standing,
          reason = judged.reason, available = judged.available,
          in_linnworks = judged.in_linnworks, left_shelf = judged.left_shelf,
          elsewhere = judged.elsewhere, buffer = judged.buffer, target = judged.target,
          stock_read_at = greatest(stock_levels.stock_read_at, judged.stock_read_at),
          known_on_hand = CASE WHEN judged.is_right AND stock_levels.write_key IS NULL
            THEN stock_levels.on_hand ELSE stock_levels.known_on_hand END,
          known_at = CASE WHEN judged.is_right AND stock_levels.write_key IS NULL
            THEN greatest(stock_levels.read_at, stock_levels.known_at)
            ELSE stock_levels.known_at END
        FROM unnest(
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
          ${judged.map(({ isRight }) => isRight)}::boolean[]
        ) AS judged (shop, inventory_item_id, location_id, standing, reason, available,
          in_linnworks, left_shelf, elsewhere, buffer, target, stock_read_at, is_right)
        WHERE stock_levels.shop = judged.shop
          AND stock_levels.inventory_item_id = judged.inventory_item_id
          AND stock_levels.location_id = judged.location_id`.execute(database)
    },

    /** What is known to have changed each asked level since a moment, in order. */
    countChanges: (asked: readonly (LevelKey & { readonly since: Date })[]) =>
      countChanges(database, asked),

    /** What nobody explained was put right. */
    async noteHeals(keys: readonly LevelKey[], at: Date): Promise<void> {
      if (keys.length === 0) return
      await sql`
        UPDATE stock_levels SET healed_at = ${at}, heals = heals + 1
        WHERE (shop, inventory_item_id, location_id) IN (${levelRows(keys)})`.execute(database)
    },

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
