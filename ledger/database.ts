import { CamelCasePlugin, Kysely, Migrator, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import { migrations } from './migrations/index.ts'
import type { LedgerSchema } from './schema.ts'

export type Database = Kysely<LedgerSchema>

/** Why the ledger cannot be used, in a sentence that says what to do. */
export class LedgerError extends Error {
  override readonly name = 'LedgerError'
}

/** A statement that takes longer is given up: what many wait for may not wait for ever. */
const statementMs = 25_000
/** And one whose server is not heard of any more. */
const unheardMs = 30_000

/** Connects lazily; nothing is asked of the server until the first query. */
export function openDatabase(config: {
  readonly url: string
  readonly maxConnections?: number
  /** For migrations, which may take as long as they need. */
  readonly unhurried?: boolean
}): Database {
  const url = parseUrl(config.url)
  const pool = new pg.Pool({
    connectionString: url.href,
    max: config.maxConnections ?? 10,
    connectionTimeoutMillis: 5000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    ...(config.unhurried === true
      ? {}
      : { statement_timeout: statementMs, query_timeout: unheardMs }),
    application_name: 'waybill',
    // What is asked for is in memory: by the usual cost of a random page whole tables were read.
    options: '-c random_page_cost=1.1',
  })
  // A connection that dies while idle is replaced by the pool; the next query tells what is wrong.
  pool.on('error', () => undefined)
  // One that dies in a transaction tells the client too; unheard, that would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined))
  return new Kysely<LedgerSchema>({
    dialect: new PostgresDialect({ pool }),
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
  })
}

/**
 * Brings the schema to this version. Safe when two processes start at once (one waits for the
 * other), and all or nothing: the migrations share one transaction.
 * @throws LedgerError for a wrong URL, a refused password, or a schema newer than this version.
 */
export async function migrate(database: Database): Promise<readonly string[]> {
  await requireNotNewer(database)
  const migrator = new Migrator({
    db: database,
    provider: { getMigrations: () => Promise.resolve({ ...migrations }) },
  })
  const { error, results } = await migrator.migrateToLatest()
  if (error !== undefined) {
    throw new LedgerError(
      `The ledger's schema could not be brought up to date, and was left as it was: ${reasonOf(error)}`,
    )
  }
  return (results ?? []).map(({ migrationName }) => migrationName)
}

/** @throws LedgerError where the ledger cannot be reached or is not of this version. */
export async function requireCurrentSchema(database: Database): Promise<void> {
  const applied = await requireNotNewer(database)
  const missing = Object.keys(migrations).filter((name) => !applied.includes(name))
  if (missing.length > 0) {
    throw new LedgerError(
      `The ledger's schema is older than this Waybill (it lacks ${missing.join(', ')}). Run "npm start -- setup" once, then start again.`,
    )
  }
}

async function requireNotNewer(database: Database): Promise<readonly string[]> {
  const applied = await listApplied(database)
  const unknown = applied.filter((name) => migrations[name] === undefined)
  if (unknown.length > 0) {
    throw new LedgerError(
      `The ledger's schema is newer than this Waybill (it has ${unknown.join(', ')}). Start the newer Waybill that made it, or restore a backup from before.`,
    )
  }
  return applied
}

async function listApplied(database: Database): Promise<readonly string[]> {
  try {
    const { rows: tables } = await sql<{ found: boolean }>`
      SELECT to_regclass('kysely_migration') IS NOT NULL AS found`.execute(database)
    if (tables[0]?.found !== true) return []
    const { rows } = await sql<{ name: string }>`
      SELECT name FROM kysely_migration ORDER BY name`.execute(database)
    return rows.map(({ name }) => name)
  } catch (error) {
    throw new LedgerError(explainConnection(error))
  }
}

/** Turns what the driver says into a sentence; never repeats the URL, which holds a password. */
function explainConnection(error: unknown): string {
  const code = errorCode(error)
  if (code === '28P01' || code === '28000') {
    return 'PostgreSQL refused the user or the password of the ledger. Check ledger.url.'
  }
  if (code === '3D000') {
    return 'The database that ledger.url names does not exist. Create it, or correct the name.'
  }
  if (code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return 'PostgreSQL cannot be reached at the host and port of ledger.url. Start it, or correct the address.'
  }
  return `PostgreSQL did not answer as expected: ${reasonOf(error)}`
}

function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  if ('errors' in error && Array.isArray(error.errors)) return errorCode(error.errors[0])
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function parseUrl(text: string): URL {
  try {
    const url = new URL(text)
    if (url.protocol === 'postgres:' || url.protocol === 'postgresql:') return url
  } catch {
    // The sentence below says what is expected.
  }
  throw new LedgerError(
    'ledger.url is not a PostgreSQL address. Expected postgres://user:password@host:5432/database.',
  )
}
