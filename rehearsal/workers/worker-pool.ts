import { type ChildProcess, fork } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { GoOn, StepMoment, WorkerNews, WorkerTask } from './messages.ts'

const program = fileURLToPath(new URL('worker.ts', import.meta.url))
const endsWithinMs = 5000

export interface WorkerPool {
  /** Whether the worker does its work: started, and not killed. */
  isReady(worker: string): boolean
  countReady(): number
  /** By SIGKILL; another one takes its place at once. Answers whether it was there to be killed. */
  kill(worker: string): boolean
  /** Workers that ended though nobody killed them, in words. */
  readonly mishaps: readonly string[]
  stop(): Promise<void>
}

export interface WorkerPoolOptions {
  readonly size: number
  /** Where the workers write their logs, one file each. */
  readonly folder: string
  readonly settings: object
  readonly workflowBundle: WorkerTask['workflowBundle']
  /** A worker waits at the moment until this answers. */
  readonly meet: (moment: StepMoment) => Promise<void>
}

interface Hand {
  readonly worker: string
  readonly process: ChildProcess
  ready: boolean
  wanted: boolean
}

/**
 * Keeps so many worker processes running, each of its own process id, and replaces whoever ends. They
 * end with us, however we end: their line to us is then cut. Resolves when all of them work.
 */
export async function startWorkerPool(options: WorkerPoolOptions): Promise<WorkerPool> {
  const { size, folder, settings, workflowBundle, meet } = options
  const hands = new Map<string, Hand>()
  const mishaps: string[] = []
  let hired = 0
  let stopping = false

  function hire(): Promise<void> {
    hired += 1
    const worker = `worker-${hired}`
    const logFile = join(folder, `${worker}.log`)
    const output = openSync(logFile, 'a')
    const child = fork(program, { stdio: ['ignore', output, output, 'ipc'] })
    closeSync(output)
    const hand: Hand = { worker, process: child, ready: false, wanted: true }
    hands.set(worker, hand)
    return new Promise((resolve) => {
      child.on('message', (news: WorkerNews) => {
        if (news.kind === 'moment') return void letGo(hand, news)
        hand.ready = true
        resolve()
      })
      child.once('exit', (code, signal) => {
        hands.delete(worker)
        if (hand.wanted)
          mishaps.push(`${worker} ended by itself (${signal ?? `exit code ${code}`})`)
        resolve()
        if (!stopping) void hire()
      })
      tell(hand, { kind: 'task', worker, settings, workflowBundle, logFile })
    })
  }

  async function letGo(hand: Hand, { id, moment }: WorkerNews & { kind: 'moment' }) {
    await meet(moment)
    tell(hand, { kind: 'goOn', id })
  }

  function tell(hand: Hand, message: WorkerTask | GoOn): void {
    if (!hand.process.connected) return
    // A worker that was killed this very moment is told nothing any more.
    hand.process.send(message, () => undefined)
  }

  await Promise.all(Array.from({ length: size }, hire))
  return {
    isReady: (worker) => hands.get(worker)?.ready === true,
    countReady: () => [...hands.values()].filter(({ ready }) => ready).length,
    kill: (worker) => {
      const hand = hands.get(worker)
      if (hand === undefined) return false
      hand.wanted = false
      hand.ready = false
      return hand.process.kill('SIGKILL')
    },
    mishaps,
    stop: async () => {
      stopping = true
      await Promise.all([...hands.values()].map(dismiss))
    },
  }
}

async function dismiss(hand: Hand): Promise<void> {
  const { process: child } = hand
  hand.wanted = false
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  if (child.exitCode !== null || child.signalCode !== null) return
  if (child.connected) child.disconnect()
  const bound = setTimeout(() => child.kill('SIGKILL'), endsWithinMs)
  await ended
  clearTimeout(bound)
}
