import {
  allocateByLocation,
  type Allocation,
  type AllocationPlan,
  type LocationLink,
} from './consignment.ts'
import { allocateLeft, type LeftUnits, toLeftUnits } from './consignment-left.ts'
import { judgeEligibility, judgePayment, type SkipReason } from './eligibility.ts'
import type { ShopOrder } from './order.ts'
import type { ShopPolicy } from './policy.ts'

/** What becomes of an order that was never injected. */
export type OrderAllocation = {
  /** All that left a linked location without Waybill, and that Linnworks' stock does not know. */
  readonly left: readonly LeftUnits[]
} & (
  | {
      readonly kind: 'allocated'
      readonly allocations: readonly Allocation[]
      /** Of what left, that which the allocations do not take to Linnworks. */
      readonly unallocated: readonly LeftUnits[]
    }
  | { readonly kind: 'skipped'; readonly reason: SkipReason; readonly because: string }
  | Extract<AllocationPlan, { readonly kind: 'unmapped' }>
)

/**
 * What to do about units that left: see the shop's policy. `known`: nothing, Linnworks has them
 * already.
 */
export type Departures = ShopPolicy['leftTheShelf'] | 'known'

/**
 * Judges the order, and splits it: what is still to be shipped by location, and behind it, as
 * allocations of their own, the units that left the shelf without Waybill, if they are to go to
 * Linnworks. They go in for their stock's sake, so nothing is asked of them but that the shop has
 * its money; of an order that waits they wait with the rest.
 */
export function allocateOrder(
  order: ShopOrder,
  links: readonly LocationLink[],
  { eligibility: policy }: Pick<ShopPolicy, 'eligibility'>,
  departures: Departures,
): OrderAllocation {
  const gone = departures === 'known' ? [] : allocateLeft(order, links, policy.foreignLocationIds)
  const left = toLeftUnits(gone)
  const taken = departures === 'injectAndProcess' ? gone : []
  const unallocated = taken.length > 0 ? [] : left

  const eligibility = judgeEligibility(order, policy)
  if (eligibility.eligible) {
    const plan = allocateByLocation(order, links, policy.foreignLocationIds)
    return plan.kind === 'unmapped'
      ? { ...plan, left }
      : { ...plan, allocations: [...plan.allocations, ...taken], left, unallocated }
  }
  const { reason, because } = eligibility
  const skipped = { kind: 'skipped', reason, because } as const
  if (isOutsideStock(reason)) return { ...skipped, left: [] }
  const nothingElse = reason === 'FULFILLED_ELSEWHERE' || reason === 'LOCATION_NOT_OURS'
  if (!nothingElse || taken.length === 0) return { ...skipped, left }
  const payment = judgePayment(order, policy)
  return payment.eligible
    ? { kind: 'allocated', allocations: taken, left, unallocated }
    : { kind: 'skipped', reason: payment.reason, because: payment.because, left }
}

/** Orders that took nothing from Linnworks' stock as it is counted today. */
function isOutsideStock(reason: SkipReason): boolean {
  return reason === 'TEST_ORDER' || reason === 'TOO_OLD' || reason === 'CANCELLED_BEFORE_INJECTION'
}
