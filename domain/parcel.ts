import type { Fulfillment, FulfillmentOrder } from './order.ts'

/** What left the shelf: units by Shopify line item. */
export interface ParcelUnits {
  readonly lineId: string
  readonly quantity: number
}

/** Units of one fulfilment order. */
export interface PostBackPart {
  readonly fulfillmentOrderId: string
  readonly lines: readonly { readonly fulfillmentOrderLineId: string; readonly quantity: number }[]
}

/** One step on the way of a parcel to exactly one Shopify fulfilment. */
export type PostBackPlan =
  | ({
      /** Cut the parcel's units off, so that its fulfilment closes a fulfilment order of its own. */
      readonly kind: 'split'
    } & PostBackPart)
  | {
      /** Each of these fulfilment orders holds units of the parcel only: the quantities named. */
      readonly kind: 'fulfil'
      readonly fulfillmentOrders: readonly PostBackPart[]
    }
  | { readonly kind: 'unmatched'; readonly because: string }

/**
 * Plans the next step from what Shopify shows now. Prefers the location that the parcel left from;
 * every fulfilment is of one location (Shopify refuses more: "must be assigned to a single
 * location"). Fulfilment orders that hold exactly the parcel are used whole; one that holds more is
 * split first. Splitting again after a lost reply is harmless: the plan is made from what is there.
 */
export function planPostBack(input: {
  readonly units: readonly ParcelUnits[]
  readonly locationId: string
  readonly fulfillmentOrders: readonly FulfillmentOrder[]
}): PostBackPlan {
  const open = input.fulfillmentOrders.filter(isFulfillable)
  const here = open.filter(({ locationId }) => locationId === input.locationId)
  const elsewhere = new Set(open.map(({ locationId }) => locationId))
  elsewhere.delete(input.locationId)
  const groups = [
    here,
    ...[...elsewhere].map((id) => open.filter(({ locationId }) => locationId === id)),
  ]
  for (const group of groups) {
    const plan = coverWith(group, input.units)
    if (plan !== undefined) return plan
  }
  return { kind: 'unmatched', because: explainShortage(open, input.units) }
}

/** A fulfilment that is a parcel's, and the tracking number that it shows. */
export interface OwnFulfillment {
  readonly fulfillmentId: string
  readonly trackingNumber: string | null
}

/**
 * Finds the fulfilment that an earlier attempt for this parcel made: the same units, a tracking
 * number of those that may have been sent with it (`null`: none), the first of them before the
 * others, and claimed by no other parcel.
 */
export function findOwnFulfillment(input: {
  readonly units: readonly ParcelUnits[]
  readonly trackingNumbers: readonly (string | null)[]
  readonly fulfillments: readonly Fulfillment[]
  readonly claimedIds: readonly string[]
}): OwnFulfillment | undefined {
  const candidates = input.fulfillments.filter(
    (each) =>
      each.status === 'SUCCESS' &&
      !input.claimedIds.includes(each.fulfillmentId) &&
      sameUnits(each.lines, input.units),
  )
  for (const trackingNumber of input.trackingNumbers) {
    const own = candidates.find(({ trackingNumbers: shown }) =>
      trackingNumber === null ? shown.length === 0 : shown.includes(trackingNumber),
    )
    if (own !== undefined) return { fulfillmentId: own.fulfillmentId, trackingNumber }
  }
  return undefined
}

/** Whether Shopify lets us fulfil it now. */
export function isFulfillable(fulfillmentOrder: FulfillmentOrder): boolean {
  return (
    (fulfillmentOrder.status === 'OPEN' || fulfillmentOrder.status === 'IN_PROGRESS') &&
    fulfillmentOrder.supportedActions.includes('CREATE_FULFILLMENT')
  )
}

function coverWith(
  group: readonly FulfillmentOrder[],
  units: readonly ParcelUnits[],
): PostBackPlan | undefined {
  const wanted = new Map<string, number>()
  for (const { lineId, quantity } of units) {
    wanted.set(lineId, (wanted.get(lineId) ?? 0) + quantity)
  }
  const suffices = [...wanted].every(([lineId, quantity]) => remainingOf(group, lineId) >= quantity)
  if (!suffices) return undefined
  const exactFirst = [...group].sort((a, b) => excess(a, wanted) - excess(b, wanted))
  const whole: PostBackPart[] = []
  for (const fulfillmentOrder of exactFirst) {
    if ([...wanted.values()].every((quantity) => quantity === 0)) break
    const taken = takeFrom(fulfillmentOrder, wanted)
    if (taken.length === 0) continue
    if (excess(fulfillmentOrder, wanted) > 0) {
      return {
        kind: 'split',
        fulfillmentOrderId: fulfillmentOrder.fulfillmentOrderId,
        lines: taken,
      }
    }
    for (const { lineId, remainingQuantity } of fulfillmentOrder.lines) {
      wanted.set(lineId, (wanted.get(lineId) ?? 0) - remainingQuantity)
    }
    whole.push({ fulfillmentOrderId: fulfillmentOrder.fulfillmentOrderId, lines: taken })
  }
  return whole.length > 0 && [...wanted.values()].every((quantity) => quantity === 0)
    ? { kind: 'fulfil', fulfillmentOrders: whole }
    : undefined
}

function remainingOf(group: readonly FulfillmentOrder[], lineId: string): number {
  return group
    .flatMap(({ lines }) => lines)
    .filter((line) => line.lineId === lineId)
    .reduce((total, { remainingQuantity }) => total + remainingQuantity, 0)
}

/** How many units a fulfilment order holds beyond those wanted of it. */
function excess(fulfillmentOrder: FulfillmentOrder, wanted: ReadonlyMap<string, number>): number {
  return fulfillmentOrder.lines.reduce(
    (total, { lineId, remainingQuantity }) =>
      total + Math.max(0, remainingQuantity - (wanted.get(lineId) ?? 0)),
    0,
  )
}

function takeFrom(fulfillmentOrder: FulfillmentOrder, wanted: ReadonlyMap<string, number>) {
  return fulfillmentOrder.lines
    .map(({ fulfillmentOrderLineId, lineId, remainingQuantity }) => ({
      fulfillmentOrderLineId,
      quantity: Math.min(remainingQuantity, wanted.get(lineId) ?? 0),
    }))
    .filter(({ quantity }) => quantity > 0)
}

function sameUnits(one: readonly ParcelUnits[], other: readonly ParcelUnits[]): boolean {
  const count = (units: readonly ParcelUnits[]) => {
    const totals = new Map<string, number>()
    for (const { lineId, quantity } of units) {
      totals.set(lineId, (totals.get(lineId) ?? 0) + quantity)
    }
    return JSON.stringify([...totals].sort(([a], [b]) => (a < b ? -1 : 1)))
  }
  return count(one) === count(other)
}

function explainShortage(open: readonly FulfillmentOrder[], units: readonly ParcelUnits[]): string {
  if (open.length === 0) return 'Shopify has no fulfilment order left that can be fulfilled'
  const short = units.find(({ lineId, quantity }) => remainingOf(open, lineId) < quantity)
  return short === undefined
    ? 'its units stand in fulfilment orders of several locations'
    : `Shopify waits for fewer units of line ${short.lineId} than the parcel holds (${short.quantity})`
}
