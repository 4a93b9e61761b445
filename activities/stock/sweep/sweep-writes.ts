import type { StockPass } from '../../../ledger/stock-passes.ts'
import type { Dependencies } from '../../dependencies.ts'
import { guardEmptying, guardPass } from '../writing/guard-stock.ts'
import type { HeldEmptying } from './held-emptying.ts'
import type { JudgedLevel } from '../judging/judge-levels.ts'
import { createLevelCalls } from '../writing/level-calls.ts'
import { pushLevels } from '../writing/push-levels.ts'
import type { ShopSweep } from './shop-sweep.ts'

/** What a sweep writes, in full calls, for as long as the guard lets it. */
export interface SweepWrites {
  /** Why nothing more is written. */
  stopped(): string | undefined
  /** Stops where Linnworks cannot have so few items. */
  guardPass(pass: StockPass): Promise<void>
  /** Stops where too much would be emptied by all that is held, kept and under way. */
  guardEmptying(): Promise<void>
  /** Sends what fills a call, and keeps the rest. */
  add(judged: readonly JudgedLevel[]): Promise<void>
  /** Sends what is kept. */
  flush(): Promise<void>
  /** Sends what is kept if nothing was sent for so long. */
  flushAfter(ms: number): Promise<void>
  /** How many levels were written. */
  count(): number
}

/** `held` is emptied by the same sweep: the guard counts it. */
export function createSweepWrites(
  dependencies: Pick<Dependencies, 'findShop' | 'ledger'>,
  sweep: ShopSweep,
  held: Pick<HeldEmptying, 'size'>,
): SweepWrites {
  const { shop, startedAt } = sweep
  const calls = createLevelCalls(send)
  let stopped: string | undefined
  let underWay = 0
  let written = 0
  let sentAtMs = Date.now()

  return {
    stopped: () => stopped,
    guardPass: async (pass) => note(await guardPass(dependencies, shop, pass)),
    guardEmptying: guardAll,
    add: calls.add,
    flush: calls.flush,
    flushAfter: async (ms) => {
      if (Date.now() - sentAtMs > ms) await calls.flush()
    },
    count: () => written,
  }

  async function guardAll(): Promise<void> {
    if (stopped !== undefined) return
    const emptying = held.size() + underWay + countEmptying(calls.list())
    note(await guardEmptying(dependencies, shop, { since: startedAt, emptying }))
  }

  /** Calls are sent side by side: what one found stands, whatever another finds later. */
  function note(found: string | undefined): void {
    stopped ??= found
  }

  async function send(judged: readonly JudgedLevel[]): Promise<void> {
    sentAtMs = Date.now()
    const emptying = countEmptying(judged)
    underWay += emptying
    try {
      await guardAll()
      if (stopped !== undefined) return
      const pushed = await pushLevels(dependencies, shop, 'sweep', judged)
      written += pushed.written
      const more = { levels: 0, skipped: 0, wouldEmpty: 0, written: pushed.written }
      await dependencies.ledger.stockSweeps.add(sweep, more)
    } finally {
      underWay -= emptying
    }
  }
}

/** How many of these would offer nothing any more. */
export function countEmptying(judged: readonly JudgedLevel[]): number {
  return judged.filter(({ empties }) => empties).length
}
