import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Client } from '@temporalio/client'
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js'
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker'
import { connect } from '../../lib/temporal-connection.ts'
import { prepareNamespace } from '../../client/namespace.ts'
import { findFreePort } from '../../rehearsal/ports.ts'
import { provisionTemporalProgram } from '../../rehearsal/temporal-program.ts'
import { startTemporalServer } from '../../rehearsal/temporal-server.ts'
import { workflowsPath } from '../../workers/workflow-bundle.ts'
import { startHost } from '../workflows/host.ts'
import { scenarios } from '../workflows/scenarios/index.ts'
import { historyFile, historyFolder } from './histories.ts'

/**
 * Records the histories of the scenarios that are named, or of those that have none. Starts what it
 * needs. Refuses to replace a history, unless forced: see README.md beside it.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { force: { type: 'boolean', default: false } },
})
const names = scenarios.map(({ name }) => name)
const unknown = positionals.filter((name) => !names.includes(name))
if (unknown.length > 0) {
  fail(`There is no scenario ${unknown.join(', ')}. There are ${names.join(', ')}.`)
}
const wanted = scenarios.filter(({ name }) =>
  positionals.length > 0 ? positionals.includes(name) : values.force || !isRecorded(name),
)
const kept = wanted.filter(({ name }) => isRecorded(name) && !values.force)
if (kept.length > 0) {
  fail(
    `Recorded already: ${kept.map(({ name }) => name).join(', ')}. README.md in this folder says when a history may be recorded anew; then add --force.`,
  )
}
await record()

async function record(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'waybill-record-'))
  const log = (sentence: string) => process.stderr.write(`${sentence}\n`)
  const { path: program } = await provisionTemporalProgram({ log })
  const server = await startTemporalServer({
    program,
    port: await findFreePort(),
    logFile: join(folder, 'temporal.log'),
  })
  try {
    const { address } = server
    await prepareDefaultNamespace(address)
    const host = await startHost({
      address,
      namespace: 'default',
      workflowBundle: await writeBundle(folder),
    })
    await mkdir(historyFolder, { recursive: true })
    for (const scenario of wanted) {
      const { handle } = await scenario.play(host)
      await writeFile(historyFile(scenario.name), historyToJSON(await handle.fetchHistory()))
      log(`Recorded ${scenario.name}.`)
    }
    await host.close()
  } finally {
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

async function prepareDefaultNamespace(address: string): Promise<void> {
  const connection = await connect({ temporal: { address } })
  await prepareNamespace(new Client({ connection, namespace: 'default' }))
  await connection.close()
}

async function writeBundle(folder: string): Promise<{ readonly codePath: string }> {
  const { code } = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('WARN') })
  const codePath = join(folder, 'workflow-bundle.js')
  await writeFile(codePath, code)
  return { codePath }
}

function isRecorded(name: string): boolean {
  return existsSync(historyFile(name))
}

function fail(sentence: string): never {
  process.stderr.write(`${sentence}\n`)
  process.exit(1)
}
