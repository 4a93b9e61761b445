import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

const PROGRAM = fileURLToPath(new URL('../../main.ts', import.meta.url))
/** A process that should end and does not is killed, and the test told so. */
const ENDS_WITHIN_MS = 30_000

export interface Ending {
  /** Null where a signal ended it. */
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly out: string
  /** What stderr says to a person: every line that is not of the log. */
  readonly sentence: string
  /** The log's lines. */
  readonly log: string
}

export interface WaybillProcess {
  readonly ended: Promise<Ending>
  /** Everything logged so far. */
  log(): string
  kill(signal: NodeJS.Signals): void
}

/** Writes the configuration, as YAML's subset JSON, into a folder that goes with the test. */
export async function writeConfig(config: unknown): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'waybill-start-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const path = join(folder, 'waybill.yaml')
  await writeFile(path, typeof config === 'string' ? config : JSON.stringify(config, null, 2))
  return path
}

/** Runs `npm start -- …` as its own process; it does not outlive the test. */
export function startProcess(args: readonly string[]): WaybillProcess {
  return startProgram(['node', PROGRAM, ...args])
}

/** Where a program runs that is not run as npm does it. */
export interface ProgramSettings {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  readonly uid?: number
  readonly gid?: number
}

/** Runs `node …` as its own process; it does not outlive the test. */
export function startProgram(
  [, ...args]: readonly string[],
  settings: ProgramSettings = {},
): WaybillProcess {
  const child = spawn(process.execPath, args, { ...settings, stdio: ['ignore', 'pipe', 'pipe'] })
  let [out, err] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
  const ended = new Promise<Ending>((resolve, reject) => {
    child.once('error', reject)
    // `close` comes after the last of both outputs, `exit` may come before it.
    child.once('close', (code, signal) => resolve({ code, signal, out, ...partition(err) }))
  })
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
  })
  return {
    ended,
    log: () => partition(err).log,
    kill: (signal) => child.kill(signal),
  }
}

/** Runs a role with this configuration until it ends by itself. */
export async function runRole(role: string, config: unknown): Promise<Ending> {
  const path = await writeConfig(config)
  const child = startProcess([role, '--config', path])
  const bound = setTimeout(() => child.kill('SIGKILL'), ENDS_WITHIN_MS)
  try {
    return await child.ended
  } finally {
    clearTimeout(bound)
  }
}

function partition(err: string): { readonly sentence: string; readonly log: string } {
  const lines = err.split('\n').filter((line) => line !== '')
  return {
    sentence: lines.filter((line) => !line.startsWith('{')).join('\n'),
    log: lines.filter((line) => line.startsWith('{')).join('\n'),
  }
}
