import { LONDON, type startTwin } from './twin.ts'

type Product = NonNullable<NonNullable<Parameters<typeof startTwin>[1]>['products']>[number]
type Variant = Product['variants'][number]

/** A product of one variant, as many of which are in London as its id says. */
export function productOf(
  id: string,
  variant: Partial<Variant> = {},
  product: Partial<Product> = {},
) {
  return {
    productId: id,
    title: `Product ${id}`,
    variants: [
      {
        variantId: id,
        sku: `SKU-${id}`,
        price: '1.00',
        tracked: true,
        requiresShipping: true,
        inventoryItemId: `1${id}`,
        stock: { [LONDON]: Number(id) },
        ...variant,
      },
    ],
    ...product,
  }
}

/** One more than two pages of 250. */
export const manyProducts = Array.from({ length: 501 }, (_, nth) => productOf(String(10_001 + nth)))
