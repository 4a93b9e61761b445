import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { requireVersion } from '../../client/temporal.ts'
import { findFreePort } from '../../rehearsal/ports.ts'
import { createTestDatabase, createTestNamespace, uniqueName } from '../support/servers.ts'
import { refusalOf } from './refusals.ts'
import { type StartConfig, startSurroundings, type Surroundings } from './surroundings.ts'
import { runRole } from './waybill-process.ts'

let surroundings: Surroundings
let config: StartConfig

/** `setup` was run once: each test below takes one thing of it away. */
beforeAll(async () => {
  surroundings = await startSurroundings()
  config = surroundings.config
})
afterAll(() => surroundings.stop())

describe('without Temporal as it should be', () => {
  test('setup and worker say where they looked for the server', async () => {
    const address = `127.0.0.1:${await findFreePort()}`
    const said = `^No Temporal server answers at ${address}\\. Start it, or correct temporal\\.address`
    const roles = ['setup', 'worker'].map((role) =>
      runRole(role, { ...config, temporal: { address } }),
    )
    for (const ending of await Promise.all(roles))
      expect(refusalOf(ending)).toMatch(new RegExp(said))
  })

  test('a worker on a namespace that does not exist is told to run setup', async () => {
    const temporal = { ...config.temporal, namespace: uniqueName('never') }
    const ending = await runRole('worker', { ...config, temporal })
    expect(refusalOf(ending)).toMatch(
      /^Temporal has no namespace "never-.*"\. Run "npm start -- setup" once, or correct temporal\.namespace\.$/,
    )
  })

  test('a worker on a namespace without search attributes is told to run setup', async () => {
    const temporal = { ...config.temporal, namespace: await createTestNamespace() }
    const ending = await runRole('worker', { ...config, temporal })
    expect(refusalOf(ending)).toMatch(
      /lacks the search attributes WaybillStage, WaybillException, .*Run "npm start -- setup" once/,
    )
  })

  test.each(['1.27.9', '0.30.0', ''])('a server of version "%s" is too old', (version) => {
    expect(() => requireVersion(version, 'temporal:7233')).toThrow(/needs 1\.28 or newer\. Upgrade/)
  })

  test.each(['1.28.0', '1.29.1', '1.100.0', '2.0.0'])(
    'a server of version %s will do',
    (version) => {
      expect(() => requireVersion(version, 'temporal:7233')).not.toThrow()
    },
  )
})

describe('without a ledger as it should be', () => {
  test('a database server that does not answer', async () => {
    const url = `postgres://waybill:secret@127.0.0.1:${await findFreePort()}/waybill`
    const ending = await runRole('setup', { ...config, ledger: { url } })
    expect(refusalOf(ending)).toMatch(
      /^PostgreSQL cannot be reached at the host and port of ledger\.url\./,
    )
  })

  test('a database that does not exist', async () => {
    const ending = await runRole('setup', {
      ...config,
      ledger: ledgerWith({ database: 'nowhere' }),
    })
    expect(refusalOf(ending)).toMatch(
      /^The database that ledger\.url names does not exist\. Create it, or correct the name\.$/,
    )
  })

  test('a wrong password; the right one is let in', async () => {
    const user = await createUserWithPassword('right')
    const wrong = await runRole('setup', {
      ...config,
      ledger: ledgerWith({ user, password: 'no' }),
    })
    expect(refusalOf(wrong)).toMatch(
      /^PostgreSQL refused the user or the password of the ledger\. Check ledger\.url\.$/,
    )
    const right = ledgerWith({ user, password: 'right', database: 'nowhere' })
    expect(refusalOf(await runRole('setup', { ...config, ledger: right }))).toMatch(
      /does not exist/,
    )
  })

  test('a schema that is older is left to setup', async () => {
    const ledger = { url: await createTestDatabase() }
    const namespace = await prepareNamespace()
    const before = { ...config, ledger, temporal: { ...config.temporal, namespace } }
    const said =
      /schema is older than this Waybill .* Run "npm start -- setup" once, then start again/
    expect(refusalOf(await runRole('worker', before))).toMatch(said)
    expect(refusalOf(await runRole('receiver', before))).toMatch(said)
  })

  test('a schema that is newer is left as it is', async () => {
    const namespace = await prepareNamespace()
    const url = config.ledger['url']
    await query(String(url), "INSERT INTO kysely_migration VALUES ('9999-later', now()::text)")
    const newer = { ...config, temporal: { ...config.temporal, namespace } }
    for (const role of ['setup', 'worker', 'receiver']) {
      expect(refusalOf(await runRole(role, newer))).toMatch(
        /schema is newer than this Waybill \(it has 9999-later\)\. Start the newer Waybill/,
      )
    }
  })

  function ledgerWith(change: { user?: string; password?: string; database?: string }) {
    const url = new URL(String(config.ledger['url']))
    url.username = change.user ?? url.username
    url.password = change.password ?? ''
    if (change.database !== undefined) url.pathname = `/${change.database}`
    return { url: url.href }
  }

  /** By a `setup` of its own, which also gives the common ledger its schema. */
  async function prepareNamespace(): Promise<string> {
    const { code, sentence } = await runRole('setup', config)
    expect({ code, sentence }).toEqual({ code: 0, sentence: '' })
    return config.temporal.namespace
  }
})

/** The tests' PostgreSQL trusts everybody on this machine; this one user it asks for a password. */
async function createUserWithPassword(password: string): Promise<string> {
  const user = uniqueName('clerk').replace('-', '_')
  const server = inject('postgresUrl')
  await query(server, `CREATE ROLE ${user} LOGIN PASSWORD '${password}'`)
  const [shown] = await query(server, 'SHOW hba_file')
  const rules = [`host all ${user} 127.0.0.1/32 scram-sha-256`, 'host all all 127.0.0.1/32 trust']
  await query(
    server,
    `COPY (VALUES ${rules.map((rule) => `('${rule}')`).join()}) TO '${String(shown)}'`,
  )
  await query(server, 'SELECT pg_reload_conf()')
  return user
}

/** The first column of what the query answers. */
async function query(url: string, text: string): Promise<readonly unknown[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<unknown[]>({ text, rowMode: 'array' })
    return rows.map(([first]) => first)
  } finally {
    await client.end()
  }
}
