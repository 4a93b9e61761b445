/** What a level's number is made of, in units. */
export interface LevelTerms {
  /** What Linnworks has available at the linked locations; below zero if it sold more than it has. */
  readonly available: number
  /** Sold here and reserved in Linnworks, and still committed in Shopify. */
  readonly inLinnworks: number
  /** Left the shelf without Waybill, and Linnworks does not know yet. */
  readonly leftShelf: number
  /** Sold through another variant, shop or bundle, and Linnworks does not know yet. */
  readonly elsewhere: number
  /** Kept back. */
  readonly buffer: number
}

/** What people ruled about a level. */
export interface LevelRules {
  readonly buffer: number
  /** Never is more offered than this. */
  readonly cap?: number
  /** As soon as no more than this could be offered, nothing is. */
  readonly floor?: number
  readonly paused: boolean
}

/**
 * What Linnworks has available at some locations together. Where an item is not tracked its number
 * means nothing, unless it is a composite: that is computed from the components there.
 */
export function sumAvailable(
  stock: readonly { readonly available: number; readonly tracked: boolean }[],
  { isComposite }: { readonly isComposite: boolean },
): number {
  return stock
    .filter(({ tracked }) => tracked || isComposite)
    .reduce((sum, { available }) => sum + available, 0)
}

/**
 * The `on_hand` to set in Shopify, never below zero. Shopify takes its own open orders off by
 * itself; those of them that Linnworks has taken off as well are added again. A flash sale changes
 * what Shopify has available and leaves `on_hand` alone.
 */
export function planOnHand(terms: LevelTerms, rules: Pick<LevelRules, 'cap' | 'floor'>): number {
  return Math.max(0, planOffer(terms, rules) + terms.inLinnworks)
}

/**
 * How much is offered before Shopify takes off what Linnworks does not know yet; below zero if
 * more was sold than there is.
 */
export function planOffer(
  { available, leftShelf, elsewhere, buffer }: Omit<LevelTerms, 'inLinnworks'>,
  { cap = Infinity, floor = -Infinity }: Pick<LevelRules, 'cap' | 'floor'>,
): number {
  const offer = available - leftShelf - elsewhere - buffer
  return offer <= floor ? Math.min(offer, 0) : Math.min(offer, cap)
}

/**
 * Of the units that the ledger counted as standing in Linnworks, how many are surely among those
 * that Shopify holds as committed: what is `claimed`, and not in Linnworks yet, is so as well.
 */
export function countInLinnworks(count: {
  readonly counted: number
  readonly claimed: number
  readonly committed: number
}): number {
  const { counted, claimed, committed } = count
  return Math.max(0, Math.min(counted, committed - claimed))
}
