import type { LinnworksSetup } from '../../../sandbox/linnworks/index.ts'
import type { ShopSetup } from '../../../sandbox/shopify/setup.ts'
import * as world from '../../../sandbox/world.ts'

/** A place in both systems. */
const places = [
  { shop: world.SHOPIFY_LOCATIONS.london, linnworks: world.LINNWORKS_LOCATIONS.london },
  { shop: world.SHOPIFY_LOCATIONS.leeds, linnworks: world.LINNWORKS_LOCATIONS.leeds },
] as const

export const locations = places.length

/** One level, by what each vendor calls it. */
export interface Shelf {
  readonly sku: string
  readonly linnworksLocationId: string
  readonly inventoryItemId: string
  readonly locationId: string
}

/** More than a level changes by in a whole bench: nothing ever runs out. */
const stocked = 1000

/** Stock at two locations of the `index`-th item, always the same. */
export function shelvesOf(index: number): readonly Shelf[] {
  return places.map((place) => ({
    sku: skuOf(index),
    linnworksLocationId: place.linnworks,
    inventoryItemId: String(91_000_000_000 + index),
    locationId: place.shop,
  }))
}

/** The sandbox's shop with so many items, each a product of its own. */
export function shopOf(skus: number, plan: ShopSetup['plan']): ShopSetup {
  return {
    ...world.AURORA,
    plan,
    products: upTo(skus).map((index) => ({
      productId: String(61_000_000_000 + index),
      title: titleOf(index),
      variants: [
        {
          variantId: String(81_000_000_000 + index),
          sku: skuOf(index),
          price: '9.95',
          tracked: true,
          requiresShipping: true,
          inventoryItemId: String(91_000_000_000 + index),
          stock: Object.fromEntries(places.map(({ shop }) => [shop, stocked])),
        },
      ],
    })),
  }
}

/**
 * The account with an item for each of them. Linnworks lists them in an order of its own, as it does
 * where they were not created one after another in both systems.
 */
export function accountOf(skus: number): LinnworksSetup {
  return {
    ...world.LINNWORKS,
    items: shuffled(upTo(skus)).map((index) => ({
      StockItemId: `c1000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
      SKU: skuOf(index),
      title: titleOf(index),
      levels: Object.fromEntries(places.map(({ linnworks }) => [linnworks, stocked])),
    })),
  }
}

/**
 * What a level holds after it was changed so many times: no two changes leave the same number, half
 * of the levels rise while the others fall, and each does the other the next time.
 */
export function levelAfter(index: number, changes: number): number {
  const rises = (index + changes) % 2 === 0
  return stocked + (rises ? changes : -changes)
}

const skuOf = (index: number) => `SHELF-${String(index + 1).padStart(6, '0')}`
const titleOf = (index: number) => `Thing number ${index + 1}`

function upTo(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index)
}

/** By a generator of its own, so that every bench has the same order (Numerical Recipes' constants). */
function shuffled(numbers: readonly number[]): readonly number[] {
  const result = [...numbers]
  let state = 1
  for (let last = result.length - 1; last > 0; last -= 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    const other = Math.floor((state / 2 ** 32) * (last + 1))
    ;[result[last], result[other]] = [result[other] ?? 0, result[last] ?? 0]
  }
  return result
}
