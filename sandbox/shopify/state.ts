/** An order as the twin stores it: all amounts in minor units of the shop's currency. */
export interface StoredOrder {
  readonly id: string
  readonly shop: string
  readonly number: number
  readonly name: string
  readonly confirmationNumber: string
  /** ISO 8601 to the second, as Shopify shows all times. */
  readonly createdAt: string
  readonly updatedAt: string
  readonly processedAt: string
  readonly cancelledAt: string | null
  readonly cancelReason: string | null
  readonly closedAt: string | null
  readonly staffNote: string | null
  readonly test: boolean
  readonly edited: boolean
  readonly sourceName: string | null
  readonly sourceIdentifier: string | null
  readonly tags: readonly string[]
  readonly note: string | null
  readonly email: string | null
  readonly phone: string | null
  readonly poNumber: string | null
  readonly taxesIncluded: boolean
  readonly currency: string
  readonly presentmentCurrency: string
  /** Units of the presentment currency for one unit of the shop's. */
  readonly presentmentRate: number
  /** A status given at creation that the transactions do not tell; gone once money moves. */
  readonly statusOverride: string | null
  readonly customAttributes: readonly StoredAttribute[]
  readonly customer: StoredCustomer | null
  readonly shippingAddress: StoredAddress | null
  readonly billingAddress: StoredAddress | null
  readonly discountCode: string | null
  readonly riskAssessments: readonly StoredRiskAssessment[]
  /** Whether the order holds inventory, see `inventoryBehaviour` of `orderCreate`. */
  readonly claimsInventory: boolean
  readonly lines: readonly StoredLine[]
  readonly shippingLines: readonly StoredShippingLine[]
  readonly transactions: readonly StoredTransaction[]
  readonly refunds: readonly StoredRefund[]
  readonly fulfillmentOrders: readonly StoredFulfillmentOrder[]
  readonly fulfillments: readonly StoredFulfillment[]
  readonly returns?: readonly StoredReturn[]
}

export interface StoredRiskAssessment {
  readonly riskLevel: string
  readonly facts: readonly { readonly description: string; readonly sentiment: string }[]
}

export interface StoredAttribute {
  readonly key: string
  readonly value: string
}

export interface StoredCustomer {
  readonly id: string
  readonly firstName: string | null
  readonly lastName: string | null
}

export interface StoredAddress {
  readonly id: string
  readonly firstName: string | null
  readonly lastName: string | null
  readonly company: string | null
  readonly address1: string | null
  readonly address2: string | null
  readonly city: string | null
  readonly province: string | null
  readonly provinceCode: string | null
  readonly zip: string | null
  readonly country: string | null
  readonly countryCode: string | null
  readonly phone: string | null
}

export interface StoredTax {
  readonly title: string
  /** A fraction: 0.2 is 20 %. */
  readonly rate: number
  readonly amountMinor: number
}

export interface StoredLine {
  readonly id: string
  readonly variantId: string | null
  readonly productId: string | null
  readonly inventoryItemId: string | null
  /** Whether Shopify counts the item's stock. */
  readonly tracked: boolean
  readonly sku: string | null
  readonly title: string
  readonly variantTitle: string | null
  readonly vendor: string | null
  readonly quantity: number
  readonly currentQuantity: number
  readonly requiresShipping: boolean
  readonly isGiftCard: boolean
  readonly taxable: boolean
  readonly unitPriceMinor: number
  /** For the whole `quantity`. */
  readonly discountMinor: number
  readonly taxes: readonly StoredTax[]
  readonly customAttributes: readonly StoredAttribute[]
  readonly group: StoredGroup | null
}

/** The bundle that component lines came from. */
export interface StoredGroup {
  readonly id: string
  readonly title: string
  readonly quantity: number
  readonly variantId: string
  readonly variantSku: string | null
  readonly productId: string
}

export interface StoredShippingLine {
  readonly id: string
  readonly title: string
  readonly code: string | null
  readonly source: string | null
  readonly priceMinor: number
  readonly discountMinor: number
  readonly refundedMinor: number
  readonly taxes: readonly StoredTax[]
}

export interface StoredTransaction {
  readonly id: string
  readonly kind: string
  readonly status: string
  readonly gateway: string
  readonly amountMinor: number
  readonly createdAt: string
  readonly parentId: string | null
}

export interface StoredRefund {
  readonly id: string
  readonly createdAt: string
  readonly note: string | null
  readonly totalMinor: number
  readonly lines: readonly StoredRefundLine[]
  readonly transactionIds: readonly string[]
}

export interface StoredRefundLine {
  readonly id: string
  readonly lineId: string
  readonly quantity: number
  readonly locationId: string | null
  readonly restockType: string
  /** How many of the units had been shipped. */
  readonly shipped: number
  readonly subtotalMinor: number
  readonly taxMinor: number
}

export type StoredFulfillmentOrderStatus = 'OPEN' | 'IN_PROGRESS' | 'ON_HOLD' | 'CLOSED'

export interface StoredFulfillmentOrder {
  readonly id: string
  readonly status: StoredFulfillmentOrderStatus
  readonly locationId: string
  readonly methodType: 'SHIPPING' | 'NONE'
  readonly createdAt: string
  readonly updatedAt: string
  readonly holds: readonly StoredHold[]
  /** The fulfilment order it was split off when a part of that was put on hold. */
  readonly heldApartFrom: string | null
  readonly lines: readonly StoredFulfillmentOrderLine[]
}

export interface StoredFulfillmentOrderLine {
  readonly id: string
  readonly lineId: string
  readonly totalQuantity: number
  readonly remainingQuantity: number
}

export interface StoredHold {
  readonly id: string
  readonly handle: string
  readonly reason: string
  readonly reasonNotes: string | null
}

export interface StoredFulfillment {
  readonly id: string
  readonly name: string
  readonly status: 'SUCCESS' | 'CANCELLED'
  readonly createdAt: string
  readonly updatedAt: string
  readonly locationId: string
  readonly tracking: readonly StoredTracking[]
  readonly lines: readonly StoredFulfillmentLine[]
}

export interface StoredTracking {
  readonly number: string | null
  readonly company: string | null
  readonly url: string | null
}

export interface StoredFulfillmentLine {
  readonly id: string
  readonly lineId: string
  readonly fulfillmentOrderId: string
  readonly fulfillmentOrderLineId: string
  readonly quantity: number
}

/** Goods that a customer sends back, and the reverse fulfilment order that receives them. */
export interface StoredReturn {
  readonly id: string
  readonly name: string
  readonly status: 'OPEN' | 'CLOSED' | 'CANCELED'
  readonly createdAt: string
  readonly closedAt: string | null
  readonly reverseId: string
  readonly lines: readonly StoredReturnLine[]
}

export interface StoredReturnLine {
  readonly id: string
  readonly reverseLineId: string
  readonly fulfillmentLineId: string
  readonly lineId: string
  readonly quantity: number
  readonly processedQuantity: number
  readonly reason: string
  readonly reasonNote: string
  readonly dispositions: readonly StoredDisposition[]
}

export type DispositionType = 'MISSING' | 'NOT_RESTOCKED' | 'PROCESSING_REQUIRED' | 'RESTOCKED'

export interface StoredDisposition {
  readonly id: string
  readonly type: DispositionType
  readonly quantity: number
  readonly locationId: string | null
  readonly createdAt: string
}
