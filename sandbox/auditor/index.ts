import type { Expectations } from './expectations.ts'
import { judgeCancellation } from './judge-cancellation.ts'
import { judgeInjection } from './judge-injection.ts'
import { judgeParcels } from './judge-parcels.ts'
import { readLinnworks, type AuditedLinnworks } from './linnworks-reader.ts'
import type { CarriedOrder } from './linnworks-truth.ts'
import { isMissingUnits, toOrderCase, type OrderCase } from './order-case.ts'
import {
  finding,
  type AuditReport,
  type Finding,
  type FindingKind,
  type StockReport,
} from './report.ts'
import type { AuditedShop } from './shopify-caller.ts'
import { readShop } from './shopify-reader.ts'
import type { SoldOrder } from './shopify-truth.ts'
import { judgeShops } from './stock-audit.ts'
import type { StockExpectations } from './stock-expectations.ts'

export type { Expectations } from './expectations.ts'
export type { AuditedLinnworks } from './linnworks-reader.ts'
export type { AuditReport, StockReport } from './report.ts'
export type { AuditedShop } from './shopify-caller.ts'
export type { StockExpectations } from './stock-expectations.ts'

export interface AuditInput {
  /** All shops that feed the account: orders of any other are strays. */
  readonly shops: readonly AuditedShop[]
  readonly linnworks: AuditedLinnworks
  readonly expectations?: Expectations
}

/**
 * Reads the orders and the catalogue by the public APIs of Shopify and Linnworks, and the stock, the
 * locks and whom Shopify told by the twins' back doors. Judges whether P1 to P4 and the totals hold,
 * and P6 where the expectations say how stock is linked. For a world at rest: what is on its way
 * would be found lost. It waits where it is throttled, and takes points and calls that others then
 * lack. Throws where it cannot read.
 */
export async function audit(input: AuditInput): Promise<AuditReport> {
  const { expectations = {} } = input
  const { orders, carried, carriedOf } = await readOrders(input)
  const live = carried.orders.filter(({ state }) => state !== 'cancelled')
  const cases = orders.map((order) => toOrderCase(order, carriedOf(order), carried, expectations))
  const owners = new Set(orders.map(keyOf))
  const stock =
    expectations.stock &&
    (await judgeShops({ ...input, orders, carriedOf, expectations: expectations.stock }))
  const findings = [
    ...cases.flatMap(judgeInjection),
    ...cases.flatMap(judgeParcels),
    ...cases.flatMap(judgeCancellation),
    ...live.filter((each) => !owners.has(ownerOf(each))).map(reportStray),
    ...judgeExpectations(orders, expectations),
    ...(stock?.findings ?? []),
  ]
  return toReport(cases, findings, stock)
}

/** Judges P6 alone, by the same reads. */
export async function auditStock(
  input: Pick<AuditInput, 'shops' | 'linnworks'> & { readonly expectations: StockExpectations },
): Promise<StockReport> {
  const { orders, carriedOf } = await readOrders(input)
  return await judgeShops({ ...input, orders, carriedOf })
}

async function readOrders({ shops, linnworks }: Pick<AuditInput, 'shops' | 'linnworks'>) {
  const [sold, carried] = await Promise.all([
    Promise.all(shops.map(readShop)),
    readLinnworks(linnworks),
  ])
  const byOwner = Map.groupBy(carried.orders, ownerOf)
  const carriedOf = (order: SoldOrder) => byOwner.get(keyOf(order)) ?? []
  return { orders: sold.flat(), carried, carriedOf }
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

function toReport(
  cases: readonly OrderCase[],
  findings: readonly Finding[],
  stock: StockReport | undefined,
): AuditReport {
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
    ...(stock && {
      stock: { levels: stock.levels, oversold: stock.oversold, leftBehind: stock.leftBehind },
    }),
    findings,
  }
}

function isFulfilled({ lines }: SoldOrder): boolean {
  const shipped = lines.filter(({ requiresShipping, current }) => requiresShipping && current > 0)
  return shipped.length > 0 && shipped.every(({ unfulfilled }) => unfulfilled === 0)
}
