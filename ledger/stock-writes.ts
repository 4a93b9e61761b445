import { sql } from 'kysely'
import type { Database } from './database.ts'
import { type LevelKey, levelRows } from './level-key.ts'

export type Lane = 'sweep' | 'hot'

/** A write of a level's `on_hand`, with the arithmetic it stands on. */
export interface LevelWrite extends LevelKey {
  readonly changeFrom: number
  readonly onHand: number
  readonly committed: number
  readonly available: number
  readonly inLinnworks: number
  readonly leftShelf: number
  readonly elsewhere: number
  readonly buffer: number
  readonly readAt: Date
  readonly stockReadAt: Date
  readonly ledgerReadAt: Date
}

/** A write as it was kept. */
export interface KeptWrite extends LevelWrite {
  readonly writeKey: string
  readonly lane: Lane
  readonly sentAt: Date
  readonly answeredAt: Date | null
  /** `written`, `stale`, `dropped`, `poisoned`, `ambiguous`; null while it is under way. */
  readonly answer: string | null
  readonly message: string | null
}

export interface WriteAnswer extends LevelKey {
  readonly answer: string
  readonly message: string | null
}

const kept = sql`
  shop, inventory_item_id AS "inventoryItemId", location_id AS "locationId",
  write_key AS "writeKey", lane, change_from AS "changeFrom", on_hand AS "onHand", committed,
  available, in_linnworks AS "inLinnworks", left_shelf AS "leftShelf", elsewhere, buffer,
  read_at AS "readAt", stock_read_at AS "stockReadAt", ledger_read_at AS "ledgerReadAt",
  sent_at AS "sentAt", answered_at AS "answeredAt", answer, message`

/** Every write of stock that left, what it stood on, and what became of it. */
export function createStockWrites(database: Database) {
  return {
    /**
     * Stamps writes before they leave: levels of which another write is under way or unsettled, or
     * that were judged by a newer reading meanwhile, are not stamped and may not be sent. Answers, by level, what was stamped.
     */
    async stamp(
      writes: readonly LevelWrite[],
      batch: { readonly key: string; readonly lane: Lane; readonly at: Date },
    ): Promise<readonly LevelKey[]> {
      const { key, lane, at } = batch
      const numbers = (pick: (write: LevelWrite) => number) => sql`${writes.map(pick)}::integer[]`
      const times = (pick: (write: LevelWrite) => Date) => sql`${writes.map(pick)}::timestamptz[]`
      const { rows } = await sql<LevelKey>`
        WITH leaving AS (
          SELECT * FROM unnest(
            ${writes.map(({ shop }) => shop)}::text[],
            ${writes.map(({ inventoryItemId }) => inventoryItemId)}::text[],
            ${writes.map(({ locationId }) => locationId)}::text[],
            ${numbers(({ changeFrom }) => changeFrom)}, ${numbers(({ onHand }) => onHand)},
            ${numbers(({ committed }) => committed)}, ${numbers(({ available }) => available)},
            ${numbers(({ inLinnworks }) => inLinnworks)},
            ${numbers(({ leftShelf }) => leftShelf)}, ${numbers(({ elsewhere }) => elsewhere)},
            ${numbers(({ buffer }) => buffer)}, ${times(({ readAt }) => readAt)},
            ${times(({ stockReadAt }) => stockReadAt)},
            ${times(({ ledgerReadAt }) => ledgerReadAt)}
          ) AS leaving (shop, inventory_item_id, location_id, change_from, on_hand, committed,
            available, in_linnworks, left_shelf, elsewhere, buffer, read_at, stock_read_at,
            ledger_read_at)
        ), stamped AS (
          UPDATE stock_levels SET write_key = ${key}, write_sent_at = ${at}
          FROM leaving
          WHERE stock_levels.shop = leaving.shop
            AND stock_levels.inventory_item_id = leaving.inventory_item_id
            AND stock_levels.location_id = leaving.location_id
            AND stock_levels.write_key IS NULL
            AND stock_levels.read_at <= leaving.read_at
            AND coalesce(stock_levels.stock_read_at, '-infinity') <= leaving.stock_read_at
          RETURNING leaving.*
        )
        INSERT INTO stock_writes (shop, inventory_item_id, location_id, change_from, on_hand,
          committed, available, in_linnworks, left_shelf, elsewhere, buffer, read_at,
          stock_read_at, ledger_read_at, write_key, lane, sent_at)
        SELECT stamped.*, ${key}, ${lane}, ${at} FROM stamped
        RETURNING shop, inventory_item_id AS "inventoryItemId",
          location_id AS "locationId"`.execute(database)
      return rows
    },

    /** What became of the writes of one call; `written` ones are what Shopify holds from now on. */
    async settle(key: string, answers: readonly WriteAnswer[], at: Date): Promise<void> {
      if (answers.length === 0) return
      await sql`
        WITH answered AS (
          SELECT * FROM unnest(
            ${answers.map(({ shop }) => shop)}::text[],
            ${answers.map(({ inventoryItemId }) => inventoryItemId)}::text[],
            ${answers.map(({ locationId }) => locationId)}::text[],
            ${answers.map(({ answer }) => answer)}::text[],
            ${answers.map(({ message }) => message)}::text[]
          ) AS answered (shop, inventory_item_id, location_id, answer, message)
        ), kept AS (
          UPDATE stock_writes SET answered_at = ${at}, answer = answered.answer,
            message = answered.message
          FROM answered
          WHERE stock_writes.write_key = ${key} AND stock_writes.shop = answered.shop
            AND stock_writes.inventory_item_id = answered.inventory_item_id
            AND stock_writes.location_id = answered.location_id
          RETURNING stock_writes.shop, stock_writes.inventory_item_id, stock_writes.location_id,
            stock_writes.on_hand, stock_writes.answer
        )
        UPDATE stock_levels SET
          write_key = CASE WHEN kept.answer = 'ambiguous' THEN ${key} END,
          write_sent_at = CASE WHEN kept.answer = 'ambiguous' THEN write_sent_at END,
          written = CASE WHEN kept.answer = 'written' THEN kept.on_hand ELSE written END,
          written_at = CASE WHEN kept.answer = 'written' THEN clock_timestamp()
            ELSE written_at END,
          known_on_hand = CASE WHEN kept.answer = 'written' THEN kept.on_hand
            ELSE known_on_hand END,
          known_at = CASE WHEN kept.answer = 'written' THEN write_sent_at ELSE known_at END,
          on_hand = CASE WHEN kept.answer = 'written' THEN kept.on_hand
            ELSE stock_levels.on_hand END
        FROM kept
        WHERE stock_levels.shop = kept.shop
          AND stock_levels.inventory_item_id = kept.inventory_item_id
          AND stock_levels.location_id = kept.location_id
          AND stock_levels.write_key IS NOT DISTINCT FROM ${key}`.execute(database)
    },

    /**
     * The shop's writes whose fate is unknown: those that ended so, and those of which nothing was
     * heard since `silentSince`, for their sender is dead. The oldest first, by their keys.
     */
    async listUnsettled(
      shop: string,
      silentSince: Date,
    ): Promise<readonly { readonly writeKey: string; readonly sentAt: Date }[]> {
      const { rows } = await sql<{ writeKey: string; sentAt: Date }>`
        SELECT level.write_key AS "writeKey", min(level.write_sent_at) AS "sentAt"
        FROM stock_levels AS level
        WHERE level.shop = ${shop} AND level.write_key IS NOT NULL
          AND (level.write_sent_at <= ${silentSince} OR EXISTS (
            SELECT FROM stock_writes AS kept
            WHERE kept.write_key = level.write_key AND kept.answer = 'ambiguous'
          ))
        GROUP BY level.write_key ORDER BY 2`.execute(database)
      return rows
    },

    /** The writes of one call that are not settled, by shop, item and location, as they were sent. */
    async listCall(key: string): Promise<readonly KeptWrite[]> {
      const { rows } = await sql<KeptWrite>`
        SELECT ${kept} FROM stock_writes WHERE write_key = ${key}
        ORDER BY concat(shop, ':', inventory_item_id, ':', location_id) COLLATE "C"`.execute(
        database,
      )
      return rows
    },

    /**
     * A later reading shows what these levels hold, and no write of theirs can still be carried
     * out: each is free again.
     */
    async release(keys: readonly LevelKey[]): Promise<void> {
      if (keys.length === 0) return
      await sql`
        UPDATE stock_levels SET write_key = NULL, write_sent_at = NULL
        WHERE (shop, inventory_item_id, location_id) IN (${levelRows(keys)})`.execute(database)
    },

    /** The level's writes up to a moment, the newest first. */
    async listUpTo(key: LevelKey, at: Date, limit: number): Promise<readonly KeptWrite[]> {
      const { rows } = await sql<KeptWrite>`
        SELECT ${kept} FROM stock_writes
        WHERE shop = ${key.shop} AND inventory_item_id = ${key.inventoryItemId}
          AND location_id = ${key.locationId} AND sent_at <= ${at}
        ORDER BY sent_at DESC, id DESC LIMIT ${limit}`.execute(database)
      return rows
    },

    /** Drops what was written before. */
    async forgetBefore(before: Date): Promise<void> {
      await database.deleteFrom('stockWrites').where('sentAt', '<', before).execute()
    },

    /** How many levels were written since, and in how many calls. */
    async countSince(
      shop: string,
      since: Date,
    ): Promise<{ readonly levels: number; readonly calls: number }> {
      const { rows } = await sql<{ levels: string; calls: string }>`
        SELECT count(*) AS levels, count(DISTINCT write_key) AS calls FROM stock_writes
        WHERE shop = ${shop} AND answer = 'written' AND sent_at >= ${since}`.execute(database)
      return { levels: Number(rows[0]?.levels ?? 0), calls: Number(rows[0]?.calls ?? 0) }
    },
  }
}
