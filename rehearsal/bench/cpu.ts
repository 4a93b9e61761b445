import { readdirSync, readFileSync, writeFileSync } from 'node:fs'

/** Of /proc: the kernel counts processor time in hundredths of a second. */
const ticksPerSecond = 100

interface Times {
  readonly pid: number
  readonly parent: number
  readonly name: string
  /** In seconds, of the process or thread itself. */
  readonly own: number
  /** In seconds, of its children that have ended. */
  readonly former: number
}

/**
 * Seconds of processor time that a process and everything it started have used; of our own, which
 * started all the others, without them.
 */
export function readCpuSeconds(root: number): number {
  if (root === process.pid) return sum(readTimes('/proc/self/stat').map(({ own }) => own))
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readTimes(`/proc/${name}/stat`))
  const secondsOf = (pid: number): number => {
    const self = all.find((each) => each.pid === pid)
    const children = all.filter(({ parent }) => parent === pid)
    return (self?.own ?? 0) + (self?.former ?? 0) + sum(children.map((each) => secondsOf(each.pid)))
  }
  return secondsOf(root)
}

/** Seconds by the names of a process's threads; threads of one name are added up. */
export function readThreadSeconds(pid: number): ReadonlyMap<string, number> {
  const seconds = new Map<string, number>()
  for (const id of readdirSync(`/proc/${pid}/task`)) {
    for (const { name, own } of readTimes(`/proc/${pid}/task/${id}/stat`)) {
      const label = Number(id) === pid ? 'main thread' : name
      seconds.set(label, (seconds.get(label) ?? 0) + own)
    }
  }
  return seconds
}

/** Seconds that all processors of the machine have been busy. */
export function readBusySeconds(): number {
  const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n')
  const [user = 0, nice = 0, system = 0, , , interrupts = 0, soft = 0, stolen = 0] = line
    .trim()
    .split(/\s+/)
    .slice(1)
    .map(Number)
  return (user + nice + system + interrupts + soft + stolen) / ticksPerSecond
}

/** The resident memory of a process: now, and at its most. */
export function readMegabytes(pid: number): { readonly now: number; readonly most: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const read = (field: string) => Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1] ?? 0)
  return { now: Math.round(read('VmRSS') / 1024), most: Math.round(read('VmHWM') / 1024) }
}

/** From now on the most that a process had is counted afresh (proc(5): clear_refs). */
export function forgetMostMegabytes(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5')
}

/** None where it has ended meanwhile. */
function readTimes(path: string): Times[] {
  try {
    const text = readFileSync(path, 'utf8')
    // The name is in parentheses and may hold spaces.
    const [, pid = '0', name = ''] = /^(\d+) \((.*)\) /s.exec(text) ?? []
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number)
    const [utime = 0, stime = 0, formerUser = 0, formerSystem = 0] = fields.slice(11, 15)
    return [
      {
        pid: Number(pid),
        parent: fields[1] ?? 0,
        name,
        own: (utime + stime) / ticksPerSecond,
        former: (formerUser + formerSystem) / ticksPerSecond,
      },
    ]
  } catch {
    return []
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0)
}
