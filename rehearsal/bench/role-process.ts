import { setTimeout as sleep } from 'node:timers/promises'
import { type ChildProcess, readLogTail, startChildProcess } from '../child-process.ts'

const readyWithinMs = 60_000

export interface RoleOptions {
  /** What it is, for the sentence that says why it did not start. */
  readonly what: string
  /** Arguments of Node, the program's own path among them. */
  readonly args: readonly string[]
  readonly logFile: string
  /** Answers 2xx when it is ready; without it, the program is to end by itself. */
  readonly readyUrl?: string
}

/** Starts a Node program and waits until it is ready. It never outlives us. */
export async function startRole(options: RoleOptions): Promise<ChildProcess> {
  const child = await startChildProcess({
    // As the image runs it; several packages check more, and slower, without it.
    program: 'env',
    args: ['NODE_ENV=production', process.execPath, ...options.args],
    logFile: options.logFile,
    stopSignal: 'SIGTERM',
    stopWithinMs: 90_000,
  })
  const deadline = performance.now() + readyWithinMs
  while (options.readyUrl !== undefined && !(await answers(options.readyUrl))) {
    if (child.running() && performance.now() < deadline) continue
    await child.stop()
    throw new Error(`${options.what} did not start:\n${readLogTail(options.logFile, 15)}`)
  }
  return child
}

/** Runs a Node program to its end. Throws with the end of its log when it failed. */
export async function runRole(options: Omit<RoleOptions, 'readyUrl'>): Promise<void> {
  const child = await startRole(options)
  // The child keeps nobody alive: somebody has to wait.
  const waiting = setInterval(() => undefined, 1000)
  const ending = await child.exited
  clearInterval(waiting)
  if (ending === 'exit code 0') return
  throw new Error(`${options.what} failed (${ending}):\n${readLogTail(options.logFile, 15)}`)
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2000) })
    await response.arrayBuffer()
    if (response.ok) return true
  } catch {
    // Not there yet.
  }
  await sleep(50)
  return false
}
