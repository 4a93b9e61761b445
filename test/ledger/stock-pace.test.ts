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
