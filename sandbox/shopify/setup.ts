/** A shop as the twin is given it. Ids are numbers in strings, as at the end of a `gid`. */
export interface ShopSetup {
  /** The handle by which the shop is addressed: `{url}/{shop}/admin/api/…`. */
  readonly shop: string
  readonly domain: string
  readonly accessToken: string
  readonly clientId: string
  readonly clientSecret: string
  /** Signs the webhooks. */
  readonly webhookSecret: string
  readonly currency: string
  readonly taxesIncluded: boolean
  readonly plan: 'standard' | 'advanced' | 'plus'
  /**
   * `nodes` is charged once for however many ids, as was observed on live stores for up to four;
   * this charges it for each.
   */
  readonly chargesEachNode?: boolean
  readonly scopes: readonly string[]
  /** Tax by country code, as a fraction: what an order is taxed at when its address moves there. */
  readonly taxRates?: Readonly<Record<string, number>>
  readonly locations: readonly LocationSetup[]
  readonly products: readonly ProductSetup[]
  /** Subscriptions made in the app's configuration: the API does not list or delete them. */
  readonly webhooks?: { readonly uri: string; readonly topics: readonly string[] }
  readonly webhookFaults?: WebhookFaults
}

export interface LocationSetup {
  readonly id: string
  readonly name: string
}

export interface ProductSetup {
  readonly productId: string
  readonly title: string
  readonly status?: 'ACTIVE' | 'ARCHIVED' | 'DRAFT'
  readonly variants: readonly VariantSetup[]
}

export interface VariantSetup {
  readonly variantId: string
  readonly sku: string | null
  /** In units of the shop's currency, for instance `12.50`. */
  readonly price: string
  readonly tracked: boolean
  readonly requiresShipping: boolean
  readonly isGiftCard?: boolean
  readonly inventoryItemId: string
  /** Makes the variant a bundle: an order shows its components only. */
  readonly components?: readonly { readonly variantId: string; readonly quantity: number }[]
  /** Units on hand by location id; a location that is absent does not stock the item. */
  readonly stock: Readonly<Record<string, number>>
}

export interface WebhookFaults {
  readonly lostShare: number
  readonly duplicateShare: number
  readonly shuffle: boolean
}

export interface CatalogueEntry {
  readonly product: ProductSetup
  readonly variant: VariantSetup
}

/** Finds a variant and its product by the variant's id. */
export function findVariant(setup: ShopSetup, variantId: string): CatalogueEntry | undefined {
  for (const product of setup.products) {
    const variant = product.variants.find((candidate) => candidate.variantId === variantId)
    if (variant !== undefined) return { product, variant }
  }
  return undefined
}
