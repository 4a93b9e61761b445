import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { skuCause, skuUnmapped } from '../../domain/exceptions.ts'
import { openDatabase } from '../../ledger/database.ts'
import { createLedger, type Ledger } from '../../ledger/index.ts'
import { findFreePort } from '../../rehearsal/ports.ts'
import { searchAttributes } from '../../workflows/contract.ts'
import { createLedgerDatabase, key, stopFor } from '../ledger/ledger.ts'
import { CREDENTIALS } from '../linnworks/twin.ts'
import { createTestDatabase, createTestNamespace, temporalAddress } from '../support/servers.ts'
import { runCli, writeDemo } from './waybill.ts'

const MAIN = fileURLToPath(new URL('../../client/cli/main.ts', import.meta.url))

let root: string
let ledgerUrl: string
let ledger: Ledger
let close: () => Promise<void>
let nowhere: string
/** Temporal is there, and nobody hosts workflows. */
let temporal: { address: string; namespace: string }

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'waybill-cli-'))
  ledgerUrl = await createLedgerDatabase()
  const database = openDatabase({ url: ledgerUrl })
  ledger = createLedger(database)
  close = () => database.destroy()
  nowhere = `127.0.0.1:${await findFreePort()}`
  const namespace = await createTestNamespace(Object.values(searchAttributes))
  temporal = { address: temporalAddress(), namespace }
  await ledger.orders.receive(key, { name: '#1001', placedAt: new Date() })
})
afterAll(async () => {
  await close?.()
  await rm(root, { recursive: true, force: true })
})

describe('each dependency that is missing is one sentence and exit 1', () => {
  test('the configuration', async () => {
    const folder = await mkdtemp(join(root, 'empty-'))
    const said = await runCli(folder, ['order', 'list'])
    expect(said).toMatchObject({ exitCode: 1, out: '' })
    expect(said.err).toMatch(/^There is no configuration: .*npm run demo.*\n$/)
    const typo = await runCli(folder, ['order', 'list', '--config', 'nowhere.yaml'])
    expect(typo).toMatchObject({ exitCode: 1, out: '' })
    expect(typo.err).toContain('nowhere.yaml')
  })

  test('what a demo left behind and is no run file', async () => {
    const folder = await demo({})
    await writeFile(join(folder, '.waybill', 'run.json'), '{')
    const said = await runCli(folder, ['order', 'list'])
    expect(said.err).toMatch(/run\.json is not what a demo writes\..*\n$/)
    expect(said.exitCode).toBe(1)
  })

  test('the ledger that is down, and the ledger without its schema', async () => {
    const down = await demo({ ledger: { url: `postgres://waybill:secret@${nowhere}/waybill` } })
    const said = await runCli(down, ['order', 'list'])
    expect(said).toMatchObject({ exitCode: 1, out: '' })
    expect(said.err).toMatch(/^PostgreSQL cannot be reached .*\n$/)
    const bare = await demo({ ledger: { url: await createTestDatabase() } })
    expect((await runCli(bare, ['exceptions'])).err).toMatch(/^The ledger's schema is older .*\n$/)
  })

  test('Temporal, where an order must be asked', async () => {
    const folder = await demo({ temporal: { ...temporal, address: nowhere } })
    const commands = [['hold'], ['retry'], ['cancel', '--yes']]
    const said = await Promise.all(
      commands.map(([command = '', ...more]) =>
        runCli(folder, ['order', command, 'aurora', '5512', ...more]),
      ),
    )
    const err = `No Temporal server answers at ${nowhere}. Start it, or correct temporal.address.\n`
    expect(said).toEqual(commands.map(() => ({ exitCode: 1, out: '', err })))
  })

  test('a vendor', async () => {
    const folder = await demo({ linnworks: { ...CREDENTIALS, authUrl: `http://${nowhere}` } })
    const said = await runCli(folder, ['link', 'sku', 'aurora', 'ABC-1', 'ABC-001'])
    expect(said).toMatchObject({ exitCode: 1, out: '' })
    expect(said.err).toMatch(/^linnworks AuthorizeByApplication: .*\n$/)
    expect((await ledger.links.findSkuLinks('aurora', ['ABC-1'])).size).toBe(0)
  })

  test('a shop that is not configured', async () => {
    const said = await runCli(await demo({}), ['link', 'list', 'borealis'])
    expect(said).toEqual({
      exitCode: 1,
      out: '',
      err: 'There is no shop "borealis" in the configuration, which has: aurora.\n',
    })
  })
})

describe.concurrent('without Temporal', () => {
  test('an order is still shown from the ledger, with a word on what is missing', async () => {
    const folder = await demo({ temporal: { ...temporal, address: nowhere } })
    const said = await runCli(folder, ['order', 'show', '1001'])
    expect(said.exitCode).toBe(0)
    expect(said.out).toContain('Order #1001 (aurora 5512) is received')
    expect(said.err).toBe('What comes next is unknown: Temporal, or a worker, does not answer.\n')
  })

  test('a link still stands, and says who will be woken later', async () => {
    const waiting = { shop: 'aurora', orderId: '5513' }
    await ledger.orders.receive(waiting)
    await stopFor(
      ledger,
      waiting,
      skuUnmapped({ shop: 'aurora', name: '#1002' }, [{ sku: 'MUG', title: 'Mug' }]),
    )
    expect(await ledger.exceptions.listWaiting([skuCause('aurora', 'MUG')])).toEqual([waiting])
    const folder = await demo({ temporal: { ...temporal, address: nowhere } })
    const said = await runCli(folder, ['link', 'sku', 'aurora', 'MUG', 'LW-MUG', '--force'])
    expect(said).toMatchObject({ exitCode: 0, out: expect.stringContaining('sold as LW-MUG') })
    expect(said.err).toContain('1 order waiting for it will go on within a minute')
    expect((await ledger.links.findSkuLinks('aurora', ['MUG'])).get('MUG')).toBe('LW-MUG')
  })
})

test('where no worker answers, the person is told that the wish stands', async () => {
  const said = await runCli(await demo({}), ['order', 'hold', '5512', '--timeout', '1'])
  expect(said).toMatchObject({ exitCode: 1, out: '' })
  expect(said.err).toMatch(/^The order has not answered within 1 s\. What was asked stands/)
})

test.each([
  [['order', 'show']],
  [['order', 'show', 'aurora', '5512', 'twice']],
  [['order', 'show', 'aurora', '5512', '--shop', 'borealis']],
  [['order', 'list', '--stage', 'lost']],
  [['order', 'list', '--limit', '0']],
  [['books', '--day', '2026-02-30']],
  [['exceptions', '--owner', 'nobody']],
  [['ordre']],
])('wrong input is a sentence and exit 2: %j', async (words) => {
  const said = await runCli(await demo({}), words)
  expect(said).toMatchObject({ exitCode: 2, out: '' })
  expect(said.err).toMatch(/^[A-Za-z].*\n/)
})

test('two orders of one name in two shops must be told apart', async () => {
  await ledger.orders.receive({ shop: 'borealis', orderId: '77' }, { name: '#1001' })
  const folder = await demo({})
  const said = await runCli(folder, ['order', 'show', '1001'])
  expect(said).toMatchObject({ exitCode: 1, out: '' })
  expect(said.err).toContain('aurora 5512 (#1001)')
  expect(said.err).toContain('borealis 77 (#1001)')
  expect((await runCli(folder, ['order', 'show', '1001', '--shop', 'borealis'])).exitCode).toBe(0)
})

describe('as a program', () => {
  test('results are on stdout, in a pipe without colour, and the exit code tells', async () => {
    const folder = await demo({})
    const listed = await runMain(folder, ['order', 'list', '--json'])
    expect(JSON.parse(listed.stdout)).toMatchObject(
      expect.arrayContaining([expect.objectContaining(key)]),
    )
    const unknown = await runMain(folder, ['order', 'show', '99999'])
    expect(unknown).toMatchObject({ code: 1, stdout: '' })
    expect(unknown.stderr).toMatch(/^There is no order 99999/)
  })

  test("temporal runs the demo's own program against its server and namespace", async () => {
    const folder = await demo({})
    const listed = await runMain(folder, [
      'temporal',
      'operator',
      'search-attribute',
      'list',
      '--output',
      'json',
    ])
    expect(listed.code).toBe(0)
    expect(listed.stdout).toContain('WaybillStage')
    const failed = await runMain(folder, [
      'temporal',
      'workflow',
      'describe',
      '--workflow-id',
      'none',
    ])
    expect(failed.code).not.toBe(0)
    const empty = await mkdtemp(join(root, 'empty-'))
    expect(await runMain(empty, ['temporal', 'workflow', 'list'])).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^No demo is running here/),
    })
  })
})

async function demo(changes: {
  readonly ledger?: object
  readonly linnworks?: object
  readonly temporal?: { readonly address: string; readonly namespace: string }
}): Promise<string> {
  const folder = await mkdtemp(join(root, 'demo-'))
  await writeDemo(folder, {
    shops: [{ shop: 'aurora', accessToken: 'token', webhookSecrets: ['secret'] }],
    linnworks: CREDENTIALS,
    ledger: { url: ledgerUrl },
    temporal,
    ...changes,
  })
  return folder
}

function runMain(folder: string, words: readonly string[]) {
  return new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    execFile(process.execPath, [MAIN, ...words], { cwd: folder }, (error, stdout, stderr) => {
      const code = typeof error?.code === 'number' ? error.code : error === null ? 0 : -1
      resolve({ code, stdout, stderr })
    })
  })
}
