import { sql, type Transaction } from 'kysely'
import type { ConsignmentItem } from '../domain/consignment.ts'
import type { Database } from './database.ts'
import { lockOrder, type OrderKey } from './order-key.ts'
import type { ConsignmentState, LedgerSchema } from './schema.ts'

export interface ConsignmentRow {
  readonly shop: string
  readonly reference: string
  readonly orderId: string
  readonly state: ConsignmentState
  readonly locationId: string
  readonly linnworksLocationId: string
  readonly items: readonly ConsignmentItem[]
  readonly totalMinor: number
  readonly attemptToken: string | null
  readonly sentAt: Date | null
  readonly linnworksOrderId: string | null
  readonly linnworksNumber: number | null
  readonly verifiedAt: Date | null
}

export interface ConsignmentClaim {
  readonly reference: string
  readonly ordinal: number
  readonly locationId: string
  readonly linnworksLocationId: string
  readonly items: readonly ConsignmentItem[]
  readonly totalMinor: number
}

const columns = [
  'shop',
  'reference',
  'orderId',
  'state',
  'locationId',
  'linnworksLocationId',
  'items',
  'totalMinor',
  'attemptToken',
  'sentAt',
  'linnworksOrderId',
  'linnworksNumber',
  'verifiedAt',
] as const

export function createConsignments(database: Database) {
  const one = (shop: string, reference: string) =>
    database.updateTable('consignments').where('shop', '=', shop).where('reference', '=', reference)

  return {
    /** An order's consignments, the first one first. */
    async list(key: OrderKey): Promise<readonly ConsignmentRow[]> {
      return await database
        .selectFrom('consignments')
        .select(columns)
        .where('shop', '=', key.shop)
        .where('orderId', '=', key.orderId)
        .orderBy('ordinal')
        .execute()
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
     * Claims the references before the first call. What was never sent follows the newest plan, and
     * keeps the memory of whose turn it was; what was sent stays as it was sent. Answers whether the
     * attempt still had the order's turn: without it nothing is claimed.
     */
    async claim(
      key: OrderKey,
      claims: readonly ConsignmentClaim[],
      token: string,
    ): Promise<boolean> {
      return await database.transaction().execute(async (transaction) => {
        await lockOrder(transaction, key)
        if (!(await hasTurn(transaction, key, token))) return false
        await transaction
          .deleteFrom('consignments')
          .where('shop', '=', key.shop)
          .where('orderId', '=', key.orderId)
          .where('state', '=', 'claimed')
          .where('sentAt', 'is', null)
          .where('reference', 'not in', ['', ...claims.map(({ reference }) => reference)])
          .execute()
        for (const claim of claims) {
          const plan = { ...claim, items: JSON.stringify(claim.items) }
          await transaction
            .insertInto('consignments')
            .values({ ...key, ...plan, state: 'claimed' })
            .onConflict((conflict) =>
              conflict
                .columns(['shop', 'reference'])
                .doUpdateSet({
                  ...plan,
                  // Who had a turn prepared the old plan, and may not send it; that somebody had
                  // one is remembered, for whoever is next looks first.
                  attemptToken: sql`CASE WHEN consignments.attempt_token IS NULL THEN NULL ELSE 'replanned' END`,
                })
                .where('consignments.orderId', '=', key.orderId)
                .where('consignments.state', '=', 'claimed')
                .where('consignments.sentAt', 'is', null),
            )
            .execute()
        }
        return true
      })
    },

    /** Takes the sole right to send: an attempt that took it earlier may not send any more. */
    async takeTurn(shop: string, reference: string, token: string): Promise<void> {
      await one(shop, reference).set({ attemptToken: token }).execute()
    },

    /**
     * Stamps the moment before a create leaves, if the attempt still has both turns, the order's and
     * the consignment's, and nothing else is under way. Answers whether it may leave.
     */
    async stampSend(shop: string, reference: string, token: string): Promise<boolean> {
      const { numUpdatedRows } = await one(shop, reference)
        .set({ sentAt: new Date(), state: 'sent' })
        .where('attemptToken', '=', token)
        .where('state', '=', 'claimed')
        .where((where) =>
          where.exists(
            where
              .selectFrom('orders')
              .select('orders.orderId')
              .whereRef('orders.shop', '=', 'consignments.shop')
              .whereRef('orders.orderId', '=', 'consignments.orderId')
              .where('orders.turnToken', '=', token),
          ),
        )
        .executeTakeFirst()
      return numUpdatedRows === 1n
    },

    /** The create certainly did not happen: nothing is there, and nothing is under way. */
    async markNotCreated(shop: string, reference: string, token: string): Promise<void> {
      await one(shop, reference)
        .set({ state: 'claimed', sentAt: null })
        .where('attemptToken', '=', token)
        .where('state', '=', 'sent')
        .execute()
    },

    /** The order was read back from Linnworks. Idempotent by reference. */
    async markVerified(
      shop: string,
      reference: string,
      found: { readonly linnworksOrderId: string; readonly linnworksNumber: number },
    ): Promise<void> {
      await one(shop, reference)
        .set({ ...found, state: 'verified', verifiedAt: new Date() })
        .where('state', 'in', ['claimed', 'sent', 'verified'])
        .execute()
    },

    /** Gives up a consignment of which nothing was ever sent. Answers whether that is so. */
    async abandon(shop: string, reference: string): Promise<boolean> {
      const { numUpdatedRows } = await one(shop, reference)
        .set({ state: 'cancelled' })
        .where('state', '=', 'claimed')
        .where('sentAt', 'is', null)
        .executeTakeFirst()
      return numUpdatedRows === 1n
    },

    /** The consignment came to its end. */
    async close(shop: string, reference: string, state: 'cancelled' | 'dispatched'): Promise<void> {
      await one(shop, reference).set({ state }).execute()
    },
  }
}

async function hasTurn(
  transaction: Transaction<LedgerSchema>,
  key: OrderKey,
  token: string,
): Promise<boolean> {
  const order = await transaction
    .selectFrom('orders')
    .select('turnToken')
    .where('shop', '=', key.shop)
    .where('orderId', '=', key.orderId)
    .executeTakeFirst()
  return order?.turnToken === token
}
