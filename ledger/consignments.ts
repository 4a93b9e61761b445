import { sql } from 'kysely'
import {
  claimConsignments,
  columns,
  type ConsignmentClaim,
  type ConsignmentRow,
  type OrderClaim,
} from './consignment-claims.ts'
import { momentOfLedger } from './clock.ts'
import type { Database } from './database.ts'
import { gathered } from './gathered.ts'
import { keyRows, keyText, type OrderKey } from './order-key.ts'

export type { ConsignmentClaim, ConsignmentRow } from './consignment-claims.ts'

/** Which attempt is about to send which consignment. */
export interface SendStamp {
  readonly shop: string
  readonly reference: string
  readonly token: string
}

interface Verified {
  readonly shop: string
  readonly reference: string
  readonly linnworksOrderId: string
  readonly linnworksNumber: number
  /** Whether it holds the stock of what was sent. */
  readonly sound: boolean
}

export function createConsignments(database: Database) {
  const one = (shop: string, reference: string) =>
    database.updateTable('consignments').where('shop', '=', shop).where('reference', '=', reference)

  const listing = gathered(async (keys: readonly OrderKey[]) => {
    const rows = await database
      .selectFrom('consignments')
      .select(columns)
      .where(sql<boolean>`(shop, order_id) IN (${keyRows(keys)})`)
      .orderBy('ordinal')
      .execute()
    const byOrder = Map.groupBy(rows, keyText)
    return keys.map((key): readonly ConsignmentRow[] => byOrder.get(keyText(key)) ?? [])
  })

  const claiming = gathered((claims: readonly OrderClaim[]) => claimConsignments(database, claims))

  const verifying = gathered(async (found: readonly Verified[]) => {
    await sql`
      UPDATE consignments SET
        state = 'verified',
        verified_at = CASE WHEN found.sound THEN coalesce(verified_at, clock_timestamp()) END,
        linnworks_order_id = found.id, linnworks_number = found.number
      FROM unnest(
        ${found.map(({ shop }) => shop)}::text[],
        ${found.map(({ reference }) => reference)}::text[],
        ${found.map(({ linnworksOrderId }) => linnworksOrderId)}::text[],
        ${found.map(({ linnworksNumber }) => linnworksNumber)}::integer[],
        ${found.map(({ sound }) => sound)}::boolean[]
      ) AS found (shop, reference, id, number, sound)
      WHERE consignments.shop = found.shop AND consignments.reference = found.reference
        AND consignments.state IN ('claimed', 'sent', 'verified')`.execute(database)
    return found
  })

  return {
    /** An order's consignments, the first one first. */
    async list(key: OrderKey): Promise<readonly ConsignmentRow[]> {
      return await listing(key)
    },

    /** Of these Linnworks orders, the ones that are ours and not known to be cancelled. */
    async listNotCancelled(linnworksOrderIds: readonly string[]): Promise<ReadonlySet<string>> {
      if (linnworksOrderIds.length === 0) return new Set()
      const rows = await database
        .selectFrom('consignments')
        .select('linnworksOrderId')
        .where('linnworksOrderId', 'in', [...linnworksOrderIds])
        .where('state', '!=', 'cancelled')
        .execute()
      return new Set(rows.flatMap(({ linnworksOrderId }) => linnworksOrderId ?? []))
    },

    /** Of these Linnworks orders, the ones that Waybill created: not the parts they were split into. */
    async listCreated(linnworksOrderIds: readonly string[]): Promise<ReadonlySet<string>> {
      if (linnworksOrderIds.length === 0) return new Set()
      const rows = await database
        .selectFrom('consignments')
        .select('linnworksOrderId')
        .where('linnworksOrderId', 'in', [...linnworksOrderIds])
        .execute()
      return new Set(rows.flatMap(({ linnworksOrderId }) => linnworksOrderId ?? []))
    },

    async findByReference(shop: string, reference: string): Promise<ConsignmentRow | undefined> {
      return await database
        .selectFrom('consignments')
        .select(columns)
        .where('shop', '=', shop)
        .where('reference', '=', reference)
        .executeTakeFirst()
    },

    /**
     * Claims the references before the first call, and with them the sole right to send. What was
     * never sent follows the newest plan; what was sent stays as it was sent. Answers the rows as
     * they were before, by reference, or `undefined` where the attempt had lost the order's turn:
     * then nothing is claimed. `looked`: see `OrderClaim`.
     */
    async claim(
      key: OrderKey,
      claims: readonly ConsignmentClaim[],
      token: string,
      looked: Pick<OrderClaim, 'left' | 'seenAt'> = {},
    ): Promise<ReadonlyMap<string, ConsignmentRow> | undefined> {
      return await claiming({ key, claims, token, ...looked })
    },

    /** Takes the sole right to send: an attempt that took it earlier may not send any more. */
    async takeTurn(shop: string, reference: string, token: string): Promise<void> {
      await one(shop, reference).set({ attemptToken: token }).execute()
    },

    /**
     * Stamps the moment before a create leaves, on each consignment whose attempt still has both
     * turns, the order's and the consignment's, while nothing else is under way. Answers, as
     * `<shop> <reference>`, which may leave.
     */
    async stampSends(stamps: readonly SendStamp[]): Promise<ReadonlySet<string>> {
      const list = (pick: (stamp: SendStamp) => string) => sql`${stamps.map(pick)}::text[]`
      // The orders are held until the end: who takes a turn meanwhile sees afterwards what left.
      const { rows } = await sql<{ shop: string; reference: string }>`
        WITH turns AS MATERIALIZED (
          SELECT leaving.* FROM unnest(
            ${list(({ shop }) => shop)},
            ${list(({ reference }) => reference)},
            ${list(({ token }) => token)}
          ) AS leaving (shop, reference, token)
          JOIN consignments USING (shop, reference)
          JOIN orders ON orders.shop = consignments.shop
            AND orders.order_id = consignments.order_id
            AND orders.turn_token = leaving.token
          ORDER BY orders.shop, orders.order_id
          FOR SHARE OF orders
        )
        UPDATE consignments SET state = 'sent', sent_at = ${momentOfLedger}, ever_sent = true
        FROM turns
        WHERE consignments.shop = turns.shop
          AND consignments.reference = turns.reference
          AND consignments.attempt_token = turns.token
          AND consignments.state = 'claimed'
        RETURNING consignments.shop, consignments.reference`.execute(database)
      return new Set(rows.map(({ shop, reference }) => `${shop} ${reference}`))
    },

    /** The creates certainly did not happen: nothing is there, and nothing is under way. */
    async markNotCreated(stamps: readonly SendStamp[]): Promise<void> {
      for (const { shop, reference, token } of stamps) {
        await one(shop, reference)
          .set({ state: 'claimed', sentAt: null })
          .where('attemptToken', '=', token)
          .where('state', '=', 'sent')
          .execute()
      }
    },

    /**
     * The order was read back from Linnworks. `verifiedAt` is when it was first seen to hold the
     * stock of what was sent, and nothing where it does not: unsound, as a line linked to no item.
     * Idempotent by reference.
     */
    async markVerified(
      shop: string,
      reference: string,
      found: {
        readonly linnworksOrderId: string
        readonly linnworksNumber: number
        readonly sound?: boolean
      },
    ): Promise<void> {
      await verifying({ shop, reference, sound: true, ...found })
    },

    /**
     * A step that ends the order's consignments in Linnworks is about to be sent: whatever becomes
     * of it, their stock may be free there from now on.
     */
    async beginEnding({ shop, orderId }: OrderKey): Promise<void> {
      await database
        .updateTable('consignments')
        .set({ endingAt: new Date() })
        .where('shop', '=', shop)
        .where('orderId', '=', orderId)
        .where('state', 'in', ['claimed', 'sent', 'verified'])
        .where('endingAt', 'is', null)
        .execute()
    },

    /** The consignment certainly stands as before: nothing of it was ended. */
    async keepStanding(shop: string, reference: string): Promise<void> {
      await one(shop, reference).set({ endingAt: null }).where('state', '!=', 'cancelled').execute()
    },

    /** Gives up a consignment of which nothing was ever sent. Answers whether that is so. */
    async abandon(shop: string, reference: string): Promise<boolean> {
      const { numUpdatedRows } = await one(shop, reference)
        .set({ state: 'cancelled' })
        .where('state', '=', 'claimed')
        .where('everSent', '=', false)
        .executeTakeFirst()
      return numUpdatedRows === 1n
    },

    /** The consignment came to its end. */
    async close(shop: string, reference: string, state: 'cancelled' | 'dispatched'): Promise<void> {
      await one(shop, reference).set({ state }).execute()
    },
  }
}
