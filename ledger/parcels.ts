import { sql } from 'kysely'
import { momentOfLedger } from './clock.ts'
import type { Database } from './database.ts'
import { gathered } from './gathered.ts'
import { keyRows, keyText, type OrderKey } from './order-key.ts'

export interface ParcelRow extends OrderKey {
  readonly linnworksOrderId: string
  readonly reference: string
  readonly vendor: string | null
  readonly trackingNumber: string | null
  readonly toldTrackingNumber: string | null
  readonly units: readonly { readonly lineId: string; readonly quantity: number }[] | null
  readonly attemptToken: string | null
  readonly sentAt: Date | null
  readonly fulfillmentId: string | null
  readonly postedAt: Date | null
}

const columns = [
  'linnworksOrderId',
  'shop',
  'orderId',
  'reference',
  'vendor',
  'trackingNumber',
  'toldTrackingNumber',
  'units',
  'attemptToken',
  'sentAt',
  'fulfillmentId',
  'postedAt',
] as const

const suspected = 'unknown'

/** Whether more may have been sent for it than is remembered: see `suspect`. */
export function isSuspected({ attemptToken }: Pick<ParcelRow, 'attemptToken'>): boolean {
  return attemptToken === suspected
}

export function createParcels(database: Database) {
  const one = (linnworksOrderId: string) =>
    database.updateTable('parcels').where('linnworksOrderId', '=', linnworksOrderId)

  async function stamp(
    linnworksOrderId: string,
    token: string,
    readSentAt: Date | null,
    {
      unposted,
      ...told
    }: { readonly unposted: 'is' | 'is not'; readonly toldTrackingNumber?: string | null },
  ): Promise<boolean> {
    const { numUpdatedRows } = await one(linnworksOrderId)
      .set({ sentAt: momentOfLedger, ...told })
      .where('attemptToken', '=', token)
      .where('postedAt', unposted, null)
      .where('sentAt', 'is not distinct from', readSentAt)
      .executeTakeFirst()
    return numUpdatedRows === 1n
  }

  const listing = gathered(async (keys: readonly OrderKey[]) => {
    const rows = await database
      .selectFrom('parcels')
      .select(columns)
      .where(sql<boolean>`(shop, order_id) IN (${keyRows(keys)})`)
      .orderBy('linnworksOrderId')
      .execute()
    const byOrder = Map.groupBy(rows, keyText)
    return keys.map((key): readonly ParcelRow[] => byOrder.get(keyText(key)) ?? [])
  })

  return {
    async list(key: OrderKey): Promise<readonly ParcelRow[]> {
      return await listing(key)
    },

    async find(linnworksOrderId: string): Promise<ParcelRow | undefined> {
      return await database
        .selectFrom('parcels')
        .select(columns)
        .where('linnworksOrderId', '=', linnworksOrderId)
        .executeTakeFirst()
    },

    /** Notes a parcel. Idempotent by its Linnworks order. */
    async receive(
      parcel: OrderKey & { readonly linnworksOrderId: string; readonly reference: string },
    ): Promise<void> {
      const { shop, orderId, linnworksOrderId, reference } = parcel
      await database
        .insertInto('parcels')
        .values({ shop, orderId, linnworksOrderId, reference })
        .onConflict((conflict) => conflict.column('linnworksOrderId').doNothing())
        .execute()
    },

    /** Of these Linnworks orders, the ones that no order's workflow was told of. */
    async listUnhanded(linnworksOrderIds: readonly string[]): Promise<ReadonlySet<string>> {
      if (linnworksOrderIds.length === 0) return new Set()
      const handed = await database
        .selectFrom('parcels')
        .select('linnworksOrderId')
        .where('linnworksOrderId', 'in', [...linnworksOrderIds])
        .where('handedAt', 'is not', null)
        .execute()
      const known = new Set(handed.map(({ linnworksOrderId }) => linnworksOrderId))
      return new Set(linnworksOrderIds.filter((id) => !known.has(id)))
    },

    /**
     * Parcels that are still not posted although their order was told before `stale`: their tracking
     * number or their release may have come since. However old: none is forgotten.
     */
    async listWaiting(
      stale: Date,
      limit: number,
    ): Promise<readonly (OrderKey & { readonly linnworksOrderId: string })[]> {
      return await database
        .selectFrom('parcels')
        .select(['shop', 'orderId', 'linnworksOrderId'])
        .where('postedAt', 'is', null)
        .where('handedAt', '<', stale)
        .orderBy('handedAt')
        .limit(limit)
        .execute()
    },

    async markHanded(linnworksOrderId: string): Promise<void> {
      await one(linnworksOrderId).set({ handedAt: new Date() }).execute()
    },

    /** Keeps what Linnworks says of the parcel. The tracking number stays in the ledger. */
    async describe(
      linnworksOrderId: string,
      parcel: {
        readonly vendor: string | undefined
        readonly trackingNumber: string | undefined
        readonly units: readonly { readonly lineId: string; readonly quantity: number }[]
      },
    ): Promise<void> {
      await one(linnworksOrderId)
        .set({
          vendor: parcel.vendor ?? null,
          trackingNumber: parcel.trackingNumber ?? null,
          units: JSON.stringify(parcel.units),
        })
        .execute()
    },

    /**
     * What is remembered may not be all that was done: even the first attempt looks at Shopify's
     * fulfilments before it sends.
     */
    async suspect(linnworksOrderId: string): Promise<void> {
      await one(linnworksOrderId)
        .set({ attemptToken: suspected })
        .where('attemptToken', 'is', null)
        .execute()
    },

    /** Takes the sole right to post the parcel back. */
    async takeTurn(linnworksOrderId: string, token: string): Promise<void> {
      await one(linnworksOrderId).set({ attemptToken: token }).execute()
    },

    /**
     * Stamps the moment before `fulfillmentCreate` leaves, and the tracking number that leaves with
     * it, if the attempt has its turn and nothing was sent since it read `readSentAt`. Answers whether
     * it may leave.
     */
    stampSend: (
      { linnworksOrderId, trackingNumber }: Pick<ParcelRow, 'linnworksOrderId' | 'trackingNumber'>,
      token: string,
      readSentAt: Date | null,
    ) =>
      stamp(linnworksOrderId, token, readSentAt, {
        unposted: 'is',
        toldTrackingNumber: trackingNumber,
      }),

    /** The same before a tracking number is sent after the parcel: `sentAt` is then the later one. */
    stampUpdate: (linnworksOrderId: string, token: string, readSentAt: Date | null) =>
      stamp(linnworksOrderId, token, readSentAt, { unposted: 'is not' }),

    /** The tracking number certainly did not arrive: nothing is under way. */
    async markNotUpdated(linnworksOrderId: string, token: string): Promise<void> {
      await one(linnworksOrderId)
        .set((row) => ({ sentAt: row.ref('postedAt') }))
        .where('attemptToken', '=', token)
        .execute()
    },

    /** The fulfilment certainly did not happen: nothing is under way. */
    async markNotCreated(linnworksOrderId: string, token: string): Promise<void> {
      await one(linnworksOrderId)
        .set({ sentAt: null })
        .where('attemptToken', '=', token)
        .where('postedAt', 'is', null)
        .execute()
    },

    /** There is nothing to post of this one: it is handed no more. */
    async settle(linnworksOrderId: string): Promise<void> {
      await one(linnworksOrderId)
        .set({ postedAt: new Date() })
        .where('postedAt', 'is', null)
        .execute()
    },

    /** What is not posted of the order will not be, by a person's word or deed: it is handed no more. */
    async settleUnposted(key: OrderKey): Promise<void> {
      await database
        .updateTable('parcels')
        .set({ postedAt: new Date() })
        .where('shop', '=', key.shop)
        .where('orderId', '=', key.orderId)
        .where('postedAt', 'is', null)
        .execute()
    },

    /** The parcel is this fulfilment. A fulfilment belongs to one parcel only. */
    async markPosted(
      linnworksOrderId: string,
      fulfillmentId: string,
      toldTrackingNumber: string | null,
    ): Promise<void> {
      await one(linnworksOrderId)
        .set({ fulfillmentId, toldTrackingNumber, postedAt: momentOfLedger })
        .execute()
    },

    /**
     * Parcels posted without a tracking number since `since` and not looked at after `lookedBefore`:
     * Linnworks may have one by now.
     */
    async listUntracked(
      since: Date,
      lookedBefore: Date,
      limit: number,
    ): Promise<readonly (OrderKey & { readonly linnworksOrderId: string })[]> {
      return await database
        .selectFrom('parcels')
        .select(['shop', 'orderId', 'linnworksOrderId'])
        .where('fulfillmentId', 'is not', null)
        .where('toldTrackingNumber', 'is', null)
        .where('postedAt', '>=', since)
        .where('handedAt', '<', lookedBefore)
        .orderBy('handedAt')
        .limit(limit)
        .execute()
    },
  }
}
