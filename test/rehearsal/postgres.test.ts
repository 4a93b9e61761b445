import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findFreePort } from '../../rehearsal/ports.ts'
import { type Postgres, startPostgres } from '../../rehearsal/postgres.ts'
import { isAlive } from '../support/is-alive.ts'

let folder: string
let running: Postgres | undefined

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waybill-postgres-'))
})
afterEach(async () => {
  await running?.stop()
  await rm(folder, { recursive: true, force: true })
})

test('What was committed is there after the server was killed', async () => {
  const first = await start()
  const url = await first.createDatabase('ledger')
  await run(url, `CREATE TABLE orders AS SELECT '#1001' AS name`)
  process.kill(first.pid, 'SIGKILL')

  const second = await start()
  expect(await run(await second.createDatabase('ledger'), 'SELECT name FROM orders')).toEqual([
    { name: '#1001' },
  ])
})

test('The id of a killed server that a stranger has by now does not stop the next start', async () => {
  const first = await start()
  process.kill(first.pid, 'SIGKILL')
  await expect.poll(() => isAlive(first.pid), { timeout: 10_000 }).toBe(false)
  const pidFile = join(folder, 'data', 'postmaster.pid')
  const left = await readFile(pidFile, 'utf8')
  await writeFile(pidFile, left.replace(`${first.pid}`, `${process.pid}`))

  await start()
})

test('The server is for this machine alone', async () => {
  const { url } = await start()
  expect(await run(url, 'SHOW listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }])
})

test('Data that are not to persist are gone after the stop', async () => {
  const server = await start(false)
  await server.stop()
  expect(isAlive(server.pid)).toBe(false)
  await expect(stat(join(folder, 'data'))).rejects.toThrow('ENOENT')
})

async function start(persistent = true): Promise<Postgres> {
  running = await startPostgres({
    dataDir: join(folder, 'data'),
    port: await findFreePort(),
    persistent,
  })
  return running
}

async function run(url: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url })
  // A client that is open when the server is killed must not end the test.
  client.on('error', () => undefined)
  await client.connect()
  try {
    return (await client.query(statement)).rows
  } finally {
    await client.end()
  }
}
