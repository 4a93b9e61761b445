import { type Kysely, sql } from 'kysely'

/**
 * When a level was read to hold less than before, as its sale may be in no answer of Shopify's yet; and
 * which passes over Linnworks nobody believed, as the next one is not to be compared with those.
 */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql`ALTER TABLE stock_levels ADD COLUMN fell_at timestamptz`.execute(database)
  await sql`ALTER TABLE linnworks_passes ADD COLUMN doubted boolean NOT NULL DEFAULT false`.execute(
    database,
  )
}
