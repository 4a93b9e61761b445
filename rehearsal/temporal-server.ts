import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { connect } from '../lib/temporal-connection.ts'
import { readLogTail, startChildProcess } from './child-process.ts'

const READY_WITHIN_MS = 60_000
const STOP_WITHIN_MS = 5_000
/** The server takes ports that were free for its inner services, as ours: one may be gone by then. */
const MOST_STARTS = 3

export interface TemporalServerOptions {
  /** Path of the `temporal` program. */
  readonly program: string
  /** Of gRPC, on 127.0.0.1. */
  readonly port: number
  /** Of the Web UI. Without it the server is headless. */
  readonly uiPort?: number | 'off'
  /** Keeps workflows over a restart. Without it they live in memory, twice as fast. */
  readonly dbFile?: string
  /** Warnings of the server; without it they are dropped. */
  readonly logFile?: string
  /** Created at start, beside `default`. */
  readonly namespace?: string
}

export interface TemporalServer {
  readonly address: string
  readonly uiUrl?: string
  readonly pid: number
  /** Ends the server, by force if it takes longer than five seconds. */
  stop(): Promise<void>
}

/**
 * Starts a Temporal dev server on 127.0.0.1 and resolves when its gRPC answers for the namespace.
 * One that ends before that is started again; throws with the end of its log when the third ends
 * too, or none answers within a minute. It never outlives our process.
 */
export async function startTemporalServer(options: TemporalServerOptions): Promise<TemporalServer> {
  for (const file of [options.dbFile, options.logFile]) {
    if (file !== undefined) mkdirSync(dirname(file), { recursive: true })
  }
  for (let starts = 1; ; starts += 1) {
    const started = await tryToStart(options)
    if (!('failure' in started)) return started
    if (!started.endedByItself || starts === MOST_STARTS) throw new Error(started.failure)
  }
}

async function tryToStart(
  options: TemporalServerOptions,
): Promise<TemporalServer | { readonly failure: string; readonly endedByItself: boolean }> {
  const child = await startChildProcess({
    program: options.program,
    args: toArguments(options),
    ...(options.logFile === undefined ? {} : { logFile: options.logFile }),
    stopSignal: 'SIGTERM',
    stopWithinMs: STOP_WITHIN_MS,
  })
  const address = `127.0.0.1:${options.port}`
  const namespace = options.namespace ?? 'default'
  const deadline = performance.now() + READY_WITHIN_MS
  while (!(await answers(address, namespace))) {
    const endedByItself = !child.running()
    if (!endedByItself && performance.now() < deadline) continue
    await child.stop()
    const log = options.logFile === undefined ? '(no log)' : readLogTail(options.logFile)
    const how = await child.exited
    const failure = `The Temporal dev server on ${address} did not start (${how}):\n${log}`
    return { failure, endedByItself }
  }
  return {
    address,
    ...(typeof options.uiPort === 'number' ? { uiUrl: `http://127.0.0.1:${options.uiPort}` } : {}),
    pid: child.pid,
    stop: child.stop,
  }
}

function toArguments({ port, uiPort = 'off', dbFile, namespace }: TemporalServerOptions): string[] {
  const dynamicConfig = [
    // By default each hop of a workflow waits up to 50 ms: 20 polls a second on the only shard.
    'history.transferProcessorMaxPollRPS=2000',
    'history.timerProcessorMaxPollRPS=2000',
    'history.visibilityProcessorMaxPollRPS=2000',
    'system.enableEagerWorkflowStart=true',
  ]
  return [
    ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', `${port}`],
    ...(uiPort === 'off' ? ['--headless'] : ['--ui-port', `${uiPort}`]),
    ...(dbFile === undefined ? [] : ['--db-filename', dbFile]),
    ...(namespace === undefined ? [] : ['--namespace', namespace]),
    ...['--log-level', 'warn'],
    ...dynamicConfig.flatMap((value) => ['--dynamic-config-value', value]),
  ]
}

async function answers(address: string, namespace: string): Promise<boolean> {
  try {
    const connection = await connect({ temporal: { address } }, { connectTimeout: 1000 })
    try {
      await connection.workflowService.describeNamespace({ namespace })
      return true
    } finally {
      await connection.close()
    }
  } catch {
    await delay(50)
    return false
  }
}
