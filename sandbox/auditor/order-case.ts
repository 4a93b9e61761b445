import type { Expectations } from './expectations.ts'
import type { CarriedOrder, LinnworksTruth } from './linnworks-truth.ts'
import { matchParcels, unitsShipped, type ParcelMatch } from './parcels.ts'
import { isRightItem } from './right-item.ts'
import type { SoldOrder } from './shopify-truth.ts'
import { count, countItems, type UnitCount } from './units.ts'

/** One Shopify order, everything of it in Linnworks, and what the caller expects of it. */
export interface OrderCase {
  readonly order: SoldOrder
  /** Not cancelled in Linnworks: open or dispatched. */
  readonly live: readonly CarriedOrder[]
  readonly liveUnits: UnitCount
  /** Item numbers in Linnworks that belong to nothing the customer bought. */
  readonly unknownItems: readonly string[]
  /** Item numbers of lines that take another stock item, or none, off the shelf. */
  readonly wrongItems: readonly string[]
  /** What must be live in Linnworks by line: ordered, shippable, and not fulfilled by hand. */
  readonly wanted: UnitCount
  readonly byHand: UnitCount
  readonly match: ParcelMatch
  readonly waiting: boolean
  /** Nothing of it has to be in Linnworks: because. */
  readonly exempt: string | undefined
  readonly isFamily: LinnworksTruth['isFamily']
  readonly expectations: Expectations
}

/** Puts together what is judged together. `carried` are the Linnworks orders of this order. */
export function toOrderCase(
  order: SoldOrder,
  carried: readonly CarriedOrder[],
  linnworks: Pick<LinnworksTruth, 'isFamily'>,
  expectations: Expectations,
): OrderCase {
  const live = carried.filter(({ state }) => state !== 'cancelled')
  const items = live.flatMap((each) => each.items)
  const contents = countItems(order, items)
  const dispatched = live.filter(({ state }) => state === 'dispatched')
  const match = matchParcels(order, dispatched, expectations)
  const handled = expectations.fulfilledByHand?.includes(order.orderId) ?? false
  const byHand = handled ? sumUnits(match.orphans.map((each) => unitsShipped(order, each))) : NONE
  const wanted = new Map(
    order.lines
      .filter(({ requiresShipping }) => requiresShipping)
      .map(({ lineId, current }) => [lineId, Math.max(0, current - (byHand.get(lineId) ?? 0))]),
  )
  return {
    order,
    live,
    liveUnits: contents.units,
    unknownItems: contents.unknown,
    wrongItems: items
      .filter((item) => !isRightItem(order, item, expectations.itemLinks ?? []))
      .map(({ itemNumber }) => itemNumber),
    wanted,
    byHand,
    match,
    waiting: expectations.expectWaiting?.includes(order.orderId) ?? false,
    exempt: findExemption(order, wanted),
    isFamily: linnworks.isFamily,
    expectations,
  }
}

/** How the order is called in a sentence. */
export function nameOf({ shop, orderId }: SoldOrder): string {
  return `Order ${shop}/${orderId}`
}

/** Their numbers in Linnworks. */
export function listNumbers(orders: readonly CarriedOrder[]): string {
  return orders.map(({ number }) => number).join(', ')
}

export function isMissingUnits({ wanted, liveUnits }: OrderCase): boolean {
  return [...wanted].some(([lineId, quantity]) => (liveUnits.get(lineId) ?? 0) < quantity)
}

/** More than was ever sold, refunds not counted back. */
export function hasSurplusUnits({ order, liveUnits }: OrderCase): boolean {
  return order.lines.some(({ lineId, sold }) => (liveUnits.get(lineId) ?? 0) > sold)
}

const NONE: UnitCount = new Map()

function findExemption(order: SoldOrder, wanted: UnitCount): string | undefined {
  if (order.cancelled) return 'it is cancelled'
  if (order.test) return 'it is a test order'
  if (!order.paid) return 'it is not paid'
  if ([...wanted.values()].every((quantity) => quantity === 0)) return 'nothing of it is shipped'
  return order.held ? 'its fulfilment is held' : undefined
}

function sumUnits(counts: readonly UnitCount[]): UnitCount {
  return count(
    counts.flatMap((each) => [...each].map(([lineId, quantity]) => ({ lineId, quantity }))),
  )
}
