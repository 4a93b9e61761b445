import { sql } from 'kysely'
import { beforeEach, describe, expect, test } from 'vitest'
import { uniqueName } from '../support/servers.ts'
import { claimAs, useLedgers } from './ledger.ts'
import { after, before, locationId, nothing, useMugOrder } from './mug-order.ts'

const ledgers = useLedgers()
const mugs = useMugOrder(ledgers)

describe('the units of an order', () => {
  test('are on their way from the claim on, and in Linnworks once they were read back there', async () => {
    expect(await mugs.count()).toEqual(nothing)
    await mugs.claim()
    expect(await mugs.count()).toEqual({ ...nothing, claimed: 2 })
    await mugs.send()
    expect(await mugs.count()).toEqual({ ...nothing, claimed: 2 })
    await mugs.verify()
    expect(await mugs.count()).toEqual({ ...nothing, inLinnworks: 2 })
  })

  test('are on their way still for a reading of Linnworks that began before they were there', async () => {
    await mugs.claim()
    await mugs.send()
    await mugs.verify()
    expect(await mugs.count(before)).toEqual({ ...nothing, claimed: 2 })
  })

  test('are not held by an order whose line is linked to no item, until somebody links it', async () => {
    await mugs.claim()
    await mugs.send()
    await mugs.verify({ sound: false })
    expect(await mugs.count()).toEqual({ ...nothing, claimed: 2 })
    await mugs.verify()
    expect(await mugs.count()).toEqual({ ...nothing, inLinnworks: 2 })
    await mugs.verify({ sound: false })
    expect(await mugs.count()).toEqual({ ...nothing, claimed: 2 })
  })

  test('are in Linnworks since they were first seen there, however often they are read again', async () => {
    await mugs.claim()
    await mugs.send()
    await mugs.verify()
    const first = (await mugs.find())!.verifiedAt
    await mugs.verify()
    expect((await mugs.find())!.verifiedAt).toEqual(first)
  })

  test('follow the newest plan until they were sent, and stay as they were sent after that', async () => {
    await mugs.claim()
    const teapot = uniqueName('teapot')
    await mugs.claim({
      items: [mugs.itemOf('L1', { quantity: 1 }), mugs.itemOf('L2', { item: teapot })],
    })
    expect(await mugs.count()).toEqual({ ...nothing, claimed: 1 })
    expect(await mugs.countOf(teapot)).toEqual({ ...nothing, claimed: 2 })
    await mugs.claim({ items: [mugs.itemOf('L1', { quantity: 1 })] })
    expect(await mugs.countOf(teapot)).toEqual(nothing)
    await mugs.send()
    await mugs.claim({ items: [mugs.itemOf('L1', { quantity: 9 })] })
    expect(await mugs.count()).toEqual({ ...nothing, claimed: 1 })
  })

  test('go with a consignment that is planned no more', async () => {
    await mugs.claim()
    await claimAs(ledgers.ledger, mugs.order, [])
    expect(await mugs.count()).toEqual(nothing)
  })

  test('of a bundle are those of its components, each at its own level', async () => {
    const pot = uniqueName('pot')
    const units = [
      { lineId: 'L1', inventoryItemId: mugs.mug, quantity: 4 },
      { lineId: 'L2', inventoryItemId: pot, quantity: 2 },
    ]
    await mugs.claim({ items: [{ itemNumber: 'G1', sku: 'SET', quantity: 2, units }] })
    expect(await mugs.count()).toEqual({ ...nothing, claimed: 4 })
    expect(await mugs.countOf(pot)).toEqual({ ...nothing, claimed: 2 })
  })

  test('count at their own location and in their own shop only, and several levels at once', async () => {
    await mugs.claim()
    const level = { shop: 'aurora', inventoryItemId: mugs.mug, locationId, verifiedBefore: after }
    const asked = [
      { ...level, locationId: '8002' },
      level,
      { ...level, shop: 'borealis' },
      { ...level, inventoryItemId: 'unknown' },
    ]
    expect(await ledgers.ledger.consignedUnits.countUnits(asked)).toEqual([
      nothing,
      { ...nothing, claimed: 2 },
      nothing,
      nothing,
    ])
    expect(await ledgers.ledger.consignedUnits.countUnits([])).toEqual([])
  })

  test('of a cancelled consignment count nowhere', async () => {
    await mugs.claim()
    await mugs.send()
    await mugs.verify()
    await ledgers.ledger.consignments.close(mugs.order.shop, mugs.order.orderId, 'cancelled')
    expect(await mugs.count()).toEqual(nothing)
  })

  test('are held no more once a step began that ends them, until they certainly stand', async () => {
    await mugs.claim()
    await mugs.send()
    await mugs.verify()
    await ledgers.ledger.consignments.beginEnding(mugs.order)
    expect(await mugs.count()).toEqual(nothing)
    await ledgers.ledger.consignments.keepStanding(mugs.order.shop, mugs.order.orderId)
    expect(await mugs.count()).toEqual({ ...nothing, inLinnworks: 2 })
  })
})

describe('the units of a parcel', () => {
  beforeEach(async () => {
    await mugs.claim({ items: [mugs.itemOf('L1', { quantity: 3 })] })
    await mugs.send()
    await mugs.verify()
  })

  test('stand in Linnworks until Shopify may have been told of them, dispatched or not', async () => {
    const parcel = await mugs.receive([{ lineId: 'L1', quantity: 2 }])
    await ledgers.ledger.consignments.close(mugs.order.shop, mugs.order.orderId, 'dispatched')
    expect(await mugs.count()).toEqual({ ...nothing, inLinnworks: 3 })
    await mugs.sendParcel(parcel)
    expect(await mugs.count()).toEqual({ ...nothing, inLinnworks: 1 })
    await ledgers.ledger.parcels.markNotCreated(parcel, 'attempt')
    expect(await mugs.count()).toEqual({ ...nothing, inLinnworks: 3 })
    await ledgers.ledger.parcels.markPosted(parcel, uniqueName('U'), null)
    expect(await mugs.count()).toEqual({ ...nothing, inLinnworks: 1 })
  })

  test('are all of its consignment’s where nobody knows which they are', async () => {
    const parcel = await mugs.receive()
    expect(await mugs.count()).toEqual({ ...nothing, inLinnworks: 3 })
    await ledgers.ledger.parcels.settle(parcel)
    expect(await mugs.count()).toEqual(nothing)
  })

  test('never make less than nothing of what was consigned', async () => {
    for (let nth = 0; nth < 2; nth += 1) {
      await ledgers.ledger.parcels.settle(await mugs.receive([{ lineId: 'L1', quantity: 2 }]))
    }
    expect(await mugs.count()).toEqual(nothing)
  })

  test('of another line leave this one alone', async () => {
    await ledgers.ledger.parcels.settle(await mugs.receive([{ lineId: 'L2', quantity: 2 }]))
    expect(await mugs.count()).toEqual({ ...nothing, inLinnworks: 3 })
  })
})

describe('what has ended', () => {
  test('is forgotten a day after Shopify was told, for what changed a level since is told by it', async () => {
    await mugs.claim()
    await mugs.send()
    await mugs.verify()
    await ledgers.ledger.consignedUnits.forgetEnded('aurora')
    expect(await rowsKept()).toBe(1)
    const parcel = await mugs.receive([{ lineId: 'L1', quantity: 2 }])
    await ledgers.ledger.consignments.close(mugs.order.shop, mugs.order.orderId, 'dispatched')
    await ledgers.ledger.consignedUnits.forgetEnded('aurora')
    expect(await mugs.count()).toEqual({ ...nothing, inLinnworks: 2 })
    await ledgers.ledger.parcels.markPosted(parcel, uniqueName('U'), null)
    await ledgers.ledger.consignedUnits.forgetEnded('aurora')
    expect(await rowsKept()).toBe(1)
    await letADayPass()
    await ledgers.ledger.consignedUnits.forgetEnded('borealis')
    expect(await rowsKept()).toBe(1)
    await ledgers.ledger.consignedUnits.forgetEnded('aurora')
    expect(await rowsKept()).toBe(0)
  })

  test('is forgotten if it was cancelled', async () => {
    await mugs.claim()
    await ledgers.ledger.consignments.abandon(mugs.order.shop, mugs.order.orderId)
    await ledgers.ledger.consignedUnits.forgetEnded('aurora')
    expect(await rowsKept()).toBe(0)
  })

  test('is kept for a day if it left the shelf: an older reading of Linnworks may not know of it', async () => {
    await mugs.claim({ items: [mugs.itemOf('L1', { leftShelf: true })] })
    await mugs.send()
    await mugs.verify()
    await ledgers.ledger.parcels.settle(await mugs.receive([{ lineId: 'L1', quantity: 2 }]))
    await ledgers.ledger.consignments.close(mugs.order.shop, mugs.order.orderId, 'dispatched')
    await ledgers.ledger.consignedUnits.forgetEnded('aurora')
    expect(await mugs.count(before)).toEqual({ ...nothing, leftShelf: 2 })
    await letADayPass()
    await ledgers.ledger.consignedUnits.forgetEnded('aurora')
    expect(await rowsKept()).toBe(0)
  })

  async function letADayPass(): Promise<void> {
    await ledgers.database
      .updateTable('parcels')
      .set({ postedAt: new Date(Date.now() - 25 * 3_600_000) })
      .where('reference', '=', mugs.order.orderId)
      .execute()
  }

  async function rowsKept(): Promise<number> {
    const rows = await ledgers.database
      .selectFrom('consignedUnits')
      .select('lineId')
      .where('reference', '=', mugs.order.orderId)
      .execute()
    return rows.length
  }
})

test('a quarter of the levels is counted in less than half the time of all of them', async () => {
  const shop = uniqueName('big')
  await seedOrders(shop, 10_000)
  const all = Array.from({ length: 1000 }, (_, index) => ({
    ...{ shop, inventoryItemId: `item-${index}`, locationId, verifiedBefore: after },
  }))
  const some = all.slice(0, 250)
  const quickestOf = async (asked: typeof all) => {
    const tookMs: number[] = []
    for (let nth = 0; nth < 5; nth += 1) {
      const startedAt = performance.now()
      const counts = await ledgers.ledger.consignedUnits.countUnits(asked)
      tookMs.push(performance.now() - startedAt)
      // Twenty orders hold a unit of each item, and Shopify was told of one of them.
      expect(new Set(counts.map(({ inLinnworks }) => inLinnworks))).toEqual(new Set([19]))
    }
    return Math.min(...tookMs)
  }
  expect(await quickestOf(some)).toBeLessThan((await quickestOf(all)) / 2)
})

/** Orders of two lines each, over 1,000 items; a tenth of them was told to Shopify. */
async function seedOrders(shop: string, orders: number): Promise<void> {
  const { database } = ledgers
  await sql`
    INSERT INTO orders (shop, order_id, stage, stage_since)
    SELECT ${shop}, n::text, 'awaitingDispatch', now() FROM generate_series(1, ${orders}) AS n`.execute(
    database,
  )
  await sql`
    INSERT INTO consignments (shop, reference, order_id, ordinal, state, location_id,
      linnworks_location_id, items, total_minor, linnworks_order_id, verified_at)
    SELECT ${shop}, n::text, n::text, 1, 'verified', ${locationId}, 'x', '[]', 1,
      ${shop} || n, now() FROM generate_series(1, ${orders}) AS n`.execute(database)
  await sql`ANALYZE orders, consignments`.execute(database)
  await sql`
    INSERT INTO consigned_units (shop, reference, line_id, inventory_item_id, location_id, quantity)
    SELECT ${shop}, n::text, line::text, 'item-' || (((n - 1) / 10 + line * 500) % 1000), ${locationId}, 1
    FROM generate_series(1, ${orders}) AS n, generate_series(0, 1) AS line`.execute(database)
  await sql`
    INSERT INTO parcels (linnworks_order_id, shop, order_id, reference, units, posted_at)
    SELECT ${shop} || n, ${shop}, n::text, n::text, '[{"lineId":"1","quantity":1}]', now()
    FROM generate_series(1, ${orders}, 10) AS n`.execute(database)
  await sql`ANALYZE consigned_units, parcels`.execute(database)
}
