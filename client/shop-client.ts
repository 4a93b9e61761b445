import type { ShopConfig } from '../lib/config.ts'
import { createShopifyClient, type ShopifyClient } from '../shopify/index.ts'

/** A client of one shop for questions asked now and then: it keeps no budget. */
export function openShop({ budget: _, ...access }: ShopConfig): ShopifyClient {
  return createShopifyClient(access)
}
