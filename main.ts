import { parseArgs } from 'node:util'
import { connectTemporal, TemporalError } from './client/temporal.ts'
import { requireNamespace } from './client/namespace.ts'
import { PreflightError } from './client/preflight.ts'
import { promoteWorkers } from './client/promote.ts'
import { startReceiverRole } from './client/receiver-role.ts'
import { runSetup } from './client/setup.ts'
import { type Config, ConfigError, loadConfig } from './lib/config.ts'
import { PortError } from './lib/listen.ts'
import { createLogger } from './lib/logger.ts'
import { LedgerError, openDatabase } from './ledger/database.ts'
import { installRuntime } from './workers/runtime.ts'
import { startWorkerRole } from './workers/worker-role.ts'
import { bundleApart, BundleError, findWorkflowBundle } from './workers/workflow-bundle.ts'

const help = `npm start [-- ROLE] [--config PATH] [--instance NAME]

  worker     runs workflows and activities
  receiver   takes webhooks
  setup      makes the schema, search attributes, Schedules and webhooks, and ends
  promote    makes the workers of this worker.deployment the current ones, and ends
  all        setup, then a worker and a receiver in one process (if no role is named)

The configuration is read from --config, else from WAYBILL_CONFIG, else from ./waybill.yaml.
`

const roles = ['worker', 'receiver', 'setup', 'promote', 'all'] as const
type Role = (typeof roles)[number]

interface Running {
  stop(): Promise<void>
}

// Above the line that runs everything: a class does not exist before its own line.
class UsageError extends Error {
  override readonly name = 'UsageError'
}

process.exitCode = await main().catch((error: unknown) => {
  process.stderr.write(`${explain(error)}\n`)
  return 1
})

async function main(): Promise<number> {
  const { values, positionals } = readArguments()
  if (values.help === true) {
    process.stdout.write(help)
    return 0
  }
  const role = toRole(positionals)
  const config = loadConfig(values.config === undefined ? {} : { path: values.config })
  const instance = values.instance ?? '1'
  const logger = createLogger({ role, instance, level: config.log.level })

  if (role === 'setup' || role === 'all') await setUp(config, (line) => logger.info(line))
  if (role === 'promote') await promote(config, (line) => logger.info(line))
  if (role === 'setup' || role === 'promote') return 0
  const builtBundle = role === 'receiver' ? undefined : findWorkflowBundle()
  if (role === 'worker') await requireSetup(config)

  const { host, sdkMetricsPort } = config.worker
  const sdkMetrics = sdkMetricsPort === undefined ? undefined : `${host}:${sdkMetricsPort}`
  const running: Running[] = role === 'receiver' ? [] : [installRuntime(logger, sdkMetrics)]
  const stopAll = async () => {
    for (const each of running.toReversed()) await each.stop()
  }
  const stopping = waitForSignal()
  try {
    if (role !== 'receiver') {
      const worker = await startWorkerRole({
        ...{ config, logger, instance: `waybill-worker-${instance}` },
        workflowBundle: builtBundle ?? (await bundleApart()),
      })
      running.push(worker)
      worker.done.catch((error: unknown) => {
        logger.fatal({ error }, 'The worker failed')
        process.exit(1)
      })
    }
    if (role !== 'worker') {
      const settings = { config, logger, instance: `waybill-receiver-${instance}` }
      running.push(await startReceiverRole(settings))
    }
    if (role === 'all') await promote(config, (line) => logger.info(line))
    const signal = await stopping
    logger.info({ signal }, 'Stopping: what is under way ends first')
  } finally {
    await stopAll()
  }
  return 0
}

async function setUp(config: Config, say: (line: string) => void): Promise<void> {
  const database = openDatabase({ ...config.ledger, unhurried: true })
  try {
    await runSetup(config, database, say)
  } finally {
    await database.destroy()
  }
}

/** Worker versions are off unless configured: then every worker gets work, and nothing is to do. */
async function promote(config: Config, say: (line: string) => void): Promise<void> {
  const { deployment } = config.worker
  if (deployment === undefined) {
    say('worker.deployment is not set: every worker gets work, none is promoted.')
    return
  }
  const client = await connectTemporal(config, 'waybill-promote')
  try {
    const { former = 'none' } = await promoteWorkers(client, deployment)
    say(`Build "${deployment.buildId}" of "${deployment.name}" is current (before: ${former}).`)
  } finally {
    await client.connection.close()
  }
}

/** A worker on a namespace that was never set up would fail order by order: say it once instead. */
async function requireSetup(config: Config): Promise<void> {
  const client = await connectTemporal(config, 'waybill-check')
  try {
    await requireNamespace(client)
  } finally {
    await client.connection.close()
  }
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        config: { type: 'string' },
        instance: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    })
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('. ', 1).join('') : String(error)
    throw new UsageError(`${reason}. What there is: npm start -- --help`)
  }
}

function toRole(words: readonly string[]): Role {
  const [word = 'all', ...more] = words
  const role = roles.find((each) => each === word)
  if (role !== undefined && more.length === 0) return role
  throw new UsageError(`"${words.join(' ')}" is not a role. Choose one of: ${roles.join(', ')}.`)
}

function waitForSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, resolve)
  })
}

/** What an operator can mend is one sentence; what only we can mend keeps its stack. */
function explain(error: unknown): string {
  const ours = [
    ...[ConfigError, LedgerError, TemporalError, PreflightError],
    ...[PortError, BundleError, UsageError],
  ]
  if (!(error instanceof Error)) return String(error)
  return ours.some((kind) => error instanceof kind) ? error.message : (error.stack ?? error.message)
}
