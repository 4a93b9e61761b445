import { sql } from 'kysely'
import type { LevelKey } from './level-key.ts'

/** A level as it was read and judged last, with what is sold there. */
export interface LevelRow extends LevelKey {
  readonly onHand: number
  readonly committed: number
  readonly isActive: boolean
  readonly readAt: Date
  /** When it was read last to hold less than before. */
  readonly fellAt: Date | null
  /** When it was judged last. */
  readonly plannedAt: Date | null
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
  /** Units too many that were taken off, and that nobody has explained yet. */
  readonly loweredUnits: number
  /** When it was last right before those. */
  readonly loweredSince: Date | null
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

/** What a level's row is read from: `stock_levels AS level`, and `shop_items AS item`. */
export const levelColumns = sql`
  level.shop, level.inventory_item_id AS "inventoryItemId", level.location_id AS "locationId",
  level.on_hand AS "onHand", level.committed, level.is_active AS "isActive",
  level.read_at AS "readAt", level.fell_at AS "fellAt", level.planned_at AS "plannedAt",
  level.standing, level.target,
  level.written_at AS "writtenAt", level.known_on_hand AS "knownOnHand", level.known_at AS "knownAt", level.write_key AS "writeKey",
  level.write_sent_at AS "writeSentAt", level.healed_at AS "healedAt", level.heals,
  level.lowered_units AS "loweredUnits", level.lowered_since AS "loweredSince",
  level.sold_per_second AS "soldPerSecond", level.hot_until AS "hotUntil",
  item.sku, item.tracked, item.is_bundle AS "isBundle",
  item.product_status AS "productStatus", item.stock_item_id AS "stockItemId"`

/** The same, with how fast its stock falls. */
export const watchedColumns = sql`${levelColumns},
  coalesce((SELECT max(falls_per_second) FROM linnworks_levels AS stock_of
    WHERE stock_of.stock_item_id = item.stock_item_id), 0) AS "fallsPerSecond"`
