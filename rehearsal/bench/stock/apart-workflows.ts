import { proxyActivities } from '@temporalio/workflow'
import type { createPushShopStock } from '../../../activities/stock/sweep/push-shop-stock.ts'
import type { createReadCatalogue } from '../../../activities/stock/reading/read-catalogue.ts'
import type { createReadLinnworksStock } from '../../../activities/stock/reading/read-linnworks-stock.ts'
import type { createReadShopLevels } from '../../../activities/stock/reading/read-shop-levels.ts'
import { linnworksStockSweep, shopifyStockSweep } from '../../../workflows/options.ts'

/*
 * The steps of `stockPushWorkflow`, apart: how quickly levels are written shows only where nothing is
 * read at the same time.
 */

const { readLinnworksStock } =
  proxyActivities<ReturnType<typeof createReadLinnworksStock>>(linnworksStockSweep)
const { readCatalogue } = proxyActivities<ReturnType<typeof createReadCatalogue>>(shopifyStockSweep)
const { readShopLevels } =
  proxyActivities<ReturnType<typeof createReadShopLevels>>(shopifyStockSweep)
const { pushShopStock } = proxyActivities<ReturnType<typeof createPushShopStock>>(shopifyStockSweep)

/** Reads both vendors and writes nothing. Answers since when, in ISO 8601. */
export async function readApartWorkflow({ shop }: { readonly shop: string }): Promise<string> {
  await readCatalogue({ shop })
  const since = new Date(Date.now()).toISOString()
  await Promise.all([readLinnworksStock({ since }), readShopLevels({ shop, since })])
  return since
}

/** Writes what differs of what was read since then, and reads nothing. */
export async function pushApartWorkflow(input: {
  readonly shop: string
  readonly since: string
}): Promise<void> {
  await pushShopStock({ ...input, stockSince: input.since })
}
