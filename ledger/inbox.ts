import type { Database } from './database.ts'

/** A webhook that was accepted: who called about which order. No body is kept. */
export interface InboxEntry {
  readonly webhookId: string
  readonly shop: string
  readonly topic: string
  readonly orderId: string
  readonly triggeredAt?: Date
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
     * Takes up to `limit` entries that were not handed over, hands each to `handOver`, and marks
     * those for which it succeeded. Two pumps at once never take the same entry; a pump that dies
     * leaves its entries for the next.
     */
    async drain(
      limit: number,
      handOver: (entry: { readonly shop: string; readonly orderId: string }) => Promise<void>,
    ): Promise<number> {
      return await database.transaction().execute(async (transaction) => {
        const entries = await transaction
          .selectFrom('inbox')
          .select(['webhookId', 'shop', 'orderId'])
          .where('handedAt', 'is', null)
          .orderBy('receivedAt')
          .limit(limit)
          .forUpdate()
          .skipLocked()
          .execute()
        const orders = new Map(entries.map((entry) => [`${entry.shop}:${entry.orderId}`, entry]))
        const results = await Promise.allSettled([...orders.values()].map(handOver))
        const failed = new Set(
          [...orders.keys()].filter((_, index) => results[index]?.status === 'rejected'),
        )
        const handed = entries.filter(({ shop, orderId }) => !failed.has(`${shop}:${orderId}`))
        if (handed.length > 0) {
          await transaction
            .updateTable('inbox')
            .set({ handedAt: new Date() })
            .where(
              'webhookId',
              'in',
              handed.map(({ webhookId }) => webhookId),
            )
            .execute()
        }
        if (failed.size > 0 && handed.length === 0) {
          const reason = results.find((result) => result.status === 'rejected')
          throw reason?.reason
        }
        return handed.length
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
