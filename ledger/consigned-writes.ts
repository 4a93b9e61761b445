import { sql, type Transaction } from 'kysely'
import type { ConsignmentItem } from '../domain/consignment.ts'
import type { LeftUnits } from '../domain/consignment-left.ts'
import { keyRows, type OrderKey } from './order-key.ts'
import type { LedgerSchema } from './schema.ts'

/** What is planned of a consignment, at which level Shopify counts it. */
export interface PlannedUnits {
  readonly shop: string
  readonly reference: string
  readonly locationId: string
  readonly items: readonly ConsignmentItem[]
}

/** What left of an order without Waybill and is not in a consignment. */
export interface LeftNote {
  readonly key: OrderKey
  readonly left: readonly LeftUnits[]
  /** Shopify's `updatedAt` of the order that was looked at. */
  readonly seenAt: Date
}

/** The consignments hold these units, and no others, from now on. */
export async function writeConsignedUnits(
  transaction: Transaction<LedgerSchema>,
  planned: readonly PlannedUnits[],
): Promise<void> {
  if (planned.length === 0) return
  const rows = planned.flatMap(({ shop, reference, locationId, items }) =>
    items.flatMap(({ units, leftShelf = false }) =>
      units.flatMap(({ lineId, inventoryItemId, quantity }) =>
        inventoryItemId === undefined
          ? []
          : [{ shop, reference, lineId, inventoryItemId, locationId, quantity, leftShelf }],
      ),
    ),
  )
  await sql`
    WITH planned AS (
      SELECT * FROM unnest(
        ${rows.map(({ shop }) => shop)}::text[],
        ${rows.map(({ reference }) => reference)}::text[],
        ${rows.map(({ lineId }) => lineId)}::text[],
        ${rows.map(({ inventoryItemId }) => inventoryItemId)}::text[],
        ${rows.map(({ locationId }) => locationId)}::text[],
        ${rows.map(({ quantity }) => quantity)}::integer[],
        ${rows.map(({ leftShelf }) => leftShelf)}::boolean[]
      ) AS planned
        (shop, reference, line_id, inventory_item_id, location_id, quantity, left_shelf)
    ), unplanned AS (
      DELETE FROM consigned_units AS units USING unnest(
        ${planned.map(({ shop }) => shop)}::text[],
        ${planned.map(({ reference }) => reference)}::text[]
      ) AS consignment (shop, reference)
      WHERE units.shop = consignment.shop AND units.reference = consignment.reference
        AND NOT EXISTS (
          SELECT FROM planned WHERE planned.shop = units.shop
            AND planned.reference = units.reference AND planned.line_id = units.line_id
            AND planned.inventory_item_id = units.inventory_item_id
        )
    ), replanned AS (
      DELETE FROM moved_units USING planned JOIN consigned_units AS units
        USING (shop, reference, line_id, inventory_item_id)
      WHERE moved_units.shop = units.shop AND moved_units.reference = units.reference
        AND moved_units.line_id = units.line_id
        AND moved_units.inventory_item_id = units.inventory_item_id
        AND units.location_id <> planned.location_id
    )
    INSERT INTO consigned_units
      (shop, reference, line_id, inventory_item_id, location_id, quantity, left_shelf)
    SELECT * FROM planned
    ON CONFLICT (shop, reference, line_id, inventory_item_id) DO UPDATE SET
      gone = CASE WHEN consigned_units.location_id = excluded.location_id
        THEN consigned_units.gone ELSE 0 END,
      location_id = excluded.location_id,
      quantity = excluded.quantity,
      left_shelf = excluded.left_shelf`.execute(transaction)
}

/**
 * The orders were looked at. What is noted of them, and no person settled, gives way to what is
 * known now; one that was handed to its workflow in a later state is to be looked at again.
 */
export async function replaceLeft(
  transaction: Transaction<LedgerSchema>,
  notes: readonly LeftNote[],
): Promise<void> {
  await sql`
    WITH seen AS (
      SELECT * FROM unnest(
        ${notes.map(({ key }) => key.shop)}::text[],
        ${notes.map(({ key }) => key.orderId)}::text[],
        ${notes.map(({ seenAt }) => seenAt)}::timestamptz[]
      ) AS seen (shop, order_id, at)
    ), freed AS (
      DELETE FROM left_units USING seen
      WHERE left_units.shop = seen.shop AND left_units.order_id = seen.order_id
        AND left_units.settled_at IS NULL
    )
    UPDATE orders SET
      left_unseen = left_unseen AND coalesce(orders.handed_updated_at > seen.at, false),
      looked_updated_at = greatest(orders.looked_updated_at, seen.at)
    FROM seen
    WHERE orders.shop = seen.shop AND orders.order_id = seen.order_id`.execute(transaction)
  const notedAt = new Date()
  const rows = notes.flatMap(({ key, left }) =>
    left.map((units) => ({ ...key, ...units, notedAt })),
  )
  if (rows.length === 0) return
  await transaction
    .insertInto('leftUnits')
    .values(rows)
    .onConflict((conflict) =>
      conflict
        .columns(['shop', 'orderId', 'inventoryItemId', 'locationId'])
        .doUpdateSet((row) => ({
          quantity: row.ref('excluded.quantity'),
          notedAt: row.ref('excluded.notedAt'),
          settledAt: null,
          settledBy: null,
        }))
        .whereRef('leftUnits.quantity', '<', 'excluded.quantity'),
    )
    .execute()
}

/** Of these orders no consignment is planned any more: the units of what was never sent are free. */
export async function dropUnsent(
  transaction: Transaction<LedgerSchema>,
  keys: readonly OrderKey[],
): Promise<void> {
  await sql`
    DELETE FROM consigned_units USING consignments
    WHERE consigned_units.shop = consignments.shop
      AND consigned_units.reference = consignments.reference
      AND (consignments.shop, consignments.order_id) IN (${keyRows(keys)})
      AND consignments.state = 'claimed' AND consignments.sent_at IS NULL`.execute(transaction)
}
