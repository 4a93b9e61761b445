import type { HealingLimits } from './stock-policy.ts'

/** What a level was found to hold, and all that we know of what changed it since we wrote. */
export interface LevelHistory {
  /** Shopify's `on_hand`, read now. */
  readonly onHand: number
  /** What Shopify confirmed last; absent if nothing was ever written. */
  readonly written?: number
  /** Units that our fulfilments surely took since. */
  readonly posted: number
  /** Units of fulfilments that were sent since, and whose fate is not known. */
  readonly perhapsPosted: number
  /** Units known to have left the shelf since without us: each took one as well. */
  readonly left: number
  /** When it was healed last; absent if never. */
  readonly healedHoursAgo?: number
}

export type DriftVerdict =
  | { readonly kind: 'explained' }
  /** Nobody explained this many units, above zero if there are too many: put right, once. */
  | { readonly kind: 'heal'; readonly units: number }
  /** For a person: too much, or it came back after it was healed. */
  | { readonly kind: 'exception'; readonly units: number; readonly because: string }

/**
 * Whether what Shopify holds is what follows from what we wrote. What is not is put right once
 * within `withinHours`, and only up to `mostUnits`. After that it is a person's, so two systems that
 * both believe to be the master do not go on for ever.
 */
export function judgeDrift(history: LevelHistory, limits: HealingLimits): DriftVerdict {
  const { onHand, written, posted, perhapsPosted, left, healedHoursAgo = Infinity } = history
  if (written === undefined) return { kind: 'explained' }
  const most = written - posted - left
  const least = most - perhapsPosted
  const units = onHand > most ? onHand - most : Math.min(0, onHand - least)
  if (units === 0) return { kind: 'explained' }
  if (Math.abs(units) > limits.mostUnits) {
    const because = `more than the ${limits.mostUnits} units that are put right unasked`
    return { kind: 'exception', units, because }
  }
  if (healedHoursAgo < limits.withinHours) {
    return { kind: 'exception', units, because: 'it was put right before, and is off again' }
  }
  return { kind: 'heal', units }
}
