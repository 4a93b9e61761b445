import { sql, type Transaction } from 'kysely'
import type { OrderException } from '../domain/exceptions.ts'
import { appendEvent, type NewEvent } from './events.ts'
import { keyRows, keyText, type OrderKey, orderSubject } from './order-key.ts'
import type { LedgerSchema } from './schema.ts'

/**
 * Opens the order's exception, or replaces the one that is open. The same one again changes nothing:
 * it stays as old as it is. The order is locked by the caller.
 */
export async function openException(
  transaction: Transaction<LedgerSchema>,
  key: OrderKey,
  exception: OrderException,
): Promise<void> {
  const { code, owner, sentence, remedy } = exception
  const open = await transaction
    .selectFrom('exceptions')
    .select(['id', 'code', 'sentence'])
    .where('shop', '=', key.shop)
    .where('orderId', '=', key.orderId)
    .where('closedAt', 'is', null)
    .executeTakeFirst()
  if (open?.code === code && open.sentence === sentence) return
  if (open !== undefined) {
    await transaction
      .updateTable('exceptions')
      .set({ closedAt: new Date() })
      .where('id', '=', open.id)
      .execute()
  }
  const { id } = await transaction
    .insertInto('exceptions')
    .values({ ...key, code, owner, sentence, remedy, openedAt: new Date() })
    .returning('id')
    .executeTakeFirstOrThrow()
  const causes = [...new Set(exception.causeKeys)]
  await transaction
    .insertInto('exceptionCauses')
    .values(causes.map((causeKey) => ({ exceptionId: id, causeKey })))
    .execute()
  await appendEvent(transaction, orderSubject(key), {
    actor: 'waybill',
    what: `exception ${code}`,
    why: sentence,
  })
}

/** Closes what is open for the orders, and answers the events that say so; nothing open is fine. */
export async function closeExceptions(
  transaction: Transaction<LedgerSchema>,
  orders: readonly (OrderKey & { readonly why: string })[],
): Promise<readonly NewEvent[]> {
  if (orders.length === 0) return []
  const { rows } = await sql<OrderKey & { readonly code: string }>`
    UPDATE exceptions SET closed_at = ${new Date()}
    WHERE (shop, order_id) IN (${keyRows(orders)}) AND closed_at IS NULL
    RETURNING shop, order_id AS "orderId", code`.execute(transaction)
  const whys = new Map(orders.map((order) => [keyText(order), order.why]))
  return rows.map(({ code, ...key }) => ({
    subject: orderSubject(key),
    actor: 'waybill',
    what: `exception ${code} closed`,
    why: whys.get(keyText(key)) ?? '',
  }))
}
