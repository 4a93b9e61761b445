import { sql } from 'kysely'
import type { Database } from './database.ts'
import type { LevelKey } from './level-key.ts'

/** Units of a level, as the ledger knows them. */
export interface UnitCounts {
  /** Held by orders in Linnworks, and not yet told to Shopify as fulfilled. */
  readonly inLinnworks: number
  /** On their way into Linnworks. */
  readonly claimed: number
  /**
   * Gone, with Waybill or without, and Linnworks did not know them yet when it was read: neither
   * its figure nor what Shopify holds as committed covers them.
   */
  readonly leftShelf: number
  /** Of `inLinnworks`, those of orders that changed in Shopify and were not looked at since. */
  readonly unheard: number
}

/**
 * Counts by one statement. What a reading of Linnworks shows was there before it began: a
 * consignment verified later is on its way still. A fulfilment that was sent may have arrived: its
 * units are not among what Shopify holds as committed, whatever became of the answer. Units that
 * were moved are in Linnworks where they were planned, and committed where Shopify waits for them.
 */
export async function countLevelUnits(
  database: Database,
  asked: readonly (LevelKey & { readonly verifiedBefore: Date })[],
): Promise<readonly UnitCounts[]> {
  if (asked.length === 0) return []
  const { rows } = await sql<UnitCounts>`
    WITH asked AS MATERIALIZED (
      SELECT * FROM unnest(
        ${asked.map(({ shop }) => shop)}::text[],
        ${asked.map(({ inventoryItemId }) => inventoryItemId)}::text[],
        ${asked.map(({ locationId }) => locationId)}::text[],
        ${asked.map(({ verifiedBefore }) => verifiedBefore)}::timestamptz[]
      ) WITH ORDINALITY AS asked (shop, inventory_item_id, location_id, verified_before, place)
    ), units AS (
      SELECT place, verified_before, shop, reference, line_id, quantity AS held, left_shelf, gone,
        told, false AS moved
      FROM asked JOIN consigned_units USING (shop, inventory_item_id, location_id)
      UNION ALL
      SELECT place, verified_before, shop, reference, line_id, quantity + told, false, 0, told, true
      FROM asked JOIN moved_units USING (shop, inventory_item_id, location_id)
      WHERE quantity > 0
    ), consigned AS (
      SELECT units.place, units.held, units.left_shelf, units.line_id, units.gone, units.moved,
        units.told AS told_then,
        consignments.shop, consignments.order_id, consignments.reference,
        coalesce(consignments.verified_at < units.verified_before, false) AS seen,
        consignments.ending_at IS NOT NULL AS ending,
        coalesce(orders.handed_updated_at > orders.looked_updated_at, false) AS unheard
      FROM units
      JOIN consignments USING (shop, reference)
      JOIN orders ON orders.shop = consignments.shop AND orders.order_id = consignments.order_id
      WHERE consignments.state <> 'cancelled'
    ), counted AS (
      SELECT place,
        CASE WHEN seen AND NOT ending AND NOT left_shelf
          THEN greatest(0, held - told.units - gone) ELSE 0 END AS in_linnworks,
        CASE WHEN NOT seen AND NOT left_shelf
          THEN greatest(0, held - told.units - gone) ELSE 0 END AS claimed,
        CASE WHEN seen OR moved THEN 0 WHEN left_shelf THEN held
          ELSE least(held, told.units + gone) END AS left_shelf,
        unheard
      FROM consigned CROSS JOIN LATERAL (
        SELECT greatest(told_then, coalesce(sum(CASE
          WHEN parcels.units IS NULL THEN consigned.held
          ELSE (
            SELECT sum((unit ->> 'quantity')::integer)
            FROM jsonb_array_elements(parcels.units) AS unit
            WHERE unit ->> 'lineId' = consigned.line_id
          ) END), 0)) AS units
        FROM parcels
        WHERE parcels.shop = consigned.shop
          AND parcels.order_id = consigned.order_id AND parcels.reference = consigned.reference
          AND (parcels.sent_at IS NOT NULL OR parcels.posted_at IS NOT NULL)
      ) AS told
      UNION ALL
      SELECT place, 0, 0, quantity, false FROM asked
      JOIN left_units USING (shop, inventory_item_id, location_id)
      WHERE settled_at IS NULL
    )
    SELECT
      coalesce(sum(in_linnworks), 0)::integer AS "inLinnworks",
      coalesce(sum(claimed), 0)::integer AS claimed,
      coalesce(sum(left_shelf), 0)::integer AS "leftShelf",
      coalesce(sum(in_linnworks) FILTER (WHERE unheard), 0)::integer AS unheard
    FROM asked LEFT JOIN counted USING (place)
    GROUP BY place ORDER BY place`.execute(database)
  return rows
}
