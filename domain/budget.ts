/**
 * What an API still lets us spend: a bucket that refills at a steady rate. Shopify documents its
 * points as one. Linnworks documents calls per minute; a bucket that holds a part of them and
 * refills with the rest keeps to that over any minute, wherever the vendor's minute begins.
 */
export interface Budget {
  readonly capacity: number
  readonly restoredPerSecond: number
  /** May be below zero: calls that already know when they may go. */
  readonly available: number
  /** When `available` was counted, in milliseconds since 1970. */
  readonly countedAtMs: number
}

/** A full budget of `pointsPerSecond`, of which `share` (0 to 1) is ours. */
export function pointsBudget(
  pointsPerSecond: number,
  capacity: number,
  share: number,
  nowMs: number,
): Budget {
  return full(capacity * share, pointsPerSecond * share, nowMs)
}

/** What suits calls that come in rushes. */
const usualBurstPart = 0.2

/**
 * A full budget for an operation that a vendor admits `callsPerMinute` times, `share` of them ours.
 * `burstPart` of these may go at once; only the rest comes steadily, so that what goes on for minutes
 * is the quicker, the smaller it is.
 */
export function callsBudget(
  callsPerMinute: number,
  share: number,
  nowMs: number,
  burstPart = usualBurstPart,
): Budget {
  const ours = callsPerMinute * share
  const burst = Math.max(1, Math.floor(ours * burstPart))
  return full(burst, (ours - burst) / 60, nowMs)
}

/** Takes `cost` out and says how long the call has to wait for it: 0 if it may go at once. */
export function reserve(
  budget: Budget,
  cost: number,
  nowMs: number,
): { readonly budget: Budget; readonly waitMs: number } {
  const available = refill(budget, nowMs).available - cost
  return {
    budget: { ...budget, available, countedAtMs: Math.max(nowMs, budget.countedAtMs) },
    waitMs: waitFor(budget, -available),
  }
}

/**
 * The same for what may wait: takes `cost` out only if that leaves the part `keep` (0 to 1) of the
 * capacity to what is more urgent. Otherwise nothing is taken, and it may ask again after `waitMs`.
 */
export function reserveAbove(
  budget: Budget,
  { cost, keep }: { readonly cost: number; readonly keep: number },
  nowMs: number,
): { readonly budget: Budget; readonly waitMs: number } {
  const refilled = refill(budget, nowMs)
  // What is dearer than the whole budget goes when that is full, and leaves a debt.
  const needed = Math.min(keep * budget.capacity + cost, budget.capacity)
  const waitMs = waitFor(budget, needed - refilled.available)
  return waitMs > 0 ? { budget, waitMs } : { ...reserve(budget, cost, nowMs), waitMs: 0 }
}

function waitFor({ restoredPerSecond }: Budget, missing: number): number {
  return missing <= 0 ? 0 : Math.ceil((missing / restoredPerSecond) * 1000)
}

/** Gives back what was reserved and not spent, never above the capacity. */
export function giveBack(budget: Budget, unspent: number, nowMs: number): Budget {
  const refilled = refill(budget, nowMs)
  return { ...refilled, available: Math.min(budget.capacity, refilled.available + unspent) }
}

/** Believes the vendor where it counts less than we do: another application spends too. */
export function believeVendor(budget: Budget, vendorAvailable: number, nowMs: number): Budget {
  const refilled = refill(budget, nowMs)
  return { ...refilled, available: Math.min(refilled.available, vendorAvailable) }
}

function full(capacity: number, restoredPerSecond: number, nowMs: number): Budget {
  return { capacity, restoredPerSecond, available: capacity, countedAtMs: nowMs }
}

/** A clock that jumps back refills nothing and takes nothing away. */
function refill(budget: Budget, nowMs: number): Budget {
  const elapsedMs = Math.max(0, nowMs - budget.countedAtMs)
  const restored = (elapsedMs / 1000) * budget.restoredPerSecond
  return {
    ...budget,
    available: Math.min(budget.capacity, budget.available + restored),
    countedAtMs: Math.max(nowMs, budget.countedAtMs),
  }
}
