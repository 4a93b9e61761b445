import type { EligibilityPolicy } from './eligibility.ts'

/** What a shop decided about its orders. */
export interface ShopPolicy {
  readonly eligibility: EligibilityPolicy
  /** How long an order waits before it is sent, so that customers' early edits cost nothing. */
  readonly editWindowMinutes: number
  /** The promise to customers: a dispatch later than this is an exception. */
  readonly dispatchWithinHours: number
  /** The currency that Linnworks books: the shop's, or the one the customer paid in. */
  readonly money: 'shop' | 'presentment'
  /** What a cancellation by the warehouse means in Shopify. */
  readonly cancelledInLinnworks: 'raise' | 'cancelInShopify'
  /** Whether a parcel without a tracking number is posted back at once, or waits for one. */
  readonly withoutTracking: 'post' | 'wait'
  /**
   * What becomes of units that left a linked location without Waybill: Linnworks is told of them
   * and takes them off its stock, or they are only kept off sale until a person has.
   */
  readonly leftTheShelf: 'injectAndProcess' | 'freeze'
  readonly notifyCustomer: boolean
}
