import { levelText } from '../../../ledger/level-key.ts'
import { mostLevelsAWrite } from '../../../shopify/index.ts'
import type { JudgedLevel } from '../judging/judge-levels.ts'

/** Gathers what is to be written into full calls: one costs the same however few it writes. */
export interface LevelCalls {
  /** Sends what fills a call, and keeps the rest. A level is kept as it was judged last. */
  add(judged: readonly JudgedLevel[]): Promise<void>
  /** Sends what is kept. */
  flush(): Promise<void>
  /** What is kept. */
  list(): readonly JudgedLevel[]
}

export function createLevelCalls(
  send: (judged: readonly JudgedLevel[]) => Promise<void>,
): LevelCalls {
  const kept = new Map<string, JudgedLevel>()

  return {
    add: async (judged) => {
      for (const each of judged) kept.set(levelText(each.facts.row), each)
      while (kept.size >= mostLevelsAWrite) await send(take(mostLevelsAWrite))
    },
    flush: async () => {
      if (kept.size > 0) await send(take(kept.size))
    },
    list: () => [...kept.values()],
  }

  function take(most: number): readonly JudgedLevel[] {
    const taken = [...kept].slice(0, most)
    for (const [level] of taken) kept.delete(level)
    return taken.map(([, judged]) => judged)
  }
}
