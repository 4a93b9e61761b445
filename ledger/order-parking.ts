import { momentOfLedger } from './clock.ts'
import type { Database } from './database.ts'
import type { OrderKey } from './order-key.ts'

export type ParkingWish = 'park' | 'unpark'

/** When a wish last left for Linnworks and what became of it is not known. */
export type ParkingDoubts = Readonly<Record<ParkingWish, Date | null>>

const columns = { park: 'parkDoubtedAt', unpark: 'unparkDoubtedAt' } as const

/** What may still become of an order's parking in Linnworks. */
export function createOrderParking(database: Database) {
  const one = ({ shop, orderId }: OrderKey) =>
    database.updateTable('orders').where('shop', '=', shop).where('orderId', '=', orderId)

  return {
    async findDoubts({ shop, orderId }: OrderKey): Promise<ParkingDoubts> {
      const row = await database
        .selectFrom('orders')
        .select(['parkDoubtedAt', 'unparkDoubtedAt'])
        .where('shop', '=', shop)
        .where('orderId', '=', orderId)
        .executeTakeFirst()
      return { park: row?.parkDoubtedAt ?? null, unpark: row?.unparkDoubtedAt ?? null }
    },

    /** Stamps the moment before a wish leaves: until its answer is certain it is in doubt. */
    async begin(key: OrderKey, wish: ParkingWish): Promise<void> {
      await one(key)
        .set({ [columns[wish]]: momentOfLedger })
        .execute()
    },

    /** What became of the wish is certain; of an `earlier` one it is still not. */
    async settle(key: OrderKey, wish: ParkingWish, earlier: Date | null): Promise<void> {
      await one(key)
        .set({ [columns[wish]]: earlier })
        .execute()
    },
  }
}
