import { activityInfo } from '@temporalio/activity'
import type { ShopLevel } from '../../../shopify/index.ts'
import type { Dependencies } from '../../dependencies.ts'
import { reportProgress } from '../../progress.ts'
import { leaveToOthers } from '../../stopping.ts'
import { forgetLevels } from './forget-levels.ts'
import { announceGoneLocations } from './gone-locations.ts'

/** How far a reading came at each location: its next page's cursor, or that it is through. */
type Progress = Record<string, string | null>

/**
 * Reads what a shop has on its linked locations, page by page, into the ledger. Idempotent: what is
 * read twice is noted twice, the newer stands; after a kill each location goes on from its next page.
 */
export function createReadShopLevels(
  dependencies: Pick<Dependencies, 'findShop' | 'ledger' | 'stopping'>,
) {
  const { findShop, ledger, stopping } = dependencies

  return {
    /** `since`, ISO 8601, names the sweep that it is read for. */
    async readShopLevels(input: {
      readonly shop: string
      readonly since: string
    }): Promise<{ readonly levels: number }> {
      const { shop } = input
      const { client } = findShop(shop)
      const links = await ledger.links.listLocationLinks(shop)
      const progress: Progress = { ...earlierProgress() }
      const gone = new Set<string>()
      const counts = await Promise.all(
        links.map(async ({ locationId }) => await readLocation(locationId)),
      )
      await announceGoneLocations(dependencies, 'Shopify', shop, [...gone])
      await forgetLevels(dependencies, shop, { since: new Date(input.since), gone })
      await ledger.cursors.advance(levelsCursor(shop), new Date(input.since))
      return { levels: counts.reduce((sum, count) => sum + count, 0) }

      async function readLocation(locationId: string): Promise<number> {
        let count = 0
        let after = progress[locationId]
        while (after !== null) {
          leaveToOthers(stopping)
          const readAt = await ledger.clock.now()
          const page = await client.listLocationLevels({
            locationId,
            ...(after === undefined ? {} : { after }),
          })
          if (page === undefined) {
            gone.add(locationId)
            return count
          }
          await lookUpNew(page.levels)
          await ledger.stockReadings.putShopLevels(shop, page.levels, readAt)
          count += page.levels.length
          after = page.endCursor ?? null
          progress[locationId] = after
          reportProgress(progress)
        }
        return count
      }

      /** What is for sale since the catalogue was read: a level is judged with what it is sold as. */
      async function lookUpNew(levels: readonly ShopLevel[]): Promise<void> {
        const ids = levels.map(({ inventoryItemId }) => inventoryItemId)
        const unknown = await ledger.stockItems.listUnknown(shop, ids)
        if (unknown.length === 0) return
        const items = await client.findItems(unknown)
        if (items.length === 0) return
        await ledger.stockItems.rememberShopItems(shop, items)
        await ledger.stockItems.resolveItems(shop)
      }
    },
  }
}

/** The cursor of the newest sweep for which all levels of a shop were read. */
export const levelsCursor = (shop: string) => `levels:${shop}`

function earlierProgress(): Progress {
  const { heartbeatDetails } = activityInfo()
  return typeof heartbeatDetails === 'object' && heartbeatDetails !== null ? heartbeatDetails : {}
}
