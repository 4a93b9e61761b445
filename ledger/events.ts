import { createHash } from 'node:crypto'
import { sql, type Transaction } from 'kysely'
import type { Database } from './database.ts'
import type { LedgerSchema } from './schema.ts'

export interface LedgerEvent {
  readonly at: Date
  readonly actor: string
  readonly what: string
  readonly why: string
}

export interface NewEvent {
  /** For instance `order:aurora:5512`. */
  readonly subject: string
  readonly actor: string
  readonly what: string
  readonly why: string
}

/**
 * Appends to a subject's history. Each row carries the hash of the one before, so that a row changed
 * or removed from between others later shows. The subject is locked until the transaction ends: lock
 * the order before it, never after.
 */
export async function appendEvent(
  transaction: Transaction<LedgerSchema>,
  subject: string,
  event: Omit<NewEvent, 'subject'>,
): Promise<void> {
  await appendEvents(transaction, [{ subject, ...event }])
}

/** The same for many subjects at once, in the order given. */
export async function appendEvents(
  transaction: Transaction<LedgerSchema>,
  events: readonly NewEvent[],
): Promise<void> {
  if (events.length === 0) return
  const subjects = [...new Set(events.map(({ subject }) => subject))].toSorted()
  // One writer a subject at a time, or two rows would follow the same one; all in one order.
  await sql`
    SELECT pg_advisory_xact_lock(hashtextextended(subject, 0))
    FROM unnest(${subjects}::text[]) AS locked (subject)`.execute(transaction)
  const last = await transaction
    .selectFrom('events')
    .distinctOn('subject')
    .select(['subject', 'hash'])
    .where('subject', 'in', subjects)
    .orderBy('subject')
    .orderBy('id', 'desc')
    .execute()
  const hashes = new Map(last.map(({ subject, hash }) => [subject, hash]))
  const at = new Date()
  const rows = events.map((event) => {
    const previousHash = hashes.get(event.subject) ?? ''
    const hash = hashOf({ ...event, previousHash, at })
    hashes.set(event.subject, hash)
    return { ...event, at, previousHash, hash }
  })
  await transaction.insertInto('events').values(rows).execute()
}

export function createEvents(database: Database) {
  return {
    /** A subject's history, oldest first. */
    async list(subject: string): Promise<readonly LedgerEvent[]> {
      return await database
        .selectFrom('events')
        .select(['at', 'actor', 'what', 'why'])
        .where('subject', '=', subject)
        .orderBy('id')
        .execute()
    },

    /** Whether each row of the subject's history still follows from the one before. */
    async isIntact(subject: string): Promise<boolean> {
      const rows = await database
        .selectFrom('events')
        .selectAll()
        .where('subject', '=', subject)
        .orderBy('id')
        .execute()
      return rows.every(
        (row, index) =>
          row.previousHash === (rows[index - 1]?.hash ?? '') && row.hash === hashOf(row),
      )
    },
  }
}

function hashOf(row: {
  readonly subject: string
  readonly previousHash: string
  readonly at: Date
  readonly actor: string
  readonly what: string
  readonly why: string
}): string {
  const content = [
    row.previousHash,
    row.subject,
    row.at.toISOString(),
    row.actor,
    row.what,
    row.why,
  ]
  return createHash('sha256').update(JSON.stringify(content)).digest('hex')
}
