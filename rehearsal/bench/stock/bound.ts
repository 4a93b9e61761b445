import { plans } from '../limits.ts'
import { locations } from './shelves.ts'

/** The least that a sweep on a Standard plan takes, by whose limit. */
export interface Bound {
  readonly linnworksSeconds: number
  readonly shopifySeconds: number
}

/** Items on a page of `GetStockItemsFull`, pages a minute (Linnworks API: the call's description). */
const itemsPerPage = 200
const pagesPerMinute = 150
/** Levels on a page and in a write (Shopify docs: limits); points of each, as the twin charges them. */
const levelsPerCall = 250
const pointsPerRead = 25
const pointsPerWrite = 10

/** Linnworks' pages at an even pace, and the points that are needed beyond those that were there. */
export function boundOf(shop: {
  readonly levels: number
  readonly changed: number
  readonly points: number
}): Bound {
  const { levels, changed, points } = shop
  const pages = Math.ceil(levels / locations / itemsPerPage)
  const needed =
    Math.ceil(levels / levelsPerCall) * pointsPerRead +
    Math.ceil(changed / levelsPerCall) * pointsPerWrite
  return {
    linnworksSeconds: (pages / pagesPerMinute) * 60,
    shopifySeconds: Math.max(0, needed - points) / plans.standard.pointsPerSecond,
  }
}
