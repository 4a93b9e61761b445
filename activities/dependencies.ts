import type { ShopPolicy } from '../domain/policy.ts'
import type { StockPolicy } from '../domain/stock-policy.ts'
import type { LinnworksClient } from '../linnworks/index.ts'
import type { Ledger } from '../ledger/index.ts'
import type { ShopifyClient } from '../shopify/index.ts'
import type { OrderDesk } from '../workflows/contract.ts'

/** One shop: its API and its policy. */
export interface ShopAccess {
  readonly client: ShopifyClient
  readonly policy: ShopPolicy
  readonly stock: StockPolicy
}

/** Looks a shop up by its handle. Throws where the configuration has no such shop. */
export type FindShop = (shop: string) => ShopAccess

/** What activities stand on. Each takes the part it uses. */
export interface Dependencies {
  readonly findShop: FindShop
  readonly linnworks: LinnworksClient
  readonly ledger: Ledger
  /** Says something to an order's workflow, starting it if need be. */
  readonly orderDesk: OrderDesk
  /** How long after a write was sent the vendor may still carry it out. */
  readonly lateCommitWaitMs: number
  /**
   * How far a sweep reads back behind its cursor, and ahead of our clock: further than a search
   * index lags, clocks differ, or a transaction takes.
   */
  readonly sweepOverlapMs: number
  /** Aborted as soon as the worker is told to stop. */
  readonly stopping: AbortSignal
}
