import { sql } from 'kysely'
import type { OrderException } from '../domain/exceptions.ts'
import type { Stage } from '../domain/stage.ts'
import type { Database } from './database.ts'
import { appendEvent } from './events.ts'
import { closeException, openException } from './exception-changes.ts'
import { lockOrder, type OrderKey, orderSubject } from './order-key.ts'

export interface OrderRow extends OrderKey {
  readonly name: string | null
  readonly stage: Stage
  readonly stageSince: Date
  readonly skipReason: string | null
  readonly placedAt: Date | null
  readonly held: boolean
}

const columns = [
  'shop',
  'orderId',
  'name',
  'stage',
  'stageSince',
  'skipReason',
  'placedAt',
  'held',
] as const

export function createOrders(database: Database) {
  return {
    async find(key: OrderKey): Promise<OrderRow | undefined> {
      return await database
        .selectFrom('orders')
        .select(columns)
        .where('shop', '=', key.shop)
        .where('orderId', '=', key.orderId)
        .executeTakeFirst()
    },

    /** Finds an order as people name it: by its Shopify id, or `#1001`, in one shop or in all. */
    async findByWord(word: string, shop?: string): Promise<readonly OrderRow[]> {
      let query = database
        .selectFrom('orders')
        .select(columns)
        .where((where) =>
          where.or([where('orderId', '=', word), where('name', 'in', [word, `#${word}`])]),
        )
      if (shop !== undefined) query = query.where('shop', '=', shop)
      return await query.execute()
    },

    /** The newest orders first. */
    async list(filter: {
      readonly shop?: string
      readonly stages?: readonly Stage[]
      readonly limit: number
    }): Promise<readonly OrderRow[]> {
      let query = database.selectFrom('orders').select(columns)
      if (filter.shop !== undefined) query = query.where('shop', '=', filter.shop)
      if (filter.stages !== undefined) query = query.where('stage', 'in', [...filter.stages])
      return await query
        .orderBy('placedAt', 'desc')
        .orderBy('orderId', 'desc')
        .limit(filter.limit)
        .execute()
    },

    /**
     * Notes that Shopify has the order. Idempotent by shop and order id; never moves an order that
     * is already known.
     */
    async receive(
      key: OrderKey,
      seen: { readonly name?: string; readonly placedAt?: Date } = {},
    ): Promise<void> {
      await database
        .insertInto('orders')
        .values({
          ...key,
          name: seen.name ?? null,
          placedAt: seen.placedAt ?? null,
          stage: 'received',
          stageSince: new Date(),
        })
        .onConflict((conflict) =>
          conflict.columns(['shop', 'orderId']).doUpdateSet((row) => ({
            name: sql`coalesce(orders.name, ${row.ref('excluded.name')})`,
            placedAt: sql`coalesce(orders.placed_at, ${row.ref('excluded.placedAt')})`,
          })),
        )
        .execute()
    },

    /**
     * Moves the order to a stage and writes down why, and with it opens its exception or closes the
     * one that was open. Doing it twice writes one event.
     */
    async moveTo(
      key: OrderKey,
      move: {
        readonly stage: Stage
        readonly why: string
        readonly exception?: OrderException
        readonly skipReason?: string
        readonly actor?: string
      },
    ): Promise<void> {
      const { stage, why, exception, skipReason = null, actor = 'waybill' } = move
      await database.transaction().execute(async (transaction) => {
        const before = await transaction
          .selectFrom('orders')
          .select(['stage', 'skipReason'])
          .where('shop', '=', key.shop)
          .where('orderId', '=', key.orderId)
          .forUpdate()
          .executeTakeFirst()
        if (before?.stage !== stage || before.skipReason !== skipReason) {
          await transaction
            .updateTable('orders')
            .set({ stage, stageSince: new Date(), skipReason })
            .where('shop', '=', key.shop)
            .where('orderId', '=', key.orderId)
            .execute()
          await appendEvent(transaction, orderSubject(key), { actor, what: stage, why })
        }
        if (exception === undefined) await closeException(transaction, key, why)
        else await openException(transaction, key, exception)
      })
    },

    /** Writes down what a person asked for, with their opaque id. */
    async noteRequest(
      key: OrderKey,
      request: { readonly actor: string; readonly what: string; readonly why: string },
    ): Promise<void> {
      await database.transaction().execute(async (transaction) => {
        await lockOrder(transaction, key)
        await appendEvent(transaction, orderSubject(key), request)
      })
    },

    /**
     * Takes the sole right to bring the order into Linnworks. An attempt that took it earlier may
     * neither claim nor send any more, even where nothing was claimed yet.
     */
    async takeTurn(key: OrderKey, token: string): Promise<void> {
      await database
        .updateTable('orders')
        .set({ turnToken: token })
        .where('shop', '=', key.shop)
        .where('orderId', '=', key.orderId)
        .execute()
    },

    async setHeld(key: OrderKey, held: boolean): Promise<void> {
      await database
        .updateTable('orders')
        .set({ held })
        .where('shop', '=', key.shop)
        .where('orderId', '=', key.orderId)
        .execute()
    },

    /** Of these, the ones that changed in Shopify after they were last handed to their workflow. */
    async listUnhanded<T extends { readonly orderId: string; readonly updatedAt: Date }>(
      shop: string,
      seen: readonly T[],
    ): Promise<readonly T[]> {
      if (seen.length === 0) return []
      const known = await database
        .selectFrom('orders')
        .select(['orderId', 'handedUpdatedAt'])
        .where('shop', '=', shop)
        .where(
          'orderId',
          'in',
          seen.map(({ orderId }) => orderId),
        )
        .execute()
      const handed = new Map(known.map((row) => [row.orderId, row.handedUpdatedAt?.getTime() ?? 0]))
      return seen.filter(
        ({ orderId, updatedAt }) => (handed.get(orderId) ?? 0) < updatedAt.getTime(),
      )
    },

    /** Notes that the order, as Shopify had it at `updatedAt`, was handed to its workflow. */
    async markHanded(key: OrderKey, updatedAt: Date): Promise<void> {
      await database
        .updateTable('orders')
        .set({ handedUpdatedAt: updatedAt })
        .where('shop', '=', key.shop)
        .where('orderId', '=', key.orderId)
        .execute()
    },

    /** How many orders placed from `from` (inclusive) to `to` (exclusive) stand in each stage. */
    async countByStage(shop: string, from: Date, to: Date): Promise<ReadonlyMap<Stage, number>> {
      const rows = await database
        .selectFrom('orders')
        .select(['stage', sql<string>`count(*)`.as('count')])
        .where('shop', '=', shop)
        .where('placedAt', '>=', from)
        .where('placedAt', '<', to)
        .groupBy('stage')
        .execute()
      return new Map(rows.map(({ stage, count }) => [stage, Number(count)]))
    },

    /** How many orders of each shop stand in each stage, of all that are known. */
    async countAll(): Promise<
      readonly { readonly shop: string; readonly stage: Stage; readonly count: number }[]
    > {
      const rows = await database
        .selectFrom('orders')
        .select(['shop', 'stage', sql<string>`count(*)`.as('count')])
        .groupBy(['shop', 'stage'])
        .execute()
      return rows.map(({ count, ...row }) => ({ ...row, count: Number(count) }))
    },

    /** The days (UTC, `2026-11-23`) on which the shop's known orders were placed, oldest first. */
    async listDays(shop: string): Promise<readonly string[]> {
      const rows = await database
        .selectFrom('orders')
        .select(sql<string>`to_char(placed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD')`.as('day'))
        .distinct()
        .where('shop', '=', shop)
        .where('placedAt', 'is not', null)
        .orderBy('day')
        .execute()
      return rows.map(({ day }) => day)
    },
  }
}
