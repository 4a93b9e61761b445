import { describe, expect, test } from 'vitest'
import { authorise, LEEDS, lineOf, LONDON, MUG, orderOf, startTwin, type Api } from './support.ts'

async function withOrder(change: Record<string, unknown> = {}): Promise<{ api: Api; id: string }> {
  const api = await authorise(await startTwin())
  const [id] = await api.create([orderOf(change)])
  return { api, id: id ?? '' }
}

const process = async (api: Api, orderId: string) => {
  const reply = await api.post('Orders/ProcessOrder', {
    orderId,
    scanPerformed: true,
    locationId: LONDON,
  })
  return { status: reply.status, ...reply.json }
}

describe('processing', () => {
  test('takes the units off the shelf, and the order out of the open ones', async () => {
    const { api, id } = await withOrder({ OrderItems: [lineOf({ Qty: 3 })] })
    expect(await process(api, id)).toEqual({
      status: 200,
      OrderId: id,
      Processed: true,
      Error: null,
    })
    expect(await api.levelOf(MUG)).toMatchObject({ StockLevel: 7, InOrderBook: 0, Available: 7 })
    const open = await api.post('Orders/GetAllOpenOrders', { fulfilmentCenter: LONDON })
    expect(open.json).toEqual([])
    expect(await api.read(id)).toMatchObject({
      Processed: true,
      GeneralInfo: { HoldOrCancel: false },
    })
  })

  test('of a composite takes the components', async () => {
    const { api, id } = await withOrder({
      OrderItems: [lineOf({ ChannelSKU: 'GIFT-SET', Qty: 2 })],
    })
    await process(api, id)
    expect((await api.levelOf(MUG)).StockLevel).toBe(6)
  })

  const obstacles: [string, string, Record<string, unknown>][] = [
    ['a parked', 'Orders/ChangeOrderTag', { tag: 7 }],
    ['a locked', 'Orders/LockOrder', { lockOrder: true }],
    ['an unpaid', 'Orders/ChangeStatus', { status: 0 }],
  ]
  test.each(obstacles)('%s order is refused with HTTP 200', async (_what, path, body) => {
    const { api, id } = await withOrder()
    await api.post(path, { orderIds: [id], ...body })
    expect(await process(api, id)).toMatchObject({ status: 200, Processed: false })
    expect((await api.read(id)).Processed).toBe(false)
    expect((await api.levelOf(MUG)).StockLevel).toBe(10)
  })

  test('a second time is refused with HTTP 200, and takes no more stock', async () => {
    const { api, id } = await withOrder()
    await process(api, id)
    expect(await process(api, id)).toMatchObject({ status: 200, Processed: false })
    expect((await api.levelOf(MUG)).StockLevel).toBe(9)
  })

  test('a batch answers for each order', async () => {
    const { api, id } = await withOrder()
    const reply = await api.post('Orders/ProcessOrdersInBatch', { ordersIds: [id, MUG] })
    const processed = reply.json.map((result: { Processed: boolean }) => result.Processed)
    expect(processed).toEqual([true, false])
  })
})

describe('cancelling', () => {
  test('frees the stock and files the order as processed and cancelled', async () => {
    const { api, id } = await withOrder({ OrderItems: [lineOf({ Qty: 3 })] })
    const reply = await api.post('Orders/CancelOrder', { orderId: id, refund: 0, note: 'changed' })
    expect(reply.status).toBe(200)
    expect(await api.levelOf(MUG)).toMatchObject({ StockLevel: 10, InOrderBook: 0 })
    const order = await api.read(id)
    expect(order).toMatchObject({ Processed: true, GeneralInfo: { HoldOrCancel: true } })
    expect(order.Notes[0].Note).toBe('changed')
  })

  test('without a refund is an invalid request', async () => {
    const { api, id } = await withOrder()
    const reply = await api.post('Orders/CancelOrder', { orderId: id })
    expect(reply).toMatchObject({ status: 400, json: { Message: 'The request is invalid.' } })
    expect((await api.read(id)).Processed).toBe(false)
  })

  test.each([
    ['Orders/ChangeOrderTag', { tag: 7 }, { tag: null }],
    ['Orders/LockOrder', { lockOrder: true }, { lockOrder: false }],
  ])('is refused after %s %o, and goes through after %o', async (path, bar, lift) => {
    const { api, id } = await withOrder()
    const cancel = async () =>
      (await api.post('Orders/CancelOrder', { orderId: id, refund: 0 })).status
    await api.post(path, { orderIds: [id], ...bar })
    expect(await cancel()).toBe(400)
    await api.post(path, { orderIds: [id], ...lift })
    expect(await cancel()).toBe(200)
  })

  test('a processed order is refused: the warehouse won', async () => {
    const { api, id } = await withOrder()
    await process(api, id)
    const reply = await api.post('Orders/CancelOrder', { orderId: id, refund: 0 })
    expect(reply.status).toBe(400)
    expect((await api.read(id)).GeneralInfo.HoldOrCancel).toBe(false)
  })

  test('a deleted order is gone without a trace', async () => {
    const { api, id } = await withOrder()
    expect((await api.post('Orders/DeleteOrder', { orderId: id })).status).toBe(204)
    expect(await api.read(id)).toBeUndefined()
    const found = await api.get('Orders/GetOrderDetailsByReferenceId?ReferenceId=5512')
    expect(found.json).toEqual([])
  })
})

test('a moved order reserves and takes stock where it went', async () => {
  const { api, id } = await withOrder()
  const reply = await api.post('Orders/MoveToLocation', {
    orderIds: [id, MUG],
    pkStockLocationId: LEEDS,
  })
  expect(reply.json.OrdersMoved).toEqual([id])
  expect(Object.keys(reply.json.KeyedErrors)).toEqual([MUG])
  expect(await api.levelOf(MUG, LONDON)).toMatchObject({ InOrderBook: 0 })
  await process(api, id)
  expect(await api.levelOf(MUG, LEEDS)).toMatchObject({ StockLevel: 3 })
})
