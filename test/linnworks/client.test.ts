import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ConsignmentOrder } from '../../domain/consignment-order.ts'
import type { LinnworksClient } from '../../linnworks/index.ts'
import type { LinnworksTwin } from '../../sandbox/linnworks/index.ts'
import { apiErrorOf } from '../support/api-errors.ts'
import { clientOf, consignmentOf, lineOf, LONDON, MUG, startTwin, TEAPOT } from './twin.ts'

let twin: LinnworksTwin
let linnworks: LinnworksClient

beforeEach(async () => {
  twin = await startTwin({})
  linnworks = clientOf(twin)
})

afterEach(async () => {
  linnworks.close()
  await twin.stop()
})

async function create(...orders: readonly Partial<ConsignmentOrder>[]): Promise<string> {
  const [id] = await linnworks.createOrders({
    locationName: 'London Warehouse',
    orders: (orders.length > 0 ? orders : [{}]).map(consignmentOf),
  })
  return id ?? ''
}

async function read(id: string) {
  const [order] = await linnworks.getOrdersById([id])
  return order
}

function aroundNow() {
  const hourMs = 60 * 60 * 1000
  return {
    from: new Date(Date.now() - hourMs).toISOString(),
    to: new Date(Date.now() + hourMs).toISOString(),
  }
}

describe('an order created', () => {
  test('is paid, not parked, linked, at its location, and worth what the shop charged', async () => {
    const lines = [
      lineOf(),
      lineOf({ itemNumber: '9002', sku: 'TEAPOT', quantity: 1, unitPrice: 30, discountPercent: 0 }),
    ]
    const id = await create({ lines })
    expect(await read(id)).toMatchObject({
      linnworksOrderId: id,
      source: 'WAYBILL',
      subSource: 'aurora',
      reference: '5512',
      processed: false,
      holdOrCancel: false,
      parked: false,
      paid: true,
      started: false,
      locationId: LONDON,
      currency: 'GBP',
      totalMinor: 2 * 1250 * 0.9 + 3000 + 495,
      lines: [
        { itemNumber: '9001', sku: 'MUG', quantity: 2, unlinked: false },
        { itemNumber: '9002', sku: 'TEAPOT', quantity: 1, unlinked: false },
      ],
    })
  })

  test('adds tax where the shop has prices without it', async () => {
    const line = lineOf({ quantity: 1, unitPrice: 10, discountPercent: 0, taxInclusive: false })
    const id = await create({ lines: [line], shippingMinor: 0 })
    expect(await read(id)).toMatchObject({ totalMinor: 1200 })
  })

  test('shows a line whose SKU Linnworks does not have as unlinked, but not a service', async () => {
    const id = await create({
      lines: [
        lineOf({ sku: 'NOBODY-KNOWS' }),
        lineOf({ itemNumber: 'tip', sku: '', title: 'Tip', isService: true, quantity: 1 }),
      ],
    })
    const order = await read(id)
    const unlinked = order?.lines.map((line) => [line.itemNumber, line.unlinked, line.isService])
    expect(unlinked).toEqual([
      ['9001', true, false],
      ['tip', false, true],
    ])
  })

  test('is not created again, and the answer does not name it', async () => {
    await create()
    const again = { locationName: 'London Warehouse', orders: [consignmentOf()] }
    expect(await linnworks.createOrders(again)).toEqual([])
  })

  test('is refused with the reason when two of its lines bear one number', async () => {
    const error = await apiErrorOf(create({ lines: [lineOf(), lineOf()] }))
    expect(error.details).toMatchObject({ kind: 'rejected', status: 400 })
    expect(error.message).toContain('Order: 5512, LineId: 9001 is duplicated')
  })

  test('is refused at a location that does not exist', async () => {
    const call = linnworks.createOrders({ locationName: LONDON, orders: [consignmentOf()] })
    const error = await apiErrorOf(call)
    expect(error.details.kind).toBe('rejected')
    expect(error.message).toContain('Location not found.')
  })
})

describe('a reference', () => {
  test('finds the orders of its shop and no other', async () => {
    const id = await create({}, { shop: 'borealis' }, { reference: '5512-2' })
    const found = await linnworks.findOrdersByReference({ shop: 'aurora', reference: '5512' })
    expect(found.map((order) => order.linnworksOrderId)).toEqual([id])
  })

  test('that nobody has finds nothing', async () => {
    expect(await linnworks.findOrdersByReference({ shop: 'aurora', reference: '1' })).toEqual([])
  })

  test('is not matched by the name of an order', async () => {
    await create({ orderName: '7777' })
    expect(await linnworks.findOrdersByReference({ shop: 'aurora', reference: '7777' })).toEqual([])
  })

  test('that fills the list Linnworks shows is an error, for more may hide behind it', async () => {
    for (const batch of ['a', 'b', 'c']) {
      const orders = Array.from({ length: 20 }, (_, nth) => ({ reference: `${batch}${nth}` }))
      await create(...orders.map((order) => ({ ...order, orderName: '7777' })))
    }
    const call = linnworks.findOrdersByReference({ shop: 'aurora', reference: '7777' })
    expect((await apiErrorOf(call)).details.kind).toBe('rejected')
  })

  test('still finds an order that was dispatched', async () => {
    const id = await create()
    await linnworks.processOrder({ linnworksOrderId: id, locationId: LONDON })
    const [order] = await linnworks.findOrdersByReference({ shop: 'aurora', reference: '5512' })
    expect(order).toMatchObject({ processed: true, holdOrCancel: false })
    expect(Date.parse(order?.processedAt ?? '')).toBeCloseTo(Date.now(), -5)
  })
})

describe('an open order', () => {
  test('is parked and unparked', async () => {
    const id = await create()
    await linnworks.parkOrders([id])
    expect(await read(id)).toMatchObject({ parked: true })
    await linnworks.unparkOrders([id])
    expect(await read(id)).toMatchObject({ parked: false })
  })

  test('that is parked is not dispatched, and the reason is told', async () => {
    const id = await create()
    await linnworks.parkOrders([id])
    const input = { linnworksOrderId: id, locationId: LONDON }
    expect(await linnworks.processOrder(input)).toEqual({
      outcome: 'refused',
      message: expect.stringContaining('parked'),
    })
    expect(await read(id)).toMatchObject({ processed: false })
  })

  test('that is locked is not cancelled until it is unlocked', async () => {
    const id = await create()
    const input = { linnworksOrderId: id, locationId: LONDON, note: 'changed her mind' }
    await linnworks.lockOrders([id])
    expect((await apiErrorOf(linnworks.cancelOrder(input))).details.kind).toBe('rejected')
    await linnworks.unlockOrders([id])
    await linnworks.cancelOrder(input)
    expect(await read(id)).toMatchObject({ processed: true, holdOrCancel: true })
  })
})

describe('the search for dispatches', () => {
  test('pages through what was processed and what was cancelled', async () => {
    const references = Array.from({ length: 25 }, (_, nth) => ({ reference: `60${nth}` }))
    const locationName = 'London Warehouse'
    const ids = [
      ...(await linnworks.createOrders({
        locationName,
        orders: references.slice(0, 20).map(consignmentOf),
      })),
      ...(await linnworks.createOrders({
        locationName,
        orders: references.slice(20).map(consignmentOf),
      })),
    ]
    const [cancelled = '', ...processed] = ids
    for (const id of processed) {
      await linnworks.processOrder({ linnworksOrderId: id, locationId: LONDON })
    }
    await linnworks.cancelOrder({ linnworksOrderId: cancelled, locationId: LONDON, note: 'x' })

    const search = { dateField: 'processed', ...aroundNow(), pageSize: 20 } as const
    const first = await linnworks.searchProcessed({ ...search, page: 1 })
    const second = await linnworks.searchProcessed({ ...search, page: 2 })
    expect(first).toMatchObject({ page: 1, totalPages: 2 })
    const rows = [...first.rows, ...second.rows].filter((row) => !row.cancelled)
    expect(rows.map((row) => row.linnworksOrderId).toSorted()).toEqual(processed.toSorted())
    expect(rows[0]).toMatchObject({ source: 'WAYBILL', subSource: 'aurora' })

    const gone = { ...search, dateField: 'cancelled', page: 1 } as const
    expect((await linnworks.searchProcessed(gone)).rows).toMatchObject([
      { linnworksOrderId: cancelled, cancelled: true, reference: '600' },
    ])
  })

  test('lets no personal data out', async () => {
    const id = await create()
    await linnworks.processOrder({ linnworksOrderId: id, locationId: LONDON })
    const search = { dateField: 'processed', ...aroundNow(), page: 1, pageSize: 20 } as const
    const page = await linnworks.searchProcessed(search)
    expect(page.rows).toHaveLength(1)
    expect(JSON.stringify(page)).not.toMatch(/canary|E14 5AB|07700/i)
  })

  test('with too small a page is refused, not silently different', async () => {
    const search = { dateField: 'processed', ...aroundNow(), page: 1, pageSize: 5 } as const
    expect((await apiErrorOf(linnworks.searchProcessed(search))).details.kind).toBe('rejected')
  })
})

describe('the catalogue', () => {
  test('has ids for the SKUs that exist', async () => {
    expect(await linnworks.findStockItems(['MUG', 'TEAPOT', 'NOBODY-KNOWS'])).toEqual([
      { sku: 'MUG', stockItemId: MUG },
      { sku: 'TEAPOT', stockItemId: TEAPOT },
    ])
    expect(await linnworks.findStockItems([])).toEqual([])
  })

  test('has locations and channels', async () => {
    expect(await linnworks.listStockLocations()).toContainEqual({
      locationId: LONDON,
      name: 'London Warehouse',
    })
    expect(await linnworks.listChannels()).toEqual([
      { source: 'SHOPIFY', subSource: 'aurora', enabled: false },
    ])
  })
})

test('nothing is asked for no ids', async () => {
  expect(await linnworks.getOrdersById([])).toEqual([])
  expect(twin.stats().calls).not.toHaveProperty('GetOrdersById')
})

test('the open orders of a location are listed, parked ones and those of others too', async () => {
  const parked = await create()
  await linnworks.parkOrders([parked])
  const cancelled = await create({ reference: '5513' })
  await linnworks.cancelOrder({ linnworksOrderId: cancelled, locationId: LONDON, note: '' })
  expect(await linnworks.listOpenOrderIds(LONDON)).toEqual([parked])
  expect(await linnworks.listOpenOrderIds('00000000-0000-0000-0000-000000000000')).toEqual([])
})
