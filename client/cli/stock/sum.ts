import {
  type LevelRules,
  type LevelTerms,
  planOffer,
  planOnHand,
} from '../../../domain/stock-level.ts'

/** One line of a sum: what is added or taken off, in words. */
interface SumLine {
  readonly sign: '+' | '-'
  readonly units: number
  readonly says: string
}

/** The terms of a level as a sum on paper, ending in what `on_hand` is to be. */
export function formatSum(
  terms: LevelTerms,
  around: {
    /** What `available` is made of, where that is known. */
    readonly available: readonly { readonly units: number; readonly says: string }[]
    readonly bufferSays: string
    /** What was, or is to be, set; it may differ from the sum by a rule. */
    readonly target: number
    readonly rules?: Pick<LevelRules, 'cap' | 'floor'>
  },
): string {
  const { available, bufferSays, target, rules } = around
  const lines: readonly SumLine[] = [
    ...available.map(({ units, says }) => ({ sign: '+', units, says }) as const),
    {
      sign: '+',
      units: terms.inLinnworks,
      says: 'sold here, taken off in Linnworks, still committed in Shopify',
    },
    {
      sign: '-',
      units: terms.leftShelf,
      says: 'left the shelf without Waybill, unknown to Linnworks',
    },
    {
      sign: '-',
      units: terms.elsewhere,
      says: 'sold through another variant, shop or bundle, on the way to Linnworks',
    },
    { sign: '-', units: terms.buffer, says: bufferSays },
  ]
  const total = lines.reduce(
    (sum, { sign, units }) => (sign === '+' ? sum + units : sum - units),
    0,
  )
  const width = Math.max(...[...lines, { units: total }].map(({ units }) => String(units).length))
  const rows = lines.map(({ sign, units, says }, nth) => {
    const shown = nth === 0 ? ' ' : sign === '+' ? '+' : '−'
    return `  ${shown} ${String(units).padStart(width)}  ${says}`
  })
  return [
    ...rows,
    `  = ${String(total).padStart(width)}  on_hand${target === total ? '' : ', were it not for this:'}`,
    ...(target === total
      ? []
      : [`  → ${String(target).padStart(width)}  ${sayDifference(terms, target, rules)}`]),
  ].join('\n')
}

/** Why what is set is not the sum. */
function sayDifference(
  terms: LevelTerms,
  target: number,
  rules: Pick<LevelRules, 'cap' | 'floor'> = {},
): string {
  const { cap, floor } = rules
  const offer = planOffer(terms, {})
  if (planOnHand(terms, {}) === target) return 'nothing is set below zero'
  if (planOnHand(terms, rules) !== target) return 'by a rule that held then, or in a brownout'
  return floor !== undefined && offer <= floor
    ? `the floor: as soon as no more than ${floor} could be offered, nothing is`
    : `the cap: never more than ${cap} are offered`
}
