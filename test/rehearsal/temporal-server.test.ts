import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from '@temporalio/client'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { connect } from '../../lib/temporal-connection.ts'
import { findFreePort } from '../../rehearsal/ports.ts'
import { startTemporalServer } from '../../rehearsal/temporal-server.ts'
import { temporalProgram } from '../support/servers.ts'
import { isAlive } from '../support/is-alive.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waybill-temporal-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

test('The dev server answers when it is said to have started, and stops without a trace', async () => {
  const uiPort = await findFreePort()
  const server = await startTemporalServer({
    program: temporalProgram(),
    port: await findFreePort(),
    uiPort,
  })
  expect(server.uiUrl).toBe(`http://127.0.0.1:${uiPort}`)
  const connection = await connect({ temporal: server })
  await connection.close()
  await server.stop()
  expect(isAlive(server.pid)).toBe(false)
  await expect(connect({ temporal: server }, { connectTimeout: 500 })).rejects.toThrow(
    'Failed to connect',
  )
})

test('Workflows survive a kill of a dev server with a database file', async () => {
  const port = await findFreePort()
  const options = {
    ...{ program: temporalProgram(), port },
    ...{ dbFile: join(folder, 'temporal.db'), logFile: join(folder, 'temporal.log') },
  }
  const first = await startTemporalServer(options)
  const before = await connect({ temporal: first })
  await new Client({ connection: before }).workflow.start('anyWorkflow', {
    taskQueue: 'any',
    workflowId: 'order:aurora:5512',
  })
  await before.close()
  process.kill(first.pid, 'SIGKILL')

  await expect.poll(() => isAlive(first.pid), { timeout: 10_000 }).toBe(false)
  const second = await startTemporalServer(options)
  const after = await connect({ temporal: second })
  const handle = new Client({ connection: after }).workflow.getHandle('order:aurora:5512')
  expect((await handle.describe()).status.name).toBe('RUNNING')
  await after.close()
  await second.stop()
})

test('A dev server that found one of its ports taken is started again', async () => {
  // A program that ends as a server does which lost a port, the first time; then it is the server.
  const program = join(folder, 'temporal')
  const mark = join(folder, 'started')
  const script = `[ -e '${mark}' ] || { touch '${mark}'; exit 1; }\nexec '${temporalProgram()}' "$@"`
  await writeFile(program, `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  const server = await startTemporalServer({ program, port: await findFreePort() })
  await server.stop()
  expect(isAlive(server.pid)).toBe(false)
})

test('A dev server that cannot start says why', async () => {
  const port = await findFreePort()
  const holder = createServer()
  await new Promise<void>((resolve) => holder.listen(port, '127.0.0.1', resolve))
  const logFile = join(folder, 'temporal.log')
  const start = startTemporalServer({ program: temporalProgram(), port, logFile })
  await expect(start).rejects.toThrow(new RegExp(`127.0.0.1:${port} did not start.*`, 's'))
  holder.close()
})
