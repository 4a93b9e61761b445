import { sql } from 'kysely'
import type { Database } from './database.ts'

/** The ledger's own clock: times of several workers that are compared are taken from it. */
export function createClock(database: Database) {
  return {
    async now(): Promise<Date> {
      const { rows } = await sql<{ now: Date }>`SELECT clock_timestamp() AS now`.execute(database)
      return rows[0]?.now ?? new Date()
    },
  }
}
