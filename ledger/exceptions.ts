import { sql } from 'kysely'
import type { OrderException, Owner } from '../domain/exceptions.ts'
import type { Database } from './database.ts'
import { gathered } from './gathered.ts'
import { keyRows, keyText, type OrderKey } from './order-key.ts'

export interface ExceptionRow extends OrderKey {
  readonly code: string
  readonly owner: Owner
  readonly sentence: string
  readonly remedy: string
  readonly openedAt: Date
  readonly causeKeys: readonly string[]
  readonly name: string | null
}

export function createExceptions(database: Database) {
  const findingOpen = gathered(async (keys: readonly OrderKey[]) => {
    const rows = await database
      .selectFrom('exceptions')
      .innerJoin('exceptionCauses', 'exceptionCauses.exceptionId', 'exceptions.id')
      .select(['shop', 'orderId', 'code', 'owner', 'sentence', 'remedy', 'causeKey'])
      .where(sql<boolean>`(shop, order_id) IN (${keyRows(keys)})`)
      .where('closedAt', 'is', null)
      .orderBy('causeKey')
      .execute()
    const byOrder = Map.groupBy(rows, keyText)
    return keys.map((key): OrderException | undefined => {
      const open = byOrder.get(keyText(key))
      if (open?.[0] === undefined) return undefined
      const { code, owner, sentence, remedy } = open[0]
      return { code, owner, sentence, remedy, causeKeys: open.map(({ causeKey }) => causeKey) }
    })
  })

  return {
    /** The order's open exception with all its causes. */
    async findOpen(key: OrderKey): Promise<OrderException | undefined> {
      return await findingOpen(key)
    },

    /** What is open, the oldest first. */
    async listOpen(
      filter: Partial<OrderKey> & { readonly owner?: Owner } = {},
    ): Promise<readonly ExceptionRow[]> {
      let query = database
        .selectFrom('exceptions')
        .innerJoin('orders', (join) =>
          join
            .onRef('orders.shop', '=', 'exceptions.shop')
            .onRef('orders.orderId', '=', 'exceptions.orderId'),
        )
        .select([
          'exceptions.shop',
          'exceptions.orderId',
          'code',
          'owner',
          'sentence',
          'remedy',
          'openedAt',
          'name',
          sql<string[]>`array(
            SELECT cause_key FROM exception_causes
            WHERE exception_id = exceptions.id ORDER BY cause_key)`.as('causeKeys'),
        ])
        .where('closedAt', 'is', null)
      if (filter.shop !== undefined) query = query.where('exceptions.shop', '=', filter.shop)
      if (filter.orderId !== undefined)
        query = query.where('exceptions.orderId', '=', filter.orderId)
      if (filter.owner !== undefined) query = query.where('owner', '=', filter.owner)
      return await query.orderBy('openedAt').execute()
    },

    /** The causes that open exceptions name, each once. */
    async listOpenCauses(): Promise<readonly string[]> {
      const rows = await database
        .selectFrom('exceptionCauses')
        .innerJoin('exceptions', 'exceptions.id', 'exceptionCauses.exceptionId')
        .select('causeKey')
        .distinct()
        .where('closedAt', 'is', null)
        .execute()
      return rows.map(({ causeKey }) => causeKey)
    },

    /** The orders that wait for one of these causes to go away. */
    async listWaiting(causeKeys: readonly string[]): Promise<readonly OrderKey[]> {
      if (causeKeys.length === 0) return []
      return await database
        .selectFrom('exceptions')
        .innerJoin('exceptionCauses', 'exceptionCauses.exceptionId', 'exceptions.id')
        .select(['shop', 'orderId'])
        .distinct()
        .where('closedAt', 'is', null)
        .where('causeKey', 'in', [...causeKeys])
        .execute()
    },
  }
}
