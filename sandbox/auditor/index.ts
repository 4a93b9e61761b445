import type { Expectations } from './expectations.ts'
import { judgeCancellation } from './judge-cancellation.ts'
import { judgeInjection } from './judge-injection.ts'
import { judgeParcels } from './judge-parcels.ts'
import { readLinnworks, type AuditedLinnworks } from './linnworks-reader.ts'
import type { CarriedOrder } from './linnworks-truth.ts'
import { isMissingUnits, toOrderCase, type OrderCase } from './order-case.ts'
import { finding, type AuditReport, type Finding, type FindingKind } from './report.ts'
import { readShop, type AuditedShop } from './shopify-reader.ts'
import type { SoldOrder } from './shopify-truth.ts'

export type { Expectations } from './expectations.ts'
export type { AuditedLinnworks } from './linnworks-reader.ts'
export type { AuditReport } from './report.ts'
export type { AuditedShop } from './shopify-reader.ts'

export interface AuditInput {
  /** All shops that feed the account: orders of any other are strays. */
  readonly shops: readonly AuditedShop[]
  readonly linnworks: AuditedLinnworks
  readonly expectations?: Expectations
}

/**
 * Reads what Shopify and Linnworks say through their public APIs, and judges whether P1 to P4 and
 * the totals hold. For a world at rest: what is on its way would be found lost. It waits where it
 * is throttled, and takes points and calls that others then lack. Throws where it cannot read.
 */
export async function audit(input: AuditInput): Promise<AuditReport> {
  const { shops, linnworks, expectations = {} } = input
  const [sold, carried] = await Promise.all([
    Promise.all(shops.map(readShop)),
    readLinnworks(linnworks),
  ])
  const orders = sold.flat()
  const live = carried.orders.filter(({ state }) => state !== 'cancelled')
  const byOwner = Map.groupBy(carried.orders, ownerOf)
  const cases = orders.map((order) =>
    toOrderCase(order, byOwner.get(keyOf(order)) ?? [], carried, expectations),
  )
  const owners = new Set(orders.map(keyOf))
  return toReport(cases, [
    ...cases.flatMap(judgeInjection),
    ...cases.flatMap(judgeParcels),
    ...cases.flatMap(judgeCancellation),
    ...live.filter((each) => !owners.has(ownerOf(each))).map(reportStray),
    ...judgeExpectations(orders, expectations),
  ])
}

function keyOf({ shop, orderId }: { readonly shop: string; readonly orderId: string }): string {
  return `${shop} ${orderId}`
}

/** By SubSource and a reference `<orderId>`, or `<orderId>-2` and so on for its other parts. */
function ownerOf({ shop, reference }: CarriedOrder): string {
  return keyOf({ shop, orderId: reference.replace(/-([2-9]|[1-9]\d+)$/, '') })
}

function reportStray({ shop, reference, number }: CarriedOrder): Finding {
  const sentence = `Linnworks order ${number} with the reference ${reference} of ${shop} belongs to no Shopify order.`
  return finding('stray', { shop, orderId: reference }, sentence)
}

/** Who waits for an order that does not exist keeps wrong books. */
function judgeExpectations(orders: readonly SoldOrder[], expectations: Expectations): Finding[] {
  const { expectWaiting, expectDispatchedDespiteCancel, fulfilledByHand, trackedLater } =
    expectations
  const named = new Set(
    [expectWaiting, expectDispatchedDespiteCancel, fulfilledByHand, trackedLater].flatMap(
      (ids) => ids ?? [],
    ),
  )
  return [...named]
    .filter((orderId) => !orders.some((order) => order.orderId === orderId))
    .map((orderId) =>
      finding('unknownOrder', { shop: '', orderId }, `Order ${orderId} is not in Shopify.`),
    )
}

function toReport(cases: readonly OrderCase[], findings: readonly Finding[]): AuditReport {
  const count = (kind: FindingKind) => findings.filter((each) => each.kind === kind).length
  const standing = cases.filter(({ order }) => !order.cancelled)
  const isIn = (each: OrderCase) => each.live.length > 0 && !isMissingUnits(each)
  return {
    orders: cases.length,
    injected: standing.filter(isIn).length,
    fulfilled: standing.filter(({ order }) => isFulfilled(order)).length,
    cancelled: cases.length - standing.length,
    waiting: standing.filter(({ waiting }) => waiting).length,
    skipped: standing.filter(
      ({ live, exempt, waiting }) => live.length === 0 && exempt !== undefined && !waiting,
    ).length,
    duplicates: count('duplicate'),
    lost: count('lost'),
    wrongTotals: count('wrongTotal'),
    toldTwice: count('toldTwice'),
    notTold: count('notTold'),
    wrongTracking: count('wrongTracking'),
    orphanFulfillments: count('orphanFulfillment'),
    strays: count('stray'),
    findings,
  }
}

function isFulfilled({ lines }: SoldOrder): boolean {
  const shipped = lines.filter(({ requiresShipping, current }) => requiresShipping && current > 0)
  return shipped.length > 0 && shipped.every(({ unfulfilled }) => unfulfilled === 0)
}
