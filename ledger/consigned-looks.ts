import { sql, type Transaction } from 'kysely'
import {
  type LocatedUnits,
  locateUnits,
  type SeenUnits,
  type UnitsToLocate,
} from '../domain/consignment-waiting.ts'
import type { Database } from './database.ts'
import type { LevelKey } from './level-key.ts'
import type { OrderKey } from './order-key.ts'
import type { LedgerSchema } from './schema.ts'

/** An order as Shopify had it when it was looked at. */
export interface OrderLook extends SeenUnits {
  readonly key: OrderKey
  /** Shopify's `updatedAt`. */
  readonly updatedAt: Date
}

type Level = Omit<LevelKey, 'shop'>

/**
 * Notes which units of an order's consignments Shopify waits for no more where they were planned,
 * though it was told of none of them: fulfilled by hand, refunded, moved, cancelled. They are not
 * among those that Shopify holds as committed there. Of them, those that it waits for at another
 * location are committed there instead, and Linnworks holds them all the same. Each look takes the
 * place of the one before, and none that of a later one. Answers the levels where any of that changed.
 */
export async function noteLook(database: Database, look: OrderLook): Promise<readonly Level[]> {
  const { key, updatedAt } = look
  return await database.transaction().execute(async (transaction) => {
    if (!(await lockUnlessLater(transaction, look))) return []
    const planned = await listPlanned(transaction, key)
    const levels = await writeLocated(transaction, key, locateUnits(planned, look))
    await transaction
      .updateTable('orders')
      .set({ lookedUpdatedAt: updatedAt })
      .where('shop', '=', key.shop)
      .where('orderId', '=', key.orderId)
      .execute()
    return levels
  })
}

/** Locks the order before its units, as a claim does. False if a later look at it was noted. */
async function lockUnlessLater(
  transaction: Transaction<LedgerSchema>,
  { key, updatedAt }: OrderLook,
): Promise<boolean> {
  const rows = await transaction
    .selectFrom('orders')
    .select('orderId')
    .where('shop', '=', key.shop)
    .where('orderId', '=', key.orderId)
    .where((where) =>
      where.or([where('lookedUpdatedAt', 'is', null), where('lookedUpdatedAt', '<=', updatedAt)]),
    )
    .forUpdate()
    .execute()
  return rows.length > 0
}

/** A parcel that was sent to Shopify may have arrived: its units were told. */
async function listPlanned(
  transaction: Transaction<LedgerSchema>,
  { shop, orderId }: OrderKey,
): Promise<readonly UnitsToLocate[]> {
  const { rows } = await sql<UnitsToLocate>`
    WITH told AS (
      SELECT reference, unit ->> 'lineId' AS line_id,
        sum((unit ->> 'quantity')::integer)::integer AS quantity
      FROM parcels CROSS JOIN jsonb_array_elements(coalesce(parcels.units, '[]')) AS unit
      WHERE shop = ${shop} AND order_id = ${orderId}
        AND (sent_at IS NOT NULL OR posted_at IS NOT NULL)
      GROUP BY 1, 2
    )
    SELECT units.reference, units.line_id AS "lineId", units.inventory_item_id AS "inventoryItemId",
      units.location_id AS "locationId", units.quantity, units.left_shelf AS "leftShelf",
      coalesce(told.quantity, 0) AS told,
      consignments.state <> 'cancelled' AND consignments.ending_at IS NULL AS stands
    FROM consignments JOIN consigned_units AS units USING (shop, reference)
    LEFT JOIN told ON told.reference = units.reference AND told.line_id = units.line_id
    WHERE consignments.shop = ${shop} AND consignments.order_id = ${orderId}`.execute(transaction)
  return rows
}

/**
 * What was told is noted beside what is gone: a parcel that turns out not to have arrived gives nothing
 * back before the next look. What was moved once is kept, at nought, for what was told of it.
 */
async function writeLocated(
  transaction: Transaction<LedgerSchema>,
  { shop }: OrderKey,
  located: readonly LocatedUnits[],
): Promise<readonly Level[]> {
  if (located.length === 0) return []
  const moved = located.flatMap((units) => units.moved.map((each) => ({ ...units, ...each })))
  const { rows } = await sql<Level>`
    WITH located AS (
      SELECT * FROM unnest(
        ${located.map(({ reference }) => reference)}::text[],
        ${located.map(({ lineId }) => lineId)}::text[],
        ${located.map(({ inventoryItemId }) => inventoryItemId)}::text[],
        ${located.map(({ gone }) => gone)}::integer[],
        ${located.map(({ told }) => told)}::integer[]
      ) AS located (reference, line_id, inventory_item_id, gone, told)
    ), moved AS (
      SELECT * FROM unnest(
        ${moved.map(({ reference }) => reference)}::text[],
        ${moved.map(({ lineId }) => lineId)}::text[],
        ${moved.map(({ inventoryItemId }) => inventoryItemId)}::text[],
        ${moved.map(({ locationId }) => locationId)}::text[],
        ${moved.map(({ quantity }) => quantity)}::integer[],
        ${moved.map(({ told }) => told)}::integer[]
      ) AS moved (reference, line_id, inventory_item_id, location_id, quantity, told)
    ), noted_gone AS (
      UPDATE consigned_units AS units SET gone = located.gone, told = located.told FROM located
      WHERE units.shop = ${shop} AND units.reference = located.reference
        AND units.line_id = located.line_id
        AND units.inventory_item_id = located.inventory_item_id
        AND (units.gone, units.told) <> (located.gone, located.told)
      RETURNING units.inventory_item_id, units.location_id
    ), noted_moved AS (
      INSERT INTO moved_units AS units
        (shop, reference, line_id, inventory_item_id, location_id, quantity, told, most)
      SELECT ${shop}, reference, line_id, inventory_item_id, location_id, quantity, told, quantity
      FROM moved
      ON CONFLICT (shop, reference, line_id, inventory_item_id, location_id) DO UPDATE SET
        quantity = excluded.quantity, told = excluded.told,
        most = greatest(units.most, excluded.quantity)
      WHERE (units.quantity, units.told) <> (excluded.quantity, excluded.told)
      RETURNING units.inventory_item_id, units.location_id
    ), noted_back AS (
      UPDATE moved_units AS units SET quantity = 0 FROM located
      WHERE units.shop = ${shop} AND units.reference = located.reference
        AND units.line_id = located.line_id
        AND units.inventory_item_id = located.inventory_item_id
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
