import type { LinnworksSetup } from '../../sandbox/linnworks/index.ts'
import type { OrderWish } from '../../sandbox/order-wish.ts'
import type { ShopSetup } from '../../sandbox/shopify/setup.ts'
import * as world from '../../sandbox/world.ts'

const kinds = 200
const plenty = 10_000_000

/** Something to sell; a fifth of it stands in Leeds, the rest in London. */
interface Good {
  readonly variantId: string
  readonly sku: string
  readonly title: string
  readonly price: string
  readonly inLeeds: boolean
}

const goods: readonly Good[] = Array.from({ length: kinds }, (_, index) => ({
  variantId: String(81_000_000_000 + index),
  sku: `BENCH-${String(index + 1).padStart(3, '0')}`,
  title: `Thing number ${index + 1}`,
  price: ((495 + index * 37) / 100).toFixed(2),
  inLeeds: index % 5 === 4,
}))

/** The sandbox's shop on a plan, with two hundred goods and more stock than any bench sells. */
export function benchShop(plan: ShopSetup['plan']): ShopSetup {
  const { london, leeds } = world.SHOPIFY_LOCATIONS
  return {
    ...world.AURORA,
    plan,
    products: goods.map(({ variantId, sku, title, price, inLeeds }) => ({
      productId: variantId.replace(/^8/, '6'),
      title,
      variants: [
        {
          variantId,
          sku,
          price,
          tracked: true,
          requiresShipping: true,
          inventoryItemId: variantId.replace(/^8/, '9'),
          stock: { [inLeeds ? leeds : london]: plenty },
        },
      ],
    })),
  }
}

/** The account with an item for each of the goods. */
export const benchAccount: LinnworksSetup = {
  ...world.LINNWORKS,
  items: goods.map(({ variantId, sku, title, inLeeds }) => ({
    StockItemId: itemIdOf(variantId),
    SKU: sku,
    title,
    levels: {
      [inLeeds ? world.LINNWORKS_LOCATIONS.leeds : world.LINNWORKS_LOCATIONS.london]: plenty,
    },
  })),
}

/** What Linnworks has for the goods, as a ledger knows it of goods that were sold before. */
export const knownItems = goods.map(({ variantId, sku }) => ({
  sku,
  stockItemId: itemIdOf(variantId),
}))

/**
 * The `index`-th order of a bench, always the same: of ten, six have one line, three have two and
 * one has three; every fifth ships from Leeds, the rest from London, none from both. Prices hold
 * 20 % tax.
 */
export function wishOrder(index: number): OrderWish {
  const lines = lineCounts[index % lineCounts.length] ?? 1
  const inLeeds = index % 5 === 3
  const choice = goods.filter((good) => good.inLeeds === inLeeds)
  return {
    lines: Array.from({ length: lines }, (_, line) => ({
      variantId: `gid://shopify/ProductVariant/${choice[(index + line * 7) % choice.length]?.variantId ?? ''}`,
      quantity: 1 + ((index + line) % 3),
    })),
    taxRate: 0.2,
    ...(index % 2 === 0 ? { shippingPrice: '3.95' } : {}),
  }
}

const lineCounts = [1, 2, 1, 1, 3, 1, 2, 1, 1, 2]

function itemIdOf(variantId: string): string {
  return `c1000000-0000-4000-8000-${variantId.padStart(12, '0')}`
}
