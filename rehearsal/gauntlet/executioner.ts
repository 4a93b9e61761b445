import type { CallMoment } from '../../sandbox/call-moment.ts'
import type { Chance } from '../chance.ts'
import { type KillPoint, namePoint } from './kill-plan.ts'
import { readCaller, type StepMoment } from '../workers/messages.ts'
import type { WorkerPool } from '../workers/worker-pool.ts'

/** So long a worker that is to die is left to reach further points of the plan. */
const graceMs = 250
/** From one kill to the next, so that there is work going on to be struck. */
const pauseMs = 2000
/** So late a vendor may carry out what it had received from a worker that died. */
const latestCommitMs = 3000

export interface Executioner {
  /** Told of each moment; resolves when whoever waits there may go on. */
  meetWorker(moment: StepMoment): Promise<void>
  meetCall(moment: CallMoment): Promise<void>
  readonly kills: number
  /** How often each point was struck. */
  readonly struck: ReadonlyMap<string, number>
  /** Points of the plan that were not struck yet. */
  listOpen(): readonly string[]
  /** From now on nobody is killed, and nobody waits. */
  stop(): void
}

interface Cell {
  readonly points: Set<string>
  /** Calls at the vendors that wait for the kill. */
  readonly calls: { readonly boundary: CallMoment['moment']; readonly release: () => void }[]
}

/**
 * Kills workers where the plan says. A worker that reaches a point of the plan is held there, and so
 * is all else in it that reaches one within a moment; then the process is killed. What a vendor had
 * received and not carried out it carries out a little later, as vendors do.
 */
export function createExecutioner(
  pool: Pick<WorkerPool, 'isReady' | 'countReady' | 'kill'>,
  plan: {
    readonly points: readonly KillPoint[]
    readonly kills: number
    readonly chance: Chance
  },
): Executioner {
  const { points, kills: wanted, chance } = plan
  const open = new Map(points.map(({ name, nth }) => [name, nth]))
  const seen = new Map<string, number>()
  const struck = new Map<string, number>()
  const cells = new Map<string, Cell>()
  const operations = new Map<string, { readonly operation: string; committed: boolean }>()
  let kills = 0
  let killedAtMs = -Infinity
  let stopped = false

  /** The cell in which whoever stands at the point is to wait; `undefined` lets them go on. */
  function judge(worker: string, point: string): Cell | undefined {
    const times = (seen.get(point) ?? 0) + 1
    seen.set(point, times)
    if (stopped || times < (open.get(point) ?? Infinity)) return undefined
    const cell = cells.get(worker) ?? condemn(worker)
    if (cell !== undefined) {
      cell.points.add(point)
      open.delete(point)
    }
    return cell
  }

  function condemn(worker: string): Cell | undefined {
    const another = pool.countReady() > 1 && pool.isReady(worker)
    if (!another || cells.size > 0 || performance.now() - killedAtMs < pauseMs) return undefined
    const cell: Cell = { points: new Set(), calls: [] }
    cells.set(worker, cell)
    setTimeout(() => execute(worker, cell), graceMs)
    return cell
  }

  function execute(worker: string, cell: Cell): void {
    cells.delete(worker)
    if (pool.kill(worker)) {
      kills += 1
      killedAtMs = performance.now()
      for (const point of cell.points) struck.set(point, (struck.get(point) ?? 0) + 1)
      if (open.size === 0 && kills < wanted) replan()
    } else {
      for (const point of cell.points) open.set(point, 1)
    }
    for (const { boundary, release } of cell.calls) {
      if (boundary === 'committed') release()
      else setTimeout(release, chance.next() * latestCommitMs)
    }
  }

  /** More kills are wanted than there are points: some are struck again. */
  function replan(): void {
    const { name, nth } = chance.pick(points)
    open.set(name, (seen.get(name) ?? 0) + chance.between(1, Math.max(1, Math.ceil(nth / 10))))
  }

  return {
    meetWorker: async ({ worker, step, boundary, caller }) => {
      const call = caller === undefined ? undefined : operations.get(caller)
      if (caller !== undefined) operations.delete(caller)
      // A reply without a deed behind it, for instance a 503, is no point of the plan.
      if (caller !== undefined && call?.committed !== true) return
      const cell = judge(worker, namePoint(step, boundary, call?.operation))
      if (cell === undefined) return
      await new Promise<void>((resolve) => {
        cell.calls.push({ boundary: 'committed', release: resolve })
      })
    },
    meetCall: async ({ operation, moment, caller }) => {
      if (caller === '') return
      operations.set(caller, { operation, committed: moment === 'committed' })
      const { worker, step } = readCaller(caller)
      const cell = judge(worker, namePoint(step, moment, operation))
      if (cell === undefined) return
      await new Promise<void>((resolve) => {
        cell.calls.push({ boundary: moment, release: resolve })
      })
    },
    get kills() {
      return kills
    },
    struck,
    listOpen: () => [...open.keys()],
    stop: () => {
      stopped = true
    },
  }
}
