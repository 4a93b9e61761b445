import { mostLevelsAWrite } from '../../shopify/index.ts'
import type { JudgedLevel } from './judge-levels.ts'

/** Gathers what is to be written into full calls: one costs the same however few it writes. */
export interface LevelCalls {
  /** Sends what fills a call, and keeps the rest. */
  add(judged: readonly JudgedLevel[]): Promise<void>
  /** Sends what is kept. */
  flush(): Promise<void>
}

export function createLevelCalls(
  send: (judged: readonly JudgedLevel[]) => Promise<void>,
): LevelCalls {
  const held: JudgedLevel[] = []

  return {
    add: async (judged) => {
      held.push(...judged)
      while (held.length >= mostLevelsAWrite) await send(held.splice(0, mostLevelsAWrite))
    },
    flush: async () => {
      if (held.length > 0) await send(held.splice(0))
    },
  }
}
