import { sql } from 'kysely'
import type { Database } from './database.ts'
import type { LevelKey } from './level-key.ts'

/** What is known to have taken units from a level's `on_hand` since a moment. */
export interface LevelChanges {
  /** By fulfilments that we know of, before it was read. */
  readonly posted: number
  /**
   * By fulfilments that were sent, and may have been carried out before, or not at all, or at another
   * location that the units were moved to; and by what Shopify waits for no more.
   */
  readonly perhapsPosted: number
  /** Without us: sold in the shop itself, fulfilled by hand. Heard of since; it may have been before. */
  readonly left: number
}

/** Counts, for each asked level in order, what changed it since it was last right. */
export async function countChanges(
  database: Database,
  asked: readonly (LevelKey & { readonly since: Date; readonly readAt: Date })[],
): Promise<readonly LevelChanges[]> {
  if (asked.length === 0) return []
  const { rows } = await sql<LevelChanges>`
    WITH asked AS MATERIALIZED (
      SELECT * FROM unnest(
        ${asked.map(({ shop }) => shop)}::text[],
        ${asked.map(({ inventoryItemId }) => inventoryItemId)}::text[],
        ${asked.map(({ locationId }) => locationId)}::text[],
        ${asked.map(({ since }) => since)}::timestamptz[],
        ${asked.map(({ readAt }) => readAt)}::timestamptz[]
      ) WITH ORDINALITY AS asked (shop, inventory_item_id, location_id, since, read_at, place)
    ), units AS (
      SELECT place, since, read_at, shop, reference, line_id, quantity, EXISTS (
        SELECT FROM moved_units AS moved WHERE moved.shop = units.shop
          AND moved.reference = units.reference AND moved.line_id = units.line_id
      ) AS moved
      FROM asked JOIN consigned_units AS units USING (shop, inventory_item_id, location_id)
      WHERE NOT left_shelf
      UNION ALL
      SELECT place, since, read_at, shop, reference, line_id, most, true
      FROM asked JOIN moved_units USING (shop, inventory_item_id, location_id)
    ), taken AS (
      SELECT place, parcels.sent_at >= since AND NOT moved
          AND coalesce(parcels.posted_at <= read_at, false) AS posted,
        least(quantity, CASE WHEN parcels.units IS NULL THEN quantity ELSE (
          SELECT coalesce(sum((unit ->> 'quantity')::integer), 0)
          FROM jsonb_array_elements(parcels.units) AS unit
          WHERE unit ->> 'lineId' = line_id
        ) END) AS quantity
      FROM units
      JOIN parcels USING (shop, reference)
      WHERE parcels.sent_at IS NOT NULL
        AND coalesce(parcels.posted_at, 'infinity') >= since
      UNION ALL
      SELECT asked.place, false, units.gone FROM asked
      JOIN consigned_units AS units USING (shop, inventory_item_id, location_id)
      WHERE units.gone > 0
    ), gone AS (
      SELECT asked.place, units.quantity FROM asked
      JOIN consigned_units AS units USING (shop, inventory_item_id, location_id)
      JOIN consignments USING (shop, reference)
      WHERE units.left_shelf AND consignments.claimed_at >= asked.since
      UNION ALL
      SELECT asked.place, left_units.quantity FROM asked
      JOIN left_units USING (shop, inventory_item_id, location_id)
      WHERE left_units.noted_at >= asked.since
    )
    SELECT
      coalesce((SELECT sum(quantity) FROM taken
        WHERE taken.place = asked.place AND posted), 0)::integer AS posted,
      coalesce((SELECT sum(quantity) FROM taken
        WHERE taken.place = asked.place AND NOT posted), 0)::integer AS "perhapsPosted",
      coalesce((SELECT sum(quantity) FROM gone
        WHERE gone.place = asked.place), 0)::integer AS left
    FROM asked ORDER BY place`.execute(database)
  return rows
}

/**
 * Orders that changed since and may have put units back on any of these levels by their refunds: those
 * with units there, and, as the units of ended orders are forgotten after a day, any that ended longer
 * ago. Those with units there first, then the newest.
 */
export async function listChangedOrders(
  database: Database,
  asked: readonly (LevelKey & { readonly since: Date })[],
): Promise<readonly string[]> {
  if (asked.length === 0) return []
  const { rows } = await sql<{ orderId: string }>`
    WITH asked AS MATERIALIZED (
      SELECT * FROM unnest(
        ${asked.map(({ shop }) => shop)}::text[],
        ${asked.map(({ inventoryItemId }) => inventoryItemId)}::text[],
        ${asked.map(({ since }) => since)}::timestamptz[]
      ) AS asked (shop, inventory_item_id, since)
    ), held AS (
      SELECT asked.since, true AS own, shop, consignments.order_id FROM asked
      JOIN consigned_units USING (shop, inventory_item_id)
      JOIN consignments USING (shop, reference)
      UNION ALL
      SELECT asked.since, true, shop, left_units.order_id FROM asked
      JOIN left_units USING (shop, inventory_item_id)
      UNION ALL
      SELECT any_item.since, false, shop, orders.order_id
      FROM (SELECT shop, min(since) AS since FROM asked GROUP BY shop) AS any_item
      JOIN orders USING (shop)
      WHERE orders.stage = 'fulfilled' AND orders.stage_since < now() - interval '20 hours'
        AND orders.handed_updated_at >= any_item.since - interval '1 second'
    )
    SELECT order_id AS "orderId" FROM held JOIN orders USING (shop, order_id)
    WHERE orders.handed_updated_at >= held.since - interval '1 second'
    GROUP BY order_id ORDER BY bool_or(held.own) DESC, max(orders.handed_updated_at) DESC
    LIMIT ${mostOrdersAsked}`.execute(database)
  return rows.map(({ orderId }) => orderId)
}

/** Of those that sell most, the orders of days are more than a question is worth. */
const mostOrdersAsked = 200
