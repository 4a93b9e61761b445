import { chanceOf, chanceOfMore, mostLikelyUpTo } from './stock-poisson.ts'

/** An item of which so few are offered is low. */
export const low = 10

/** How fast a level moves, and how old what is known of it is. */
export interface LevelPace {
  /** What is offered now. */
  readonly offered: number
  /** Sold here. */
  readonly soldPerSecond: number
  /** Taken off in Linnworks by others. */
  readonly fallsPerSecond: number
  /** Since Linnworks was asked, and until it will be set. */
  readonly ageSeconds: number
}

/**
 * How many units are likely to be sold twice if the level is left alone: what others take within
 * the age of its number, times the chance that all that is offered goes. The hot lane takes the
 * greatest first. What nobody else takes, or offers nothing, cannot be sold twice.
 */
export function riskOf({ offered, soldPerSecond, fallsPerSecond, ageSeconds }: LevelPace): number {
  if (offered <= 0 || fallsPerSecond <= 0) return 0
  const others = fallsPerSecond * ageSeconds
  return others * chanceOfMore(others + soldPerSecond * ageSeconds, offered)
}

/**
 * The fewest units to keep back so that a unit is sold twice with at most this chance before the
 * next number arrives: the least `b` with `Σ_{k=b+1..A} P(Do = k) · P(Ds > A − k) ≤ chance`, with
 * what others sell (`Do`) and what is sold here (`Ds`) as Poisson, of these means in that time. None
 * where stock is plenty.
 */
export function adaptiveBuffer(
  {
    available,
    othersMean,
    ownMean,
  }: { readonly available: number; readonly othersMean: number; readonly ownMean: number },
  chance: number,
): number {
  if (available <= 0 || othersMean <= 0 || ownMean <= 0) return 0
  const most = Math.min(available, mostLikelyUpTo(othersMean))
  let soldTwice = 0
  let ownMore = chanceOfMore(ownMean, available - most)
  for (let taken = most; taken > 0; taken -= 1) {
    soldTwice += chanceOf(othersMean, taken) * ownMore
    if (soldTwice > chance) return taken
    ownMore = Math.max(0, ownMore - chanceOf(ownMean, available - taken + 1))
  }
  return 0
}
