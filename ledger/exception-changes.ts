import type { Transaction } from 'kysely'
import type { OrderException } from '../domain/exceptions.ts'
import { appendEvent } from './events.ts'
import { type OrderKey, orderSubject } from './order-key.ts'
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

/** Closes what is open for the order; nothing open is fine. */
export async function closeException(
  transaction: Transaction<LedgerSchema>,
  key: OrderKey,
  why: string,
): Promise<void> {
  const closed = await transaction
    .updateTable('exceptions')
    .set({ closedAt: new Date() })
    .where('shop', '=', key.shop)
    .where('orderId', '=', key.orderId)
    .where('closedAt', 'is', null)
    .returning('code')
    .executeTakeFirst()
  if (closed === undefined) return
  await appendEvent(transaction, orderSubject(key), {
    actor: 'waybill',
    what: `exception ${closed.code} closed`,
    why,
  })
}
