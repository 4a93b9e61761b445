import { sql } from 'kysely'
import type { Database } from './database.ts'
import { gathered } from './gathered.ts'
import type { LevelKey } from './level-key.ts'
import { levelColumns, type LevelRow, type WatchedRow, watchedColumns } from './level-rows.ts'

/** How long a level that was touched stays hot. */
export const hotMs = 10 * 60_000

/** Why a level is hot. */
export type HotReason =
  | KnownReason
  | 'cancelled'
  | 'changed in Shopify'
  | 'stale'
  | 'unsettled'
  | 'raise waits'
  | 'settled'
  | 'settled by a person'
  | 'accepted by a person'
  | 'a rule changed'
  | 'a person asked'

/** What a level holds by these follows from what is known: after any other Shopify is read again. */
const knownReasons = ['sold', 'dispatched'] as const
type KnownReason = (typeof knownReasons)[number]

/** A level as the hot lane looks at it. */
export interface HotRow extends WatchedRow {
  readonly hotReason: HotReason
}

/** A page of the levels that stand as they do for one of these reasons. */
export interface StandingWish {
  readonly reasons: readonly string[]
  readonly after?: LevelKey | undefined
  readonly limit: number
}

const hotFor = sql`make_interval(secs => ${hotMs / 1000})`
const isKnown = (column: string) => sql`${sql.raw(column)} = ANY(${[...knownReasons]}::text[])`
const isStillUnread = sql`stock_levels.hot_until > now()
  AND NOT ${isKnown('stock_levels.hot_reason')}
  AND stock_levels.read_at < stock_levels.hot_until - ${hotFor}`
const isAfter = (after: LevelKey | undefined) =>
  sql`(level.inventory_item_id, level.location_id) >
    (${after?.inventoryItemId ?? ''}, ${after?.locationId ?? ''})`

/** What the hot lane looks at: what was touched, and what others take fast. */
export function createHotLevels(database: Database) {
  const heating = gathered(
    async (
      heats: readonly { readonly levels: readonly LevelKey[]; readonly reason: HotReason }[],
    ) => {
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
          ORDER BY shop, inventory_item_id, location_id, ${isKnown('reason')}
        ), locked AS MATERIALIZED (
          SELECT level.shop, level.inventory_item_id, level.location_id, touched.reason
          FROM stock_levels AS level JOIN touched USING (shop, inventory_item_id, location_id)
          ORDER BY level.shop, level.inventory_item_id, level.location_id
          FOR UPDATE OF level
        )
        UPDATE stock_levels SET hot_until = ${new Date(Date.now() + hotMs)},
          hot_reason = CASE WHEN ${isKnown('locked.reason')} AND ${isStillUnread}
            THEN stock_levels.hot_reason ELSE locked.reason END
        FROM locked
        WHERE stock_levels.shop = locked.shop
          AND stock_levels.inventory_item_id = locked.inventory_item_id
          AND stock_levels.location_id = locked.location_id`.execute(database)
      return heats
    },
  )

  return {
    /**
     * Something touched these: the hot lane looks at them for a while. Unknown ones are left out. Where
     * Shopify is still to be read for another reason, that one stays.
     */
    async heat(levels: readonly LevelKey[], reason: HotReason): Promise<void> {
      if (levels.length > 0) await heating({ levels, reason })
    },

    /** The shop's hot levels: what was not judged since it was touched, then what was judged longest ago. */
    async listHot(shop: string, limit: number): Promise<readonly HotRow[]> {
      const { rows } = await sql<HotRow>`
        SELECT ${watchedColumns}, level.hot_reason AS "hotReason" FROM stock_levels AS level
        LEFT JOIN shop_items AS item USING (shop, inventory_item_id)
        WHERE level.shop = ${shop} AND level.hot_until > now()
        ORDER BY coalesce(level.planned_at < level.hot_until - ${hotFor}, true) DESC,
          level.planned_at NULLS FIRST, level.inventory_item_id, level.location_id
        LIMIT ${limit}`.execute(database)
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

    /**
     * The shop's levels that are hot or offer no more than so many, after `after`: a page of them, in
     * no order that matters.
     */
    async listHotOrLow(
      shop: string,
      { most, after, limit }: { most: number; after?: LevelKey | undefined; limit: number },
    ): Promise<readonly LevelRow[]> {
      const { rows } = await sql<LevelRow>`
        SELECT ${levelColumns} FROM stock_levels AS level
        JOIN shop_items AS item USING (shop, inventory_item_id)
        WHERE level.shop = ${shop} AND item.stock_item_id IS NOT NULL
          AND (level.hot_until > now() OR level.on_hand - level.committed BETWEEN 1 AND ${most})
          AND ${isAfter(after)}
        ORDER BY level.inventory_item_id, level.location_id LIMIT ${limit}`.execute(database)
      return rows
    },

    /** The same of levels that stand as they do for one of these reasons. */
    async listStandingFor(
      shop: string,
      { reasons, after, limit }: StandingWish,
    ): Promise<readonly LevelRow[]> {
      const { rows } = await sql<LevelRow>`
        SELECT ${levelColumns} FROM stock_levels AS level
        JOIN shop_items AS item USING (shop, inventory_item_id)
        WHERE level.shop = ${shop} AND level.reason = ANY(${[...reasons]}::text[])
          AND ${isAfter(after)}
        ORDER BY level.inventory_item_id, level.location_id LIMIT ${limit}`.execute(database)
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

/** Something touched it of late. */
export function isHot({ hotUntil }: Pick<LevelRow, 'hotUntil'>, now: Date): boolean {
  return hotUntil !== null && hotUntil > now
}

/** It was touched by what Shopify is to be read after, and was not read since. */
export function isUnread(
  row: Pick<LevelRow, 'hotUntil' | 'readAt'> & { readonly hotReason?: HotReason },
): boolean {
  const { hotReason, hotUntil, readAt } = row
  const isFresh = hotReason === undefined || knownReasons.some((known) => known === hotReason)
  return !isFresh && hotUntil !== null && readAt.getTime() < hotUntil.getTime() - hotMs
}

/** It was touched, and was not judged since. */
export function isUnjudged({ hotUntil, plannedAt }: Pick<LevelRow, 'hotUntil' | 'plannedAt'>) {
  if (hotUntil === null) return false
  return plannedAt === null || plannedAt.getTime() < hotUntil.getTime() - hotMs
}
