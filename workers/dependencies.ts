import type { Dependencies } from '../activities/index.ts'
import { ApiError } from '../lib/api-error.ts'
import type { Config } from '../lib/config.ts'
import type { Metrics } from '../lib/metrics.ts'
import type { Ledger } from '../ledger/index.ts'
import { createLinnworksClient } from '../linnworks/index.ts'
import { createShopifyClient } from '../shopify/index.ts'
import type { OrderDesk } from '../workflows/contract.ts'
import { gatheredLinnworks, gatheredShopify } from './gathered-clients.ts'
import { createOutageLog } from './outage-log.ts'
import { watched } from './watched-client.ts'
import { createLinnworksBudget, createShopifyBudget } from './vendor-budgets.ts'

const sweepOverlapMs = 15 * 60_000

/** Puts together what the activities stand on. */
export function createDependencies(parts: {
  readonly config: Pick<Config, 'shops' | 'linnworks'>
  readonly ledger: Ledger
  readonly metrics: Metrics
  readonly orderDesk: OrderDesk
  readonly stopping: AbortSignal
}): Dependencies & { close(): void } {
  const { config, ledger, metrics, orderDesk, stopping } = parts
  const outages = createOutageLog(ledger)
  const shops = new Map(
    config.shops.map((shop) => [
      shop.shop,
      {
        client: gatheredShopify(
          watched(
            createShopifyClient({
              ...shop,
              budget: createShopifyBudget({ ledger, metrics }, shop.shop, shop.budget.share),
            }),
            { vendor: 'shopify', account: shop.shop },
            { metrics, outages },
          ),
        ),
        policy: shop.policy,
        stock: shop.stock,
      },
    ]),
  )
  const linnworks = gatheredLinnworks(
    watched(
      createLinnworksClient({
        ...config.linnworks,
        budget: createLinnworksBudget({ ledger, metrics }, config.linnworks.budgetShare),
      }),
      { vendor: 'linnworks', account: 'linnworks' },
      { metrics, outages },
    ),
  )
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
    sweepOverlapMs,
    stopping,
    close: () => {
      for (const { client } of shops.values()) client.close()
      linnworks.close()
    },
  }
}
