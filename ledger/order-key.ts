import { type RawBuilder, sql, type Transaction } from 'kysely'
import type { LedgerSchema } from './schema.ts'

/** Names an order in the ledger. */
export interface OrderKey {
  readonly shop: string
  readonly orderId: string
}

/** As one text, for maps. */
export function keyText({ shop, orderId }: OrderKey): string {
  return `${shop}:${orderId}`
}

/** The orders as rows `(shop, order_id)` of a statement. */
export function keyRows(keys: readonly OrderKey[]): RawBuilder<unknown> {
  const shops = keys.map(({ shop }) => shop)
  const orderIds = keys.map(({ orderId }) => orderId)
  return sql`SELECT * FROM unnest(${shops}::text[], ${orderIds}::text[])`
}

/** Under which name the order's history is kept among the events. */
export function orderSubject({ shop, orderId }: OrderKey): string {
  return `order:${shop}:${orderId}`
}

/** Lets nobody else change the order, or what hangs on it, until the transaction ends. */
export async function lockOrder(
  transaction: Transaction<LedgerSchema>,
  { shop, orderId }: OrderKey,
): Promise<void> {
  await transaction
    .selectFrom('orders')
    .select('orderId')
    .where('shop', '=', shop)
    .where('orderId', '=', orderId)
    .forUpdate()
    .execute()
}
