import type { Database } from '../../ledger/database.ts'
import type { Good } from './goods.ts'
import type { ShopSale } from './market.ts'
import type { Timetable } from './timetable.ts'
import type { Town } from './town.ts'
import type { VirtualTime } from './virtual-time.ts'

/** What a policy works in. */
export interface Scene {
  readonly town: Town
  readonly time: VirtualTime
  readonly goods: readonly Good[]
  readonly timetable: Timetable
  readonly database: Database
  /** Each call to a vendor takes so long, there and back. */
  readonly roundTripMs: number
  /** Of the vendors' limits that Waybill may spend. */
  readonly share: number
}

/** A policy at work. */
export interface Play {
  /** All is read and in accord: the sale may begin, now. */
  beginSale(): void
  /** Something was sold in the shop. */
  onSale(sale: ShopSale): void
  /** What broke it, if anything did. */
  failure(): Error | undefined
  /** Begins nothing more; resolves when all that is under way has ended, for which time must pass. */
  stop(): Promise<void>
  /** In a few words, what it did. */
  summary(): string
}

export interface Policy {
  readonly name: string
  /** What it does, in a line. */
  readonly about: string
  /** Makes everything ready; whoever calls lets time pass meanwhile. */
  open(scene: Scene): Promise<Play>
}

/** Things that go on by themselves until they are told to stop. */
export interface Errands {
  start(work: () => Promise<void>): void
  readonly stopped: boolean
  failure(): Error | undefined
  stop(): Promise<void>
}

export function createErrands(): Errands {
  const underWay: Promise<void>[] = []
  let stopped = false
  let failure: Error | undefined
  return {
    start: (work) => {
      underWay.push(
        work().catch((error: unknown) => {
          failure ??= error instanceof Error ? error : new Error(String(error))
        }),
      )
    },
    get stopped() {
      return stopped
    },
    failure: () => failure,
    stop: async () => {
      stopped = true
      await Promise.all(underWay)
    },
  }
}

/** Does the work at each of these times after now, one after another. */
export async function atTimes(
  { time }: Pick<Scene, 'time'>,
  errands: Errands,
  timesMs: readonly number[],
  work: () => Promise<void>,
): Promise<void> {
  const beganMs = time.nowMs()
  for (const atMs of timesMs) {
    await time.sleep(beganMs + atMs - time.nowMs())
    if (errands.stopped) return
    await work()
  }
}
