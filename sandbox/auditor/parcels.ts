import { isLinked, type Expectations } from './expectations.ts'
import type { CarriedOrder } from './linnworks-truth.ts'
import type { MadeFulfillment, SoldOrder } from './shopify-truth.ts'
import { count, countItems, sameUnits, shippedOnly, type UnitCount } from './units.ts'

/** A dispatched Linnworks order and what of Shopify's it holds. */
export interface Parcel {
  readonly carried: CarriedOrder
  readonly units: UnitCount
}

export interface ParcelMatch {
  readonly pairs: readonly { readonly parcel: Parcel; readonly fulfillment: MadeFulfillment }[]
  readonly withoutFulfillment: readonly Parcel[]
  readonly orphans: readonly MadeFulfillment[]
}

/**
 * Pairs each dispatched parcel with one standing fulfilment, the likeliest first: by tracking
 * number, units and location, and less where no better is left. What holds nothing that is shipped
 * (a digital line, delivered by the shop) is left out on both sides.
 */
export function matchParcels(
  order: SoldOrder,
  dispatched: readonly CarriedOrder[],
  expectations: Expectations,
): ParcelMatch {
  const parcels = new Set(
    dispatched
      .map((carried) => ({ carried, units: unitsOfParcel(order, carried) }))
      .filter(({ units }) => units.size > 0),
  )
  const fulfillments = new Set(
    order.fulfillments.filter((each) => each.stands && unitsShipped(order, each).size > 0),
  )
  const pairs: { parcel: Parcel; fulfillment: MadeFulfillment }[] = []
  const byTracking = ({ carried }: Parcel, { trackingNumbers }: MadeFulfillment) =>
    carried.trackingNumber !== '' && trackingNumbers.includes(carried.trackingNumber)
  const byUnits = ({ units }: Parcel, fulfillment: MadeFulfillment) =>
    sameUnits(units, unitsShipped(order, fulfillment))
  const byLocation = ({ carried }: Parcel, { locationId }: MadeFulfillment) =>
    isLinked(expectations, locationId, carried.locationId)
  const rounds = [[byTracking, byUnits, byLocation], [byTracking], [byUnits, byLocation], [byUnits]]
  for (const round of rounds) {
    for (const parcel of parcels) {
      const fulfillment = [...fulfillments].find((each) =>
        round.every((agrees) => agrees(parcel, each)),
      )
      if (fulfillment === undefined) continue
      pairs.push({ parcel, fulfillment })
      parcels.delete(parcel)
      fulfillments.delete(fulfillment)
    }
  }
  return { pairs, withoutFulfillment: [...parcels], orphans: [...fulfillments] }
}

export function unitsShipped(order: SoldOrder, fulfillment: MadeFulfillment): UnitCount {
  return shippedOnly(order, count(fulfillment.units))
}

function unitsOfParcel(order: SoldOrder, carried: CarriedOrder): UnitCount {
  return shippedOnly(order, countItems(order, carried.items).units)
}
