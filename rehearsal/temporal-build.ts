import { execFile, spawn } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { childEnvironment, type Environment } from '../lib/environment.ts'

const MODULE_DIR = fileURLToPath(new URL('../tools/temporal', import.meta.url))
const PACKAGE = 'github.com/temporalio/cli/cmd/temporal'
const PROGRESS_EVERY_MS = 10_000
const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

export interface BuildOptions {
  /** The `go` program. */
  readonly go: string
  /** Where to write the `temporal` program. */
  readonly target: string
  readonly version: string
  readonly log: (sentence: string) => void
}

/** The `go` program on the PATH, or where Go's own installer puts it; undefined without one. */
export async function findGo(environment: Pick<Environment, 'path'>): Promise<string | undefined> {
  for (const folder of [...environment.path, '/usr/local/go/bin']) {
    const go = join(folder, 'go')
    try {
      await promisify(execFile)(go, ['version'], { timeout: 10_000 })
      return go
    } catch {
      continue
    }
  }
  return undefined
}

/**
 * Builds the `temporal` program from the pinned `tools/temporal/go.mod`: some four minutes the first
 * time on two cores. Rejects with the end of Go's own words when the build fails. When we are asked
 * to end, the build ends with us.
 */
export async function buildTemporalProgram({
  go,
  target,
  version,
  log,
}: BuildOptions): Promise<void> {
  log(`Building the Temporal dev server ${version} with Go: once, some four minutes`)
  const startedAt = performance.now()
  const elapsedSeconds = () => Math.round((performance.now() - startedAt) / 1000)
  const stamp = `-X github.com/temporalio/cli/internal/temporalcli.Version=${version}`
  let group: number | undefined
  const endBuild = () => endGroup(group)
  const endWithUs = (signal: NodeJS.Signals) => {
    endBuild()
    forgetSignals()
    // Another listener may have an orderly shutdown in mind; without one, the signal ends us.
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal)
  }
  const forgetSignals = () => {
    for (const signal of STOP_SIGNALS) process.off(signal, endWithUs)
    process.off('exit', endBuild)
  }
  // Before the build runs: a signal in between would end us and leave the compilers.
  for (const signal of STOP_SIGNALS) process.on(signal, endWithUs)
  process.on('exit', endBuild)
  const build = spawn(go, ['build', '-ldflags', stamp, '-o', target, PACKAGE], {
    cwd: MODULE_DIR,
    // Its own group, so that ending it ends the compilers that it started.
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    // A Go that is older than go.mod asks for fetches the right one, as modules are fetched.
    env: childEnvironment({ GOTOOLCHAIN: 'auto', GOFLAGS: '-buildvcs=false -mod=readonly' }),
  })
  group = build.pid
  const progress = setInterval(
    () => log(`Still building the Temporal dev server, ${elapsedSeconds()} s`),
    PROGRESS_EVERY_MS,
  )
  let words = ''
  build.stderr.on('data', (chunk: Buffer) => {
    words = (words + chunk.toString()).slice(-2000)
  })
  try {
    await new Promise<void>((resolve, reject) => {
      build.once('error', reject)
      build.once('close', (code) => {
        if (code === 0) resolve()
        else reject(new Error(`Go could not build the Temporal dev server: ${words.trim()}`))
      })
    })
    log(`Built the Temporal dev server in ${elapsedSeconds()} s`)
  } finally {
    clearInterval(progress)
    forgetSignals()
  }
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGTERM')
  } catch {
    // It has ended already.
  }
}
