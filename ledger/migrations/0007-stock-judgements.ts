import { type Kysely, sql } from 'kysely'

/**
 * What was judged of a level, from when on: a row for each change that its writes do not tell. Nothing
 * is looked up in it but by level; the index by time is for forgetting, and costs an insert nothing.
 */
export async function up(database: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(database)
}

const statements = [
  `CREATE TABLE stock_judgements (
    shop text NOT NULL,
    inventory_item_id text NOT NULL,
    location_id text NOT NULL,
    at timestamptz NOT NULL,
    standing text NOT NULL,
    reason text,
    on_hand integer NOT NULL,
    committed integer NOT NULL,
    available integer,
    in_linnworks integer,
    left_shelf integer,
    elsewhere integer,
    buffer integer,
    target integer,
    read_at timestamptz NOT NULL,
    stock_read_at timestamptz,
    PRIMARY KEY (shop, inventory_item_id, location_id, at)
  )`,
  'CREATE INDEX stock_judgements_by_time ON stock_judgements USING brin (at)',
  // What stands now is the first of what will have stood.
  `INSERT INTO stock_judgements
    SELECT shop, inventory_item_id, location_id, planned_at, standing, reason, on_hand, committed,
      available, in_linnworks, left_shelf, elsewhere, buffer, target, read_at, stock_read_at
    FROM stock_levels WHERE planned_at IS NOT NULL AND standing IS NOT NULL`,
]
