import type { Address } from './order.ts'

/**
 * A consignment as it is created in Linnworks: the part of a Shopify order that one Linnworks
 * location ships. Holds personal data: it lives inside activities only.
 */
export interface ConsignmentOrder {
  /** Becomes SubSource; with `Source = WAYBILL` and `reference` it is the order's natural key. */
  readonly shop: string
  /** `5512` for an order's first consignment, `5512-2`, `5512-3` … for further ones. */
  readonly reference: string
  /** What the shop calls the order, for instance `#1001`. */
  readonly orderName: string
  /** ISO 8601, UTC. */
  readonly receivedAt: string
  readonly paidAt: string
  readonly dispatchBy: string
  readonly currency: string
  /** Linnworks' `CreateOrders` takes the location by its name. */
  readonly locationName: string
  /** Tax included, after discounts. */
  readonly shippingMinor: number
  readonly shippingTaxRatePercent: number
  /** The shop's shipping method, matched to a postal service in Linnworks. */
  readonly shippingMethod?: string
  readonly lines: readonly ConsignmentLine[]
  readonly deliveryAddress: Address
  readonly billingAddress: Address
  readonly email?: string
  readonly phone?: string
  readonly note?: string
}

export interface ConsignmentLine {
  /** The Shopify line item's id: unique in the order, and echoed on every split and dispatch. */
  readonly itemNumber: string
  /** The Linnworks SKU that the line is linked to. */
  readonly sku: string
  readonly title: string
  readonly quantity: number
  /** In units of the currency, up to four decimals, before `discountPercent`. */
  readonly unitPrice: number
  /** 10 is 10 %; up to four decimals. */
  readonly discountPercent: number
  /** 20 is 20 %. */
  readonly taxRatePercent: number
  /** Whether tax is inside `unitPrice`. */
  readonly taxInclusive: boolean
  /** A line that moves no stock: a tip, a duty, a gift card. */
  readonly isService: boolean
}

/** What Linnworks says of an order: open, dispatched or cancelled. Holds a tracking number. */
export interface LinnworksOrder {
  /** pkOrderId, a UUID. */
  readonly linnworksOrderId: string
  /** The number that people see in Linnworks. */
  readonly number: number
  readonly source: string
  readonly subSource: string
  readonly reference: string
  readonly processed: boolean
  /** Of a processed order: cancelled. Of an open one: on hold. */
  readonly holdOrCancel: boolean
  readonly parked: boolean
  readonly paid: boolean
  readonly locationId: string
  readonly processedAt?: string
  readonly totalMinor: number
  readonly currency: string
  readonly vendor?: string
  readonly postalService?: string
  readonly trackingNumber?: string
  /** Picked, printed or invoiced: the warehouse has begun. */
  readonly started: boolean
  readonly lines: readonly LinnworksOrderLine[]
}

export interface LinnworksOrderLine {
  readonly rowId: string
  /** The Shopify line item's id; empty where a person replaced the line in Linnworks. */
  readonly itemNumber: string
  readonly sku: string
  readonly quantity: number
  readonly unlinked: boolean
  readonly isService: boolean
}
