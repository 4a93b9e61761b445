import type { LinnworksItem } from '../../sandbox/linnworks/index.ts'
import type { ShopSetup } from '../../sandbox/shopify/index.ts'
import { LINNWORKS_LOCATIONS, SHOPIFY_LOCATIONS } from '../../sandbox/world.ts'

type ProductSetup = ShopSetup['products'][number]

/** Of the nth product, as Shopify numbers it. */
export const inventoryItemOf = (nth: number) => `9000000${String(nth).padStart(4, '0')}`
export const variantOf = (nth: number) => `8000000${String(nth).padStart(4, '0')}`
export const stockItemOf = (nth: number) => `d1000000-0000-4000-8000-00000000${pad(nth)}`

/** A product of one variant; what is not told stands in London, ten of them. */
export function productOf(
  nth: number,
  sku: string | null,
  change: Partial<ProductSetup['variants'][number]> & Pick<ProductSetup, 'status'> = {},
): ProductSetup {
  const { status, ...variant } = change
  return {
    productId: `6000000${pad(nth)}`,
    title: `Product ${nth}`,
    ...(status === undefined ? {} : { status }),
    variants: [
      {
        ...{ variantId: variantOf(nth), inventoryItemId: inventoryItemOf(nth), sku },
        ...{ price: '5.00', tracked: true, requiresShipping: true },
        stock: { [SHOPIFY_LOCATIONS.london]: 10 },
        ...variant,
      },
    ],
  }
}

/** A stock item; what is not told stands in London, ten of them. */
export function itemOf(
  nth: number,
  sku: string,
  change: Partial<LinnworksItem> = {},
): LinnworksItem {
  return {
    ...{ StockItemId: stockItemOf(nth), SKU: sku, title: `Item ${nth}` },
    levels: { [LINNWORKS_LOCATIONS.london]: 10 },
    ...change,
  }
}

/** So many products, each with the stock item of its SKU. */
export function manyGoods(count: number) {
  const all = Array.from({ length: count }, (_, index) => index + 1)
  return {
    products: all.map((nth) => productOf(nth, `SKU-${nth}`)),
    items: all.map((nth) => itemOf(nth, `SKU-${nth}`)),
  }
}

function pad(nth: number): string {
  return String(nth).padStart(4, '0')
}
