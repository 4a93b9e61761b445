import { isRightCarrier } from './carriers.ts'
import { isLinked } from './expectations.ts'
import { nameOf, type OrderCase } from './order-case.ts'
import { unitsShipped, type Parcel } from './parcels.ts'
import { finding, type Finding } from './report.ts'
import type { MadeFulfillment } from './shopify-truth.ts'
import { sameUnits } from './units.ts'

/** P3: each dispatched parcel is one fulfilment with its tracking, and the customer knows once. */
export function judgeParcels(each: OrderCase): readonly Finding[] {
  const { order, match, byHand, waiting } = each
  const { pairs, withoutFulfillment, orphans } = match
  const found = pairs.flatMap(({ parcel, fulfillment }) => judgePair(each, parcel, fulfillment))
  if (!waiting && !order.cancelled) {
    for (const { carried } of withoutFulfillment) {
      const sentence = `${nameOf(order)}: Linnworks dispatched ${carried.number}, and Shopify has no fulfilment for it.`
      found.push(finding('notTold', order, sentence))
    }
  }
  if (byHand.size === 0) {
    for (const { fulfillmentId } of orphans) {
      const sentence = `${nameOf(order)}: fulfilment ${fulfillmentId} stands for no dispatched parcel.`
      found.push(finding('orphanFulfillment', order, sentence))
    }
  }
  return [...found, ...judgeRepetition(each)]
}

function judgePair(each: OrderCase, parcel: Parcel, fulfillment: MadeFulfillment): Finding[] {
  const { order, expectations } = each
  const { carried, units } = parcel
  const { fulfillmentId, trackingNumbers, carriers, locationId } = fulfillment
  const start = `${nameOf(order)}: fulfilment ${fulfillmentId} of parcel ${carried.number}`
  const found: Finding[] = []
  const wanted = carried.trackingNumber === '' ? [] : [carried.trackingNumber]
  if (wanted.join() !== trackingNumbers.join()) {
    const what = trackingNumbers.length === 0 ? 'has no tracking number' : 'has another tracking'
    found.push(finding('wrongTracking', order, `${start} ${what}.`))
  } else if (wanted.length > 0 && !isRightCarrier(carried.vendor, carriers)) {
    const sentence = `${start} names the carrier ${carriers.join(', ') || '(none)'} where the parcel went with ${carried.vendor}.`
    found.push(finding('wrongTracking', order, sentence))
  }
  if (!sameUnits(units, unitsShipped(order, fulfillment))) {
    found.push(finding('wrongParcel', order, `${start} holds other units than were dispatched.`))
  }
  if (!isLinked(expectations, locationId, carried.locationId)) {
    const sentence = `${start} is at a location that the parcel's does not ship for.`
    found.push(finding('wrongParcelLocation', order, sentence))
  }
  // Handed over the counter, nothing was sent that the customer could be told of.
  const byHand = expectations.fulfilledByHand?.includes(order.orderId) === true
  const handedOver = byHand && carried.trackingNumber === ''
  if (fulfillment.timesTold === 0 && expectations.customersAreTold !== false && !handedOver) {
    found.push(finding('notTold', order, `${start} was made without telling the customer.`))
  }
  return found
}

/** A fulfilment that was cancelled and made anew for the same parcel is one to the customer. */
function judgeRepetition({ order, expectations }: OrderCase): Finding[] {
  const later = expectations.trackedLater?.includes(order.orderId) === true ? 1 : 0
  const limit = expectations.customersAreTold === false ? 0 : 1 + later
  return order.fulfillments.flatMap((each) => {
    const before = order.fulfillments.filter(
      (other) =>
        other !== each &&
        !other.stands &&
        each.stands &&
        other.trackingNumbers.some((number) => each.trackingNumbers.includes(number)),
    )
    const times = [each, ...before].reduce((total, { timesTold }) => total + timesTold, 0)
    if (times <= limit) return []
    const sentence = `${nameOf(order)}: the customer was told ${times} times of fulfilment ${each.fulfillmentId}.`
    return [finding('toldTwice', order, sentence)]
  })
}
