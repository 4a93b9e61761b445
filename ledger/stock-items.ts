import { sql } from 'kysely'
import { expandRecipes } from '../domain/stock-sharing.ts'
import type { Database } from './database.ts'

/** What a shop sells, as its catalogue has it. */
export interface ShopItemRow {
  readonly inventoryItemId: string
  readonly variantId: string
  /** Trimmed; empty where it has none. */
  readonly sku: string
  readonly title: string
  readonly tracked: boolean
  readonly isBundle: boolean
  readonly productStatus: string
}

/** A stock item of Linnworks, as a page of its stock shows it. */
export interface LinnworksItemRow {
  readonly stockItemId: string
  readonly sku: string
}

/** What a composite is made of. */
export interface Component {
  readonly stockItemId: string
  readonly componentId: string
  readonly quantity: number
}

export function createStockItems(database: Database) {
  return {
    /** Notes what the shop sells. Idempotent by inventory item. */
    async rememberShopItems(shop: string, items: readonly ShopItemRow[]): Promise<void> {
      if (items.length === 0) return
      const list = (pick: (item: ShopItemRow) => string | boolean) => items.map(pick)
      await sql`
        INSERT INTO shop_items (shop, inventory_item_id, variant_id, sku, title, tracked, is_bundle,
          product_status, seen_at)
        SELECT ${shop}, item.*, now() FROM unnest(
          ${list(({ inventoryItemId }) => inventoryItemId)}::text[],
          ${list(({ variantId }) => variantId)}::text[],
          ${list(({ sku }) => sku)}::text[],
          ${list(({ title }) => title)}::text[],
          ${list(({ tracked }) => tracked)}::boolean[],
          ${list(({ isBundle }) => isBundle)}::boolean[],
          ${list(({ productStatus }) => productStatus)}::text[]
        ) AS item
        ON CONFLICT (shop, inventory_item_id) DO UPDATE SET
          variant_id = excluded.variant_id, sku = excluded.sku, title = excluded.title,
          tracked = excluded.tracked, is_bundle = excluded.is_bundle,
          product_status = excluded.product_status, seen_at = excluded.seen_at`.execute(database)
    },

    /** Of these inventory items, those that the shop is not known to sell. */
    async listUnknown(
      shop: string,
      inventoryItemIds: readonly string[],
    ): Promise<readonly string[]> {
      const { rows } = await sql<{ id: string }>`
        SELECT DISTINCT id FROM unnest(${[...inventoryItemIds]}::text[]) AS id
        WHERE NOT EXISTS (SELECT FROM shop_items
          WHERE shop = ${shop} AND inventory_item_id = id)`.execute(database)
      return rows.map(({ id }) => id)
    },

    /** Forgets what a whole reading of the shop's catalogue, begun `since`, did not show. */
    async forgetShopItems(shop: string, since: Date): Promise<void> {
      await sql`DELETE FROM shop_items WHERE shop = ${shop} AND seen_at < ${since}`.execute(
        database,
      )
    },

    /** Notes what Linnworks has; an item without a SKU is left out. Idempotent by SKU. */
    async rememberLinnworksItems(items: readonly LinnworksItemRow[]): Promise<void> {
      if (items.length === 0) return
      // All take the rows in one order, or two could wait for each other.
      await sql`
        INSERT INTO linnworks_items (sku, stock_item_id, seen_at)
        SELECT DISTINCT ON (sku COLLATE "C") sku, stock_item_id, now() FROM unnest(
          ${items.map(({ sku }) => sku)}::text[],
          ${items.map(({ stockItemId }) => stockItemId)}::text[]
        ) AS item (sku, stock_item_id)
        WHERE sku <> '' ORDER BY sku COLLATE "C"
        ON CONFLICT (sku) DO UPDATE SET stock_item_id = excluded.stock_item_id,
          seen_at = excluded.seen_at`.execute(database)
    },

    /** SKUs that a shop sells as an item of Linnworks which was not seen since. */
    async listUnseen(since: Date): Promise<readonly string[]> {
      const { rows } = await sql<{ sku: string }>`
        SELECT sku FROM linnworks_items AS known WHERE seen_at < ${since}
          AND EXISTS (SELECT FROM shop_items WHERE stock_item_id = known.stock_item_id)
        ORDER BY sku`.execute(database)
      return rows.map(({ sku }) => sku)
    },

    /** Replaces what these are made of; what is no composite is made of nothing. */
    async replaceComponents(
      composites: readonly string[],
      components: readonly Component[],
    ): Promise<void> {
      if (composites.length === 0) return
      await database.transaction().execute(async (transaction) => {
        await sql`DELETE FROM linnworks_components
          WHERE stock_item_id = ANY(${[...composites]}::text[])`.execute(transaction)
        if (components.length === 0) return
        await sql`
          INSERT INTO linnworks_components SELECT * FROM unnest(
            ${components.map(({ stockItemId }) => stockItemId)}::text[],
            ${components.map(({ componentId }) => componentId)}::text[],
            ${components.map(({ quantity }) => quantity)}::integer[])
          ON CONFLICT DO NOTHING`.execute(transaction)
      })
    },

    /** As how many items, of all shops, each of these is sold; absent where it is not. */
    async countSold(stockItemIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
      if (stockItemIds.length === 0) return new Map()
      const { rows } = await sql<{ stockItemId: string; items: number }>`
        SELECT stock_item_id AS "stockItemId", count(*)::integer AS items FROM shop_items
        WHERE stock_item_id = ANY(${[...stockItemIds]}::text[])
        GROUP BY stock_item_id`.execute(database)
      return new Map(rows.map(({ stockItemId, items }) => [stockItemId, items]))
    },

    /**
     * All that decides what shares units with these: what they are made of, all composites that hold
     * them or some of that, and what those hold; each taken apart to what is no composite.
     */
    async listRecipes(stockItemIds: readonly string[]): Promise<readonly Component[]> {
      if (stockItemIds.length === 0) return []
      const { rows } = await sql<Component>`
        WITH RECURSIVE drawn AS (
          SELECT unnest(${[...stockItemIds]}::text[]) AS id
          UNION SELECT part.component_id
          FROM drawn JOIN linnworks_components AS part ON part.stock_item_id = drawn.id
        ), holding AS (
          SELECT id FROM drawn
          UNION SELECT part.stock_item_id
          FROM holding JOIN linnworks_components AS part ON part.component_id = holding.id
        ), held AS (
          SELECT id FROM holding
          UNION SELECT part.component_id
          FROM held JOIN linnworks_components AS part ON part.stock_item_id = held.id
        )
        SELECT stock_item_id AS "stockItemId", component_id AS "componentId", quantity
        FROM linnworks_components WHERE stock_item_id IN (SELECT id FROM held)`.execute(database)
      return expandRecipes(rows)
    },

    /**
     * Says of each of the shop's items which stock item it is sold as: by explicit link, else by
     * the same SKU; what the last whole pass over Linnworks did not show is archived there, or gone.
     * Answers how many changed.
     */
    async resolveItems(shop: string): Promise<number> {
      const { numAffectedRows } = await sql`
        UPDATE shop_items SET stock_item_id = found.stock_item_id
        FROM (
          SELECT item.inventory_item_id, linnworks.stock_item_id
          FROM shop_items AS item
          LEFT JOIN sku_links AS link ON link.shop = item.shop AND link.sku = item.sku
          LEFT JOIN linnworks_items AS linnworks
            ON linnworks.sku = coalesce(link.linnworks_sku, item.sku) AND item.sku <> ''
            AND linnworks.seen_at >= coalesce((SELECT max(started_at) FROM linnworks_passes
              WHERE finished_at IS NOT NULL), '-infinity')
          WHERE item.shop = ${shop}
        ) AS found
        WHERE shop_items.shop = ${shop}
          AND shop_items.inventory_item_id = found.inventory_item_id
          AND shop_items.stock_item_id IS DISTINCT FROM found.stock_item_id`.execute(database)
      return Number(numAffectedRows ?? 0)
    },
  }
}
