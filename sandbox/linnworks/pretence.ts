import { z } from 'zod'
import type { StoredItem } from './documents.ts'

/**
 * How the account's stock may look wrong while nothing in it has changed:
 * - `fewItems`: only this share of the items is shown, 0 to 1, always the same ones
 * - `emptyShelves`: every level reads as zero
 */
export const PretendedSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('fewItems'), share: z.number().min(0).max(1) }),
  z.object({ kind: z.literal('emptyShelves') }),
])

export type Pretended = z.infer<typeof PretendedSchema>

/** Whether the account lies about its stock, as one that was restored from a backup would. */
export interface Pretence {
  /** From now on; without an argument, the truth again. */
  begin(pretended?: Pretended): void
  readonly hidesItems: boolean
  hides(item: Pick<StoredItem, 'intId'>): boolean
  readonly emptiesShelves: boolean
}

/** Multiples of it are spread evenly between 0 and 1, however few there are. */
const SPREAD = 0.618_033_988_749_895

export function createPretence(): Pretence {
  let now: Pretended | undefined
  return {
    begin: (pretended) => {
      now = pretended
    },
    get hidesItems() {
      return now?.kind === 'fewItems'
    },
    hides: ({ intId }) => now?.kind === 'fewItems' && (intId * SPREAD) % 1 >= now.share,
    get emptiesShelves() {
      return now?.kind === 'emptyShelves'
    },
  }
}
