import type { ShopConfig } from '../lib/config.ts'
import { createShopifyClient, type ShopifyClient } from '../shopify/index.ts'

/** A client of one shop for questions asked now and then: it keeps no budget. */
export function openShop(shop: ShopConfig): ShopifyClient {
  const { budget: _budget, ...access } = shop
  return createShopifyClient(access)
}
