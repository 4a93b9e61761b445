import type { ParcelUnits } from './parcel.ts'
import { countUnits, findSurplus, toCounts } from './standing-units.ts'

/** A Linnworks order of one Shopify order that is open, or was dispatched: not cancelled. */
export interface StandingOrder {
  readonly linnworksOrderId: string
  readonly number: number
  readonly reference: string
  readonly dispatched: boolean
  /** Neither parked nor on hold, and the warehouse has not begun with it. */
  readonly untouched: boolean
  /** The ledger took it for a consignment that is not cancelled. */
  readonly own: boolean
  /** Shopify has a fulfilment for it. */
  readonly told: boolean
  /** It was split off, resent, exchanged or merged, or something was made of it so. */
  readonly related: boolean
  /** The same for orders that such relations join. */
  readonly family: string
  readonly units: readonly ParcelUnits[]
  /** It holds nothing but what was sent for this order. */
  readonly clear: boolean
}

export interface DuplicateCase {
  /** What the ledger says is rightly in Linnworks, or was. */
  readonly claimed: readonly ParcelUnits[]
  readonly standing: readonly StandingOrder[]
  /** The order was cancelled: nothing of it may leave. */
  readonly cancelled: boolean
}

export interface DuplicateVerdict {
  /** Certainly too many, in full, and can be cancelled now. */
  readonly cancel: readonly StandingOrder[]
  /** Too many, but for people to decide about. */
  readonly report: readonly StandingOrder[]
}

/**
 * Judges in units what stands in Linnworks above what was claimed. A family is never cancelled, and
 * a resend in it is no surplus; the newest goes and what the ledger knows stays, unless its double
 * has left, of which Shopify is told first. Nothing is cancelled that would leave less than was claimed.
 */
export function judgeDuplicates(each: DuplicateCase): DuplicateVerdict {
  const { claimed, standing } = each
  const surplus = new Map(findSurplus(claimed, excuseFamilies(claimed, standing)))
  const cancel: StandingOrder[] = []
  for (const candidate of standing.toSorted(dispensableFirst)) {
    if (!isCancellable(candidate, each, cancel) || !isWithin(candidate, surplus)) continue
    for (const { lineId, quantity } of countUnits(candidate.units)) {
      surplus.set(lineId, (surplus.get(lineId) ?? 0) - quantity)
    }
    cancel.push(candidate)
  }
  // Until Shopify knows of the double, to cancel the order there would look like a cancellation.
  const isTold = ({ own, reference }: StandingOrder) =>
    !own ||
    each.cancelled ||
    standing.some((double) => double.told && double.reference === reference)
  return { cancel: cancel.filter(isTold), report: listReported(each, surplus, cancel) }
}

/** What a family holds beyond the claim was sent again on purpose; not so where nothing is claimed. */
function excuseFamilies(
  claimed: readonly ParcelUnits[],
  standing: readonly StandingOrder[],
): readonly ParcelUnits[] {
  const due = toCounts(claimed)
  const families = Map.groupBy(standing, ({ family }) => family)
  return [...families.values()].flatMap((members) => {
    const units = countUnits(members.flatMap((member) => member.units))
    if (members.every(({ related }) => !related)) return units
    return units.map(({ lineId, quantity }) => ({
      lineId,
      quantity: Math.min(quantity, due.get(lineId) ?? quantity),
    }))
  })
}

/** What the ledger does not know goes first, and of that the newest. */
function dispensableFirst(one: StandingOrder, other: StandingOrder): number {
  return Number(one.own) - Number(other.own) || other.number - one.number
}

function isCancellable(
  order: StandingOrder,
  { claimed, standing, cancelled }: DuplicateCase,
  gone: readonly StandingOrder[],
): boolean {
  const { dispatched, related, clear, untouched, own, units } = order
  if (dispatched || related || !clear || units.length === 0) return false
  if (cancelled) return true
  // Nothing claimed, and not cancelled: somebody may have brought it there on purpose.
  if (claimed.length === 0 || !untouched) return false
  if (!own) return true
  const isDouble = (each: StandingOrder) =>
    each.dispatched && !each.own && each.reference === order.reference && sameUnits(each, order)
  const doubles = standing.filter((each) => !each.related && isDouble(each)).length
  return gone.filter((each) => each.own && each.reference === order.reference).length < doubles
}

function isWithin({ units }: StandingOrder, surplus: ReadonlyMap<string, number>): boolean {
  return countUnits(units).every(({ lineId, quantity }) => quantity <= (surplus.get(lineId) ?? 0))
}

function listReported(
  { claimed, standing, cancelled }: DuplicateCase,
  surplus: ReadonlyMap<string, number>,
  gone: readonly StandingOrder[],
): readonly StandingOrder[] {
  const rest = standing.filter((each) => !gone.includes(each))
  const tooMany = rest.filter(({ units }) =>
    units.some(({ lineId, quantity }) => quantity > 0 && (surplus.get(lineId) ?? 0) > 0),
  )
  const strangers = tooMany.filter(({ own, told }) => !own && !told)
  const untold = tooMany.filter(({ dispatched, told }) => dispatched && !told)
  const isBesideOwn = rest.some(({ own }) => own)
  const unread = rest.filter(
    ({ own, told, related, clear }) =>
      !own && !told && !related && !clear && (isBesideOwn || claimed.length === 0 || cancelled),
  )
  return [...new Set([...(strangers.length > 0 ? strangers : untold), ...unread])]
}

function sameUnits(one: StandingOrder, other: StandingOrder): boolean {
  const counts = toCounts(other.units)
  const units = countUnits(one.units)
  return (
    units.length === counts.size &&
    units.every(({ lineId, quantity }) => counts.get(lineId) === quantity)
  )
}
