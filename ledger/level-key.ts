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

/** The levels as rows `(shop, inventory_item_id, location_id)` of a statement. */
export function levelRows(keys: readonly LevelKey[]): RawBuilder<unknown> {
  return sql`SELECT * FROM unnest(
    ${keys.map(({ shop }) => shop)}::text[],
    ${keys.map(({ inventoryItemId }) => inventoryItemId)}::text[],
    ${keys.map(({ locationId }) => locationId)}::text[]
  ) AS wanted (shop, inventory_item_id, location_id)`
}
