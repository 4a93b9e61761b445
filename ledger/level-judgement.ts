import type { LevelKey } from './level-key.ts'

/** What a level's number was made of, and came to, in units; null where it has none. */
export interface JudgedNumbers {
  readonly available: number | null
  readonly inLinnworks: number | null
  readonly leftShelf: number | null
  readonly elsewhere: number | null
  readonly buffer: number | null
  readonly target: number | null
}

/** How a level was judged to stand, and from what. */
export interface LevelJudgement extends LevelKey, JudgedNumbers {
  readonly standing: string
  readonly reason: string | null
  /** When Shopify was asked for what was judged. */
  readonly readAt: Date
  readonly stockReadAt: Date | null
}
