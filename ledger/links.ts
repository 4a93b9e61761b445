import type { LocationLink } from '../domain/consignment.ts'
import type { Database } from './database.ts'
import { appendEvent } from './events.ts'
import { gathered } from './gathered.ts'

/** Which Linnworks SKU a Shopify SKU is sold as, by whose word. */
export interface SkuLink {
  readonly sku: string
  readonly linnworksSku: string
  readonly linkedBy: string
  readonly linkedAt: Date
}

export function createLinks(database: Database) {
  const listingLocations = gathered(async (shops: readonly string[]) => {
    const rows = await database
      .selectFrom('locationLinks')
      .select(['shop', 'locationId', 'linnworksLocationId', 'linnworksLocationName'])
      .where('shop', 'in', [...new Set(shops)])
      .orderBy('locationId')
      .execute()
    const byShop = Map.groupBy(rows, ({ shop }) => shop)
    return shops.map((shop): readonly LocationLink[] =>
      (byShop.get(shop) ?? []).map(
        ({ locationId, linnworksLocationId, linnworksLocationName }) => ({
          locationId,
          linnworksLocationId,
          linnworksLocationName,
        }),
      ),
    )
  })

  const findingSkus = gathered(
    async (asked: readonly { shop: string; skus: readonly string[] }[]) => {
      const rows = await database
        .selectFrom('skuLinks')
        .select(['shop', 'sku', 'linnworksSku'])
        .where('shop', 'in', [...new Set(asked.map(({ shop }) => shop))])
        .where('sku', 'in', [...new Set(asked.flatMap(({ skus }) => skus))])
        .execute()
      return asked.map(({ shop, skus }): ReadonlyMap<string, string> => {
        const own = rows.filter((row) => row.shop === shop && skus.includes(row.sku))
        return new Map(own.map(({ sku, linnworksSku }) => [sku, linnworksSku]))
      })
    },
  )

  const listingKnown = gathered(
    async (asked: readonly { skus: readonly string[]; since: Date }[]) => {
      const rows = await database
        .selectFrom('linnworksItems')
        .select(['sku', 'seenAt'])
        .where('sku', 'in', [...new Set(asked.flatMap(({ skus }) => skus))])
        .execute()
      return asked.map(({ skus, since }): ReadonlySet<string> => {
        const own = rows.filter(({ sku, seenAt }) => seenAt >= since && skus.includes(sku))
        return new Set(own.map(({ sku }) => sku))
      })
    },
  )

  return {
    /** Sells a Shopify SKU as a Linnworks SKU from now on. */
    async linkSku(link: {
      readonly shop: string
      readonly sku: string
      readonly linnworksSku: string
      readonly actor: string
    }): Promise<void> {
      const { shop, sku, linnworksSku, actor } = link
      await database.transaction().execute(async (transaction) => {
        await transaction
          .insertInto('skuLinks')
          .values({ shop, sku, linnworksSku, linkedBy: actor, linkedAt: new Date() })
          .onConflict((conflict) =>
            conflict
              .columns(['shop', 'sku'])
              .doUpdateSet({ linnworksSku, linkedBy: actor, linkedAt: new Date() }),
          )
          .execute()
        await appendEvent(transaction, `sku:${shop}:${sku}`, {
          actor,
          what: 'linked',
          why: `sold as ${linnworksSku} in Linnworks`,
        })
      })
    },

    /** Ships a Shopify location's orders from a Linnworks location from now on. */
    async linkLocation(
      link: LocationLink & { readonly shop: string; readonly actor: string },
    ): Promise<void> {
      const { shop, locationId, linnworksLocationId, linnworksLocationName, actor } = link
      await database.transaction().execute(async (transaction) => {
        const values = {
          linnworksLocationId,
          linnworksLocationName,
          linkedBy: actor,
          linkedAt: new Date(),
        }
        await transaction
          .insertInto('locationLinks')
          .values({ shop, locationId, ...values })
          .onConflict((conflict) => conflict.columns(['shop', 'locationId']).doUpdateSet(values))
          .execute()
        await appendEvent(transaction, `location:${shop}:${locationId}`, {
          actor,
          what: 'linked',
          why: `ships from ${linnworksLocationName}`,
        })
      })
    },

    async listLocationLinks(shop: string): Promise<readonly LocationLink[]> {
      return await listingLocations(shop)
    },

    /** All explicit links of the shop's SKUs. */
    async listSkuLinks(shop: string): Promise<readonly SkuLink[]> {
      return await database
        .selectFrom('skuLinks')
        .select(['sku', 'linnworksSku', 'linkedBy', 'linkedAt'])
        .where('shop', '=', shop)
        .orderBy('sku')
        .execute()
    },

    /** The explicit links among these SKUs. */
    async findSkuLinks(
      shop: string,
      skus: readonly string[],
    ): Promise<ReadonlyMap<string, string>> {
      return skus.length === 0 ? new Map() : await findingSkus({ shop, skus })
    },

    /** Of these SKUs, the ones that Linnworks was seen to have since `since`. */
    async listKnownItems(skus: readonly string[], since: Date): Promise<ReadonlySet<string>> {
      return skus.length === 0 ? new Set() : await listingKnown({ skus, since })
    },

    /** Remembers that Linnworks has these items. */
    async rememberItems(
      items: readonly { readonly sku: string; readonly stockItemId: string }[],
    ): Promise<void> {
      if (items.length === 0) return
      const seenAt = new Date()
      // All take the rows in one order, or two could wait for each other.
      const inOrder = items.toSorted((one, other) => (one.sku < other.sku ? -1 : 1))
      await database
        .insertInto('linnworksItems')
        .values(inOrder.map(({ sku, stockItemId }) => ({ sku, stockItemId, seenAt })))
        .onConflict((conflict) =>
          conflict.column('sku').doUpdateSet((row) => ({
            stockItemId: row.ref('excluded.stockItemId'),
            seenAt: row.ref('excluded.seenAt'),
          })),
        )
        .execute()
    },

    /** Forgets items that turned out not to be linked after all, so that they are asked for again. */
    async forgetItems(skus: readonly string[]): Promise<void> {
      if (skus.length === 0) return
      await database
        .deleteFrom('linnworksItems')
        .where('sku', 'in', [...skus])
        .execute()
    },
  }
}
