import { type Kysely, sql } from 'kysely'

/** Units of consignments that Shopify waits for at another location than they were planned at. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE moved_units (
      shop text NOT NULL,
      reference text NOT NULL,
      line_id text NOT NULL,
      inventory_item_id text NOT NULL,
      location_id text NOT NULL,
      quantity integer NOT NULL,
      -- So many of the line Shopify had been told of when that was seen.
      told integer NOT NULL,
      -- The most that was ever seen there: what is told of them leaves that level.
      most integer NOT NULL,
      PRIMARY KEY (shop, reference, line_id, inventory_item_id, location_id),
      FOREIGN KEY (shop, reference, line_id, inventory_item_id)
        REFERENCES consigned_units ON DELETE CASCADE
    )`.execute(database)
  await sql`
    CREATE INDEX moved_units_by_item ON moved_units (shop, inventory_item_id)`.execute(database)
  // So many of the line Shopify had been told of when it was seen what it waits for no more.
  await sql`
    ALTER TABLE consigned_units ADD COLUMN told integer NOT NULL DEFAULT 0`.execute(database)
  // What came into Linnworks since a level was read is looked for with every reading.
  await sql`CREATE INDEX consignments_by_verified ON consignments (verified_at)`.execute(database)
}
