import { judgeSweep } from '../../../domain/stock-brakes.ts'
import type { StockGuard } from '../../../domain/stock-policy.ts'
import { type LevelKey, levelText } from '../../../ledger/level-key.ts'
import type { JudgedLevel } from '../judging/judge-levels.ts'

/** What would empty levels waits here until it can be told whether Linnworks is to be believed. */
export interface HeldEmptying {
  /** Counts what was judged for the first time. */
  count(judged: readonly JudgedLevel[]): void
  /** Only its name is kept: it is judged again when it is let go. */
  hold(judged: readonly JudgedLevel[]): void
  size(): number
  list(): readonly LevelKey[]
  /** The other lane emptied them meanwhile. */
  drop(levels: readonly LevelKey[]): void
  /** Of what was judged so far no larger part would be emptied than of the whole shop may be. */
  isBelievable(): boolean
  /** Lets all go. */
  take(): readonly LevelKey[]
}

export function createHeldEmptying(guard: StockGuard): HeldEmptying {
  const held = new Map<string, LevelKey>()
  let levels = 0
  let wouldEmpty = 0

  return {
    count: (judged) => {
      levels += judged.filter(({ facts: { row } }) => row.onHand > row.committed).length
      wouldEmpty += judged.filter(({ empties }) => empties).length
    },
    hold: (judged) => {
      for (const { facts } of judged) {
        const { shop, inventoryItemId, locationId } = facts.row
        held.set(levelText(facts.row), { shop, inventoryItemId, locationId })
      }
    },
    size: () => held.size,
    list: () => [...held.values()],
    drop: (levels) => {
      for (const level of levels) held.delete(levelText(level))
    },
    isBelievable: () => judgeSweep({ levels, wouldEmpty, items: 0 }, guard).kind === 'go',
    take: () => {
      const taken = [...held.values()]
      held.clear()
      return taken
    },
  }
}
