/** A Shopify financial status, or undefined where Shopify has none (recorded on real orders). */
export type FinancialStatus =
  | 'AUTHORIZED'
  | 'EXPIRED'
  | 'PAID'
  | 'PARTIALLY_PAID'
  | 'PARTIALLY_REFUNDED'
  | 'PENDING'
  | 'REFUNDED'
  | 'VOIDED'

/** An order as Shopify has it now. Holds personal data: it lives inside activities only. */
export interface ShopOrder {
  readonly shop: string
  /** Shopify's legacyResourceId: a string, for it can exceed what a JavaScript number holds. */
  readonly orderId: string
  /** What people call it, for instance `#1001`. */
  readonly name: string
  /** ISO 8601, UTC, as are all times here. */
  readonly createdAt: string
  readonly updatedAt: string
  readonly processedAt: string
  readonly cancelledAt?: string
  readonly test: boolean
  readonly sourceName?: string
  readonly financialStatus?: FinancialStatus
  readonly riskRecommendation?: 'ACCEPT' | 'CANCEL' | 'INVESTIGATE' | 'NONE'
  /** The currency every amount below is in: the shop's. */
  readonly currency: string
  readonly taxesIncluded: boolean
  /** What the order is worth now, after edits and refunds, tax and shipping included. */
  readonly totalMinor: number
  readonly taxMinor: number
  readonly tipMinor: number
  readonly dutiesMinor: number
  readonly shippingLines: readonly ShippingLine[]
  readonly lines: readonly OrderLine[]
  readonly fulfillmentOrders: readonly FulfillmentOrder[]
  readonly fulfillments: readonly Pick<Fulfillment, 'status'>[]
  readonly deliveryAddress?: Address
  readonly billingAddress?: Address
  readonly email?: string
  readonly phone?: string
  readonly note?: string
}

export interface OrderLine {
  readonly lineId: string
  readonly sku?: string
  readonly title: string
  /** As ordered. */
  readonly quantity: number
  /** After edits and refunds. */
  readonly currentQuantity: number
  readonly requiresShipping: boolean
  readonly isGiftCard: boolean
  /** Price of one unit before any discount. */
  readonly unitPriceMinor: number
  /** Sum of all discounts on the line, order-level shares included, for `quantity` units. */
  readonly discountMinor: number
  readonly taxes: readonly TaxLine[]
  /** The bundle that the line is a component of. */
  readonly group?: LineGroup
}

export interface LineGroup {
  readonly groupId: string
  readonly title: string
  /** How many bundles were bought. */
  readonly quantity: number
  readonly variantId?: string
  readonly sku?: string
}

export interface TaxLine {
  /** A fraction: 0.2 is 20 %. */
  readonly rate: number
  readonly amountMinor: number
}

export interface ShippingLine {
  readonly title: string
  readonly code?: string
  readonly removed: boolean
  /** After discounts; tax is inside if the order's taxes are included. */
  readonly priceMinor: number
  readonly taxes: readonly TaxLine[]
}

export type FulfillmentOrderStatus =
  'OPEN' | 'IN_PROGRESS' | 'ON_HOLD' | 'SCHEDULED' | 'CLOSED' | 'CANCELLED' | 'INCOMPLETE'

export interface FulfillmentOrder {
  readonly fulfillmentOrderId: string
  readonly status: FulfillmentOrderStatus
  /** Absent once the location was deleted. */
  readonly locationId?: string
  readonly locationName: string
  readonly supportedActions: readonly string[]
  readonly lines: readonly FulfillmentOrderLine[]
}

export interface FulfillmentOrderLine {
  readonly fulfillmentOrderLineId: string
  readonly lineId: string
  /** What is taken off the stock. Absent where the line is of no product. */
  readonly inventoryItemId?: string
  readonly totalQuantity: number
  readonly remainingQuantity: number
}

export interface Fulfillment {
  readonly fulfillmentId: string
  readonly status: 'PENDING' | 'OPEN' | 'SUCCESS' | 'CANCELLED' | 'ERROR' | 'FAILURE'
  readonly createdAt: string
  readonly trackingNumbers: readonly string[]
  readonly lines: readonly { readonly lineId: string; readonly quantity: number }[]
}

export interface Address {
  readonly fullName: string
  readonly company?: string
  readonly address1?: string
  readonly address2?: string
  readonly city?: string
  readonly region?: string
  readonly postCode?: string
  readonly country?: string
  readonly countryCode?: string
  readonly phone?: string
}
