import type { Catalogue } from './catalogues.ts'
import type { Linnworks } from './linnworks.ts'
import { createOrderBook } from './order-book.ts'
import { createOrderLooks } from './order-looks.ts'
import { createOrderRequests } from './order-requests.ts'
import type { Rules } from './rules.ts'
import type { Moved, Shopify } from './shopify.ts'

/** The order path: what it does to both vendors and what the ledger knows meanwhile. */
export function createWaybill(
  world: {
    readonly catalogue: Catalogue
    readonly shopify: Shopify
    readonly linnworks: Linnworks
    readonly moved: Moved
  },
  rules: Rules,
) {
  const book = createOrderBook(world.catalogue, world.shopify, world.linnworks)
  return {
    ...book,
    ...createOrderLooks(book, world, rules),
    ...createOrderRequests(book, world, rules),
  }
}

export type Waybill = ReturnType<typeof createWaybill>
