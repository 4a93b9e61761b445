import { syncBuiltinESMExports } from 'node:module'
import { mock } from 'node:test'
import timers from 'node:timers/promises'
import { sql } from 'kysely'
import { type Database, migrate, openDatabase } from '../../ledger/database.ts'
import { createVirtualTime, type VirtualTime } from './virtual-time.ts'

/** When every sale begins: a Friday morning in November. */
const startMs = Date.parse('2026-11-27T09:00:00Z')

/** A ledger whose clock is virtual, and the time that it and this process go by. */
export interface ChangedClocks {
  readonly time: VirtualTime
  readonly database: Database
  /** The process and nothing else goes by the real time again. */
  restore(): Promise<void>
}

/**
 * Puts a virtual clock in the place of the process's (`Date`, `performance.now`, and the sleep of
 * `node:timers/promises`) and of the ledger's (`now()` and `clock_timestamp()`), so that activities
 * run as they are. Timers of sockets and drivers go by the real time. One at a time.
 */
export async function changeClocks(ledgerUrl: string): Promise<ChangedClocks> {
  const database = await prepareLedger(ledgerUrl)
  const tell = async (nowMs: number) => {
    await sql`SELECT setval('virtual_clock', ${Math.round(nowMs)}::bigint)`.execute(database)
  }
  await tell(startMs)
  let told = startMs
  const time = createVirtualTime(
    startMs,
    (nowMs) => mock.timers.setTime(Math.round(nowMs)),
    async () => {
      if (told === time.nowMs()) return
      told = time.nowMs()
      await tell(told)
    },
  )
  mock.timers.enable({ apis: ['Date'], now: startMs })
  const stopwatch = mock.method(performance, 'now', () => time.nowMs() - startMs)
  const alarm = mock.method(timers, 'setTimeout', virtualSleep)
  syncBuiltinESMExports()
  return {
    time,
    database,
    restore: async () => {
      alarm.mock.restore()
      syncBuiltinESMExports()
      stopwatch.mock.restore()
      mock.timers.reset()
      await database.destroy()
    },
  }

  async function virtualSleep(
    ms = 0,
    value?: unknown,
    options: { readonly signal?: AbortSignal } = {},
  ): Promise<unknown> {
    await time.sleep(ms, options.signal)
    return value
  }
}

/**
 * Functions of the ledger's own schema go before PostgreSQL's, once the search path says so. A
 * sequence holds the time: it is seen at once, whatever transaction is open.
 */
async function prepareLedger(url: string): Promise<Database> {
  const before = openDatabase({ url, unhurried: true })
  try {
    await migrate(before)
    for (const statement of clockStatements) await sql.raw(statement).execute(before)
  } finally {
    await before.destroy()
  }
  return openDatabase({ url })
}

const virtualNow = `LANGUAGE plpgsql AS $$ BEGIN
  RETURN pg_catalog.to_timestamp(pg_catalog.pg_sequence_last_value('public.virtual_clock') / 1000.0);
END $$`

const clockStatements = [
  'CREATE SEQUENCE virtual_clock',
  `CREATE FUNCTION public.now() RETURNS timestamptz STABLE ${virtualNow}`,
  `CREATE FUNCTION public.clock_timestamp() RETURNS timestamptz VOLATILE ${virtualNow}`,
  `DO $$ BEGIN
    EXECUTE format('ALTER DATABASE %I SET search_path = public, pg_catalog', current_database());
  END $$`,
]
