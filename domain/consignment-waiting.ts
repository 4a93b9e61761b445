/** Units of an order that Linnworks has, or is to have: one line of one consignment. */
export interface UnitsToLocate {
  /** The consignment's. */
  readonly reference: string
  readonly lineId: string
  readonly inventoryItemId: string
  /** Where Shopify had them when they were planned; Linnworks sends them from the place linked to it. */
  readonly locationId: string
  readonly quantity: number
  /** Of them, those that Shopify was told of, or may have been. */
  readonly told: number
  /** It was not cancelled, and nothing has begun that ends it. */
  readonly stands: boolean
  /** They had left the shelf when they were planned. */
  readonly leftShelf: boolean
}

/** An order as Shopify had it when it was looked at. */
export interface SeenUnits {
  /** What it still waits for, by line and location. */
  readonly waiting: readonly LineUnits[]
  /** What has left, whoever sent it, by line. */
  readonly departed: readonly Omit<LineUnits, 'locationId'>[]
}

interface LineUnits {
  readonly lineId: string
  readonly locationId: string
  readonly quantity: number
}

export interface LocatedUnits extends UnitsToLocate {
  /** Shopify waits for so many no more where they were planned, and was told of none of them. */
  readonly gone: number
  /** Of these, those that it waits for elsewhere. */
  readonly moved: readonly { readonly locationId: string; readonly quantity: number }[]
}

/**
 * Finds where Shopify waits for planned units that it was not told of. By line: where they were
 * planned, first. What falls short there has left by hand, was taken out of the order, or was moved:
 * it is looked for where Shopify waits for more than was planned. What left is never looked for, as an
 * edit may have added as many elsewhere, and Linnworks does not know those.
 *
 * Of the units located at a level Shopify waits for each, and never are more of a line located than
 * are planned and not told. Units that left the shelf before they were planned are not answered.
 */
export function locateUnits(
  planned: readonly UnitsToLocate[],
  seen: SeenUnits,
): readonly LocatedUnits[] {
  const lines = Map.groupBy(planned, ({ lineId }) => lineId)
  return [...lines].flatMap(([lineId, ofLine]) => {
    const isOfLine = (each: { readonly lineId: string }) => each.lineId === lineId
    return locateLine(ofLine.toSorted(byReference), {
      waiting: seen.waiting.filter(isOfLine),
      departed: seen.departed.filter(isOfLine),
    })
  })
}

function locateLine(
  planned: readonly UnitsToLocate[],
  { waiting, departed }: SeenUnits,
): readonly LocatedUnits[] {
  const toSend = planned.filter(({ leftShelf }) => !leftShelf)
  const left = planned.filter(({ leftShelf, stands }) => leftShelf && stands)
  const open = countByLocation(waiting)
  const short = new Map(toSend.map((each) => [each, takeAtHome(each, open)]))
  const told = toSend.reduce((total, each) => total + each.told, 0)
  let byHand = Math.max(0, sum(departed) - told - sum(left))
  return toSend.map((each) => {
    const gone = short.get(each) ?? 0
    if (!each.stands) return { ...each, gone, moved: [] }
    const leftByHand = Math.min(gone, byHand)
    byHand -= leftByHand
    return { ...each, gone, moved: takeElsewhere(gone - leftByHand, open) }
  })
}

/** Answers how many Shopify does not wait for there. What is ended takes nothing from what stands. */
function takeAtHome(units: UnitsToLocate, open: Map<string, number>): number {
  const { quantity, told, locationId, stands } = units
  const waiting = open.get(locationId) ?? 0
  const untold = Math.max(0, quantity - told)
  const stays = Math.min(untold, waiting)
  if (stands) open.set(locationId, waiting - stays)
  return untold - stays
}

function takeElsewhere(most: number, open: Map<string, number>): LocatedUnits['moved'] {
  let rest = most
  return [...open].flatMap(([locationId, waiting]) => {
    const quantity = Math.min(rest, waiting)
    if (quantity === 0) return []
    rest -= quantity
    open.set(locationId, waiting - quantity)
    return [{ locationId, quantity }]
  })
}

function countByLocation(waiting: readonly LineUnits[]): Map<string, number> {
  const open = new Map<string, number>()
  const sorted = waiting.toSorted((one, other) => compare(one.locationId, other.locationId))
  for (const { locationId, quantity } of sorted) {
    open.set(locationId, (open.get(locationId) ?? 0) + quantity)
  }
  return open
}

/** The same look always locates the same units. */
function byReference(one: UnitsToLocate, other: UnitsToLocate): number {
  return (
    compare(one.reference, other.reference) || compare(one.inventoryItemId, other.inventoryItemId)
  )
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}

function sum(units: readonly { readonly quantity: number }[]): number {
  return units.reduce((total, { quantity }) => total + quantity, 0)
}
