import type { Dependencies } from '../dependencies.ts'
import { reportProgress } from '../progress.ts'
import { leaveToOthers } from '../stopping.ts'

export interface CatalogueReading {
  /** How many were read; none where the list was new enough. */
  readonly items: number
  /** ISO 8601, by the ledger's clock: what is read after it is read later. */
  readonly readAt: string
}

/**
 * Reads what a shop sells, where that list is older than its policy allows. Idempotent: a list that is
 * new enough is left alone.
 */
export function createReadCatalogue({
  findShop,
  ledger,
  stopping,
}: Pick<Dependencies, 'findShop' | 'ledger' | 'stopping'>) {
  return {
    async readCatalogue({ shop }: { readonly shop: string }): Promise<CatalogueReading> {
      const { client, stock } = findShop(shop)
      const startedAt = await ledger.clock.now()
      const readAt = await ledger.cursors.find(catalogueCursor(shop))
      const oldest = startedAt.getTime() - stock.catalogueEveryMinutes * 60_000
      if (readAt !== undefined && readAt.getTime() > oldest) {
        return { items: 0, readAt: startedAt.toISOString() }
      }
      let items = 0
      let after: string | undefined
      do {
        leaveToOthers(stopping)
        const page = await client.listItems(after === undefined ? {} : { after })
        await ledger.stockItems.rememberShopItems(shop, page.items)
        items += page.items.length
        after = page.endCursor
        reportProgress(items)
      } while (after !== undefined)
      await ledger.stockItems.resolveItems(shop)
      await ledger.cursors.advance(catalogueCursor(shop), startedAt)
      return { items, readAt: (await ledger.clock.now()).toISOString() }
    },
  }
}

/** The cursor of when a shop's catalogue was read. */
const catalogueCursor = (shop: string) => `catalogue:${shop}`
