import { sql } from 'kysely'
import { disputeCause, type StockException } from '../domain/stock-exceptions.ts'
import type { Database } from './database.ts'
import { appendEvent } from './events.ts'
import { type LevelKey, levelRows, lockedLevels } from './level-key.ts'

export interface OpenStockException extends StockException {
  readonly openedAt: Date
}

export function createStockExceptions(database: Database) {
  return {
    /** Opens it, or brings the words of the one that is open for the same cause up to date. */
    async open(exceptions: readonly StockException[]): Promise<void> {
      for (const exception of exceptions) {
        const { code, owner, sentence, remedy } = exception
        await database
          .insertInto('stockExceptions')
          .values({ ...exception, openedAt: new Date() })
          .onConflict((conflict) =>
            conflict
              .columns(['shop', 'causeKey'])
              .where('closedAt', 'is', null)
              .doUpdateSet({ code, owner, sentence, remedy }),
          )
          .execute()
      }
    },

    /** Its cause is gone. */
    async close(shop: string, causeKeys: readonly string[]): Promise<number> {
      if (causeKeys.length === 0) return 0
      const { numUpdatedRows } = await database
        .updateTable('stockExceptions')
        .set({ closedAt: new Date() })
        .where('shop', '=', shop)
        .where('causeKey', 'in', [...causeKeys])
        .where('closedAt', 'is', null)
        .executeTakeFirst()
      return Number(numUpdatedRows)
    },

    /** The levels of the shop about which a person is asked who else changes them. */
    async listDisputed(shop: string): Promise<readonly LevelKey[]> {
      const open = await database
        .selectFrom('stockExceptions')
        .select('causeKey')
        .where('shop', '=', shop)
        .where('causeKey', 'like', 'disputed:level:%')
        .where('closedAt', 'is', null)
        .execute()
      return open.map(({ causeKey }) => {
        const [, , , inventoryItemId = '', locationId = ''] = causeKey.split(':')
        return { shop, inventoryItemId, locationId }
      })
    },

    /**
     * A person says that Linnworks is right about these levels of a shop: what Shopify held before is
     * forgotten, what was put right too, and nobody is asked any more. `scope` is what was named.
     */
    async accept(
      levels: readonly LevelKey[],
      scope: {
        readonly shop: string
        readonly locationId?: string
        readonly sku?: string
        readonly actor: string
      },
    ): Promise<void> {
      const { shop, locationId = '', sku = '', actor } = scope
      await database.transaction().execute(async (transaction) => {
        await sql`
          WITH locked AS MATERIALIZED (${lockedLevels(levelRows(levels))})
          UPDATE stock_levels SET known_on_hand = NULL, known_at = NULL, healed_at = NULL,
            lowered_units = 0, lowered_since = NULL
          FROM locked
          WHERE stock_levels.shop = locked.shop
            AND stock_levels.inventory_item_id = locked.inventory_item_id
            AND stock_levels.location_id = locked.location_id`.execute(transaction)
        await transaction
          .updateTable('stockExceptions')
          .set({ closedAt: new Date() })
          .where('shop', '=', shop)
          .where('causeKey', 'in', levels.map(disputeCause))
          .where('closedAt', 'is', null)
          .execute()
        const places = levels.map((each) => `${each.inventoryItemId} at ${each.locationId}`)
        await appendEvent(transaction, `stock:${shop}:${locationId}:${sku}`, {
          ...{ actor, what: 'accepted' },
          why: `Linnworks is right about ${places.join(', ')}`,
        })
      })
    },

    /** Those that are open, the oldest first. */
    async listOpen(shop?: string): Promise<readonly OpenStockException[]> {
      let query = database
        .selectFrom('stockExceptions')
        .select(['shop', 'causeKey', 'code', 'owner', 'sentence', 'remedy', 'openedAt'])
        .where('closedAt', 'is', null)
        .orderBy('openedAt')
      if (shop !== undefined) query = query.where('shop', '=', shop)
      return await query.execute()
    },
  }
}
