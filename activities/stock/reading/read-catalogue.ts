import { activityInfo } from '@temporalio/activity'
import type { Dependencies } from '../../dependencies.ts'
import { reportProgress } from '../../progress.ts'
import { leaveToOthers } from '../../stopping.ts'

export interface CatalogueReading {
  /** How many were read; none where the list was new enough. */
  readonly items: number
  /** ISO 8601, by the ledger's clock: what is read after it is read later. */
  readonly readAt: string
}

/**
 * Reads what a shop sells, where that list is older than its policy allows, and forgets what it sells no
 * more. Idempotent: a list that is new enough is left alone; after a kill it goes on from its next page.
 */
export function createReadCatalogue({
  findShop,
  ledger,
  stopping,
}: Pick<Dependencies, 'findShop' | 'ledger' | 'stopping'>) {
  return {
    async readCatalogue({ shop }: { readonly shop: string }): Promise<CatalogueReading> {
      const { client, stock } = findShop(shop)
      const now = await ledger.clock.now()
      const readAt = await ledger.cursors.find(catalogueCursor(shop))
      const oldest = now.getTime() - stock.catalogueEveryMinutes * 60_000
      if (readAt !== undefined && readAt.getTime() > oldest) {
        return { items: 0, readAt: now.toISOString() }
      }
      const progress = earlierProgress() ?? { startedAt: now.toISOString(), items: 0 }
      const { startedAt } = progress
      let { items, after }: Progress = progress
      do {
        leaveToOthers(stopping)
        const page = await client.listItems(after === undefined ? {} : { after })
        await ledger.stockItems.rememberShopItems(shop, page.items)
        items += page.items.length
        after = page.endCursor
        if (after !== undefined) reportProgress({ startedAt, items, after } satisfies Progress)
      } while (after !== undefined)
      await ledger.stockItems.forgetShopItems(shop, new Date(startedAt))
      await ledger.stockItems.resolveItems(shop)
      await ledger.cursors.advance(catalogueCursor(shop), new Date(startedAt))
      return { items, readAt: (await ledger.clock.now()).toISOString() }
    },
  }
}

/** How far a reading came: where its next page begins, and since when it is read. */
interface Progress {
  /** ISO 8601. */
  readonly startedAt: string
  readonly items: number
  readonly after?: string | undefined
}

function earlierProgress(): Progress | undefined {
  const details: Progress | undefined = activityInfo().heartbeatDetails
  return typeof details === 'object' ? details : undefined
}

/** The cursor of when a shop's catalogue was read. */
const catalogueCursor = (shop: string) => `catalogue:${shop}`
