import { type RawBuilder, sql } from 'kysely'

/** Names the stock of an inventory item at a Shopify location. */
export interface LevelKey {
  readonly shop: string
  readonly inventoryItemId: string
  readonly locationId: string
}

/** As one text, for maps. */
export function levelText({ shop, inventoryItemId, locationId }: LevelKey): string {
  return `${shop}:${inventoryItemId}:${locationId}`
}

/**
 * Locks the levels, and answers their keys, for a CTE that a statement joins. All who write several
 * take the rows in this order, or two could wait for each other.
 */
export function lockedLevels(keys: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`SELECT level.shop, level.inventory_item_id, level.location_id
    FROM stock_levels AS level
    WHERE (level.shop, level.inventory_item_id, level.location_id) IN (${keys})
    ORDER BY level.shop, level.inventory_item_id, level.location_id
    FOR UPDATE OF level`
}

/** The levels as rows `(shop, inventory_item_id, location_id)` of a statement. */
export function levelRows(keys: readonly LevelKey[]): RawBuilder<unknown> {
  return sql`SELECT * FROM unnest(
    ${keys.map(({ shop }) => shop)}::text[],
    ${keys.map(({ inventoryItemId }) => inventoryItemId)}::text[],
    ${keys.map(({ locationId }) => locationId)}::text[]
  ) AS wanted (shop, inventory_item_id, location_id)`
}
