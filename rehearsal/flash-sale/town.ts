import { type LinnworksTwin, startLinnworksTwin } from '../../sandbox/linnworks/index.ts'
import { type ShopifyTwin, startShopifyTwin } from '../../sandbox/shopify/index.ts'
import { type Good, saleAccount, saleShop } from './goods.ts'

/** Both vendors, full of the goods, by the virtual clock. */
export interface Town {
  readonly shopify: ShopifyTwin
  readonly linnworks: LinnworksTwin
  stop(): Promise<void>
}

export async function openTown(goods: readonly Good[], clock: () => number): Promise<Town> {
  const [shopify, linnworks] = await Promise.all([
    startShopifyTwin({ port: 0, shops: [saleShop(goods)], clock }),
    startLinnworksTwin({ port: 0, setup: saleAccount(goods), clock }),
  ])
  return {
    shopify,
    linnworks,
    stop: async () => {
      await Promise.all([shopify.stop(), linnworks.stop()])
    },
  }
}
