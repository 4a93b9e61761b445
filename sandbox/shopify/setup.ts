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
  /**
   * `inventorySetQuantities` is charged once for however many entries, of which no recording has
   * more than a few; this charges a point for each further one.
   */
  readonly chargesEachEntry?: boolean
  readonly scopes: readonly string[]
  /**
   * What units let go of without restocking do to their level; no recording shows it. They
   * `leaveShelf` unless told: on hand and committed fall, as the argument's name says. Or they
   * `stayCommitted`, or are `soldAgain` as if they had been restocked.
   */
  readonly unrestockedUnits?: 'leaveShelf' | 'stayCommitted' | 'soldAgain'
  /**
   * Whether unshipped units that are refunded without restocking leave their fulfilment order, as
   * they do unless told, or stay there to be shipped; no recording shows it.
   */
  readonly unrestockedRefunds?: 'leaveFulfillmentOrder' | 'stayToShip'
  /**
   * What `changeFromQuantity` is compared with when `on_hand` is set: the docs speak of the
   * quantity at the location without saying which.
   */
  readonly comparesOnHandWith?: 'on_hand' | 'available'
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
  readonly status?: 'ACTIVE' | 'ARCHIVED' | 'DRAFT' | 'UNLISTED'
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
  /** Locations whose level of the item is not active: it has units there and sells none. */
  readonly inactiveAt?: readonly string[]
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
