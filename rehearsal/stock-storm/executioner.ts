import type { CallMoment } from '../../sandbox/call-moment.ts'
import type { Chance } from '../chance.ts'
import { type Boundary, readCaller, type StepMoment } from '../workers/messages.ts'
import type { WorkerPool } from '../workers/worker-pool.ts'

/** Where a worker is to die. */
interface Target {
  readonly fits: (moment: Moment) => boolean
}

interface Moment {
  readonly worker: string
  readonly step: string
  readonly boundary: Boundary
  readonly operation: string
  readonly caller: string
}

export interface Executioner {
  meetWorker(moment: StepMoment): Promise<void>
  meetCall(moment: CallMoment): Promise<void>
  /** Where workers died, in order. */
  readonly kills: readonly string[]
  stop(): void
}

const write = 'inventorySetQuantities'
/** From one kill to the next, so that there is work going on to be struck. */
const pauseMs = 2500
/** Where nothing is written for so long, workers die at other moments. */
const patienceMs = 4000
/** So late a vendor may carry out what it had received from a worker that died. */
const latestCommitMs = 3000
/** Whoever hears no answer to a write for so long has given it up, and noted that. */
const longestWriteMs = 6000

/**
 * Kills workers by SIGKILL: in the middle of writes, before and after Shopify carries them out, and
 * at moments of all steps of stock. Only those who die in a write leave one behind: it is taken up
 * when its sender was silent for long enough, and those deaths come first.
 */
export function createExecutioner(
  pool: Pick<WorkerPool, 'isReady' | 'countReady' | 'kill'>,
  chance: Chance,
): Executioner {
  const inWrites = planWrites(chance)
  const steps = planSteps(chance)
  const kills: string[] = []
  /** Writes in the air, by the call: whose, and since when. */
  const writing = new Map<string, { readonly worker: string; readonly sinceMs: number }>()
  let nextAtMs = performance.now() + pauseMs
  let condemned: string | undefined
  let stopped = false

  /** Resolves when whoever stands at the moment may go on. */
  async function meet(moment: Moment): Promise<void> {
    note(moment)
    if (condemned === moment.worker) return await never()
    const now = performance.now()
    if (stopped || condemned !== undefined || now < nextAtMs) return
    if (pool.countReady() < 2 || !pool.isReady(moment.worker)) return
    if (!takeTarget(moment, now)) return
    condemned = moment.worker
    setTimeout(() => execute(moment), chance.next() * 100)
    // What the vendor had received it carries out a little later, as vendors do.
    if (moment.boundary === 'received') await later(200 + chance.next() * latestCommitMs)
    else if (moment.boundary !== 'committed') await never()
  }

  /** Whether somebody is to die here; the target is then done with. */
  function takeTarget(moment: Moment, now: number): boolean {
    if (takeFrom(inWrites, moment)) return true
    if (inWrites.length > 0 && now < nextAtMs + patienceMs) return false
    return !isWriting(moment.worker, now) && takeFrom(steps, moment)
  }

  function isWriting(who: string, now: number): boolean {
    return [...writing.values()].some(
      ({ worker, sinceMs }) => worker === who && now - sinceMs < longestWriteMs,
    )
  }

  function execute({ worker, step, boundary, operation }: Moment): void {
    condemned = undefined
    nextAtMs = performance.now() + pauseMs
    if (pool.kill(worker)) kills.push([step, operation, boundary].filter(Boolean).join(' '))
  }

  function note({ worker, boundary, operation, caller }: Moment): void {
    if (operation !== write) return
    if (boundary === 'received') writing.set(caller, { worker, sinceMs: performance.now() })
    if (boundary === 'answered') writing.delete(caller)
  }

  const operations = new Map<string, string>()
  return {
    kills,
    meetWorker: async ({ worker, step, boundary, caller = '' }) => {
      const operation = operations.get(caller) ?? ''
      operations.delete(caller)
      await meet({ worker, step, boundary, operation, caller })
    },
    meetCall: async ({ operation, moment, caller }) => {
      if (caller === '') return
      operations.set(caller, operation)
      await meet({ ...readCaller(caller), boundary: moment, operation, caller })
    },
    stop: () => {
      stopped = true
    },
  }
}

function planWrites(chance: Chance): Target[] {
  return chance
    .shuffle(['received', 'committed', 'answered', 'received'] as const)
    .map((boundary) => ({
      fits: (moment) => moment.operation === write && moment.boundary === boundary,
    }))
}

function planSteps(chance: Chance): Target[] {
  const targets = ['readLinnworksStock', 'readShopLevels', 'pushShopStock', 'pushHotStock'].flatMap(
    (step) =>
      (['received', 'answered', 'done'] as const).map((boundary): Target => ({
        fits: (moment) => moment.step === step && moment.boundary === boundary,
      })),
  )
  return [...chance.shuffle(targets)]
}

function takeFrom(targets: Target[], moment: Moment): boolean {
  const place = targets.findIndex(({ fits }) => fits(moment))
  if (place >= 0) targets.splice(place, 1)
  return place >= 0
}

function later(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

/** Who waits for this is killed meanwhile. */
function never(): Promise<void> {
  return new Promise(() => undefined)
}
