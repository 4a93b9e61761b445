import { spawn } from 'node:child_process'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { eventually } from '../../rehearsal/eventually.ts'
import { isAlive } from '../support/is-alive.ts'

const MODULE = fileURLToPath(new URL('../../rehearsal/temporal-build.ts', import.meta.url))
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waybill-build-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

test('Ctrl-C during the build of the dev server ends the build and its compilers', async () => {
  const go = join(folder, 'go')
  const compiler = join(folder, 'compiler.pid')
  await writeFile(go, `#!/bin/sh\nsleep 600 &\necho $! > ${compiler}\nwait\n`)
  await chmod(go, 0o755)
  const options = { go, target: join(folder, 'temporal'), version: '1.8.2' }
  const builder = spawn(process.execPath, [
    '--input-type=module',
    '--eval',
    `const { buildTemporalProgram } = await import(${JSON.stringify(MODULE)})
     await buildTemporalProgram({ ...${JSON.stringify(options)}, log: () => {} })`,
  ])
  const ended = new Promise((resolve) => {
    builder.once('exit', (_, signal) => resolve(signal))
  })
  const pid = await eventually('the compiler runs', async () => {
    const id = Number(await readFile(compiler, 'utf8'))
    return id > 0 && id
  })
  builder.kill('SIGINT')
  expect(await ended).toBe('SIGINT')
  await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false)
})
