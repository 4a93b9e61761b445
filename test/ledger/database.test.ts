import { createServer } from 'node:net'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import {
  type Database,
  LedgerError,
  migrate,
  openDatabase,
  requireCurrentSchema,
} from '../../ledger/database.ts'
import { migrations } from '../../ledger/migrations/index.ts'
import { findFreePort } from '../../rehearsal/ports.ts'
import { createTestDatabase } from '../support/servers.ts'

describe('the schema', () => {
  test('is made once, and making it again changes nothing', async () => {
    await using(await createTestDatabase(), async (database) => {
      expect(await migrate(database)).toEqual(Object.keys(migrations))
      await requireCurrentSchema(database)
      const before = await listTables(database)
      expect(await migrate(database)).toEqual([])
      expect(await listTables(database)).toEqual(before)
      expect(before).toContain('consignments')
    })
  })

  test('is made once by several processes that start at the same time', async () => {
    const url = await createTestDatabase()
    const databases = Array.from({ length: 4 }, () => openDatabase({ url }))
    try {
      const applied = await Promise.all(databases.map((database) => migrate(database)))
      expect(applied.flat()).toEqual(Object.keys(migrations))
      await requireCurrentSchema(databases[0]!)
    } finally {
      await Promise.all(databases.map((database) => database.destroy()))
    }
  })

  test('that is older than the program is a sentence that names what is missing', async () => {
    await using(await createTestDatabase(), async (database) => {
      expect(await failureOf(requireCurrentSchema(database))).toBe(
        'The ledger\'s schema is older than this Waybill (it lacks 0001-orders, 0002-ever-sent, 0003-stock, 0004-stock-calls, 0005-parking-doubts, 0006-stock-questions, 0007-stock-judgements, 0008-falls-and-doubts, 0009-moved-units). Run "npm start -- setup" once, then start again.',
      )
    })
  })

  test('that is newer than the program is refused, and left alone', async () => {
    await using(await createTestDatabase(), async (database) => {
      await migrate(database)
      await sql`INSERT INTO kysely_migration (name, timestamp) VALUES ('0099-future', '')`.execute(
        database,
      )
      const before = await listTables(database)
      const sentence = /^The ledger's schema is newer than this Waybill \(it has 0099-future\)\./
      expect(await failureOf(migrate(database))).toMatch(sentence)
      expect(await failureOf(requireCurrentSchema(database))).toMatch(sentence)
      expect(await listTables(database)).toEqual(before)
    })
  })

  test('that cannot be made is left as it was: all of a migration, or nothing', async () => {
    await using(await createTestDatabase(), async (database) => {
      await sql`CREATE TABLE outages (mine text)`.execute(database)
      expect(await failureOf(migrate(database))).toMatch(
        /^The ledger's schema could not be brought up to date, and was left as it was: .*"outages" already exists$/,
      )
      const tables = await listTables(database)
      expect(tables.filter((name) => !name.startsWith('kysely_'))).toEqual(['outages'])
      await sql`DROP TABLE outages`.execute(database)
      expect(await migrate(database)).toEqual(Object.keys(migrations))
    })
  })
})

test('a statement is given up after half a minute, for many wait for it; a migration is not', async () => {
  const url = await createTestDatabase()
  for (const [unhurried, limit] of [
    [false, '25s'],
    [true, '0'],
  ] as const) {
    const database = openDatabase({ url, unhurried })
    const { rows } = await sql`SHOW statement_timeout`.execute(database)
    expect(rows).toEqual([{ statementTimeout: limit }])
    await database.destroy()
  }
})

describe('a ledger that cannot be used is one sentence, and never shows the password', () => {
  test.each(['mysql://localhost/waybill', 'localhost:5432', 'waybill', ''])(
    'its address is none: %j',
    (url) => {
      expect(() => openDatabase({ url })).toThrow(LedgerError)
      expect(() => openDatabase({ url })).toThrow(
        'ledger.url is not a PostgreSQL address. Expected postgres://user:password@host:5432/database.',
      )
    },
  )

  test('nothing answers there', async () => {
    expect(
      await failuresOf(`postgres://waybill:hunter2@127.0.0.1:${await findFreePort()}/waybill`),
    ).toEqual([
      'PostgreSQL cannot be reached at the host and port of ledger.url. Start it, or correct the address.',
    ])
  })

  test('the database is missing', async () => {
    const url = new URL(await createTestDatabase())
    url.pathname = '/missing'
    expect(await failuresOf(url.href)).toEqual([
      'The database that ledger.url names does not exist. Create it, or correct the name.',
    ])
  })

  test('PostgreSQL does not know the user', async () => {
    const url = new URL(await createTestDatabase())
    url.username = 'nobody'
    expect(await failuresOf(url.href)).toEqual([
      'PostgreSQL refused the user or the password of the ledger. Check ledger.url.',
    ])
  })

  test('PostgreSQL refuses the password', async () => {
    const server = await startRefusal('28P01', 'password authentication failed for user "waybill"')
    try {
      expect(
        await failuresOf(`postgres://waybill:hunter2@127.0.0.1:${server.port}/waybill`),
      ).toEqual(['PostgreSQL refused the user or the password of the ledger. Check ledger.url.'])
    } finally {
      server.stop()
    }
  })
})

/** What is said to each who asks, each different sentence once. */
async function failuresOf(url: string): Promise<readonly string[]> {
  const database = openDatabase({ url })
  try {
    const sentences = [
      await failureOf(migrate(database)),
      await failureOf(requireCurrentSchema(database)),
    ]
    return [...new Set(sentences)]
  } finally {
    await database.destroy()
  }
}

async function using(url: string, use: (database: Database) => Promise<void>): Promise<void> {
  const database = openDatabase({ url })
  try {
    await use(database)
  } finally {
    await database.destroy()
  }
}

async function failureOf(attempt: Promise<unknown>): Promise<string> {
  const error = await attempt.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof LedgerError)) throw new Error('expected a LedgerError', { cause: error })
  expect(error.message).not.toContain('hunter2')
  return error.message
}

async function listTables(database: Database): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`
    SELECT table_name AS name FROM information_schema.tables
    WHERE table_schema = 'public' ORDER BY table_name`.execute(database)
  return rows.map(({ name }) => name)
}

/** Answers every connection as PostgreSQL answers one that it refuses. */
async function startRefusal(code: string, message: string) {
  const fields = Buffer.from(`SFATAL\0VFATAL\0C${code}\0M${message}\0\0`)
  const head = Buffer.alloc(5)
  head.write('E')
  head.writeInt32BE(fields.length + 4, 1)
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.once('data', () => socket.end(Buffer.concat([head, fields])))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { port: address.port, stop: () => server.close() }
}
