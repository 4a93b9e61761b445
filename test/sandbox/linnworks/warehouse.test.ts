import { expect, test } from 'vitest'
import { authorise, lineOf, LONDON, MUG, orderOf, startTwin, warehouseOf } from './support.ts'

async function withWarehouse() {
  const twin = await startTwin()
  const api = await authorise(twin)
  const warehouse = warehouseOf(twin)
  const OrderItems = [lineOf({ Qty: 3 }), lineOf({ ItemNumber: '9002', ChannelSKU: 'TEA' })]
  const postage = { PostalServiceCost: 4, PostalServiceTaxRate: 20 }
  const [orderId = ''] = await api.create([orderOf({ OrderItems, ...postage })])
  return { twin, api, warehouse, orderId }
}

test('the warehouse sees what is open, wherever it ships from', async () => {
  const { warehouse, orderId } = await withWarehouse()
  expect(await warehouse.listOpenOrders()).toMatchObject([
    {
      orderId,
      reference: '5512',
      locationId: LONDON,
      recipient: 'Cora Canaryperson',
      parked: false,
      lines: [
        { itemNumber: '9001', sku: 'MUG', quantity: 3 },
        { itemNumber: '9002', sku: 'TEA', quantity: 1 },
      ],
    },
  ])
})

test('a dispatch leaves the total alone, and brings courier and tracking', async () => {
  const { api, warehouse, orderId } = await withWarehouse()
  const before = await api.read(orderId)
  await warehouse.dispatch({ orderId, vendor: 'DPD', trackingNumber: 'TRACK1' })
  const after = await api.read(orderId)
  expect(after.TotalsInfo).toEqual(before.TotalsInfo)
  expect(after).toMatchObject({
    Processed: true,
    ShippingInfo: { Vendor: 'DPD', PostalServiceName: 'DPD Next Day', TrackingNumber: 'TRACK1' },
  })
  expect(await warehouse.listOpenOrders()).toEqual([])
})

test('what Linnworks refuses to process is not reported as dispatched', async () => {
  const { warehouse, orderId } = await withWarehouse()
  await warehouse.park(orderId)
  await expect(warehouse.dispatch({ orderId, trackingNumber: 'T' })).rejects.toThrow('parked')
  await warehouse.unpark(orderId)
  await warehouse.lock(orderId)
  await expect(warehouse.dispatch({ orderId, trackingNumber: 'T' })).rejects.toThrow('locked')
  await warehouse.unlock(orderId)
  await warehouse.dispatch({ orderId, trackingNumber: 'T' })
})

test('units split off ship in a parcel of their own', async () => {
  const { api, warehouse, orderId } = await withWarehouse()
  const items = [{ itemNumber: '9001', quantity: 2 }]
  const childId = await warehouse.splitOff({ orderId, items })
  await warehouse.dispatch({ orderId: childId, trackingNumber: 'TRACK1' })
  expect((await api.read(orderId)).Processed).toBe(false)
  expect((await warehouse.getOrder(childId)).lines).toMatchObject([{ quantity: 2 }])
  expect(
    await warehouse.splitOff({ orderId, items: [{ itemNumber: '9002', quantity: 1 }] }),
  ).not.toBe(childId)
})

test('picking marks the order and changes nothing else', async () => {
  const { api, warehouse, orderId } = await withWarehouse()
  const { GeneralInfo } = await api.read(orderId)
  await warehouse.pick(orderId)
  expect((await api.read(orderId)).GeneralInfo).toEqual({ ...GeneralInfo, PickListPrinted: true })
})

test('the warehouse cancels, counts stock, and goes on when its session died', async () => {
  const { twin, api, warehouse, orderId } = await withWarehouse()
  await warehouse.count({ sku: 'MUG', locationId: LONDON, quantity: 99 })
  expect((await api.levelOf(MUG)).StockLevel).toBe(99)
  twin.faults.add({ operation: 'CancelOrder', kind: 'unauthorized' })
  await warehouse.cancel(orderId)
  expect((await api.read(orderId)).GeneralInfo.HoldOrCancel).toBe(true)
  expect(twin.stats().calls).toMatchObject({ AuthorizeByApplication: 3 })
})

test('the warehouse sends again what was lost, and packs two orders of a customer as one', async () => {
  const { api, warehouse, orderId } = await withWarehouse()
  await warehouse.dispatch({ orderId, trackingNumber: 'TRACK1' })
  const resent = await warehouse.resend(orderId)
  expect(await warehouse.getOrder(resent)).toMatchObject({ lines: [{ quantity: 3 }, {}] })
  const ids = await api.create(
    ['5520', '5521'].map((ReferenceNumber) => orderOf({ ReferenceNumber })),
  )
  const merged = await warehouse.merge(ids)
  const open = await warehouse.listOpenOrders()
  expect(open.map((each) => each.orderId)).toEqual([resent, merged])
})
