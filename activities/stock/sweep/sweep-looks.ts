import type { LevelKey } from '../../../ledger/level-key.ts'
import type { Dependencies } from '../../dependencies.ts'
import { reportProgress } from '../../progress.ts'
import { leaveToOthers } from '../../stopping.ts'
import type { HeldEmptying } from './held-emptying.ts'
import { readShopMoment } from '../judging/shop-moment.ts'
import type { ShopSweep } from './shop-sweep.ts'
import type { SweepProgress } from './sweep-progress.ts'
import type { SweepSlices } from './sweep-slices.ts'
import type { SweepWrites } from './sweep-writes.ts'

/** Looks for what of a sweep can be judged by now. Each answers how many levels it judged. */
export interface SweepLooks {
  /**
   * Over all levels, for those whose two sides were read. While more is being read, what fills no call
   * is kept for a while, and what could only be lowered yet is left.
   */
  lookAtReady(progress: SweepProgress): Promise<number>
  /** Over what is held: it is let go once it can be told whether Linnworks is to be believed. */
  lookAtHeld(progress: SweepProgress): Promise<number>
}

/** Levels of a page; those that are ready are judged in slices. */
const levelsAPage = 8000
/** What was read is not left, and what differs not kept, longer than this. */
const mostHeldMs = 10_000
const endOfTime = new Date('9999-12-31T00:00:00Z')

export function createSweepLooks(
  dependencies: Pick<Dependencies, 'findShop' | 'ledger' | 'stopping'>,
  sweep: ShopSweep,
  parts: {
    readonly held: HeldEmptying
    readonly slices: SweepSlices
    readonly writes: SweepWrites
  },
): SweepLooks {
  const { ledger, stopping } = dependencies
  const { shop, shops } = sweep
  const { held, slices, writes } = parts

  return { lookAtReady, lookAtHeld }

  async function lookAtReady({ pass, completeAt }: SweepProgress): Promise<number> {
    const isComplete = completeAt !== undefined
    const end = completeAt ?? endOfTime
    let found = 0
    let after: LevelKey | undefined
    do {
      leaveToOthers(stopping)
      const moment = await readShopMoment(dependencies, shop, shops)
      const heardMs = Math.min(...moment.heardUntil.values())
      const { ready, last } = await ledger.stockLevels.listReady({
        ...{ shop, window: levelsAPage },
        ...{ since: sweep.startedAt, stockSince: sweep.stockSince, begunAt: sweep.begunAt },
        passComplete: pass !== undefined,
        heardUntil: new Date(Math.min(heardMs, end.getTime())),
        readUntil: isComplete ? endOfTime : new Date(Math.max(heardMs, Date.now() - mostHeldMs)),
        rereadUntil: end,
        ...(after === undefined ? {} : { after }),
      })
      found += ready.length
      await slices.judge(moment, ready)
      reportProgress(slices.totals())
      after = writes.stopped() === undefined ? last : undefined
    } while (after !== undefined)
    await (isComplete ? writes.flush() : writes.flushAfter(mostHeldMs))
    return found
  }

  async function lookAtHeld({ pass, completeAt }: SweepProgress): Promise<number> {
    if (held.size() === 0) return 0
    // What the hot lane emptied is counted by the ledger.
    const rows = await ledger.stockLevels.list(held.list())
    held.drop(rows.filter(({ onHand, committed }) => onHand <= committed))
    await writes.guardEmptying()
    const isKnown = completeAt !== undefined || (pass !== undefined && held.isBelievable())
    if (!isKnown || writes.stopped() !== undefined) return 0
    const keys = held.take()
    await slices.judgeReleased(await readShopMoment(dependencies, shop, shops), keys)
    return keys.length
  }
}
