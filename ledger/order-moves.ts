import { sql } from 'kysely'
import type { OrderException } from '../domain/exceptions.ts'
import type { Stage } from '../domain/stage.ts'
import type { Database } from './database.ts'
import { appendEvents } from './events.ts'
import { closeExceptions, openException } from './exception-changes.ts'
import { keyRows, keyText, type OrderKey, orderSubject } from './order-key.ts'

export interface OrderMove {
  readonly stage: Stage
  readonly why: string
  readonly exception?: OrderException
  readonly skipReason?: string
  readonly actor?: string
}

interface Moving extends OrderMove {
  readonly key: OrderKey
}

/**
 * Moves orders to their stages and writes down why, and with it opens their exceptions or closes
 * those that were open: all of it, or nothing. Doing it twice writes one event.
 */
export async function moveOrders(database: Database, moves: readonly Moving[]): Promise<void> {
  const keys = moves.map(({ key }) => key)
  await database.transaction().execute(async (transaction) => {
    const { rows } = await sql<
      OrderKey & { readonly stage: Stage; readonly skipReason: string | null }
    >`
      SELECT shop, order_id AS "orderId", stage, skip_reason AS "skipReason" FROM orders
      WHERE (shop, order_id) IN (${keyRows(keys)})
      ORDER BY shop, order_id FOR UPDATE`.execute(transaction)
    const before = new Map(rows.map((row) => [keyText(row), row]))
    const changes = moves.filter(({ key, stage, skipReason = null }) => {
      const row = before.get(keyText(key))
      return row?.stage !== stage || row.skipReason !== skipReason
    })
    if (changes.length > 0) {
      await sql`
        UPDATE orders SET
          stage = moving.stage, skip_reason = moving.skip_reason, stage_since = ${new Date()}
        FROM unnest(
          ${changes.map(({ key }) => key.shop)}::text[],
          ${changes.map(({ key }) => key.orderId)}::text[],
          ${changes.map(({ stage }) => stage)}::text[],
          ${changes.map(({ skipReason = null }) => skipReason)}::text[]
        ) AS moving (shop, order_id, stage, skip_reason)
        WHERE orders.shop = moving.shop AND orders.order_id = moving.order_id`.execute(transaction)
    }
    const closed = await closeExceptions(
      transaction,
      moves.flatMap(({ key, why, exception }) =>
        exception === undefined ? [{ ...key, why }] : [],
      ),
    )
    const moved = changes.map(({ key, stage, why, actor = 'waybill' }) => ({
      ...{ subject: orderSubject(key), actor, what: stage, why },
    }))
    await appendEvents(transaction, [...moved, ...closed])
    for (const { key, exception } of moves) {
      if (exception !== undefined) await openException(transaction, key, exception)
    }
  })
}
