import { availableParallelism } from 'node:os'
import { readBusySeconds, readCpuSeconds, readThreadSeconds } from './cpu.ts'

/** The processes of a bench by what they are, for instance `worker`, with their ids. */
export type Members = Readonly<Record<string, number>>

/** Who used the processors over a stretch of time. */
export interface CpuFigures {
  readonly seconds: number
  readonly cores: number
  /** Processor seconds of each member; `others` is everything else on the machine. */
  readonly used: Readonly<Record<string, number>>
  /** Processor seconds of the worker's threads by name. */
  readonly workerThreads: Readonly<Record<string, number>>
}

/** Begins to count; what it answers ends it. */
export function watchCpu(members: Members): () => CpuFigures {
  const begun = take(members)
  return () => {
    const ended = take(members)
    const used = differences(begun.members, ended.members)
    const ours = Object.values(used).reduce((total, each) => total + each, 0)
    return {
      seconds: (ended.at - begun.at) / 1000,
      cores: availableParallelism(),
      used: { ...used, others: Math.max(0, ended.busy - begun.busy - ours) },
      workerThreads: differences(begun.threads, ended.threads),
    }
  }
}

/** How many of the machine's cores were busy on average, by anybody. */
export function busyCores({ used, seconds }: CpuFigures): number {
  return Object.values(used).reduce((total, each) => total + each, 0) / seconds
}

function take(members: Members) {
  const { worker } = members
  return {
    at: performance.now(),
    busy: readBusySeconds(),
    members: new Map(Object.entries(members).map(([name, pid]) => [name, readCpuSeconds(pid)])),
    threads: worker === undefined ? new Map<string, number>() : readThreadSeconds(worker),
  }
}

function differences(
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
): Record<string, number> {
  return Object.fromEntries(
    [...after].map(([name, seconds]) => [name, seconds - (before.get(name) ?? 0)]),
  )
}
