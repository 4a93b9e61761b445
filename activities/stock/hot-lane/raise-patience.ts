import { type LevelKey, levelText } from '../../../ledger/level-key.ts'

/** When to try again what waits to be raised. */
export interface RaisePatience {
  isDue(level: LevelKey): boolean
  /** It was tried, and it waits, or it does not wait any more. */
  note(level: LevelKey, waits: boolean): void
}

const [firstWaitMs, longestWaitMs] = [1000, 15_000] as const

/**
 * What waits to be raised is judged in every round, by what is known. Both vendors and the orders are
 * asked about it ever more rarely: if an order cannot be looked at, all of a shop waits.
 */
export function createRaisePatience(now: () => number = Date.now): RaisePatience {
  const waits = new Map<string, { readonly dueMs: number; readonly waitMs: number }>()

  return {
    isDue: (level) => (waits.get(levelText(level))?.dueMs ?? 0) <= now(),
    note: (level, isWaiting) => {
      const text = levelText(level)
      if (!isWaiting) {
        waits.delete(text)
        return
      }
      const waitMs = Math.min(longestWaitMs, 2 * (waits.get(text)?.waitMs ?? firstWaitMs / 2))
      waits.set(text, { waitMs, dueMs: now() + waitMs })
    },
  }
}
