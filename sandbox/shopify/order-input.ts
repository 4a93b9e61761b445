/** An amount as callers give it; the presentment side is optional. */
export interface MoneyBagInput {
  readonly shopMoney: { readonly amount: string; readonly currencyCode: string }
  readonly presentmentMoney?: {
    readonly amount: string
    readonly currencyCode: string
  } | null
}

export interface TaxLineInput {
  readonly title: string
  readonly rate: string
  readonly priceSet?: MoneyBagInput | null
}

export interface AddressInput {
  readonly firstName?: string | null
  readonly lastName?: string | null
  readonly company?: string | null
  readonly address1?: string | null
  readonly address2?: string | null
  readonly city?: string | null
  readonly province?: string | null
  readonly provinceCode?: string | null
  readonly zip?: string | null
  readonly country?: string | null
  readonly countryCode?: string | null
  readonly phone?: string | null
}

export interface LineInput {
  readonly variantId?: string | null
  readonly title?: string | null
  readonly sku?: string | null
  readonly variantTitle?: string | null
  readonly vendor?: string | null
  readonly quantity: number
  readonly priceSet?: MoneyBagInput | null
  readonly requiresShipping?: boolean | null
  readonly giftCard?: boolean | null
  readonly taxable?: boolean | null
  readonly taxLines?: readonly TaxLineInput[] | null
  readonly properties?: readonly { readonly name: string; readonly value: string }[] | null
}

export interface ShippingLineInput {
  readonly title: string
  readonly code?: string | null
  readonly source?: string | null
  readonly priceSet: MoneyBagInput
  readonly taxLines?: readonly TaxLineInput[] | null
}

export interface DiscountCodeInput {
  readonly itemFixedDiscountCode?: {
    readonly code: string
    readonly amountSet?: MoneyBagInput | null
  } | null
  readonly itemPercentageDiscountCode?: {
    readonly code: string
    readonly percentage?: number | null
  } | null
  readonly freeShippingDiscountCode?: { readonly code: string } | null
}

/** The input of `orderCreate`, as the schema lets it through. */
export interface OrderCreateInput {
  readonly lineItems?: readonly LineInput[] | null
  readonly shippingLines?: readonly ShippingLineInput[] | null
  readonly taxLines?: readonly TaxLineInput[] | null
  readonly discountCode?: DiscountCodeInput | null
  readonly transactions?:
    | readonly {
        readonly amountSet: MoneyBagInput
        readonly kind?: string | null
        readonly status?: string | null
        readonly gateway?: string | null
      }[]
    | null
  readonly financialStatus?: string | null
  /** FULFILLED for what left the shop with the customer. */
  readonly fulfillmentStatus?: string | null
  readonly fulfillment?: {
    readonly locationId: string
    readonly trackingCompany?: string | null
    readonly trackingNumber?: string | null
    readonly trackingNumbers?: readonly string[] | null
  } | null
  readonly taxesIncluded?: boolean | null
  readonly test?: boolean | null
  readonly currency?: string | null
  readonly presentmentCurrency?: string | null
  readonly email?: string | null
  readonly phone?: string | null
  readonly note?: string | null
  readonly name?: string | null
  readonly poNumber?: string | null
  readonly tags?: readonly string[] | null
  readonly sourceName?: string | null
  readonly sourceIdentifier?: string | null
  readonly processedAt?: string | null
  readonly customAttributes?: readonly { readonly key: string; readonly value: string }[] | null
  readonly customer?: {
    readonly toUpsert?: {
      readonly firstName?: string | null
      readonly lastName?: string | null
    } | null
  } | null
  readonly shippingAddress?: AddressInput | null
  readonly billingAddress?: AddressInput | null
}
