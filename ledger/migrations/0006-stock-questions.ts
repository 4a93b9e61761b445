import { type Kysely, sql } from 'kysely'

/**
 * What nobody explained of a level is asked about only once its orders are known; what was lowered
 * before is remembered until then.
 */
export async function up(database: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(database)
}

const statements = [
  `ALTER TABLE stock_levels
    ADD COLUMN is_asked boolean NOT NULL DEFAULT false,
    ADD COLUMN lowered_units integer NOT NULL DEFAULT 0,
    ADD COLUMN lowered_since timestamptz`,
  // Orders that ended and changed again, which may have been refunded.
  `CREATE INDEX orders_changed_since_end ON orders (shop, handed_updated_at)
    WHERE stage = 'fulfilled'`,
]
