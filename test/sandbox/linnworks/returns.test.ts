import { expect, test } from 'vitest'
import {
  authorise,
  GIFT_SET,
  LEEDS,
  lineOf,
  LONDON,
  MUG,
  orderOf,
  startTwin,
  TEA,
  type Api,
  warehouseOf,
} from './support.ts'

async function dispatched(sku = 'MUG') {
  const api = await authorise(await startTwin())
  const OrderItems = [lineOf({ ChannelSKU: sku, Qty: 3 })]
  const [orderId = ''] = await api.create([orderOf({ OrderItems })])
  await api.post('Orders/ProcessOrder', { orderId })
  return { api, orderId, rowId: (await api.read(orderId)).Items[0].RowId }
}

const book = (api: Api, orderId: string, item: Record<string, unknown>) =>
  api.post('ReturnsRefunds/CreateRMABooking', {
    request: {
      OrderId: orderId,
      ChannelInitiated: false,
      ReturnItems: [{ ReturnLocation: LONDON, ReturnQuantity: 1, ...item }],
    },
  })

const action = (api: Api, orderId: string, RMAHeaderId: number) =>
  api.post('ReturnsRefunds/ActionRMABooking', { request: { RMAHeaderId, OrderId: orderId } })

test('a booked return moves no stock until the goods are in', async () => {
  const { api, orderId, rowId } = await dispatched()
  const item = { OrderItemRowId: rowId, ReturnQuantity: 3, ScrapQuantity: 1, ReturnLocation: LEEDS }
  const booked = await book(api, orderId, item)
  expect(booked.json).toMatchObject({
    Errors: [],
    Items: [{ Type: 'Return', Actioned: false, ReturnQuantity: 3, ScrapQuantity: 1 }],
  })
  expect((await api.levelOf(MUG, LEEDS)).StockLevel).toBe(4)

  const actioned = await action(api, orderId, booked.json.RMAHeaderId)
  expect(actioned.json).toMatchObject({ SuccessfullyActioned: true, Items: [{ Actioned: true }] })
  const level = await api.levelOf(MUG, LEEDS)
  expect(level).toMatchObject({ StockLevel: 6, Available: 6 })
  expect(level.LastUpdateOperation).toMatch(/^Customer return for order \d+, ref: 5512$/)
  expect((await api.levelOf(MUG, LONDON)).StockLevel).toBe(7)
})

test('the goods of one return are put on the shelf once', async () => {
  const { api, orderId, rowId } = await dispatched()
  const { json } = await book(api, orderId, { OrderItemRowId: rowId })
  await action(api, orderId, json.RMAHeaderId)
  const again = await action(api, orderId, json.RMAHeaderId)
  expect(again.json).toMatchObject({ SuccessfullyActioned: false })
  expect((await api.levelOf(MUG)).StockLevel).toBe(8)
})

test('a composite comes back as its components', async () => {
  const { api, orderId, rowId } = await dispatched('GIFT-SET')
  expect((await api.levelOf(MUG)).StockLevel).toBe(4)
  const { json } = await book(api, orderId, { OrderItemRowId: rowId, ReturnQuantity: 2 })
  await action(api, orderId, json.RMAHeaderId)
  expect((await api.levelOf(MUG)).StockLevel).toBe(8)
  expect((await api.levelOf(TEA)).StockLevel).toBe(6)
  expect((await api.levelOf(GIFT_SET)).Available).toBe(4)
})

test('more than was sent, or scrapped than returned, or from nowhere, is not booked', async () => {
  const { api, orderId, rowId } = await dispatched()
  const OrderItemRowId = rowId
  await book(api, orderId, { OrderItemRowId, ReturnQuantity: 2 })
  for (const item of [
    { OrderItemRowId, ReturnQuantity: 2 },
    { OrderItemRowId, ScrapQuantity: 2 },
    { OrderItemRowId: LONDON },
    { OrderItemRowId, ReturnLocation: MUG },
  ]) {
    const { json } = await book(api, orderId, item)
    expect(json).toMatchObject({ RMAHeaderId: null, Items: [] })
    expect(json.Errors).toHaveLength(1)
  }
})

test('an order that has not left cannot come back', async () => {
  const api = await authorise(await startTwin())
  const [orderId = ''] = await api.create([orderOf()])
  const OrderItemRowId = (await api.read(orderId)).Items[0].RowId
  const { json } = await book(api, orderId, { OrderItemRowId })
  expect(json.Errors).toEqual(['Only processed orders can be returned.'])
})

test('the warehouse takes units back, and throws where Linnworks does not', async () => {
  const twin = await startTwin()
  const api = await authorise(twin)
  const warehouse = warehouseOf(twin)
  const [orderId = ''] = await api.create([orderOf({ OrderItems: [lineOf({ Qty: 3 })] })])
  const items = [{ itemNumber: '9001', quantity: 3, scrapped: 1 }]
  const wanted = { orderId, locationId: LONDON, items }
  await expect(warehouse.takeBack(wanted)).rejects.toThrow('Only processed orders')
  await warehouse.dispatch({ orderId, trackingNumber: 'TRACK1' })
  await warehouse.takeBack(wanted)
  expect((await api.levelOf(MUG)).StockLevel).toBe(9)
})
