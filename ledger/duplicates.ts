import type { Database } from './database.ts'

/** What the duplicate sweep asks. */
export function createDuplicates(database: Database) {
  return {
    /**
     * Of these Linnworks orders, the ones that are a consignment in one of the states, of whose
     * reference Shopify was told nothing else: they need no closer look.
     */
    async listTrusted(
      linnworksOrderIds: readonly string[],
      states: readonly ('verified' | 'dispatched')[],
    ): Promise<ReadonlySet<string>> {
      if (linnworksOrderIds.length === 0) return new Set()
      const rows = await database
        .selectFrom('consignments')
        .select('linnworksOrderId')
        .where('linnworksOrderId', 'in', [...linnworksOrderIds])
        .where('state', 'in', [...states])
        .where((where) =>
          where.not(
            where.exists(
              where
                .selectFrom('parcels')
                .select('parcels.linnworksOrderId')
                .whereRef('parcels.shop', '=', 'consignments.shop')
                .whereRef('parcels.reference', '=', 'consignments.reference')
                .whereRef('parcels.linnworksOrderId', '!=', 'consignments.linnworksOrderId')
                .where('parcels.fulfillmentId', 'is not', null),
            ),
          ),
        )
        .execute()
      return new Set(rows.flatMap(({ linnworksOrderId }) => linnworksOrderId ?? []))
    },
  }
}
