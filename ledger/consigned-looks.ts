import { sql } from 'kysely'
import type { Database } from './database.ts'
import type { LevelKey } from './level-key.ts'
import type { OrderKey } from './order-key.ts'

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
}

/**
 * Notes which units of an order's consignments Shopify waits for no more, though Waybill told it of
 * none of them: fulfilled by hand, refunded, moved, cancelled. Such units are not among those that
 * Shopify holds as committed. Each look takes the place of the one before. Answers the levels where
 * that changed, and where such units are waited for now.
 */
export async function noteLook(
  database: Database,
  look: OrderLook,
): Promise<readonly Omit<LevelKey, 'shop'>[]> {
  const { key, updatedAt, waiting } = look
  return await database.transaction().execute(async (transaction) => {
    const { rows } = await sql<Omit<LevelKey, 'shop'> & { readonly lineId: string }>`
      WITH waiting AS (
        SELECT line_id, location_id, sum(quantity)::integer AS quantity FROM unnest(
          ${waiting.map(({ lineId }) => lineId)}::text[],
          ${waiting.map(({ locationId }) => locationId)}::text[],
          ${waiting.map(({ quantity }) => quantity)}::integer[]
        ) AS waiting (line_id, location_id, quantity)
        GROUP BY line_id, location_id
      ), told AS (
        SELECT reference, unit ->> 'lineId' AS line_id,
          sum((unit ->> 'quantity')::integer)::integer AS quantity
        FROM parcels CROSS JOIN jsonb_array_elements(coalesce(parcels.units, '[]')) AS unit
        WHERE shop = ${key.shop} AND order_id = ${key.orderId}
          AND (sent_at IS NOT NULL OR posted_at IS NOT NULL)
        GROUP BY 1, 2
      ), gone AS (
        SELECT units.reference, units.line_id, units.inventory_item_id, greatest(0,
          units.quantity - coalesce(told.quantity, 0) - coalesce(waiting.quantity, 0)) AS quantity
        FROM consignments JOIN consigned_units AS units USING (shop, reference)
        LEFT JOIN waiting ON waiting.line_id = units.line_id
          AND waiting.location_id = units.location_id
        LEFT JOIN told ON told.reference = units.reference AND told.line_id = units.line_id
        WHERE consignments.shop = ${key.shop} AND consignments.order_id = ${key.orderId}
          AND NOT units.left_shelf
      )
      UPDATE consigned_units SET gone = gone.quantity FROM gone
      WHERE consigned_units.shop = ${key.shop} AND consigned_units.reference = gone.reference
        AND consigned_units.line_id = gone.line_id
        AND consigned_units.inventory_item_id = gone.inventory_item_id
        AND consigned_units.gone <> gone.quantity
      RETURNING consigned_units.line_id AS "lineId", consigned_units.location_id AS "locationId",
        consigned_units.inventory_item_id AS "inventoryItemId"`.execute(transaction)
    await sql`
      UPDATE orders SET looked_updated_at = ${updatedAt}
      WHERE shop = ${key.shop} AND order_id = ${key.orderId}
        AND (looked_updated_at IS NULL OR looked_updated_at < ${updatedAt})`.execute(transaction)
    return rows.flatMap(({ lineId, inventoryItemId, locationId }) => {
      const elsewhere = waiting.filter((each) => each.lineId === lineId)
      const places = new Set([locationId, ...elsewhere.map((each) => each.locationId)])
      return [...places].map((place) => ({ inventoryItemId, locationId: place }))
    })
  })
}
