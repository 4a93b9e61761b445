import { sql } from 'kysely'
import type { LeftUnits } from '../domain/consignment-left.ts'
import { noteLook, type OrderLook } from './consigned-looks.ts'
import { countLevelUnits } from './consigned-counts.ts'
import { dropUnsent, type LeftNote, replaceLeft } from './consigned-writes.ts'
import type { Database } from './database.ts'
import { appendEvent } from './events.ts'
import { gathered } from './gathered.ts'
import type { LevelKey } from './level-key.ts'
import { lockOrder, type OrderKey, orderSubject } from './order-key.ts'

export type { UnitCounts } from './consigned-counts.ts'

/** For so long units that left are kept: no reading of stock that counts is older. */
const keptMs = 24 * 3_600_000

/** The units of each order, by the level that Shopify counts them at. */
export function createConsignedUnits(database: Database) {
  const noting = gathered(async (notes: readonly LeftNote[]) => {
    await database.transaction().execute(async (transaction) => {
      await replaceLeft(transaction, notes)
      await dropUnsent(
        transaction,
        notes.map(({ key }) => key),
      )
    })
    return notes
  })

  return {
    /**
     * For each asked level, in order. `verifiedBefore`: when the reading of Linnworks began, that
     * the counts go with. Levels with no open order count nothing.
     */
    countUnits: (asked: readonly (LevelKey & { readonly verifiedBefore: Date })[]) =>
      countLevelUnits(database, asked),

    /** An order of which consignments stand was looked at. Idempotent by order. */
    noteLook: (look: OrderLook) => noteLook(database, look),

    /**
     * The order was looked at as it was at `seenAt`, Shopify's `updatedAt`, and nothing of it goes to
     * Linnworks for now: what left the shelf without Waybill is these units. Takes the place of what
     * was noted before; what a person settled stays settled until more has left. Idempotent by order.
     */
    async noteLeft(key: OrderKey, left: readonly LeftUnits[], seenAt: Date): Promise<void> {
      await noting({ key, left, seenAt })
    },

    /** Whether a person has seen to some of what left of the order. */
    async isLeftSettled({ shop, orderId }: OrderKey): Promise<boolean> {
      const settled = await database
        .selectFrom('leftUnits')
        .select('orderId')
        .where('shop', '=', shop)
        .where('orderId', '=', orderId)
        .where('settledAt', 'is not', null)
        .executeTakeFirst()
      return settled !== undefined
    },

    /** What is kept off sale until a person settles it, the oldest first. */
    async listLeft(
      shop: string,
    ): Promise<readonly (OrderKey & LeftUnits & { readonly notedAt: Date })[]> {
      return await database
        .selectFrom('leftUnits')
        .select(['shop', 'orderId', 'inventoryItemId', 'locationId', 'quantity', 'notedAt'])
        .where('shop', '=', shop)
        .where('settledAt', 'is', null)
        .orderBy('notedAt')
        .orderBy('orderId')
        .execute()
    },

    /**
     * A person saw to it that Linnworks' stock is right about what left of the order: it is kept off
     * sale no more. Answers the levels concerned; none if there was nothing to settle.
     */
    async settleLeft({
      shop,
      orderId,
      actor,
    }: OrderKey & { readonly actor: string }): Promise<readonly LevelKey[]> {
      const key = { shop, orderId }
      return await database.transaction().execute(async (transaction) => {
        await lockOrder(transaction, key)
        const settled = await transaction
          .updateTable('leftUnits')
          .set({ settledAt: new Date(), settledBy: actor })
          .where('shop', '=', shop)
          .where('orderId', '=', orderId)
          .where('settledAt', 'is', null)
          .returning(['shop', 'inventoryItemId', 'locationId', 'quantity'])
          .execute()
        if (settled.length === 0) return []
        const units = settled.reduce((total, { quantity }) => total + quantity, 0)
        await appendEvent(transaction, orderSubject(key), {
          actor,
          what: 'leftUnitsSettled',
          why: `${units} units that left without Waybill are in order in Linnworks`,
        })
        return settled.map(({ inventoryItemId, locationId }) => ({
          ...{ shop, inventoryItemId, locationId },
        }))
      })
    },

    /**
     * Drops the units of consignments that no level counts any more: cancelled, or dispatched with
     * all of it told to Shopify. The counts never change by it; they stay quick.
     */
    async forgetEnded(shop: string): Promise<void> {
      const since = new Date(Date.now() - keptMs)
      await sql`
        DELETE FROM consigned_units AS units USING consignments
        WHERE units.shop = ${shop}
          AND consignments.shop = units.shop AND consignments.reference = units.reference
          AND (consignments.state = 'cancelled'
            AND coalesce(consignments.ending_at < ${since}, true)
          OR (consignments.state = 'dispatched'
            AND (SELECT bool_and(coalesce(posted_at < ${since}, false)) FROM parcels
              WHERE parcels.shop = units.shop AND parcels.reference = units.reference)
          ))`.execute(database)
    },
  }
}
