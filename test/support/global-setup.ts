import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker'
import type { TestProject } from 'vitest/node'
import { findFreePort } from '../../rehearsal/ports.ts'
import { startPostgres } from '../../rehearsal/postgres.ts'
import { provisionTemporalProgram } from '../../rehearsal/temporal-program.ts'
import { startTemporalServer } from '../../rehearsal/temporal-server.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    readonly temporalProgram: string
    readonly temporalAddress: string
    readonly postgresUrl: string
    /** Why there is none is for the tests that want one: the others run all the same. */
    readonly workflowBundle: { readonly codePath: string } | { readonly failure: string }
  }
}

/** Once for all test files: one Temporal dev server, one PostgreSQL, one bundle of the workflows. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const log = (sentence: string) => process.stderr.write(`${sentence}\n`)
  const folder = await mkdtemp(join(tmpdir(), 'waybill-test-'))
  const [{ program, temporal }, postgres, bundle] = await Promise.all([
    startTemporal(folder, log),
    startDatabase(folder),
    writeWorkflowBundle(folder),
  ])
  project.provide('temporalProgram', program)
  project.provide('temporalAddress', temporal.address)
  project.provide('postgresUrl', postgres.url)
  project.provide('workflowBundle', bundle)
  return async () => {
    await Promise.all([temporal.stop(), postgres.stop()])
    await rm(folder, { recursive: true, force: true })
  }
}

async function startTemporal(folder: string, log: (sentence: string) => void) {
  const { path } = await provisionTemporalProgram({ log })
  const logFile = join(folder, 'temporal.log')
  const port = await findFreePort()
  return {
    program: path,
    temporal: await startTemporalServer({ program: path, port, logFile }),
  }
}

async function startDatabase(folder: string) {
  const dataDir = join(folder, 'postgres')
  return startPostgres({ dataDir, port: await findFreePort(), persistent: false, durable: false })
}

async function writeWorkflowBundle(folder: string) {
  const workflowsPath = fileURLToPath(new URL('../../workflows/index.ts', import.meta.url))
  const said: string[] = []
  const logger = new DefaultLogger('WARN', ({ message }) => said.push(message))
  try {
    const { code } = await bundleWorkflowCode({ workflowsPath, logger })
    const codePath = join(folder, 'workflow-bundle.js')
    await writeFile(codePath, code)
    return { codePath }
  } catch (error) {
    return { failure: [String(error), ...said].join('\n') }
  }
}
