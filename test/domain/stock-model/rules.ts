/** What the protocol demands. A negative control takes one of them away. */
export interface Rules {
  /** Linnworks is asked in every push. */
  readonly freshStock: boolean
  /** The term B: what is in Linnworks already is added again. */
  readonly inLinnworks: boolean
  /** The term U: what left the shelf without Waybill. */
  readonly leftShelf: boolean
  /** The term U: what is in flight through another level of the same stock. */
  readonly elsewhere: boolean
  /** `changeFromQuantity`. */
  readonly compareAndSwap: boolean
  /** In which order the three are read. */
  readonly reading: readonly ('shopify' | 'linnworks' | 'ledger')[]
  /** Units leave B before `fulfillmentCreate` is sent, not when it is answered. */
  readonly leavesBeforePostBack: boolean
  /** Units leave B before Linnworks is asked to cancel. */
  readonly leavesBeforeCancel: boolean
  /** B counts only what was verified before the reading of Linnworks began. */
  readonly verifiedBefore: boolean
  /** What was verified since that reading and told to Shopify already counts as left the shelf. */
  readonly lateParcels: boolean
  /** B is never more than what is committed. */
  readonly cappedByCommitted: boolean
  /** … less what is claimed and not in Linnworks yet. */
  readonly cappedByClaimed: boolean
  /** B counts what was moved where Shopify waits for it, wherever Linnworks sends it from. */
  readonly movedCount: boolean
  /** … and no longer where it was planned. */
  readonly movedLeave: boolean
  /** A level is raised only once the order sweep has passed its reading. */
  readonly raiseWaits: boolean
  /** … of the shops of all levels that draw on the same stock. */
  readonly raiseWaitsForSiblings: boolean
  /** … and what the sweep found changed was looked at, orders in Linnworks among them. */
  readonly raiseWaitsForLooks: boolean
  /** A look at an order takes out of B what Shopify does not wait for any more. */
  readonly looksLeaveB: boolean
  /** A look marks units of a claimed order that left without us as left the shelf. */
  readonly looksMarkLeft: boolean
  /** Nobody judges a level while a write of its own is unsettled. */
  readonly unsettledFreezes: boolean
  /** A write leaves only if no newer reading of its level was judged since. */
  readonly newestReadingWrites: boolean
  /** A level is judged only by readings that began after its last write was settled. */
  readonly readsAfterWrites: boolean
}

export const allRules: Rules = {
  freshStock: true,
  inLinnworks: true,
  leftShelf: true,
  elsewhere: true,
  compareAndSwap: true,
  reading: ['shopify', 'linnworks', 'ledger'],
  leavesBeforePostBack: true,
  leavesBeforeCancel: true,
  verifiedBefore: true,
  lateParcels: true,
  cappedByCommitted: true,
  cappedByClaimed: true,
  movedCount: true,
  movedLeave: true,
  raiseWaits: true,
  raiseWaitsForSiblings: true,
  raiseWaitsForLooks: true,
  looksLeaveB: true,
  looksMarkLeft: true,
  unsettledFreezes: true,
  newestReadingWrites: true,
  readsAfterWrites: true,
}
