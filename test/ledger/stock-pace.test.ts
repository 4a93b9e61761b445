import { sql } from 'kysely'
import { beforeEach, describe, expect, test } from 'vitest'
import { claimOf, useLedgers } from './ledger.ts'
import { useMugOrder } from './mug-order.ts'

const ledgers = useLedgers()
const mugs = useMugOrder(ledgers)
const { linnworksLocationId } = claimOf()

describe('how fast others take what Linnworks has', () => {
  beforeEach(async () => {
    await ledgers.database.deleteFrom('linnworksComponents').execute()
  })

  test('is nothing where only our own orders do', async () => {
    await sellAs('mug')
    await read('mug', 10, -60)
    await sendTwo()
    await read('mug', 8, 60)
    expect(await pace('mug')).toBe(0)
  })

  test('is what a channel sells, beside our own orders too', async () => {
    await sellAs('cup')
    await read('cup', 10, -60)
    await sendTwo()
    await read('cup', 2, 60)
    const both = await pace('cup')
    // Six of eight were somebody else's, in two minutes, of which three quarters count by now.
    expect(both).toBeCloseTo((6 / 120) * 0.75, 3)
  })

  test('takes an order that was read before it was verified for a sale, and takes that back', async () => {
    await sellAs('tea')
    await read('tea', 10, -2)
    await mugs.claim()
    await mugs.send()
    await read('tea', 8, -1)
    expect(await pace('tea')).toBeGreaterThan(0)
    await mugs.verify()
    await read('tea', 8, 60)
    expect(await pace('tea')).toBe(0)
  })

  test('is nothing where our own orders take it in a composite', async () => {
    await sellAs('set')
    const parts = [{ stockItemId: 'set', componentId: 'pot', quantity: 3 }]
    await ledgers.ledger.stockItems.replaceComponents(['set'], parts)
    await read('pot', 10, -60)
    await sendTwo()
    await read('pot', 4, 60)
    expect(await pace('pot')).toBe(0)
  })

  test('counts no order that another location ships', async () => {
    await sellAs('jug')
    await read('jug', 10, -60)
    await mugs.claim({ linnworksLocationId: '22222222-2222-4222-8222-222222222222' })
    await mugs.send()
    await mugs.verify()
    await read('jug', 8, 60)
    expect(await pace('jug')).toBeGreaterThan(0)
  })

  test('is told about as quickly in a rush that PostgreSQL has not taken stock of yet', async () => {
    await rush(5000)
    const rushed = await quickestReading()
    await sql`ANALYZE`.execute(ledgers.database)
    expect(rushed).toBeLessThan(15 * (await quickestReading()))
  })

  /** So many orders of 200 of the shop's 10,000 items, all at once. */
  async function rush(orders: number): Promise<void> {
    const { database } = ledgers
    await sql`
      INSERT INTO shop_items (shop, inventory_item_id, variant_id, sku, title, tracked, is_bundle,
        product_status, stock_item_id, seen_at)
      SELECT 'rush', n::text, 'V', 'SKU', 'Mug', true, false, 'ACTIVE', 'rush-' || n, now()
      FROM generate_series(1, 10000) AS n`.execute(database)
    await sql`
      INSERT INTO linnworks_levels
        (stock_item_id, linnworks_location_id, available, tracked, read_at)
      SELECT 'rush-' || n, ${linnworksLocationId}, 100, true, now() - interval '1 minute'
      FROM generate_series(1, 10000) AS n`.execute(database)
    await sql`
      INSERT INTO orders (shop, order_id, stage, stage_since)
      SELECT 'rush', n::text, 'awaitingDispatch', now()
      FROM generate_series(1, ${orders}) AS n`.execute(database)
    await sql`
      INSERT INTO consignments (shop, reference, order_id, ordinal, state, location_id,
        linnworks_location_id, items, total_minor, linnworks_order_id, verified_at)
      SELECT 'rush', n::text, n::text, 1, 'verified', '8001', ${linnworksLocationId}, '[]', 1,
        'rush' || n, now() FROM generate_series(1, ${orders}) AS n`.execute(database)
    await sql`
      INSERT INTO consigned_units
        (shop, reference, line_id, inventory_item_id, location_id, quantity)
      SELECT 'rush', n::text, '1', (n % 200 + 1)::text, '8001', 1
      FROM generate_series(1, ${orders}) AS n`.execute(database)
  }

  /** Milliseconds, the least of a few: how long one answer of Linnworks takes to be noted. */
  async function quickestReading(): Promise<number> {
    const tookMs: number[] = []
    for (let nth = 0; nth < 3; nth += 1) {
      const readings = Array.from({ length: 200 }, (_, item) => ({
        ...{ stockItemId: `rush-${item + 1}`, linnworksLocationId, available: 75, tracked: true },
      }))
      const startedAt = performance.now()
      await ledgers.ledger.stockReadings.putStock(readings, await ledgers.ledger.clock.now())
      tookMs.push(performance.now() - startedAt)
    }
    return Math.min(...tookMs)
  }

  /** What the order's item is in Linnworks. */
  async function sellAs(stockItemId: string): Promise<void> {
    const { stockItems } = ledgers.ledger
    const sku = `SKU-${stockItemId}`
    const item = {
      ...{ inventoryItemId: mugs.mug, variantId: 'V', sku, title: 'Mug' },
      ...{ tracked: true, isBundle: false, productStatus: 'ACTIVE' },
    }
    await stockItems.rememberShopItems('aurora', [item])
    await stockItems.rememberLinnworksItems([{ sku, stockItemId }])
    await stockItems.resolveItems('aurora')
  }

  /** Two of it come into Linnworks now. */
  async function sendTwo(): Promise<void> {
    await mugs.claim()
    await mugs.send()
    await mugs.verify()
  }

  async function read(stockItemId: string, available: number, inSeconds: number): Promise<void> {
    const now = await ledgers.ledger.clock.now()
    const reading = { stockItemId, linnworksLocationId, available, tracked: true }
    const readAt = new Date(now.getTime() + inSeconds * 1000)
    await ledgers.ledger.stockReadings.putStock([reading], readAt)
  }

  async function pace(stockItemId: string): Promise<number | undefined> {
    const [row] = await ledgers.ledger.stockReadings.listStock([stockItemId])
    return row?.fallsPerSecond
  }
})
