import { execFile } from 'node:child_process'
import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Environment, readEnvironment } from '../lib/environment.ts'
import { withFileLock } from './file-lock.ts'
import { buildTemporalProgram, findGo } from './temporal-build.ts'
import { PINNED_VERSION, readCachedProgram, writeCachedProgram } from './temporal-cache.ts'
import { downloadTemporalProgram } from './temporal-download.ts'

export type ProgramOrigin = 'TEMPORAL_CLI' | 'PATH' | 'cache' | 'download' | 'build'

export interface TemporalProgram {
  readonly path: string
  /** Of the CLI, for instance `1.8.2`. */
  readonly version: string
  readonly origin: ProgramOrigin
}

export interface ProvisionOptions {
  /** Takes sentences for the person who waits. */
  readonly log: (sentence: string) => void
  readonly environment?: Environment
  /** Where to ask whether the SDK's download can be reached. */
  readonly downloadService?: string
}

/**
 * Finds or makes the `temporal` program, in order: `TEMPORAL_CLI`, the PATH, the cache, the SDK's
 * download, a build by Go. Throws a sentence that says what to install when none of them works, or
 * when `TEMPORAL_CLI` names something unusable.
 */
export async function provisionTemporalProgram(
  options: ProvisionOptions,
): Promise<TemporalProgram> {
  const { log, environment = readEnvironment() } = options
  const found =
    (await findInsisted(environment)) ??
    (await findOnPath(environment, log)) ??
    (await findCached(environment, log))
  if (found !== undefined) return found

  const lock = join(environment.cacheDir, 'temporal', 'provision.lock')
  const onWait = () =>
    log('Another process is getting the Temporal dev server ready; waiting for it')
  return withFileLock({ path: lock, onWait }, async () => {
    // The process that we waited for has filled the cache.
    const cached = await findCached(environment, log)
    return cached ?? fillCache(environment, options)
  })
}

/** Reads `temporal --version`; undefined when the program does not run or says something else. */
export async function readTemporalVersion(path: string): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)(path, ['--version'], { timeout: 10_000 })
    return /temporal version v?(\S+)/.exec(stdout)?.[1]
  } catch {
    return undefined
  }
}

/** CLI 1.5 is the first with the server (1.29) whose task queue limits we use. */
export function isSupportedVersion(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > 1 || (major === 1 && minor >= 5)
}

async function findInsisted(environment: Environment): Promise<TemporalProgram | undefined> {
  const path = environment.temporalCli
  if (path === undefined) return undefined
  const version = await readTemporalVersion(path)
  if (version === undefined) {
    throw new Error(`TEMPORAL_CLI is ${path}, which does not run as the Temporal CLI`)
  }
  if (!isSupportedVersion(version)) {
    throw new Error(
      `TEMPORAL_CLI is ${path}, version ${version}: 1.5 or newer is needed. Upgrade it, or unset TEMPORAL_CLI to let Waybill provide one`,
    )
  }
  return { path, version, origin: 'TEMPORAL_CLI' }
}

async function findOnPath(
  environment: Environment,
  log: ProvisionOptions['log'],
): Promise<TemporalProgram | undefined> {
  for (const folder of environment.path) {
    const path = join(folder, 'temporal')
    if (!(await isExecutable(path))) continue
    const version = await readTemporalVersion(path)
    if (version !== undefined && isSupportedVersion(version)) {
      return { path, version, origin: 'PATH' }
    }
    log(`Passing over ${path}: it is ${version ?? 'no Temporal CLI'}, and 1.5 or newer is needed`)
  }
  return undefined
}

async function findCached(
  environment: Environment,
  log: ProvisionOptions['log'],
): Promise<TemporalProgram | undefined> {
  const path = await readCachedProgram(environment.cacheDir, log)
  if (path === undefined) return undefined
  if ((await readTemporalVersion(path)) === undefined) {
    log(`Passing over ${path}: it does not run on this machine`)
    return undefined
  }
  return { path, version: PINNED_VERSION, origin: 'cache' }
}

async function fillCache(
  environment: Environment,
  { log, downloadService = 'https://temporal.download' }: ProvisionOptions,
): Promise<TemporalProgram> {
  const { cacheDir } = environment
  const version = PINNED_VERSION
  const downloaded = await writeCachedProgram(cacheDir, (target) =>
    downloadTemporalProgram({ target, version, service: downloadService, log }),
  )
  if (downloaded !== undefined) return { path: downloaded, version, origin: 'download' }

  const go = await findGo(environment)
  if (go === undefined) {
    throw new Error(
      'The Temporal dev server is needed and is not here. Install the Temporal CLI 1.5 or newer (https://docs.temporal.io/cli) and put it on the PATH or name it in TEMPORAL_CLI, or install Go 1.26.4 or newer (https://go.dev/dl) and Waybill builds it',
    )
  }
  const built = await writeCachedProgram(cacheDir, async (target) => {
    await buildTemporalProgram({ go, target, version, log })
    return true
  })
  if (built === undefined) throw new Error('The build of the Temporal dev server left no program')
  return { path: built, version, origin: 'build' }
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
