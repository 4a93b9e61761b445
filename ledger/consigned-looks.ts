import { sql, type Transaction } from 'kysely'
import type { Database } from './database.ts'
import type { LevelKey } from './level-key.ts'
import type { OrderKey } from './order-key.ts'
import type { LedgerSchema } from './schema.ts'

/** An order as Shopify had it when it was looked at. */
export interface OrderLook {
  readonly key: OrderKey
  /** Shopify's `updatedAt`. */
  readonly updatedAt: Date
  /** What Shopify still waits for, by line and location. */
  readonly waiting: readonly {
    readonly lineId: string
    readonly locationId: string
    readonly quantity: number
  }[]
  /** What has left, whoever sent it, by line. */
  readonly departed: readonly { readonly lineId: string; readonly quantity: number }[]
}

type Level = Omit<LevelKey, 'shop'>

/**
 * Notes which units of an order's consignments Shopify waits for no more where they were planned,
 * though Waybill told it of none of them: fulfilled by hand, refunded, moved, cancelled. They are not
 * among those that Shopify holds as committed there. Of them, those that it waits for at another
 * location are committed there instead, and Linnworks holds them all the same. Each look takes the
 * place of the one before. Answers the levels where any of that changed.
 */
export async function noteLook(database: Database, look: OrderLook): Promise<readonly Level[]> {
  const { key, updatedAt } = look
  return await database.transaction().execute(async (transaction) => {
    const levels = await noteUnits(transaction, look)
    await sql`
      UPDATE orders SET looked_updated_at = ${updatedAt}
      WHERE shop = ${key.shop} AND order_id = ${key.orderId}
        AND (looked_updated_at IS NULL OR looked_updated_at < ${updatedAt})`.execute(transaction)
    return levels
  })
}

/**
 * By line, of what Waybill has not told: units that Shopify waits for where they were planned stay
 * there, the others fall short. What left was first among these; if more left than that, an edit has
 * added as many to those that seem to stay. If less, the rest has moved: it is dealt out, in turn, to
 * the locations where Shopify waits for more than stays there.
 */
async function noteUnits(
  transaction: Transaction<LedgerSchema>,
  { key, waiting, departed }: OrderLook,
): Promise<readonly Level[]> {
  const { rows } = await sql<Level>`
    WITH waiting AS (
      SELECT line_id, location_id, sum(quantity)::integer AS quantity FROM unnest(
        ${waiting.map(({ lineId }) => lineId)}::text[],
        ${waiting.map(({ locationId }) => locationId)}::text[],
        ${waiting.map(({ quantity }) => quantity)}::integer[]
      ) AS waiting (line_id, location_id, quantity)
      GROUP BY line_id, location_id
    ), departed AS (
      SELECT line_id, sum(quantity)::integer AS quantity FROM unnest(
        ${departed.map(({ lineId }) => lineId)}::text[],
        ${departed.map(({ quantity }) => quantity)}::integer[]
      ) AS departed (line_id, quantity)
      GROUP BY line_id
    ), told AS (
      SELECT reference, unit ->> 'lineId' AS line_id,
        sum((unit ->> 'quantity')::integer)::integer AS quantity
      FROM parcels CROSS JOIN jsonb_array_elements(coalesce(parcels.units, '[]')) AS unit
      WHERE shop = ${key.shop} AND order_id = ${key.orderId}
        AND (sent_at IS NOT NULL OR posted_at IS NOT NULL)
      GROUP BY 1, 2
    ), planned AS (
      SELECT units.reference, units.line_id, units.inventory_item_id, units.location_id,
        units.quantity, units.left_shelf, coalesce(told.quantity, 0) AS told,
        consignments.state <> 'cancelled' AND consignments.ending_at IS NULL AS stands,
        greatest(0, units.quantity - coalesce(told.quantity, 0)) AS untold,
        greatest(0, units.quantity - coalesce(told.quantity, 0)
          - coalesce(waiting.quantity, 0)) AS short
      FROM consignments JOIN consigned_units AS units USING (shop, reference)
      LEFT JOIN waiting ON waiting.line_id = units.line_id
        AND waiting.location_id = units.location_id
      LEFT JOIN told ON told.reference = units.reference AND told.line_id = units.line_id
      WHERE consignments.shop = ${key.shop} AND consignments.order_id = ${key.orderId}
    ), line AS (
      SELECT line_id,
        coalesce(sum(short) FILTER (WHERE stands AND NOT left_shelf), 0) AS short,
        greatest(0, coalesce(max(departed.quantity), 0) - sum(told) - coalesce(
          sum(planned.quantity) FILTER (WHERE stands AND left_shelf), 0)) AS departed
      FROM planned LEFT JOIN departed USING (line_id)
      GROUP BY line_id
    ), standing AS (
      SELECT planned.*, line.departed, greatest(0, line.departed - line.short) AS departed_stays,
        sum(planned.short) OVER turn AS short_until,
        sum(untold - planned.short) OVER turn AS stays_until
      FROM planned JOIN line USING (line_id)
      WHERE stands AND NOT left_shelf
      WINDOW turn AS (PARTITION BY line_id ORDER BY reference, inventory_item_id)
    ), counted AS (
      SELECT *,
        short + least(untold - short,
          greatest(0, departed_stays - (stays_until - (untold - short)))) AS gone,
        greatest(0, short_until - greatest(departed, short_until - short)) AS away,
        greatest(0, short_until - departed) AS away_until
      FROM standing
    ), more AS (
      SELECT line_id, location_id, quantity,
        sum(quantity) OVER (PARTITION BY line_id ORDER BY location_id) AS quantity_until
      FROM (
        SELECT waiting.line_id, waiting.location_id,
          greatest(0, waiting.quantity - coalesce(sum(untold - gone), 0)) AS quantity
        FROM waiting LEFT JOIN counted USING (line_id, location_id)
        GROUP BY waiting.line_id, waiting.location_id, waiting.quantity
      ) AS each
    ), moved AS (
      SELECT reference, line_id, inventory_item_id, more.location_id, told,
        (least(away_until, quantity_until)
          - greatest(away_until - away, quantity_until - more.quantity))::integer AS quantity
      FROM counted JOIN more USING (line_id)
      WHERE least(away_until, quantity_until)
        > greatest(away_until - away, quantity_until - more.quantity)
    ), noted_gone AS (
      UPDATE consigned_units AS units SET gone = now.gone
      FROM (
        SELECT planned.reference, planned.line_id, planned.inventory_item_id,
          coalesce(counted.gone, planned.short)::integer AS gone
        FROM planned LEFT JOIN counted USING (reference, line_id, inventory_item_id)
        WHERE NOT planned.left_shelf
      ) AS now
      WHERE units.shop = ${key.shop} AND units.reference = now.reference
        AND units.line_id = now.line_id AND units.inventory_item_id = now.inventory_item_id
        AND units.gone <> now.gone
      RETURNING units.inventory_item_id, units.location_id
    ), noted_moved AS (
      INSERT INTO moved_units AS units
        (shop, reference, line_id, inventory_item_id, location_id, quantity, told, most)
      SELECT ${key.shop}, reference, line_id, inventory_item_id, location_id, quantity, told,
        quantity
      FROM moved
      ON CONFLICT (shop, reference, line_id, inventory_item_id, location_id) DO UPDATE SET
        quantity = excluded.quantity, told = excluded.told,
        most = greatest(units.most, excluded.quantity)
      WHERE (units.quantity, units.told) <> (excluded.quantity, excluded.told)
      RETURNING units.inventory_item_id, units.location_id
    ), noted_back AS (
      UPDATE moved_units AS units SET quantity = 0
      FROM planned
      WHERE units.shop = ${key.shop} AND units.reference = planned.reference
        AND units.line_id = planned.line_id
        AND units.inventory_item_id = planned.inventory_item_id
        AND units.quantity <> 0
        AND NOT EXISTS (
          SELECT FROM moved WHERE moved.reference = units.reference
            AND moved.line_id = units.line_id
            AND moved.inventory_item_id = units.inventory_item_id
            AND moved.location_id = units.location_id
        )
      RETURNING units.inventory_item_id, units.location_id
    )
    SELECT inventory_item_id AS "inventoryItemId", location_id AS "locationId" FROM noted_gone
    UNION SELECT inventory_item_id, location_id FROM noted_moved
    UNION SELECT inventory_item_id, location_id FROM noted_back
    ORDER BY 1, 2`.execute(transaction)
  return rows
}
