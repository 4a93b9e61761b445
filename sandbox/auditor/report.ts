/** The promise that each kind of damage breaks. */
export const BROKEN_PROMISE = {
  /** More units live in Linnworks than were sold, or unrelated orders under one reference. */
  duplicate: 'P1',
  /** Fewer units live in Linnworks than are to be shipped, and nobody said that the order waits. */
  lost: 'P1',
  /** A live Linnworks order that belongs to no Shopify order. */
  stray: 'P1',
  /** A test, unpaid or digital order that is live in Linnworks. */
  notEligible: 'P1',
  /** A line in Linnworks that nobody bought, or that is another stock item than was bought. */
  wrongContents: 'P1',
  /** Live in Linnworks at another location than Shopify assigned. */
  wrongLocation: 'P1',
  wrongTotal: 'money',
  /** The caller expects something of an order that Shopify does not have. */
  unknownOrder: 'P2',
  /** A dispatched parcel without a fulfilment, or one of which the customer was not told. */
  notTold: 'P3',
  toldTwice: 'P3',
  /** A fulfilment whose tracking number or carrier is not the parcel's. */
  wrongTracking: 'P3',
  /** A fulfilment of other units than the parcel's. */
  wrongParcel: 'P3',
  /** A fulfilment at a location that the parcel's location does not ship for. */
  wrongParcelLocation: 'P3',
  /** A fulfilment that no dispatched parcel stands for. */
  orphanFulfillment: 'P3',
  /** Cancelled in Shopify, and still open in Linnworks. */
  notCancelled: 'P4',
  dispatchedDespiteCancel: 'P4',
  /** Shopify offers more of an item than Linnworks has free and nobody has bought yet. */
  oversold: 'P6',
  /** Shopify offers less than that, or at rest another number than the formula's. */
  leftBehind: 'P6',
} as const

export type FindingKind = keyof typeof BROKEN_PROMISE
export type AuditedPromise = (typeof BROKEN_PROMISE)[FindingKind]

/** One thing that is wrong. Never holds personal data or a tracking number. */
export interface Finding {
  readonly promise: AuditedPromise
  readonly kind: FindingKind
  readonly shop: string
  /** The Shopify order's id; of a stray the reference it carries; of a stock level empty. */
  readonly orderId: string
  readonly level?: LevelName
  readonly sentence: string
}

/** An item of a shop at one of its locations. Ids are the numbers at the end of Shopify's. */
export interface LevelName {
  readonly shop: string
  readonly sku: string
  readonly inventoryItemId: string
  readonly locationId: string
}

/** Of the levels that Linnworks is the master of. */
export interface StockReport {
  readonly levels: number
  readonly oversold: number
  readonly leftBehind: number
  readonly findings: readonly Finding[]
}

export interface AuditReport {
  /** In Shopify, cancelled ones included. */
  readonly orders: number
  /** Not cancelled, and all units to be shipped are live in Linnworks, dispatched or not. */
  readonly injected: number
  /** Not cancelled, and no unit is left to fulfil in Shopify. */
  readonly fulfilled: number
  /** In Shopify. */
  readonly cancelled: number
  /** Not cancelled, and named by the caller as waiting for a person. */
  readonly waiting: number
  /** Not cancelled, not waiting, not in Linnworks, and need not be. */
  readonly skipped: number
  /** Shopify orders with such damage. */
  readonly duplicates: number
  readonly lost: number
  readonly wrongTotals: number
  /** Parcels and fulfilments with such damage. */
  readonly toldTwice: number
  readonly notTold: number
  readonly wrongTracking: number
  readonly orphanFulfillments: number
  /** Linnworks orders that belong to nothing. */
  readonly strays: number
  /** Where the caller asked for it; what was found is among the `findings`. */
  readonly stock?: Omit<StockReport, 'findings'>
  /** Empty where every promise holds. */
  readonly findings: readonly Finding[]
}

export function finding(
  kind: FindingKind,
  order: { readonly shop: string; readonly orderId: string },
  sentence: string,
): Finding {
  const { shop, orderId } = order
  return { promise: BROKEN_PROMISE[kind], kind, shop, orderId, sentence }
}

export function levelFinding(
  kind: 'oversold' | 'leftBehind',
  level: LevelName,
  sentence: string,
): Finding {
  const { shop, sku, inventoryItemId, locationId } = level
  const name = { shop, sku, inventoryItemId, locationId }
  return { promise: BROKEN_PROMISE[kind], kind, shop, orderId: '', level: name, sentence }
}
