import type { ItemLink, LocationLink } from './expectations.ts'
import type { LevelName } from './report.ts'

/** What the caller knows of how stock is to stand in Shopify. */
export interface StockExpectations {
  /** A location that no link names is not judged. */
  readonly locationLinks: readonly (LocationLink & {
    /** Absent, the link is every shop's. */
    readonly shop?: string
  })[]
  /** Which stock item is sold under an item of a shop, where that is not the one of its SKU. */
  readonly itemLinks?: readonly ItemLink[]
  /** What is held back of a level; nothing, unless told. */
  readonly bufferOf?: (level: LevelName) => number
  /** Capped, or waiting for a person: any number up to what is free is no damage, more is. */
  readonly isLeftAlone?: (level: LevelName) => boolean
  /**
   * Nobody can or may write it, being refused by Shopify or paused by a person: that it has another
   * number, too high or too low, is no damage.
   */
  readonly isOutOfHands?: (level: LevelName) => boolean
  /** Its item is to be sold there: that it is not active is damage where units are free. */
  readonly isToBeActive?: (level: LevelName) => boolean
  /** Ids of orders of which Linnworks learnt by a count of the shelf. */
  readonly countedOrders?: readonly string[]
  /** False while the last push is still to come: then only what is oversold is found. */
  readonly atRest?: boolean
}

/** The Linnworks locations that count for a shop's location, in lower case. */
export function linkedTo(
  { locationLinks }: StockExpectations,
  { shop, locationId }: { readonly shop: string; readonly locationId: string },
): readonly string[] {
  return linksOf({ locationLinks }, shop)
    .filter((link) => link.locationId === locationId)
    .map((link) => link.linnworksLocationId.toLowerCase())
}

export function linksOf(
  { locationLinks }: StockExpectations,
  shop: string,
): readonly LocationLink[] {
  return locationLinks.filter((link) => link.shop === undefined || link.shop === shop)
}
