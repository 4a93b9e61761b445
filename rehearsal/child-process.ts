import { spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'

export interface ChildProcessOptions {
  readonly program: string
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Both outputs are appended to it; without it they are dropped. */
  readonly logFile?: string
  /** The signal that asks the program to end in order. */
  readonly stopSignal: 'SIGTERM' | 'SIGINT'
  /** How long it may take over that before it is killed. */
  readonly stopWithinMs: number
}

export interface ChildProcess {
  readonly pid: number
  readonly running: () => boolean
  /** Resolves when the program has ended, with how it ended in words. */
  readonly exited: Promise<string>
  stop(): Promise<void>
}

/**
 * Starts a server in its own session, so that Ctrl-C reaches us and we decide when it ends. It never
 * outlives us: a watchdog that holds a pipe from us stops it when the pipe closes, even after a kill.
 * Neither keeps our process alive. Throws if the program cannot be started.
 */
export async function startChildProcess(options: ChildProcessOptions): Promise<ChildProcess> {
  const output = options.logFile === undefined ? 'ignore' : openSync(options.logFile, 'a')
  const child = spawn(options.program, options.args, {
    detached: true,
    stdio: ['ignore', output, output],
    ...(options.env === undefined ? {} : { env: { ...options.env } }),
  })
  if (typeof output === 'number') closeSync(output)
  let running = true
  const exited = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => {
      running = false
      resolve(signal === null ? `exit code ${code}` : `signal ${signal}`)
    })
  })
  await new Promise((resolve, reject) => {
    child.once('spawn', resolve)
    child.once('error', reject)
  })
  const pid = child.pid
  if (pid === undefined) throw new Error(`${options.program} started without a process id`)
  child.unref()
  const dismissWatchdog = startWatchdog(pid, options)
  void exited.then(dismissWatchdog)

  return {
    pid,
    running: () => running,
    exited,
    stop: async () => {
      if (!running) return
      child.kill(options.stopSignal)
      const bound = setTimeout(() => child.kill('SIGKILL'), options.stopWithinMs)
      await exited
      clearTimeout(bound)
    },
  }
}

/** The last lines of a log, for the sentence that says why a program did not start. */
export function readLogTail(logFile: string, lines = 5): string {
  try {
    return readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-lines).join('\n')
  } catch {
    return '(no log)'
  }
}

/** `read` ends at the end of the pipe, which comes when our process is gone, however it went. */
const WATCHDOG = `while read -r _; do :; done
kill -"$2" "$1" 2>/dev/null || exit 0
for _ in $(seq "$3"); do kill -0 "$1" 2>/dev/null || exit 0; sleep 0.1; done
kill -KILL "$1" 2>/dev/null`

function startWatchdog(pid: number, options: ChildProcessOptions): () => void {
  const signal = options.stopSignal.replace('SIG', '')
  const tenths = Math.ceil(options.stopWithinMs / 100)
  const watchdog = spawn('/bin/sh', ['-c', WATCHDOG, 'watchdog', `${pid}`, signal, `${tenths}`], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  watchdog.unref()
  // A pipe to a child is a socket, and only a socket can be told not to keep the process alive.
  if ('unref' in watchdog.stdin && typeof watchdog.stdin.unref === 'function') {
    watchdog.stdin.unref()
  }
  // The watchdog is dismissed by a kill: closing its pipe would make it strike a reused id.
  watchdog.stdin.on('error', () => undefined)
  return () => {
    watchdog.kill('SIGKILL')
  }
}
