import { type LevelRules, type LevelTerms, planOffer } from './stock-level.ts'
import type { BrownoutRule, StockGuard } from './stock-policy.ts'

/** What people ruled for a shop, one of its locations, a SKU, or a SKU at a location. */
export interface ScopedRule {
  /** Empty: all of the shop's. */
  readonly locationId: string
  /** Empty: all SKUs. */
  readonly sku: string
  readonly buffer: number | null
  readonly cap: number | null
  readonly floor: number | null
  readonly paused: boolean | null
}

/** What holds for a level: of each field what was ruled most closely, else the shop's buffer. */
export type RuleBook = (scope: { readonly locationId: string; readonly sku: string }) => LevelRules

/**
 * Reads the rules of one shop once, for any number of levels. A rule for a SKU at a location goes
 * before one for the SKU, that before one for the location, and that before one for the shop.
 */
export function createRuleBook(rules: readonly ScopedRule[], buffer: number): RuleBook {
  const byScope = new Map(rules.map((rule) => [toScope(rule.locationId, rule.sku), rule]))
  return ({ locationId, sku }) => {
    const scopes = [
      toScope(locationId, sku),
      toScope('', sku),
      toScope(locationId, ''),
      toScope('', ''),
    ]
    const closest = scopes.flatMap((scope) => byScope.get(scope) ?? [])
    const first = <Field extends 'buffer' | 'cap' | 'floor' | 'paused'>(field: Field) =>
      closest.map((rule) => rule[field]).find((value) => value !== null)
    const [cap, floor] = [first('cap'), first('floor')]
    return {
      buffer: first('buffer') ?? buffer,
      paused: first('paused') ?? false,
      ...(cap === undefined ? {} : { cap }),
      ...(floor === undefined ? {} : { floor }),
    }
  }
}

function toScope(locationId: string, sku: string): string {
  return `${locationId}\n${sku}`
}

/** What a sweep would do, counted before it writes. */
export interface SweepCount {
  /** Levels that offer something now. */
  readonly levels: number
  /** Of these, how many would offer nothing any more. */
  readonly wouldEmpty: number
  /** How many items Linnworks returned. */
  readonly items: number
  /** The same in the last sweep that was whole; absent before the first. */
  readonly itemsBefore?: number
}

export type SweepVerdict =
  { readonly kind: 'go' } | { readonly kind: 'stop'; readonly sentence: string }

/** So few levels may be emptied in any sweep: in a small shop they are a large part. */
const fewLevels = 5

/** Whether Linnworks' answer can be believed: a wrong master would empty a shop. */
export function judgeSweep(count: SweepCount, guard: StockGuard): SweepVerdict {
  const { levels, wouldEmpty, items, itemsBefore = 0 } = count
  if (items * 100 < itemsBefore * guard.fewestItemsPercent) {
    return {
      kind: 'stop',
      sentence: `Linnworks returned ${items} items, and ${itemsBefore} the time before.`,
    }
  }
  if (wouldEmpty > fewLevels && wouldEmpty * 100 > levels * guard.mostEmptiedPercent) {
    return {
      kind: 'stop',
      sentence: `${wouldEmpty} of ${levels} levels that offer something would offer nothing any more.`,
    }
  }
  return { kind: 'go' }
}

/**
 * What a level holds while Linnworks cannot be asked: what it has, or if it is hot or low, no more
 * than a part of what was offered by the last good reading. However often it is asked, the answer
 * is the same; it never raises.
 */
export function brownoutTarget(
  level: {
    readonly onHand: number
    readonly committed: number
    /** Just sold, fast, or low. */
    readonly isHotOrLow: boolean
    readonly terms: LevelTerms
    readonly rules: Pick<LevelRules, 'cap' | 'floor'>
  },
  { rule, offerPercent }: Pick<BrownoutRule, 'rule' | 'offerPercent'>,
): number {
  const { onHand, committed, isHotOrLow, terms, rules } = level
  if (rule === 'keep' || !isHotOrLow) return onHand
  const offered = Math.max(0, planOffer(terms, rules))
  return Math.min(onHand, committed + Math.floor((offered * offerPercent) / 100))
}
