import { proxyActivities, setCurrentDetails, workflowInfo } from '@temporalio/workflow'
import type { createPushHotStock } from '../activities/stock/hot-lane/push-hot-stock.ts'
import type { createPushShopStock } from '../activities/stock/sweep/push-shop-stock.ts'
import type { createReadCatalogue } from '../activities/stock/reading/read-catalogue.ts'
import type { createReadLinnworksStock } from '../activities/stock/reading/read-linnworks-stock.ts'
import type { createReadShopLevels } from '../activities/stock/reading/read-shop-levels.ts'
import type { StockInput } from './contract.ts'
import { hotLane, linnworksStockSweep, shopifyStockSweep } from './options.ts'

const { readLinnworksStock } =
  proxyActivities<ReturnType<typeof createReadLinnworksStock>>(linnworksStockSweep)
const { readCatalogue } = proxyActivities<ReturnType<typeof createReadCatalogue>>(shopifyStockSweep)
const { readShopLevels } =
  proxyActivities<ReturnType<typeof createReadShopLevels>>(shopifyStockSweep)
const { pushShopStock } = proxyActivities<ReturnType<typeof createPushShopStock>>(shopifyStockSweep)
const { pushHotStock } = proxyActivities<ReturnType<typeof createPushHotStock>>(hotLane)

/** Sets what one shop has to what Linnworks says: both are read at once, and what differs is written. */
export async function stockPushWorkflow({
  shop,
  joinWithinSeconds = 0,
}: StockInput): Promise<void> {
  setCurrentDetails(`Reading what ${shop} sells.`)
  const { readAt: since } = await readCatalogue({ shop })
  const startedAtMs = Date.now()
  const stockSince = new Date(Date.parse(since) - joinWithinSeconds * 1000).toISOString()
  setCurrentDetails(`Reading Linnworks and ${shop}, and writing what differs, since ${since}.`)
  // Where one of them fails for good the workflow ends, and with it the other two.
  const [pushed] = await Promise.all([
    pushShopStock({ shop, since, stockSince }),
    readLinnworksStock({ since: stockSince }),
    readShopLevels({ shop, since }),
  ])
  const seconds = Math.round((Date.now() - startedAtMs) / 1000)
  setCurrentDetails(
    pushed.stopped === undefined
      ? `Compared ${pushed.levels} levels of ${shop} in ${seconds} s: wrote ${pushed.written}, left out ${pushed.skipped} with a reason, ${pushed.waiting} wait.`
      : `Stopped: ${pushed.stopped}`,
  )
}

/** Keeps what just sold, moves fast or was touched close to Linnworks, for as long as one step may take. */
export async function hotStockWorkflow({ shop }: StockInput): Promise<void> {
  setCurrentDetails(
    `Watching the hot levels of ${shop} since ${workflowInfo().startTime.toISOString()}.`,
  )
  const { rounds, written, waiting } = await pushHotStock({ shop })
  setCurrentDetails(
    `Looked at the hot levels of ${shop} ${rounds} times: wrote ${written}, ${waiting} wait.`,
  )
}
