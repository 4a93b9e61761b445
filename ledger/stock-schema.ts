import type { ColumnType, Generated } from 'kysely'
import type { Owner } from '../domain/exceptions.ts'
import type { StockExceptionCode } from '../domain/stock-exceptions.ts'
import type { HotReason } from './hot-levels.ts'
import type { JudgedNumbers } from './level-judgement.ts'
import type { KeptAnswer } from './stock-writes.ts'

type Time = ColumnType<Date, Date, Date>
type MaybeTime = ColumnType<Date | null, Date | null | undefined, Date | null>

export interface ShopItemsTable {
  shop: string
  inventoryItemId: string
  variantId: string
  /** Trimmed; empty where it has none. */
  sku: string
  title: string
  tracked: boolean
  isBundle: boolean
  productStatus: string
  /** What it is sold as in Linnworks: by link, else by the same SKU. */
  stockItemId: string | null
  seenAt: Time
}

export interface LinnworksComponentsTable {
  stockItemId: string
  componentId: string
  quantity: number
}

export interface LinnworksLevelsTable {
  stockItemId: string
  linnworksLocationId: string
  available: number
  tracked: boolean
  /** When the reading began. */
  readAt: Time
  fallsPerSecond: Generated<number>
}

export interface LinnworksPassesTable {
  id: Generated<string>
  startedAt: Time
  beatAt: Time
  holder: string
  nextPage: Generated<number>
  items: Generated<number>
  emptyLevels: Generated<number>
  finishedAt: MaybeTime
  /** Far fewer items than before: some shop did not believe it. */
  doubted: Generated<boolean>
}

export interface StockLevelsTable extends JudgedNumbers {
  shop: string
  inventoryItemId: string
  locationId: string
  onHand: number
  committed: number
  isActive: boolean
  /** When Shopify was asked. */
  readAt: Time
  /** When it was read last to hold less than before. */
  fellAt: MaybeTime
  plannedAt: MaybeTime
  standing: string | null
  reason: string | null
  stockReadAt: MaybeTime
  /** The `on_hand` that Shopify confirmed last. */
  written: number | null
  writtenAt: MaybeTime
  /** What it held when that was last found right, and when. */
  knownOnHand: number | null
  knownAt: MaybeTime
  /** The write whose fate is unknown, or that is under way. */
  writeKey: string | null
  writeSentAt: MaybeTime
  healedAt: MaybeTime
  heals: Generated<number>
  /** It was judged before all was known that may explain its number. */
  isAsked: Generated<boolean>
  /** Units too many that were taken off, and that nobody has explained, or answered for, yet. */
  loweredUnits: Generated<number>
  /** When it was last right before those. */
  loweredSince: MaybeTime
  hotUntil: MaybeTime
  hotReason: HotReason | null
  soldPerSecond: Generated<number>
}

export interface StockCallsTable {
  writeKey: string
  shop: string
  lane: string
  sentAt: Time
  answeredAt: MaybeTime
  answer: KeptAnswer | null
  message: string | null
}

export interface StockWritesTable {
  shop: string
  inventoryItemId: string
  locationId: string
  writeKey: string
  changeFrom: number
  onHand: number
  committed: number
  available: number
  inLinnworks: number
  leftShelf: number
  elsewhere: number
  buffer: number
  readAt: Time
  stockReadAt: Time
  ledgerReadAt: Time
  sentAt: Time
  /** Where it is another than that of its call. */
  answer: KeptAnswer | null
  message: string | null
}

export interface StockJudgementsTable extends JudgedNumbers {
  shop: string
  inventoryItemId: string
  locationId: string
  at: Time
  standing: string
  reason: string | null
  onHand: number
  committed: number
  readAt: Time
  stockReadAt: MaybeTime
}

export interface CountedLocationsTable {
  shop: string
  locationId: string
  linnworksLocationId: string
  linnworksLocationName: string
  linkedBy: string
  linkedAt: Time
}

export interface StockRulesTable {
  shop: string
  /** Empty: all of the shop's. */
  locationId: string
  /** Empty: all SKUs. */
  sku: string
  buffer: number | null
  cap: number | null
  floor: number | null
  paused: boolean | null
  setBy: string
  setAt: Time
}

export interface StockSweepsTable {
  id: Generated<string>
  shop: string
  startedAt: Time
  finishedAt: MaybeTime
  levels: Generated<number>
  wouldEmpty: Generated<number>
  written: Generated<number>
  skipped: Generated<number>
}

export interface StockStopsTable {
  shop: string
  since: Time
  sentence: string
  releasedUntil: MaybeTime
  releasedBy: string | null
}

export interface StockExceptionsTable {
  id: Generated<string>
  shop: string
  causeKey: string
  code: StockExceptionCode
  owner: Owner
  sentence: string
  remedy: string
  openedAt: Time
  closedAt: MaybeTime
}

export interface ConsignedUnitsTable {
  shop: string
  reference: string
  lineId: string
  inventoryItemId: string
  locationId: string
  quantity: number
  leftShelf: Generated<boolean>
  gone: Generated<number>
  told: Generated<number>
}

export interface MovedUnitsTable {
  shop: string
  reference: string
  lineId: string
  inventoryItemId: string
  locationId: string
  quantity: number
  told: number
  most: number
}

export interface LeftUnitsTable {
  shop: string
  orderId: string
  inventoryItemId: string
  locationId: string
  quantity: number
  notedAt: Time
  settledAt: MaybeTime
  settledBy: string | null
}

/** What stands in the ledger about stock. */
export interface StockSchema {
  shopItems: ShopItemsTable
  linnworksComponents: LinnworksComponentsTable
  linnworksLevels: LinnworksLevelsTable
  linnworksPasses: LinnworksPassesTable
  stockLevels: StockLevelsTable
  stockCalls: StockCallsTable
  stockWrites: StockWritesTable
  stockJudgements: StockJudgementsTable
  countedLocations: CountedLocationsTable
  stockRules: StockRulesTable
  stockSweeps: StockSweepsTable
  stockStops: StockStopsTable
  stockExceptions: StockExceptionsTable
  consignedUnits: ConsignedUnitsTable
  movedUnits: MovedUnitsTable
  leftUnits: LeftUnitsTable
}
