import { sql } from 'kysely'
import type { Database } from './database.ts'
import { appendEvent } from './events.ts'

/** A Linnworks location whose stock counts for a Shopify location. */
export interface LinkedLocation {
  readonly shop: string
  readonly locationId: string
  readonly linnworksLocationId: string
  readonly linnworksLocationName: string
  /** It is the one that ships; any other only counts. */
  readonly ships: boolean
}

export function createLinkedLocations(database: Database) {
  return {
    /** Of all shops: several may count one Linnworks location. */
    async list(): Promise<readonly LinkedLocation[]> {
      const { rows } = await sql<LinkedLocation>`
        SELECT shop, location_id AS "locationId", linnworks_location_id AS "linnworksLocationId",
          linnworks_location_name AS "linnworksLocationName", true AS ships FROM location_links
        UNION ALL
        SELECT shop, location_id, linnworks_location_id, linnworks_location_name, false
        FROM counted_locations
        ORDER BY 1, 2, 5 DESC, 3`.execute(database)
      return rows
    },

    /**
     * Counts a further Linnworks location for a Shopify location from now on. Answers `false` where
     * it counts for another location of the shop already, or ships for one: it would be sold twice.
     */
    async count(
      link: Omit<LinkedLocation, 'ships'> & { readonly actor: string },
    ): Promise<boolean> {
      const { shop, locationId, linnworksLocationId, linnworksLocationName, actor } = link
      return await database.transaction().execute(async (transaction) => {
        const { rows } = await sql`
          INSERT INTO counted_locations
          SELECT ${shop}, ${locationId}, ${linnworksLocationId}, ${linnworksLocationName},
            ${actor}, now()
          WHERE NOT EXISTS (SELECT FROM location_links
            WHERE shop = ${shop} AND linnworks_location_id = ${linnworksLocationId})
          ON CONFLICT (shop, linnworks_location_id) DO UPDATE SET linked_at = now()
          WHERE counted_locations.location_id = ${locationId}
          RETURNING location_id`.execute(transaction)
        if (rows.length === 0) return false
        await appendEvent(transaction, `location:${shop}:${locationId}`, {
          actor,
          what: 'counted',
          why: `counts the stock of ${linnworksLocationName} too`,
        })
        return true
      })
    },

    /**
     * Takes back what is linked to a Shopify location: all of it, or one Linnworks location that only
     * counts. Answers what was linked; nothing if it was not.
     */
    async remove(link: {
      readonly shop: string
      readonly locationId: string
      readonly onlyCounted?: string
      readonly actor: string
    }): Promise<readonly Pick<LinkedLocation, 'linnworksLocationId' | 'linnworksLocationName'>[]> {
      const { shop, locationId, onlyCounted, actor } = link
      const columns = ['linnworksLocationId', 'linnworksLocationName'] as const
      return await database.transaction().execute(async (transaction) => {
        const shipped =
          onlyCounted === undefined
            ? await transaction
                .deleteFrom('locationLinks')
                .where('shop', '=', shop)
                .where('locationId', '=', locationId)
                .returning(columns)
                .execute()
            : []
        let counting = transaction
          .deleteFrom('countedLocations')
          .where('shop', '=', shop)
          .where('locationId', '=', locationId)
        if (onlyCounted !== undefined) {
          counting = counting.where('linnworksLocationId', '=', onlyCounted)
        }
        const removed = [...shipped, ...(await counting.returning(columns).execute())]
        if (removed.length > 0) {
          const names = removed.map(({ linnworksLocationName }) => linnworksLocationName)
          await appendEvent(transaction, `location:${shop}:${locationId}`, {
            actor,
            what: 'unlinked',
            why: `no longer linked to ${names.join(', ')}`,
          })
        }
        return removed
      })
    },
  }
}
