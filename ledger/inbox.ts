import { sql } from 'kysely'
import type { Database } from './database.ts'
import type { OrderKey } from './order-key.ts'

/** A webhook that was accepted: who called about which order. No body is kept. */
export interface InboxEntry extends OrderKey {
  readonly webhookId: string
  readonly topic: string
  readonly triggeredAt?: Date
}

export interface Drained {
  /** Entries that were taken, whether or not they could be handed over. */
  readonly taken: number
  /** The orders that could not be handed over; their entries stay. */
  readonly failures: readonly (OrderKey & { readonly reason: unknown })[]
}

export function createInbox(database: Database) {
  return {
    /** Keeps the entry. The same delivery twice is one entry: answers whether it was new. */
    async add(entry: InboxEntry): Promise<boolean> {
      const { numInsertedOrUpdatedRows } = await database
        .insertInto('inbox')
        .values({ ...entry, receivedAt: new Date() })
        .onConflict((conflict) => conflict.column('webhookId').doNothing())
        .executeTakeFirst()
      return numInsertedOrUpdatedRows === 1n
    },

    /**
     * Takes up to `limit` entries that were not handed over, the oldest first and none of `except`,
     * of known orders only if told so, hands each order in them over once, and marks the entries of those for which it succeeded.
     * Two pumps at once never take the same entry; a pump that dies leaves its entries for the next.
     */
    async drain(
      batch: {
        readonly limit: number
        readonly except?: readonly OrderKey[]
        readonly knownOnly?: boolean
      },
      handOver: (order: OrderKey) => Promise<void>,
    ): Promise<Drained> {
      const except = (batch.except ?? []).map(keyOf)
      return await database.transaction().execute(async (transaction) => {
        const entries = await transaction
          .selectFrom('inbox')
          .select(['webhookId', 'shop', 'orderId'])
          .where('handedAt', 'is', null)
          .where(sql<boolean>`shop || ':' || order_id <> ALL(${except}::text[])`)
          .where(
            sql<boolean>`(${batch.knownOnly !== true} OR EXISTS (
              SELECT 1 FROM orders
              WHERE orders.shop = inbox.shop AND orders.order_id = inbox.order_id))`,
          )
          .orderBy('receivedAt')
          .limit(batch.limit)
          .forUpdate()
          .skipLocked()
          .execute()
        const orders = new Map(
          entries.map((entry) => [keyOf(entry), { shop: entry.shop, orderId: entry.orderId }]),
        )
        const ends = await Promise.all(
          [...orders].map(async ([key, order]) => {
            try {
              await handOver(order)
              return { key, failures: [] }
            } catch (reason) {
              return { key, failures: [{ ...order, reason }] }
            }
          }),
        )
        const handed = new Set(
          ends.filter(({ failures }) => failures.length === 0).map(({ key }) => key),
        )
        const webhookIds = entries
          .filter((entry) => handed.has(keyOf(entry)))
          .map(({ webhookId }) => webhookId)
        if (webhookIds.length > 0) {
          await transaction
            .updateTable('inbox')
            .set({ handedAt: new Date() })
            .where('webhookId', 'in', webhookIds)
            .execute()
        }
        return { taken: entries.length, failures: ends.flatMap(({ failures }) => failures) }
      })
    },

    async countWaiting(): Promise<number> {
      const { count } = await database
        .selectFrom('inbox')
        .select((select) => select.fn.countAll<string>().as('count'))
        .where('handedAt', 'is', null)
        .executeTakeFirstOrThrow()
      return Number(count)
    },
  }
}

function keyOf({ shop, orderId }: OrderKey): string {
  return `${shop}:${orderId}`
}
