import { sql } from 'kysely'
import type { Database } from './database.ts'
import { type LevelKey, levelRows } from './level-key.ts'

/** What a shop's location holds of an item, from one answer of Shopify. */
export interface ShopReading {
  readonly inventoryItemId: string
  readonly locationId: string
  readonly onHand: number
  readonly committed: number
  readonly isActive: boolean
}

/** What Linnworks has of a stock item at a location. */
export interface StockReading {
  readonly stockItemId: string
  readonly linnworksLocationId: string
  readonly available: number
  readonly tracked: boolean
}

export interface StockRow extends StockReading {
  /** When the reading began. */
  readonly readAt: Date
  readonly fallsPerSecond: number
}

/** A half-life of a rate: what happened longer ago counts little. */
const halfLifeSeconds = 60

/** What the vendors were read to have, and when. */
export function createStockReadings(database: Database) {
  return {
    /**
     * Notes what Shopify was asked for at `readAt`. An older answer never replaces a newer one, nor
     * what was written since it was asked; while a write is under way nothing is noted.
     */
    async putShopLevels(
      shop: string,
      readings: readonly ShopReading[],
      readAt: Date,
    ): Promise<void> {
      if (readings.length === 0) return
      await sql`
        INSERT INTO stock_levels
          (shop, inventory_item_id, location_id, on_hand, committed, is_active, read_at)
        SELECT ${shop}, reading.*, ${readAt} FROM unnest(
          ${readings.map(({ inventoryItemId }) => inventoryItemId)}::text[],
          ${readings.map(({ locationId }) => locationId)}::text[],
          ${readings.map(({ onHand }) => onHand)}::integer[],
          ${readings.map(({ committed }) => committed)}::integer[],
          ${readings.map(({ isActive }) => isActive)}::boolean[]
        ) AS reading (inventory_item_id, location_id, on_hand, committed, is_active)
        ORDER BY inventory_item_id, location_id
        ON CONFLICT (shop, inventory_item_id, location_id) DO UPDATE SET
          on_hand = excluded.on_hand, committed = excluded.committed,
          is_active = excluded.is_active, read_at = excluded.read_at,
          fell_at = CASE WHEN excluded.on_hand < stock_levels.on_hand
            THEN excluded.read_at ELSE stock_levels.fell_at END,
          sold_per_second = ${rate('stock_levels.sold_per_second', {
            change: 'greatest(0, excluded.committed - stock_levels.committed)',
            seconds: 'extract(epoch FROM excluded.read_at - stock_levels.read_at)',
          })}
        WHERE stock_levels.read_at < excluded.read_at AND stock_levels.write_key IS NULL
          AND coalesce(stock_levels.written_at, '-infinity') <= excluded.read_at`.execute(database)
    },

    /**
     * The shop's levels that were not read since, the oldest first. One that is being written, or
     * was since, may have been there and was not noted.
     */
    async listUnread(
      shop: string,
      { since, limit }: { readonly since: Date; readonly limit: number },
    ): Promise<readonly LevelKey[]> {
      const { rows } = await sql<LevelKey>`
        SELECT shop, inventory_item_id AS "inventoryItemId", location_id AS "locationId"
        FROM stock_levels AS level WHERE shop = ${shop} AND ${isUnread(since)}
        ORDER BY read_at LIMIT ${limit}`.execute(database)
      return rows
    },

    /** Forgets levels that the shop has no more, unless they were read or written since. */
    async forgetLevels(keys: readonly LevelKey[], since: Date): Promise<void> {
      if (keys.length === 0) return
      await sql`
        DELETE FROM stock_levels AS level
        WHERE (shop, inventory_item_id, location_id) IN (${levelRows(keys)})
          AND ${isUnread(since)}`.execute(database)
    },

    /**
     * Notes what Linnworks was asked for at `readAt`; never an older answer over a newer one. Where
     * it names a location twice, the fewer units stand.
     */
    async putStock(readings: readonly StockReading[], readAt: Date): Promise<void> {
      if (readings.length === 0) return
      await sql`
        WITH reading AS MATERIALIZED (
          SELECT DISTINCT ON (item, place) * FROM unnest(
            ${readings.map(({ stockItemId }) => stockItemId)}::text[],
            ${readings.map(({ linnworksLocationId }) => linnworksLocationId)}::text[],
            ${readings.map(({ available }) => available)}::integer[],
            ${readings.map(({ tracked }) => tracked)}::boolean[]
          ) AS reading (item, place, available, tracked)
          ORDER BY item, place, available
        ), own AS MATERIALIZED (${ownUnits(readAt)})
        INSERT INTO linnworks_levels
          (stock_item_id, linnworks_location_id, available, tracked, read_at)
        SELECT reading.*, ${readAt} FROM reading ORDER BY item, place
        ON CONFLICT (stock_item_id, linnworks_location_id) DO UPDATE SET
          available = excluded.available, tracked = excluded.tracked, read_at = excluded.read_at,
          falls_per_second = ${rate('linnworks_levels.falls_per_second', {
            change: `greatest(0, linnworks_levels.available - excluded.available)
              - coalesce((SELECT units FROM own WHERE own.item = linnworks_levels.stock_item_id
                AND own.place = linnworks_levels.linnworks_location_id), 0)`,
            seconds: 'extract(epoch FROM excluded.read_at - linnworks_levels.read_at)',
          })}
        WHERE linnworks_levels.read_at < excluded.read_at`.execute(database)
    },

    /** What Linnworks was last read to have of these. */
    async listStock(stockItemIds: readonly string[]): Promise<readonly StockRow[]> {
      if (stockItemIds.length === 0) return []
      const { rows } = await sql<StockRow>`
        SELECT stock_item_id AS "stockItemId", linnworks_location_id AS "linnworksLocationId",
          available, tracked, read_at AS "readAt", falls_per_second AS "fallsPerSecond"
        FROM linnworks_levels
        WHERE stock_item_id = ANY(${[...stockItemIds]}::text[])`.execute(database)
      return rows
    },
  }
}

/** Of a row of `stock_levels AS level`. */
function isUnread(since: Date) {
  return sql`level.read_at < ${since} AND level.write_key IS NULL
    AND coalesce(level.written_at, '-infinity') < ${since}`
}

/** What sold before is spread so thin by then that it changes no pace. */
const longestLookMs = 2 * 3_600_000

/**
 * Of each `reading`, the units of our own orders, as themselves or in composites, that came into
 * Linnworks since the level was read last. One that was read before it was verified was taken for
 * somebody else's sale, and is taken back from that. Written out step by step from what was verified
 * lately: of tables that grow in a rush PostgreSQL knows too little to find that way by itself, and
 * others take seconds.
 */
function ownUnits(readAt: Date) {
  return sql`
    WITH known AS MATERIALIZED (
      SELECT item, place, read_at FROM reading JOIN linnworks_levels AS level
        ON level.stock_item_id = reading.item AND level.linnworks_location_id = reading.place
    ), verified AS MATERIALIZED (
      SELECT shop, reference, linnworks_location_id AS place, verified_at FROM consignments
      WHERE verified_at < ${readAt} AND verified_at >= greatest(
        (SELECT min(read_at) FROM known), ${new Date(readAt.getTime() - longestLookMs)}::timestamptz)
    ), sold AS MATERIALIZED (
      SELECT place, verified_at, stock_item_id, units.quantity FROM verified
      JOIN consigned_units AS units USING (shop, reference)
      JOIN shop_items USING (shop, inventory_item_id)
    ), taken AS (
      SELECT place, verified_at, stock_item_id AS item, quantity FROM sold
      UNION ALL
      SELECT place, verified_at, part.component_id, sold.quantity * part.quantity FROM sold
      JOIN linnworks_components AS part USING (stock_item_id)
    )
    SELECT item, place, sum(quantity)::integer AS units FROM taken JOIN known USING (item, place)
    WHERE verified_at >= read_at
    GROUP BY item, place`
}

/**
 * An exponentially weighted rate, never below zero: what it was fades with its half-life, and what
 * happened since is spread over the time it took.
 */
function rate(column: string, seen: { readonly change: string; readonly seconds: string }) {
  const { change, seconds } = seen
  const kept = `power(0.5, ${seconds} / ${halfLifeSeconds})`
  const fresh = `(${change}) / greatest(1, ${seconds})`
  return sql.raw(`greatest(0, ${column} * ${kept} + (1 - ${kept}) * ${fresh})`)
}
