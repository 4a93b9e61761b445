import { sql } from 'kysely'
import type { Database } from './database.ts'
import type { LevelKey } from './level-key.ts'

/** What is known to have taken units from a level's `on_hand` since a moment. */
export interface LevelChanges {
  /** By fulfilments that we know of. */
  readonly posted: number
  /**
   * By fulfilments that were sent, and may have been carried out before or not at all; and by what
   * Shopify waits for no more.
   */
  readonly perhapsPosted: number
  /** Without us: sold in the shop itself, fulfilled by hand. */
  readonly left: number
}

/** Counts, for each asked level in order, what changed it since its last write. */
export async function countChanges(
  database: Database,
  asked: readonly (LevelKey & { readonly since: Date })[],
): Promise<readonly LevelChanges[]> {
  if (asked.length === 0) return []
  const { rows } = await sql<LevelChanges>`
    WITH asked AS MATERIALIZED (
      SELECT * FROM unnest(
        ${asked.map(({ shop }) => shop)}::text[],
        ${asked.map(({ inventoryItemId }) => inventoryItemId)}::text[],
        ${asked.map(({ locationId }) => locationId)}::text[],
        ${asked.map(({ since }) => since)}::timestamptz[]
      ) WITH ORDINALITY AS asked (shop, inventory_item_id, location_id, since, place)
    ), taken AS (
      SELECT asked.place, parcels.sent_at >= asked.since AND parcels.posted_at IS NOT NULL AS posted,
        CASE WHEN parcels.units IS NULL THEN units.quantity ELSE (
          SELECT coalesce(sum((unit ->> 'quantity')::integer), 0)
          FROM jsonb_array_elements(parcels.units) AS unit
          WHERE unit ->> 'lineId' = units.line_id
        ) END AS quantity
      FROM asked
      JOIN consigned_units AS units USING (shop, inventory_item_id, location_id)
      JOIN parcels USING (shop, reference)
      WHERE NOT units.left_shelf AND parcels.sent_at IS NOT NULL
        AND coalesce(parcels.posted_at, 'infinity') >= asked.since
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
