import { type Kysely, sql } from 'kysely'

/**
 * When parking an order, or freeing it, last left for Linnworks without a certain answer: either may
 * be carried out later, over what was wished since.
 */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql`
    ALTER TABLE orders ADD COLUMN park_doubted_at timestamptz,
      ADD COLUMN unpark_doubted_at timestamptz`.execute(database)
}
