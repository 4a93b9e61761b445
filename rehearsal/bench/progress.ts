import { sql } from 'kysely'
import type { Database } from '../../ledger/database.ts'

/** How far the ledger says the orders have come. */
export interface Progress {
  readonly known: number
  readonly verified: number
  readonly lastVerifiedAt: Date | null
  readonly fulfilled: number
  /** Parcels that their orders were told of, and those that Shopify was. */
  readonly handed: number
  readonly posted: number
  readonly lastPostedAt: Date | null
  readonly exceptions: number
}

interface Row {
  known: string
  verified: string
  lastVerifiedAt: Date | null
  fulfilled: string
  handed: string
  posted: string
  lastPostedAt: Date | null
  exceptions: string
}

/** Orders count as verified once all their consignments are; those of a bench have one each. */
export async function readProgress(database: Database): Promise<Progress> {
  const { rows } = await sql<Row>`
    SELECT
      (SELECT count(*) FROM orders) AS known,
      (SELECT count(*) FROM consignments WHERE verified_at IS NOT NULL) AS verified,
      (SELECT max(verified_at) FROM consignments) AS "lastVerifiedAt",
      (SELECT count(*) FROM orders WHERE stage = 'fulfilled') AS fulfilled,
      (SELECT count(*) FROM parcels WHERE handed_at IS NOT NULL) AS handed,
      (SELECT count(*) FROM parcels WHERE posted_at IS NOT NULL) AS posted,
      (SELECT max(posted_at) FROM parcels) AS "lastPostedAt",
      (SELECT count(*) FROM exceptions WHERE closed_at IS NULL) AS exceptions`.execute(database)
  const [row] = rows
  if (row === undefined) throw new Error('The ledger did not answer')
  return {
    known: Number(row.known),
    verified: Number(row.verified),
    lastVerifiedAt: row.lastVerifiedAt,
    fulfilled: Number(row.fulfilled),
    handed: Number(row.handed),
    posted: Number(row.posted),
    lastPostedAt: row.lastPostedAt,
    exceptions: Number(row.exceptions),
  }
}

/** Milliseconds from the claim of each order's consignment to the departure of its create. */
export async function readWaits(database: Database): Promise<ReadonlyMap<string, number>> {
  const rows = await database
    .selectFrom('consignments')
    .select(['orderId', 'claimedAt', 'sentAt'])
    .execute()
  return new Map(
    rows.flatMap(({ orderId, claimedAt, sentAt }) =>
      claimedAt === null || sentAt === null
        ? []
        : [[orderId, sentAt.getTime() - claimedAt.getTime()] as const],
    ),
  )
}
