/** Variants to buy, by what they are. */
export const VARIANTS = {
  mug: '80000000001',
  teapot: '80000000002',
  breakfastTea: '80000000003',
  earlGrey: '80000000004',
  biscuits: '80000000005',
  /** A bundle of a mug and two packets of breakfast tea. */
  teaSet: '80000000006',
  /** Nothing to ship. */
  brewingGuide: '80000000007',
  /** Linnworks does not know its SKU. */
  towel: '80000000008',
} as const

/** Something to sell, and how many of it stand at each location. */
export interface Product {
  readonly variantId: string
  readonly sku: string
  readonly title: string
  readonly price: string
  readonly london: number
  readonly leeds: number
}

/** What Linnworks knows and ships. */
export const SHIPPED: readonly Product[] = [
  {
    variantId: VARIANTS.mug,
    sku: 'MUG-BLUE',
    title: 'Blue mug',
    price: '12.00',
    london: 40,
    leeds: 15,
  },
  {
    variantId: VARIANTS.teapot,
    sku: 'TEAPOT-1L',
    title: 'Teapot, one litre',
    price: '28.00',
    london: 12,
    leeds: 0,
  },
  {
    variantId: VARIANTS.breakfastTea,
    sku: 'TEA-BREAKFAST',
    title: 'Breakfast tea',
    price: '6.50',
    london: 120,
    leeds: 60,
  },
  {
    variantId: VARIANTS.earlGrey,
    sku: 'TEA-EARL-GREY',
    title: 'Earl Grey',
    price: '6.50',
    london: 80,
    leeds: 80,
  },
  {
    variantId: VARIANTS.biscuits,
    sku: 'BISCUIT-TIN',
    title: 'Biscuit tin',
    price: '9.99',
    london: 0,
    leeds: 25,
  },
]

/** Sold in the shop, unknown to Linnworks. */
export const TOWEL: Product = {
  variantId: VARIANTS.towel,
  sku: 'TOWEL-LINEN',
  title: 'Linen tea towel',
  price: '8.00',
  london: 30,
  leeds: 0,
}
