/** What a shopper wants to buy; the address and all else is filled in where it is absent. */
export interface OrderWish {
  readonly lines: readonly { readonly variantId: string; readonly quantity: number }[]
  readonly shippingAddress?: Partial<ShopperAddress>
  /** Paid unless told otherwise. */
  readonly paid?: boolean
  readonly test?: boolean
  readonly discountCode?: { readonly code: string; readonly percentage: number }
  /** In units of the shop's currency. */
  readonly shippingPrice?: string
  /** A fraction: 0.2 is 20 %. */
  readonly taxRate?: number
  readonly currency?: string
  readonly taxesIncluded?: boolean
  readonly presentmentCurrency?: string
  readonly email?: string
  readonly note?: string
  readonly tags?: readonly string[]
  readonly sourceName?: string
}

export interface ShopperAddress {
  readonly firstName: string
  readonly lastName: string
  readonly company?: string
  readonly address1: string
  readonly address2?: string
  readonly city: string
  readonly zip: string
  readonly countryCode: string
  readonly phone: string
}

/** Invented, and easy to find wherever personal data must not be. */
export const canaryAddress: ShopperAddress = {
  firstName: 'Canary',
  lastName: 'Canaryperson',
  address1: '1 Canary Wharf Lane',
  city: 'Canarytown',
  zip: 'CA1 1RY',
  countryCode: 'GB',
  phone: '+447700900123',
}
export const canaryEmail = 'canaryperson@canary.example'

/** What the shop says of itself, used where a wish does not. */
export interface ShopDefaults {
  readonly currencyCode: string
  readonly taxesIncluded: boolean
}

/** The input of `orderCreate` for a wish. */
export function toOrderInput(wish: OrderWish, shop: ShopDefaults) {
  const currencyCode = wish.currency ?? shop.currencyCode
  const address = { ...canaryAddress, ...wish.shippingAddress }
  const taxLines =
    wish.taxRate === undefined ? undefined : [{ title: 'VAT', rate: String(wish.taxRate) }]
  const { code, percentage } = wish.discountCode ?? {}
  return {
    lineItems: wish.lines.map((line) => ({ ...line, taxLines })),
    shippingLines:
      wish.shippingPrice === undefined
        ? undefined
        : [
            {
              title: 'Standard',
              code: 'standard',
              priceSet: { shopMoney: { amount: wish.shippingPrice, currencyCode } },
              taxLines,
            },
          ],
    discountCode:
      code === undefined ? undefined : { itemPercentageDiscountCode: { code, percentage } },
    financialStatus: wish.paid === false ? 'PENDING' : 'PAID',
    taxesIncluded: wish.taxesIncluded ?? shop.taxesIncluded,
    test: wish.test ?? false,
    currency: currencyCode,
    presentmentCurrency: wish.presentmentCurrency,
    email: wish.email ?? canaryEmail,
    phone: address.phone,
    note: wish.note,
    tags: wish.tags,
    sourceName: wish.sourceName,
    shippingAddress: address,
    billingAddress: address,
    customer: { toUpsert: { firstName: address.firstName, lastName: address.lastName } },
  }
}
