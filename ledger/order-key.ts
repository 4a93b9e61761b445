import type { Transaction } from 'kysely'
import type { LedgerSchema } from './schema.ts'

/** Names an order in the ledger. */
export interface OrderKey {
  readonly shop: string
  readonly orderId: string
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
