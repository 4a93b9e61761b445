import { sql } from 'kysely'
import type { Database } from './database.ts'
import { type LevelKey, levelRows, lockedLevels } from './level-key.ts'
import type { ShopReading } from './stock-readings.ts'

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

/**
 * What became of a write. `refused`: its call was, and what became of this one was never told;
 * `unknown`: it was never learned.
 */
export type KeptAnswer = WriteAnswer['answer'] | CallAnswer['answer'] | 'unknown'

/** A write as it was kept. */
export interface KeptWrite extends LevelWrite {
  readonly writeKey: string
  readonly lane: Lane
  readonly sentAt: Date
  /** Null while it is under way. */
  readonly answer: KeptAnswer | null
  readonly message: string | null
}

/** What became of one write of a call. */
export interface WriteAnswer extends LevelKey {
  readonly answer: 'stale' | 'dropped' | 'poisoned'
  readonly message: string | null
}

/** What became of a call: all of it was done, nobody knows, or none of it, each write for a reason. */
export interface CallAnswer {
  readonly answer: 'written' | 'ambiguous' | 'dropped' | 'notSent' | 'refused'
  readonly message: string | null
  /** Where it was refused. */
  readonly writes?: readonly WriteAnswer[]
}

const kept = sql`
  kept.shop, kept.inventory_item_id AS "inventoryItemId", kept.location_id AS "locationId",
  kept.write_key AS "writeKey", call.lane, kept.change_from AS "changeFrom",
  kept.on_hand AS "onHand", kept.committed, kept.available, kept.in_linnworks AS "inLinnworks",
  kept.left_shelf AS "leftShelf", kept.elsewhere, kept.buffer, kept.read_at AS "readAt",
  kept.stock_read_at AS "stockReadAt", kept.ledger_read_at AS "ledgerReadAt",
  kept.sent_at AS "sentAt", coalesce(kept.answer, call.answer) AS answer,
  coalesce(kept.message, call.message) AS message`

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
        ), locked AS MATERIALIZED (${lockedLevels(levelRows(writes))}), stamped AS (
          UPDATE stock_levels SET write_key = ${key}, write_sent_at = ${at}
          FROM locked JOIN leaving USING (shop, inventory_item_id, location_id)
          WHERE stock_levels.shop = leaving.shop
            AND stock_levels.inventory_item_id = leaving.inventory_item_id
            AND stock_levels.location_id = leaving.location_id
            AND stock_levels.write_key IS NULL
            AND stock_levels.read_at <= leaving.read_at
            AND coalesce(stock_levels.stock_read_at, '-infinity') <= leaving.stock_read_at
          RETURNING leaving.*
        ), called AS (
          INSERT INTO stock_calls (write_key, shop, lane, sent_at)
          SELECT ${key}, shop, ${lane}, ${at} FROM stamped LIMIT 1
        )
        INSERT INTO stock_writes (shop, inventory_item_id, location_id, change_from, on_hand,
          committed, available, in_linnworks, left_shelf, elsewhere, buffer, read_at,
          stock_read_at, ledger_read_at, write_key, sent_at)
        SELECT stamped.*, ${key}, ${at} FROM stamped
        RETURNING shop, inventory_item_id AS "inventoryItemId",
          location_id AS "locationId"`.execute(database)
      return rows
    },

    /**
     * The call leaves, for the first time or again: until long after it may be carried out. Answers
     * whether it may; one that was settled meanwhile, while its sender slept, may not.
     */
    async depart(key: string, at: Date): Promise<boolean> {
      const { numUpdatedRows } = await database
        .updateTable('stockCalls')
        .set({ sentAt: at })
        .where('writeKey', '=', key)
        .where((where) =>
          where.or([where('answer', 'is', null), where('answer', '=', 'ambiguous')]),
        )
        .executeTakeFirst()
      return numUpdatedRows > 0n
    },

    /**
     * What became of a call: once it is known it stays. `written` is what Shopify holds from now on;
     * where nobody knows, the levels stay as they are.
     */
    async settle(key: string, { answer, message, writes = [] }: CallAnswer, at: Date) {
      const isWritten = answer === 'written'
      await sql`
        WITH called AS (
          UPDATE stock_calls SET answer = ${answer}, message = ${message}, answered_at = ${at}
          WHERE write_key = ${key} AND (answer IS NULL OR answer = 'ambiguous')
        ), differing AS (
          UPDATE stock_writes SET answer = answered.answer, message = answered.message
          FROM unnest(
            ${writes.map(({ inventoryItemId }) => inventoryItemId)}::text[],
            ${writes.map(({ locationId }) => locationId)}::text[],
            ${writes.map((each) => each.answer)}::text[],
            ${writes.map((each) => each.message)}::text[]
          ) AS answered (inventory_item_id, location_id, answer, message)
          WHERE stock_writes.write_key = ${key}
            AND stock_writes.inventory_item_id = answered.inventory_item_id
            AND stock_writes.location_id = answered.location_id
        ), locked AS MATERIALIZED (${lockedLevels(levelsOf(key))})
        UPDATE stock_levels SET write_key = NULL, write_sent_at = NULL ${
          isWritten
            ? sql`, written = kept.on_hand, written_at = clock_timestamp(),
              known_on_hand = kept.on_hand, known_at = write_sent_at, on_hand = kept.on_hand`
            : sql``
        }
        FROM locked JOIN stock_writes AS kept USING (shop, inventory_item_id, location_id)
        WHERE ${answer !== 'ambiguous'} AND kept.write_key = ${key}
          AND stock_levels.shop = kept.shop
          AND stock_levels.inventory_item_id = kept.inventory_item_id
          AND stock_levels.location_id = kept.location_id
          AND stock_levels.write_key = ${key}`.execute(database)
    },

    /**
     * The shop's calls whose fate is unknown: those that ended so, and those of which nothing was
     * heard since `silentSince`, for their sender is dead. Each with when it was sent last, the oldest
     * first.
     */
    async listUnsettled(
      shop: string,
      silentSince: Date,
    ): Promise<readonly { readonly writeKey: string; readonly sentAt: Date }[]> {
      const { rows } = await sql<{ writeKey: string; sentAt: Date }>`
        SELECT write_key AS "writeKey", sent_at AS "sentAt" FROM stock_calls
        WHERE shop = ${shop} AND (answer IS NULL OR answer = 'ambiguous')
          AND (answer IS NOT NULL OR sent_at <= ${silentSince})
        ORDER BY sent_at`.execute(database)
      return rows
    },

    /** The writes of one call whose levels still wait for it, by shop, item and location. */
    async listCall(key: string): Promise<readonly KeptWrite[]> {
      const { rows } = await sql<KeptWrite>`
        SELECT ${kept} FROM stock_writes AS kept
        JOIN stock_levels AS level USING (shop, inventory_item_id, location_id, write_key)
        JOIN stock_calls AS call USING (write_key)
        WHERE kept.write_key = ${key}
        ORDER BY concat(kept.shop, ':', kept.inventory_item_id, ':', kept.location_id)
          COLLATE "C"`.execute(database)
      return rows
    },

    /**
     * Shopify was read after the call could no longer be carried out: what it holds is right, with the
     * call or without it, and these levels of the call are free again. What is `gone` there is free
     * too, as it was. Once all are free the call is over. A call that left again after `sentBefore`
     * stays as it is.
     */
    async release(
      key: string,
      found: {
        readonly readings: readonly ShopReading[]
        readonly gone: readonly LevelKey[]
        readonly readAt: Date
        readonly sentBefore: Date
      },
    ): Promise<void> {
      const { readings, gone, readAt, sentBefore } = found
      await sql`
        WITH reading AS (
          SELECT * FROM unnest(
            ${readings.map(({ inventoryItemId }) => inventoryItemId)}::text[],
            ${readings.map(({ locationId }) => locationId)}::text[],
            ${readings.map(({ onHand }) => onHand)}::integer[],
            ${readings.map(({ committed }) => committed)}::integer[],
            ${readings.map(({ isActive }) => isActive)}::boolean[]
          ) AS reading (inventory_item_id, location_id, on_hand, committed, is_active)
        ), call AS MATERIALIZED (
          SELECT write_key FROM stock_calls
          WHERE write_key = ${key} AND sent_at <= ${sentBefore} FOR UPDATE
        ), locked AS MATERIALIZED (${lockedLevels(levelsOf(key))}), released AS (
          UPDATE stock_levels SET write_key = NULL, write_sent_at = NULL,
            on_hand = coalesce(reading.on_hand, stock_levels.on_hand),
            committed = coalesce(reading.committed, stock_levels.committed),
            is_active = coalesce(reading.is_active, stock_levels.is_active),
            read_at = CASE WHEN reading.on_hand IS NULL THEN stock_levels.read_at ELSE ${readAt} END,
            known_on_hand = coalesce(reading.on_hand, stock_levels.known_on_hand),
            known_at = CASE WHEN reading.on_hand IS NULL THEN stock_levels.known_at
              ELSE ${readAt} END
          FROM call CROSS JOIN locked LEFT JOIN reading USING (inventory_item_id, location_id)
          WHERE stock_levels.shop = locked.shop
            AND stock_levels.inventory_item_id = locked.inventory_item_id
            AND stock_levels.location_id = locked.location_id
            AND stock_levels.write_key = ${key}
            AND (reading.on_hand IS NOT NULL OR (locked.shop, locked.inventory_item_id,
              locked.location_id) IN (${levelRows(gone)}))
          RETURNING stock_levels.shop, stock_levels.inventory_item_id, stock_levels.location_id
        )
        UPDATE stock_calls SET answer = 'unknown', answered_at = clock_timestamp()
        FROM call WHERE stock_calls.write_key = call.write_key AND NOT EXISTS (
          SELECT FROM stock_levels AS level JOIN locked USING (shop, inventory_item_id, location_id)
          WHERE level.write_key = ${key}
            AND (level.shop, level.inventory_item_id, level.location_id)
              NOT IN (SELECT * FROM released)
        )`.execute(database)
    },

    /** The level's writes up to a moment, the newest first. */
    async listUpTo(key: LevelKey, at: Date, limit: number): Promise<readonly KeptWrite[]> {
      const { rows } = await sql<KeptWrite>`
        SELECT ${kept} FROM stock_writes AS kept JOIN stock_calls AS call USING (write_key)
        WHERE kept.shop = ${key.shop} AND kept.inventory_item_id = ${key.inventoryItemId}
          AND kept.location_id = ${key.locationId} AND kept.sent_at <= ${at}
        ORDER BY kept.sent_at DESC LIMIT ${limit}`.execute(database)
      return rows
    },

    /** Drops what was written to a shop before, and is settled. */
    async forgetBefore(shop: string, before: Date): Promise<void> {
      await sql`
        WITH old AS (
          DELETE FROM stock_calls WHERE shop = ${shop} AND sent_at < ${before}
            AND answer <> 'ambiguous' RETURNING write_key
        )
        DELETE FROM stock_writes USING old
        WHERE stock_writes.write_key = old.write_key`.execute(database)
    },

    /** How many levels were written since, and in how many calls. */
    async countSince(
      shop: string,
      since: Date,
    ): Promise<{ readonly levels: number; readonly calls: number }> {
      const { rows } = await sql<{ levels: string; calls: string }>`
        SELECT count(*) AS levels, count(DISTINCT write_key) AS calls
        FROM stock_calls AS call JOIN stock_writes AS kept USING (write_key)
        WHERE call.shop = ${shop} AND call.answer = 'written'
          AND call.sent_at >= ${since}`.execute(database)
      return { levels: Number(rows[0]?.levels ?? 0), calls: Number(rows[0]?.calls ?? 0) }
    },
  }
}

/** The levels that a call wrote, as rows of a statement. */
function levelsOf(key: string) {
  return sql`SELECT shop, inventory_item_id, location_id FROM stock_writes WHERE write_key = ${key}`
}
