import { sql, type Transaction } from 'kysely'
import type { ConsignmentItem } from '../domain/consignment.ts'
import type { LeftUnits } from '../domain/consignment-left.ts'
import { replaceLeft, writeConsignedUnits } from './consigned-writes.ts'
import type { Database } from './database.ts'
import { keyRows, keyText, type OrderKey } from './order-key.ts'
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
  /**
   * Whether a create of it ever left, whatever became of that; or, before it was claimed, one of its
   * order: that may have been its own, under a plan that was dropped.
   */
  readonly everSent: boolean
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

/** What one attempt claims for its order. */
export interface OrderClaim {
  readonly key: OrderKey
  readonly claims: readonly ConsignmentClaim[]
  readonly token: string
  /** Of what left the shelf without Waybill, that which none of the claims holds. */
  readonly left?: readonly LeftUnits[]
  /** Shopify's `updatedAt` of the order that was planned; absent: it was not looked at afresh. */
  readonly seenAt?: Date
}

export const columns = [
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
  'everSent',
  'linnworksOrderId',
  'linnworksNumber',
  'verifiedAt',
] as const

/**
 * Claims the references of each order whose attempt still has its turn, in one transaction. Answers,
 * one by one, its rows as they were before, by reference, or `undefined` where the turn was lost.
 */
export async function claimConsignments(
  database: Database,
  orders: readonly OrderClaim[],
): Promise<readonly (ReadonlyMap<string, ConsignmentRow> | undefined)[]> {
  return await database.transaction().execute(async (transaction) => {
    const locked = await lockTurns(transaction, orders)
    const having = orders.filter((order) => locked.has(order))
    if (having.length === 0) return orders.map(() => undefined)
    const before = await transaction
      .selectFrom('consignments')
      .select(columns)
      .where(sql<boolean>`(shop, order_id) IN (${keyRows(having.map(({ key }) => key))})`)
      .execute()
    const earlier = Map.groupBy(before, keyText)
    const rowsOf = ({ key }: OrderClaim) => earlier.get(keyText(key)) ?? []
    await dropUnplanned(
      transaction,
      having.flatMap((order) =>
        rowsOf(order).filter(
          ({ reference }) => !order.claims.some((claim) => claim.reference === reference),
        ),
      ),
    )
    const begun = having.filter((order) => rowsOf(order).some(({ everSent }) => everSent))
    await insertClaims(transaction, having, new Set(begun))
    const notes = having.flatMap(({ key, left = [], seenAt }) =>
      seenAt === undefined ? [] : [{ key, left, seenAt }],
    )
    if (notes.length > 0) await replaceLeft(transaction, notes)
    return orders.map((order) =>
      locked.has(order) ? new Map(rowsOf(order).map((row) => [row.reference, row])) : undefined,
    )
  })
}

/** Which attempts have their order's turn: nobody changes those orders until the end. */
async function lockTurns(
  transaction: Transaction<LedgerSchema>,
  orders: readonly OrderClaim[],
): Promise<ReadonlySet<OrderClaim>> {
  const { rows } = await sql<OrderKey & { readonly token: string }>`
    SELECT shop, order_id AS "orderId", turn_token AS token FROM orders
    WHERE (shop, order_id) IN (${keyRows(orders.map(({ key }) => key))})
    ORDER BY shop, order_id FOR UPDATE`.execute(transaction)
  const turns = new Map(rows.map((row) => [keyText(row), row.token]))
  return new Set(orders.filter(({ key, token }) => turns.get(keyText(key)) === token))
}

/** What is planned no more, and nothing of which is under way. What ever left is told by `everSent`. */
async function dropUnplanned(
  transaction: Transaction<LedgerSchema>,
  rows: readonly ConsignmentRow[],
): Promise<void> {
  for (const { shop, reference, state, sentAt } of rows) {
    if (state !== 'claimed' || sentAt !== null) continue
    await transaction
      .deleteFrom('consignments')
      .where('shop', '=', shop)
      .where('reference', '=', reference)
      .execute()
  }
}

/** What was never sent follows the newest plan; what was sent stays as it was sent. */
async function insertClaims(
  transaction: Transaction<LedgerSchema>,
  orders: readonly OrderClaim[],
  begun: ReadonlySet<OrderClaim>,
): Promise<void> {
  const claimedAt = new Date()
  const values = orders.flatMap((order) =>
    order.claims.map((claim) => ({
      ...order.key,
      ...claim,
      items: JSON.stringify(claim.items),
      state: 'claimed' as const,
      attemptToken: order.token,
      claimedAt,
      everSent: begun.has(order),
    })),
  )
  if (values.length === 0) return
  const following = await transaction
    .insertInto('consignments')
    .values(values)
    .onConflict((conflict) =>
      conflict
        .columns(['shop', 'reference'])
        .doUpdateSet((row) => ({
          ordinal: row.ref('excluded.ordinal'),
          locationId: row.ref('excluded.locationId'),
          linnworksLocationId: row.ref('excluded.linnworksLocationId'),
          items: row.ref('excluded.items'),
          totalMinor: row.ref('excluded.totalMinor'),
          attemptToken: row.ref('excluded.attemptToken'),
          claimedAt: row.ref('excluded.claimedAt'),
          everSent: row.ref('excluded.everSent'),
        }))
        .whereRef('consignments.orderId', '=', 'excluded.orderId')
        .where('consignments.state', '=', 'claimed')
        .where('consignments.sentAt', 'is', null),
    )
    .returning(['shop', 'reference'])
    .execute()
  const followed = new Set(following.map(({ shop, reference }) => `${shop} ${reference}`))
  const planned = orders.flatMap(({ key: { shop }, claims }) =>
    claims.map((claim) => ({ shop, ...claim })),
  )
  await writeConsignedUnits(
    transaction,
    planned.filter(({ shop, reference }) => followed.has(`${shop} ${reference}`)),
  )
}
