import { sql } from 'kysely'
import type { Database } from './database.ts'

/**
 * The moment of a statement by the ledger's clock, as exact as a `Date` holds it, so that what was
 * read compares equal.
 */
export const momentOfLedger = sql<Date>`date_trunc('milliseconds', clock_timestamp())`

/** The ledger's own clock: times of several workers that are compared are taken from it. */
export function createClock(database: Database) {
  return {
    async now(): Promise<Date> {
      const { rows } = await sql<{ now: Date }>`SELECT clock_timestamp() AS now`.execute(database)
      return rows[0]?.now ?? new Date()
    },
  }
}
