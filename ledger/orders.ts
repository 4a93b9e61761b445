import { sql } from 'kysely'
import type { Stage } from '../domain/stage.ts'
import type { Database } from './database.ts'
import { appendEvent } from './events.ts'
import { gathered } from './gathered.ts'
import { keyRows, keyText, lockOrder, type OrderKey, orderSubject } from './order-key.ts'
import { createOrderCounts } from './order-counts.ts'
import { moveOrders, type OrderMove } from './order-moves.ts'

export interface OrderRow extends OrderKey {
  readonly name: string | null
  readonly stage: Stage
  readonly stageSince: Date
  readonly skipReason: string | null
  readonly placedAt: Date | null
  readonly held: boolean
  /** Units of it may have left a shelf that nobody counted yet. */
  readonly leftUnseen: boolean
}

/** An order of which units may have left a shelf unseen, as people know it. */
export interface LeftUnseen {
  readonly orderId: string
  readonly name: string
}

export interface ReceivedOrder {
  readonly stage: Stage
  readonly isNew: boolean
}

interface SeenOrder extends OrderKey {
  readonly name?: string
  readonly placedAt?: Date
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
  'leftUnseen',
] as const

/** Of an order that goes on by itself nothing stands in Linnworks yet. */
const isUntouched = sql`
  NOT held AND stage NOT IN ('fulfilled', 'cancelled', 'held') AND NOT EXISTS (
    SELECT FROM consignments
    WHERE consignments.shop = orders.shop AND consignments.order_id = orders.order_id
      AND consignments.state NOT IN ('claimed', 'sent')
  )`

export function createOrders(database: Database) {
  const finding = gathered(async (keys: readonly OrderKey[]) => {
    const rows = await database
      .selectFrom('orders')
      .select(columns)
      .where(sql<boolean>`(shop, order_id) IN (${keyRows(keys)})`)
      .execute()
    const found = new Map(rows.map((row) => [keyText(row), row]))
    return keys.map((key) => found.get(keyText(key)))
  })

  const receiving = gathered(async (seen: readonly SeenOrder[]) => {
    // A row that was inserted has no xmax: one that was there before has the update's.
    const { rows } = await sql<OrderKey & ReceivedOrder>`
      INSERT INTO orders (shop, order_id, name, placed_at, stage, stage_since)
      SELECT shop, order_id, max(name), max(placed_at), 'received', ${new Date()}
      FROM unnest(
        ${seen.map(({ shop }) => shop)}::text[],
        ${seen.map(({ orderId }) => orderId)}::text[],
        ${seen.map(({ name = null }) => name)}::text[],
        ${seen.map(({ placedAt = null }) => placedAt)}::timestamptz[]
      ) AS seen (shop, order_id, name, placed_at)
      GROUP BY shop, order_id ORDER BY shop, order_id
      ON CONFLICT (shop, order_id) DO UPDATE SET
        name = coalesce(orders.name, excluded.name),
        placed_at = coalesce(orders.placed_at, excluded.placed_at)
      RETURNING shop, order_id AS "orderId", stage, xmax = 0 AS "isNew"`.execute(database)
    const received = new Map(rows.map((row) => [keyText(row), row]))
    return seen.map((order) => {
      const { stage = 'received', isNew = false } = received.get(keyText(order)) ?? {}
      return { stage, isNew } satisfies ReceivedOrder
    })
  })

  const takingTurns = gathered(
    async (turns: readonly (OrderKey & { readonly token: string })[]) => {
      await sql`
      INSERT INTO orders (shop, order_id, stage, stage_since, turn_token)
      SELECT DISTINCT ON (shop, order_id) shop, order_id, 'received', ${new Date()}::timestamptz, token
      FROM unnest(
        ${turns.map(({ shop }) => shop)}::text[],
        ${turns.map(({ orderId }) => orderId)}::text[],
        ${turns.map(({ token }) => token)}::text[]
      ) AS turns (shop, order_id, token)
      ORDER BY shop, order_id
      ON CONFLICT (shop, order_id) DO UPDATE SET turn_token = excluded.turn_token`.execute(database)
      return turns
    },
  )

  /** Two moves of one order in one statement would not know of each other. */
  const moving = gathered(async (moves: readonly (OrderMove & { readonly key: OrderKey })[]) => {
    const distinct = new Set(moves.map(({ key }) => keyText(key)))
    if (distinct.size === moves.length) await moveOrders(database, moves)
    else for (const move of moves) await moveOrders(database, [move])
    return moves
  })

  return {
    async find(key: OrderKey): Promise<OrderRow | undefined> {
      return await finding(key)
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
     * Notes that Shopify has the order, and answers its stage and whether it was unknown before.
     * Idempotent by shop and order id; never moves an order that is already known.
     */
    async receive(
      key: OrderKey,
      seen: { readonly name?: string; readonly placedAt?: Date } = {},
    ): Promise<ReceivedOrder> {
      return await receiving({ ...key, ...seen })
    },

    /** Moves the order: see `OrderMove`. Doing it twice writes one event. */
    async moveTo(key: OrderKey, move: OrderMove): Promise<void> {
      await moving({ key, ...move })
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
     * Notes that Shopify has the order, and takes the sole right to bring it into Linnworks: see
     * `takeTurn`.
     */
    async receiveTurn(key: OrderKey, token: string): Promise<void> {
      await takingTurns({ ...key, token })
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

    /**
     * Shopify shows units of these orders as fulfilled. Where Waybill has sent nothing for one yet,
     * units may have left that nobody counted, until it is looked at. An order that a person holds
     * is not looked at, and none of this.
     */
    async markLeftUnseen(shop: string, orderIds: readonly string[]): Promise<void> {
      if (orderIds.length === 0) return
      await sql`
        UPDATE orders SET left_unseen = true
        WHERE shop = ${shop} AND order_id = ANY(${[...orderIds]}::text[])
          AND ${isUntouched}`.execute(database)
    },

    /** Orders of which units may have left a shelf that nobody counted yet, the oldest first. */
    async listLeftUnseen(shop: string, limit: number): Promise<readonly LeftUnseen[]> {
      const { rows } = await sql<LeftUnseen>`
        SELECT order_id AS "orderId", coalesce(name, order_id) AS name FROM orders
        WHERE shop = ${shop} AND left_unseen AND ${isUntouched}
        ORDER BY placed_at NULLS FIRST, order_id LIMIT ${limit}`.execute(database)
      return rows
    },

    ...createOrderCounts(database),
  }
}
