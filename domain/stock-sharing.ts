import { countInLinnworks } from './stock-level.ts'

/** A level that takes its units from a stock item at some locations of Linnworks. */
export interface SharingLevel {
  readonly shop: string
  readonly inventoryItemId: string
  readonly locationId: string
  readonly stockItemId: string
  /** Those that count for its Shopify location. */
  readonly linnworksLocationIds: readonly string[]
}

/** What was sold there and is not in Linnworks yet. */
export interface InFlightLevel extends SharingLevel {
  readonly inFlight: number
}

/**
 * How many of a component one composite holds, of those that Linnworks computes from components. No
 * component is a composite itself: see `expandRecipes`.
 */
export interface CompositePart {
  /** The composite. */
  readonly stockItemId: string
  readonly componentId: string
  readonly quantity: number
}

/**
 * The same composites, taken apart down to what is no composite. A component that is reached in
 * several ways is told once for each: in each, the stock of it bounds the composite. A composite
 * that holds itself is not taken apart again.
 */
export function expandRecipes(parts: readonly CompositePart[]): readonly CompositePart[] {
  const recipes = Map.groupBy(parts, ({ stockItemId }) => stockItemId)
  return [...recipes.keys()].flatMap((stockItemId) =>
    leavesOf(stockItemId, [stockItemId]).map((leaf) => ({ ...leaf, stockItemId })),
  )

  function leavesOf(
    id: string,
    within: readonly string[],
  ): readonly Omit<CompositePart, 'stockItemId'>[] {
    return (recipes.get(id) ?? []).flatMap(({ componentId, quantity }) => {
      if (!recipes.has(componentId) || within.includes(componentId)) {
        return [{ componentId, quantity }]
      }
      const inner = leavesOf(componentId, [...within, componentId])
      return inner.map((leaf) => ({ ...leaf, quantity: leaf.quantity * quantity }))
    })
  }
}

/** What was sold at a level and Linnworks does not know yet, whether or not it is still there. */
export function countInFlight(level: {
  readonly committed: number
  readonly counted: number
  readonly claimed: number
  readonly leftShelf: number
}): number {
  return level.committed - countInLinnworks(level) + level.leftShelf
}

/**
 * By how many units this level has less than Linnworks says because of what is in flight at other
 * levels that draw on the same stock. Never too few, and exact for levels of the same stock item
 * (of a composite, where no component is reached in several ways).
 *
 * A composite's level counts whole bundles, at a Linnworks location `min ⌊have_i / q_i⌋`. In flight
 * `k_i` of each component cost at most `max ⌈k_i / q_i⌉` of them, because for every component
 * `⌊(have_i − k_i) / q_i⌋ ≥ ⌊have_i / q_i⌋ − ⌈k_i / q_i⌉`, and so for the least of them. Different
 * Shopify locations may ship from different Linnworks locations: their costs are added, which is
 * never less than the cost of them together.
 */
export function elsewhereUnits(
  level: SharingLevel,
  siblings: readonly InFlightLevel[],
  parts: readonly CompositePart[],
): number {
  const others = siblings.filter(
    (each) => each.inFlight > 0 && !isSameLevel(each, level) && overlaps(each, level),
  )
  const recipe = partsOf(level.stockItemId, parts)
  if (recipe.length === 0) return sum(others.map((each) => taken(each, level.stockItemId, parts)))
  const places = Map.groupBy(others, ({ shop, locationId }) => `${shop}:${locationId}`)
  const costs = [...places.values()].map((there) =>
    Math.max(
      ...recipe.map(({ componentId, quantity }) =>
        Math.ceil(sum(there.map((each) => taken(each, componentId, parts))) / quantity),
      ),
    ),
  )
  return sum(costs)
}

/**
 * The stock items whose levels share units with this one's, itself among them: composites that hold
 * it, and if it is one, its components and the composites that hold any of these.
 */
export function listSharing(
  stockItemId: string,
  parts: readonly CompositePart[],
): readonly string[] {
  const components = partsOf(stockItemId, parts).map(({ componentId }) => componentId)
  const drawnOn = new Set([stockItemId, ...components])
  const composites = parts
    .filter(({ componentId }) => drawnOn.has(componentId))
    .map((part) => part.stockItemId)
  return [...new Set([...drawnOn, ...composites])]
}

/** How many of a component a level's units in flight take: its own, and those inside of bundles. */
function taken(
  { stockItemId, inFlight }: InFlightLevel,
  componentId: string,
  parts: readonly CompositePart[],
): number {
  if (stockItemId === componentId) return inFlight
  const held = partsOf(stockItemId, parts).filter((part) => part.componentId === componentId)
  return sum(held.map(({ quantity }) => quantity * inFlight))
}

function partsOf(stockItemId: string, parts: readonly CompositePart[]): readonly CompositePart[] {
  return parts.filter((part) => part.stockItemId === stockItemId)
}

function isSameLevel(one: SharingLevel, other: SharingLevel): boolean {
  return (
    one.shop === other.shop &&
    one.inventoryItemId === other.inventoryItemId &&
    one.locationId === other.locationId
  )
}

function overlaps(one: SharingLevel, other: SharingLevel): boolean {
  return one.linnworksLocationIds.some((id) => other.linnworksLocationIds.includes(id))
}

function sum(units: readonly number[]): number {
  return units.reduce((total, each) => total + each, 0)
}
