import { chanceOf } from '../chance.ts'
import type { LinnworksSetup } from '../../sandbox/linnworks/index.ts'
import type { ShopSetup } from '../../sandbox/shopify/setup.ts'
import * as world from '../../sandbox/world.ts'

/** Something that is sold in the shop and on other channels, all of it from one shelf. */
export interface Good {
  readonly sku: string
  readonly variantId: string
  readonly inventoryItemId: string
  readonly stockItemId: string
  /** On the shelf when the sale begins. */
  readonly units: number
  readonly isHot: boolean
}

/** The shop's one location, and the one that ships for it. */
export const floor = world.LOCATION_LINKS[0]

/** As many hot ones among them as are told; the shelves are filled by the seed. */
export function stockGoods(input: {
  readonly skus: number
  readonly hot: number
  readonly seed: number
}): readonly Good[] {
  const chance = chanceOf(input.seed, 'goods')
  return Array.from({ length: input.skus }, (_, index) => {
    const number = String(index).padStart(8, '0')
    const isHot = index < input.hot
    return {
      sku: `SALE-${number}`,
      variantId: `810${number}`,
      inventoryItemId: `910${number}`,
      stockItemId: `c1000000-0000-4000-8000-0810${number}`,
      units: isHot ? chance.between(40, 160) : chance.between(5, 100),
      isHot,
    }
  })
}

/** The sandbox's shop with these goods and one location. */
export function saleShop(goods: readonly Good[]): ShopSetup {
  return {
    ...world.AURORA,
    plan: 'plus',
    locations: world.AURORA.locations.filter(({ id }) => id === floor.locationId),
    products: goods.map(({ sku, variantId, inventoryItemId, units }) => ({
      productId: variantId.replace(/^8/, '6'),
      title: sku,
      variants: [
        {
          ...{ variantId, sku, inventoryItemId },
          price: '20.00',
          tracked: true,
          requiresShipping: true,
          stock: { [floor.locationId]: units },
        },
      ],
    })),
  }
}

export function saleAccount(goods: readonly Good[]): LinnworksSetup {
  return {
    ...world.LINNWORKS,
    locations: world.LINNWORKS.locations.filter(
      ({ StockLocationId: id }) => id === floor.linnworksLocationId,
    ),
    items: goods.map(({ sku, stockItemId, units }) => ({
      StockItemId: stockItemId,
      SKU: sku,
      title: sku,
      levels: { [floor.linnworksLocationId]: units },
    })),
  }
}
