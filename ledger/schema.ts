import type { ColumnType, Generated } from 'kysely'
import type { ConsignmentItem } from '../domain/consignment.ts'
import type { ExceptionCode, Owner } from '../domain/exceptions.ts'
import type { Stage } from '../domain/stage.ts'
import type { StockSchema } from './stock-schema.ts'

type Json<T> = ColumnType<T, string, string>
type Time = ColumnType<Date, Date, Date>
type MaybeTime = ColumnType<Date | null, Date | null | undefined, Date | null>

/**
 * Where a consignment stands. `claimed`: its reference is ours, nothing was sent. `sent`: a create
 * left for Linnworks and its fate is unknown. `verified`: it was read back. `cancelled` and
 * `dispatched` are ends.
 */
export type ConsignmentState = 'claimed' | 'sent' | 'verified' | 'cancelled' | 'dispatched'

export interface OrdersTable {
  shop: string
  orderId: string
  name: string | null
  stage: Stage
  stageSince: Time
  skipReason: string | null
  placedAt: MaybeTime
  /** Shopify's `updatedAt` that was last handed to the order's workflow. */
  handedUpdatedAt: MaybeTime
  held: Generated<boolean>
  /** The attempt that alone may bring the order into Linnworks. */
  turnToken: string | null
  /** Fulfilled in Shopify without us, and not looked at yet. */
  leftUnseen: Generated<boolean>
  /** Shopify's `updatedAt` of the order as it was looked at last. */
  lookedUpdatedAt: MaybeTime
  /** When parking it last left for Linnworks without a certain answer. */
  parkDoubtedAt: MaybeTime
  /** The same of freeing it. */
  unparkDoubtedAt: MaybeTime
}

export interface ConsignmentsTable {
  shop: string
  reference: string
  orderId: string
  ordinal: number
  state: ConsignmentState
  locationId: string
  linnworksLocationId: string
  items: Json<readonly ConsignmentItem[]>
  totalMinor: number
  /** The attempt that alone may send. */
  attemptToken: string | null
  claimedAt: MaybeTime
  sentAt: MaybeTime
  everSent: Generated<boolean>
  linnworksOrderId: string | null
  linnworksNumber: number | null
  verifiedAt: MaybeTime
  /** When a step that ends it began: from then on its units may be free in Linnworks. */
  endingAt: MaybeTime
}

export interface ParcelsTable {
  linnworksOrderId: string
  shop: string
  orderId: string
  reference: string
  handedAt: MaybeTime
  /** Read from Linnworks; never leaves the ledger but for Shopify. */
  vendor: string | null
  trackingNumber: string | null
  /** The tracking number that the fulfilment was last sent with; once posted, what Shopify shows. */
  toldTrackingNumber: string | null
  units: Json<readonly { readonly lineId: string; readonly quantity: number }[]> | null
  attemptToken: string | null
  sentAt: MaybeTime
  fulfillmentId: string | null
  postedAt: MaybeTime
}

export interface ExceptionsTable {
  id: Generated<string>
  shop: string
  orderId: string
  code: ExceptionCode
  owner: Owner
  sentence: string
  remedy: string
  openedAt: Time
  closedAt: MaybeTime
}

export interface ExceptionCausesTable {
  exceptionId: string
  causeKey: string
}

export interface SkuLinksTable {
  shop: string
  sku: string
  linnworksSku: string
  linkedBy: string
  linkedAt: Time
}

/** SKUs that Linnworks is known to have. */
export interface LinnworksItemsTable {
  sku: string
  stockItemId: string
  seenAt: Time
}

export interface LocationLinksTable {
  shop: string
  locationId: string
  linnworksLocationId: string
  linnworksLocationName: string
  linkedBy: string
  linkedAt: Time
}

export interface CursorsTable {
  name: string
  position: Time
}

export interface BudgetsTable {
  name: string
  capacity: number
  restoredPerSecond: number
  available: number
  countedAtMs: number
}

export interface InboxTable {
  webhookId: string
  shop: string
  topic: string
  orderId: string
  triggeredAt: MaybeTime
  receivedAt: Time
  handedAt: MaybeTime
}

export interface EventsTable {
  id: Generated<string>
  subject: string
  at: Time
  actor: string
  what: string
  why: string
  previousHash: string
  hash: string
}

export interface OutagesTable {
  vendor: string
  account: string
  since: Time
  sentence: string
}

export interface LedgerSchema extends StockSchema {
  orders: OrdersTable
  consignments: ConsignmentsTable
  parcels: ParcelsTable
  exceptions: ExceptionsTable
  exceptionCauses: ExceptionCausesTable
  skuLinks: SkuLinksTable
  linnworksItems: LinnworksItemsTable
  locationLinks: LocationLinksTable
  cursors: CursorsTable
  budgets: BudgetsTable
  inbox: InboxTable
  events: EventsTable
  outages: OutagesTable
}
