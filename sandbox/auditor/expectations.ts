import type { StockExpectations } from './stock-expectations.ts'

/** What the caller knows that neither vendor's data tell. Order ids are Shopify's numbers. */
export interface Expectations {
  /** Something is asked of a person: what is still missing of them is no damage. */
  readonly expectWaiting?: readonly string[]
  /** Cancelled in Shopify when the parcel had already left. */
  readonly expectDispatchedDespiteCancel?: readonly string[]
  /** Their tracking number came after the parcel had left: of that their customers hear once more. */
  readonly trackedLater?: readonly string[]
  /** Staff fulfilled some or all of it in Shopify: such fulfilments need no parcel. */
  readonly fulfilledByHand?: readonly string[]
  /** Which Linnworks location ships for which Shopify location; absent, it is not judged. */
  readonly locationLinks?: readonly LocationLink[]
  /** Which stock item is sold under an item of a shop, where that is not the one of its SKU. */
  readonly itemLinks?: readonly ItemLink[]
  /** False for shops that do not tell customers of their parcels. */
  readonly customersAreTold?: boolean
  /** Absent, stock is not judged. */
  readonly stock?: StockExpectations
}

export interface ItemLink {
  readonly shop: string
  readonly inventoryItemId: string
  readonly stockItemId: string
}

export interface LocationLink {
  readonly locationId: string
  readonly linnworksLocationId: string
}

export function isLinked(
  { locationLinks }: Pick<Expectations, 'locationLinks'>,
  locationId: string | undefined,
  linnworksLocationId: string,
): boolean {
  if (locationLinks === undefined) return true
  return locationLinks.some(
    (link) =>
      link.locationId === locationId &&
      link.linnworksLocationId.toLowerCase() === linnworksLocationId,
  )
}
