import { z } from 'zod'
import { listFeasibleCells, toCell } from './fault-classes.ts'

/** Which cell was hit, and at which operations or in which ways: what really struck, not what was meant to. */
export const HitsSchema = z.record(z.string(), z.array(z.string()))

export interface Hits {
  add(title: string, stage: string, what: string): void
  has(title: string, stage: string): boolean
  /** Keeps why something did not strike as it was meant to, for whoever asks why a cell was missed. */
  explain(sentence: string): void
  listExplanations(): readonly string[]
  /** Cells that something could strike and nothing did. */
  listMissed(): readonly string[]
  /** By cell, in the order of names. */
  toJson(): z.infer<typeof HitsSchema>
}

export function createHits(): Hits {
  const hits = new Map<string, Set<string>>()
  const explanations: string[] = []
  return {
    explain: (sentence) => void explanations.push(sentence),
    listExplanations: () => explanations,
    add: (title, stage, what) => {
      const cell = toCell(title, stage)
      hits.set(cell, (hits.get(cell) ?? new Set()).add(what))
    },
    has: (title, stage) => hits.has(toCell(title, stage)),
    listMissed: () => listFeasibleCells().filter((cell) => !hits.has(cell)),
    toJson: () =>
      Object.fromEntries(
        [...hits.entries()]
          .toSorted(([a], [b]) => a.localeCompare(b))
          .map(([cell, what]) => [cell, [...what].toSorted((a, b) => a.localeCompare(b))]),
      ),
  }
}
