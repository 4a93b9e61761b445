import type { HealingLimits } from './stock-policy.ts'

/** What a level was found to hold, and all that we know of what changed it since it was right. */
export interface LevelHistory {
  /** Shopify's `on_hand`, read now. */
  readonly onHand: number
  /** What it held when it was last right; absent if it never was. */
  readonly expected?: number
  /** Units that our fulfilments surely took since, before it was read. */
  readonly posted: number
  /** Units of fulfilments that were sent since, and whose fate is not known. */
  readonly perhapsPosted: number
  /**
   * Units heard of since to have left the shelf without us. When they left is not known: they may
   * have been missing when it was last right.
   */
  readonly left: number
  /** Units that Waybill took off before, and that nobody has explained yet. */
  readonly loweredUnits?: number
  /** Units that Shopify put back on the shelf itself since: refunded, and restocked. */
  readonly restocked?: number
  /** All that its orders did until it was read is known. */
  readonly ordersHeard: boolean
  /** When it was healed last; absent if never. */
  readonly healedHoursAgo?: number
}

export type DriftVerdict =
  | { readonly kind: 'explained' }
  | (Unexplained & {
      /**
       * - `asked`: its orders may explain it yet; until then it is lowered, and not raised
       * - `heal`: put right, once
       */
      readonly kind: 'asked' | 'heal'
    })
  /** For a person: too much, or it came back after it was healed. */
  | (Unexplained & { readonly kind: 'exception'; readonly because: string })

interface Unexplained {
  /** Nobody explained this many, above zero if there are, or were, too many. */
  readonly units: number
  /** Of those too many, the ones that it still holds. */
  readonly surplus: number
}

/**
 * Whether what Shopify holds is what follows from what was last right. What is not is put right once
 * within `withinHours`, and only up to `mostUnits`. After that it is a person's, so two systems that
 * both believe to be the master do not go on for ever.
 */
export function judgeDrift(history: LevelHistory, limits: HealingLimits): DriftVerdict {
  const { onHand, expected, posted, perhapsPosted, left, ordersHeard } = history
  const { loweredUnits = 0, restocked = 0, healedHoursAgo = Infinity } = history
  if (expected === undefined) return { kind: 'explained' }
  const most = expected - posted
  const least = most - perhapsPosted - left
  const surplus = Math.max(0, onHand - most)
  const more = surplus + loweredUnits
  const units = more > 0 ? Math.max(0, more - restocked) : Math.min(0, onHand - least)
  if (units === 0) return { kind: 'explained' }
  if (!ordersHeard) return { kind: 'asked', units, surplus }
  if (Math.abs(units) > limits.mostUnits) {
    const because = `more than the ${limits.mostUnits} units that are put right unasked`
    return { kind: 'exception', units, surplus, because }
  }
  if (healedHoursAgo < limits.withinHours) {
    const because = 'it was put right before, and is off again'
    return { kind: 'exception', units, surplus, because }
  }
  return { kind: 'heal', units, surplus }
}

/**
 * Whether nobody has to answer for a level any more: all is explained, it is put right once more
 * after long, or somebody else set it right. That Waybill lowered it is no answer: it may come back.
 */
export function isDisputeOver(
  drift: DriftVerdict,
  level: { readonly inAccord: boolean; readonly loweredUnits: number },
): boolean {
  if (drift.kind === 'explained' || drift.kind === 'heal') return true
  return level.inAccord && level.loweredUnits === 0
}
