import { beforeEach, describe, expect, test } from 'vitest'
import { createOrderSweep } from '../../activities/order-sweep.ts'
import type { Ledger } from '../../ledger/index.ts'
import type { OrderPage } from '../../shopify/index.ts'
import { claimAs, claimOf, useLedgers } from '../ledger/ledger.ts'
import { attempt, deskOf, type DeskDouble, emptyLedger, shopOf } from './fakes.ts'

type Listed = OrderPage['orders'][number]

const minute = 60_000
const first = { shop: 'aurora', orderId: '1' }
const ledgers = useLedgers()

describe('the order sweep', () => {
  let ledger: Ledger
  let desk: DeskDouble
  let stopping: AbortController

  beforeEach(async () => {
    await emptyLedger(ledgers.database)
    ledger = ledgers.ledger
    desk = deskOf()
    stopping = new AbortController()
  })

  test('hands an order over once while it stays as it is, and again when it changed', async () => {
    const order = changedAt('1', -5)
    expect(await sweep([order])).toEqual({ seen: 1, handed: 1 })
    expect(await sweep([order])).toEqual({ seen: 1, handed: 0 })
    expect(await sweep([changedAt('1', -1)])).toEqual({ seen: 1, handed: 1 })
    expect(desk.told).toEqual(['1', '1'])
  })

  test('knows what it handed over by name and day, so that the books can count it', async () => {
    await sweep([changedAt('1', -5)])
    const row = await ledger.orders.find({ shop: 'aurora', orderId: '1' })
    expect(row).toMatchObject({ name: '#1', stage: 'received' })
    expect(row!.placedAt).toBeInstanceOf(Date)
  })

  test('orders that change while the pages are read are all handed over', async () => {
    const shop = busyShop(['1', '2', '3', '4', '5'].map((id, index) => changedAt(id, index - 10)))
    await sweep(shop.byCursor)
    expect(new Set(desk.told)).toEqual(new Set(['1', '2', '3', '4', '5']))
  })

  test('the control: pages counted from the start would lose the one that slipped', async () => {
    const shop = busyShop(['1', '2', '3', '4', '5'].map((id, index) => changedAt(id, index - 10)))
    await sweep(shop.byCount)
    expect(desk.told).not.toContain('3')
  })

  test('the cursor moves only when all was handed over; the next sweep hands over the rest', async () => {
    const orders = ['1', '2', '3'].map((id) => changedAt(id, -5))
    desk.refuse((about) => about === '2')
    await expect(sweep(orders)).rejects.toThrow('Temporal')
    expect(await ledger.cursors.find('orders:aurora')).toBeUndefined()
    desk.refuse(() => false)
    expect(await sweep(orders)).toEqual({ seen: 3, handed: 2 })
    expect(desk.told).toEqual(['1', '2', '3'])
    expect(await ledger.cursors.find('orders:aurora')).toBeInstanceOf(Date)
  })

  test('ends with its worker in the middle, and another one hands over the rest', async () => {
    const orders = ['1', '2', '3'].map((id) => changedAt(id, -5))
    desk.refuse(() => {
      stopping.abort()
      return false
    })
    await expect(sweep(orders)).rejects.toThrow('told to stop')
    expect(desk.told).toEqual(['1'])
    desk.refuse(() => false)
    stopping = new AbortController()
    expect(await sweep(orders)).toEqual({ seen: 3, handed: 2 })
  })

  test.each([
    ['that the search index shows late', -14],
    ['by a clock ten minutes ahead', 10],
    ['by a clock ten minutes behind', -10],
  ])('a change %s is found behind the cursor', async (_what, minutes) => {
    await sweep([])
    expect(await sweep([changedAt('1', minutes)])).toEqual({ seen: 1, handed: 1 })
  })

  test('the control: what is older than the overlap is behind the cursor for good', async () => {
    await sweep([])
    expect(await sweep([changedAt('1', -16)])).toEqual({ seen: 0, handed: 0 })
  })

  test('the cursor never moves back, and each shop has its own', async () => {
    const ahead = new Date(Date.now() + 60 * minute)
    await ledger.cursors.advance('orders:aurora', ahead)
    await sweep([])
    expect(await ledger.cursors.find('orders:aurora')).toEqual(ahead)
    expect(await ledger.cursors.find('orders:borealis')).toBeUndefined()
  })

  test.each([
    ['FULFILLED', true],
    ['PARTIALLY_FULFILLED', true],
    ['UNFULFILLED', false],
    ['RESTOCKED', false],
  ])('of an order that is new and %s, units may have left unseen: %s', async (status, unseen) => {
    await sweep([{ ...changedAt('1', -5), fulfillmentStatus: status }])
    expect(await ledger.orders.listLeftUnseen('aurora', 2)).toHaveLength(unseen ? 1 : 0)
  })

  test('an order of which nothing was sent may have left since, one in Linnworks was seen to', async () => {
    const changed = (minutes: number) => ({
      ...{ ...changedAt('1', minutes), fulfillmentStatus: 'FULFILLED' },
    })
    await sweep([changedAt('1', -5)])
    await ledger.orders.moveTo(first, { stage: 'skipped', why: 'unpaid', skipReason: 'UNPAID' })
    await sweep([changed(-4)])
    expect(await ledger.orders.listLeftUnseen('aurora', 2)).toHaveLength(1)
    await ledger.consignedUnits.noteLeft(first, [], new Date())
    await claimAs(ledger, first, [claimOf({ reference: '1' })])
    const found = { linnworksOrderId: 'lw-1', linnworksNumber: 1 }
    await ledger.consignments.markVerified('aurora', '1', found)
    await sweep([changed(-3)])
    expect(await ledger.orders.listLeftUnseen('aurora', 2)).toEqual([])
  })

  test('is known to be unseen before its workflow hears of it, and before the cursor moves', async () => {
    desk.refuse(() => true)
    const orders = [{ ...changedAt('1', -5), fulfillmentStatus: 'FULFILLED' }]
    await expect(sweep(orders)).rejects.toThrow('Temporal')
    expect(await ledger.orders.listLeftUnseen('aurora', 2)).toHaveLength(1)
  })

  test('forgets the units of what has ended', async () => {
    await ledger.orders.receive(first)
    const units = [{ lineId: 'L1', inventoryItemId: 'I1', quantity: 1 }]
    const items = [{ itemNumber: 'L1', sku: 'MUG', quantity: 1, units }]
    await claimAs(ledger, first, [claimOf({ reference: '1', items })])
    await ledger.consignments.abandon('aurora', '1')
    await sweep([])
    expect(await ledgers.database.selectFrom('consignedUnits').selectAll().execute()).toEqual([])
  })

  type List = (query: {
    readonly since: string
    readonly after?: string
  }) => OrderPage | Promise<OrderPage>

  async function sweep(orders: readonly Listed[] | List) {
    const list: List =
      typeof orders === 'function'
        ? orders
        : ({ since }) => ({
            orders: orders.filter(({ updatedAt }) => updatedAt >= since),
            hasNextPage: false,
          })
    const access = shopOf([], { listOrdersUpdatedSince: async (query) => await list(query) })
    const { sweepOrders } = createOrderSweep({
      findShop: () => access,
      ledger,
      orderDesk: desk.desk,
      sweepOverlapMs: 15 * minute,
      stopping: stopping.signal,
    })
    return await attempt(1, sweepOrders, { shop: 'aurora' })
  }
})

function changedAt(orderId: string, minutes: number): Listed {
  const updatedAt = new Date(Date.now() + minutes * minute).toISOString()
  const createdAt = new Date(Date.now() - 30 * minute).toISOString()
  const fulfillmentStatus = 'UNFULFILLED'
  return { orderId, name: `#${orderId}`, createdAt, updatedAt, fulfillmentStatus }
}

/**
 * Two orders a page, by their last change. After the first page was read its first order changes,
 * and goes to the end of the list: the others move up.
 */
function busyShop(orders: readonly Listed[]) {
  let now = orders
  let read = false
  const page = (start: number, cursorOf: (last: Listed, end: number) => string): OrderPage => {
    const shown = now.slice(start, start + 2)
    const last = shown.at(-1)
    const hasNextPage = start + 2 < now.length
    if (!read) now = [...orders.slice(1), changedAt(orders[0]!.orderId, 0)]
    read = true
    return {
      orders: shown,
      hasNextPage,
      ...(last === undefined ? {} : { endCursor: cursorOf(last, start + 2) }),
    }
  }
  return {
    /** As Shopify does: a cursor is a place in the order, not a number. */
    byCursor: ({ after = '' }: { readonly after?: string }) => {
      const start = now.findIndex(({ updatedAt }) => updatedAt > after)
      return page(start === -1 ? now.length : start, (last) => last.updatedAt)
    },
    byCount: ({ after = '0' }: { readonly after?: string }) =>
      page(Number(after), (_last, end) => String(end)),
  }
}
