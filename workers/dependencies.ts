import type { Dependencies } from '../activities/index.ts'
import { ApiError } from '../lib/api-error.ts'
import type { Config } from '../lib/config.ts'
import type { Ledger } from '../ledger/index.ts'
import { createLinnworksClient } from '../linnworks/index.ts'
import { createShopifyClient } from '../shopify/index.ts'
import type { OrderDesk } from '../workflows/contract.ts'
import { createLinnworksBudget, createShopifyBudget } from './vendor-budgets.ts'

/** Puts together what the activities stand on. */
export function createDependencies(
  config: Pick<Config, 'shops' | 'linnworks'>,
  ledger: Ledger,
  orderDesk: OrderDesk,
): Dependencies & { close(): void } {
  const shops = new Map(
    config.shops.map((shop) => [
      shop.shop,
      {
        client: createShopifyClient({
          ...shop,
          budget: createShopifyBudget(ledger, shop.shop, shop.budget.share),
        }),
        policy: shop.policy,
      },
    ]),
  )
  const linnworks = createLinnworksClient({
    ...config.linnworks,
    budget: createLinnworksBudget(ledger, config.linnworks.budgetShare),
  })
  return {
    findShop: (shop) => {
      const found = shops.get(shop)
      if (found !== undefined) return found
      throw new ApiError(
        `the configuration has no shop "${shop}"; add it to shops in waybill.yaml`,
        { kind: 'unauthorized', vendor: 'shopify', operation: 'configuration' },
      )
    },
    linnworks,
    ledger,
    orderDesk,
    lateCommitWaitMs: config.linnworks.lateCommitWaitSeconds * 1000,
    close: () => {
      for (const { client } of shops.values()) client.close()
      linnworks.close()
    },
  }
}
