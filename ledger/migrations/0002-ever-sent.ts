import { type Kysely, sql } from 'kysely'

/**
 * Whether a create of the consignment ever left: only then is it looked for before the next one.
 * Of those from before it is not known, so they count as sent if anybody had a turn. And when it was
 * claimed, to tell how long it waited for company and for the budget before it left.
 */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql`
    ALTER TABLE consignments ADD COLUMN ever_sent boolean NOT NULL DEFAULT false,
      ADD COLUMN claimed_at timestamptz`.execute(database)
  await sql`
    UPDATE consignments SET ever_sent = true
    WHERE attempt_token IS NOT NULL OR state <> 'claimed'`.execute(database)
}
