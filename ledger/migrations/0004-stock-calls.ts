import { type Kysely, sql } from 'kysely'

/**
 * What became of writes of stock is kept once for each call, and of single levels only where it
 * differs. Levels are found by their call: an index over what changes with every write would cost each
 * of them a new place in the table and in every other index.
 */
export async function up(database: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(database)
}

const statements = [
  `CREATE TABLE stock_calls (
    write_key text PRIMARY KEY,
    shop text NOT NULL,
    lane text NOT NULL,
    sent_at timestamptz NOT NULL,
    answered_at timestamptz,
    answer text,
    message text
  )`,
  `CREATE INDEX stock_calls_unsettled ON stock_calls (shop)
    WHERE answer IS NULL OR answer = 'ambiguous'`,
  'CREATE INDEX stock_calls_by_time ON stock_calls (shop, sent_at)',
  `INSERT INTO stock_calls (write_key, shop, lane, sent_at, answered_at, answer, message)
    SELECT write_key, shop, min(lane), min(sent_at), max(answered_at),
      CASE WHEN count(*) > count(answer) THEN NULL
        WHEN bool_or(answer = 'ambiguous') THEN 'ambiguous'
        WHEN bool_and(answer = 'written') THEN 'written' ELSE 'refused' END,
      NULL
    FROM stock_writes GROUP BY write_key, shop`,
  'DROP INDEX stock_levels_unsettled',
  // What changes with every write leaves room for itself on its page.
  'ALTER TABLE stock_levels SET (fillfactor = 60)',
  `ALTER TABLE stock_writes DROP CONSTRAINT stock_writes_pkey,
    DROP COLUMN id, DROP COLUMN lane, DROP COLUMN answered_at`,
  'DROP INDEX stock_writes_by_key',
  `ALTER TABLE stock_writes
    ADD PRIMARY KEY (write_key, inventory_item_id, location_id)`,
]
