import { hasDepartures } from './consignment-left.ts'
import { isUnfinished } from './units-to-ship.ts'
import type { ShopOrder } from './order.ts'

/** What a shop sends to Linnworks, and what it does not. */
export interface EligibilityPolicy {
  /** Orders that Shopify marks as tests are real orders too (for shops still being set up). */
  readonly includeTestOrders: boolean
  /** Wait for the money: unpaid orders are skipped until they are paid. */
  readonly paidOnly: boolean
  /** Orders that Shopify's risk analysis would cancel are left to a person. */
  readonly refuseHighRisk: boolean
  /** Orders placed before this moment belong to the time before Waybill. ISO 8601. */
  readonly ignoreCreatedBefore?: string
  /** Shopify locations that another system ships for: never injected. */
  readonly foreignLocationIds: readonly string[]
}

export type SkipReason =
  | 'TEST_ORDER'
  | 'UNPAID'
  | 'ON_HOLD'
  | 'HIGH_RISK'
  | 'NOTHING_TO_SHIP'
  | 'TOO_OLD'
  | 'LOCATION_NOT_OURS'
  | 'CANCELLED_BEFORE_INJECTION'
  | 'FULFILLED_ELSEWHERE'

export type Eligibility =
  | { readonly eligible: true }
  | { readonly eligible: false; readonly reason: SkipReason; readonly because: string }

/**
 * Judges whether an order that was never injected goes to Linnworks. Each refusal has a name and
 * a sentence; it is judged again whenever the order changes.
 */
export function judgeEligibility(order: ShopOrder, policy: EligibilityPolicy): Eligibility {
  if (order.cancelledAt !== undefined) {
    return skip('CANCELLED_BEFORE_INJECTION', 'it was cancelled in Shopify before it was injected')
  }
  if (order.test && !policy.includeTestOrders) return skip('TEST_ORDER', 'it is a test order')
  const { ignoreCreatedBefore } = policy
  if (
    ignoreCreatedBefore !== undefined &&
    Date.parse(order.createdAt) < Date.parse(ignoreCreatedBefore)
  ) {
    return skip('TOO_OLD', `it was placed before ${ignoreCreatedBefore}`)
  }
  if (order.fulfillmentOrders.length > 0 && !order.fulfillmentOrders.some(hasShippableUnits)) {
    const left = hasDepartures(order)
    const shippable = order.lines.some((line) => line.requiresShipping && line.currentQuantity > 0)
    return left && shippable
      ? skip('FULFILLED_ELSEWHERE', 'it left the shelf without Waybill')
      : skip('NOTHING_TO_SHIP', 'none of its lines needs shipping')
  }
  if (order.fulfillmentOrders.length === 0) {
    return skip('NOTHING_TO_SHIP', 'Shopify lists nothing to fulfil for it')
  }
  const payment = judgePayment(order, policy)
  if (!payment.eligible) return payment
  if (policy.refuseHighRisk && order.riskRecommendation === 'CANCEL') {
    return skip('HIGH_RISK', "Shopify's risk analysis advises to cancel it")
  }
  const ours = order.fulfillmentOrders.filter(
    (each) => hasShippableUnits(each) && !isForeign(each.locationId),
  )
  if (ours.length === 0) {
    return skip('LOCATION_NOT_OURS', 'its location is shipped for by another system')
  }
  if (ours.some(({ status }) => status === 'ON_HOLD' || status === 'SCHEDULED')) {
    return skip('ON_HOLD', 'its fulfilment is on hold in Shopify')
  }
  return { eligible: true }

  function hasShippableUnits(fulfillmentOrder: ShopOrder['fulfillmentOrders'][number]): boolean {
    return (
      isUnfinished(fulfillmentOrder.status) &&
      fulfillmentOrder.lines.some(
        ({ lineId, remainingQuantity }) =>
          remainingQuantity > 0 &&
          order.lines.some((line) => line.lineId === lineId && line.requiresShipping),
      )
    )
  }

  function isForeign(locationId: string | undefined): boolean {
    return locationId !== undefined && policy.foreignLocationIds.includes(locationId)
  }
}

/** Judges only whether its money has come, where the shop waits for that. */
export function judgePayment(
  order: Pick<ShopOrder, 'financialStatus'>,
  { paidOnly }: Pick<EligibilityPolicy, 'paidOnly'>,
): Eligibility {
  if (!paidOnly || isPaid(order)) return { eligible: true }
  return skip('UNPAID', `its payment is ${(order.financialStatus ?? 'unknown').toLowerCase()}`)
}

function isPaid({ financialStatus }: Pick<ShopOrder, 'financialStatus'>): boolean {
  return financialStatus === 'PAID' || financialStatus === 'PARTIALLY_REFUNDED'
}

function skip(reason: SkipReason, because: string): Eligibility {
  return { eligible: false, reason, because }
}
