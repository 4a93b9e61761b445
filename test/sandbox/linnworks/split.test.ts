import { expect, test } from 'vitest'
import { authorise, lineOf, MUG, orderOf, startTwin, type Api } from './support.ts'

async function withTwoLines() {
  const api = await authorise(await startTwin())
  const OrderItems = [lineOf({ Qty: 3 }), lineOf({ ItemNumber: '9002', ChannelSKU: 'TEA' })]
  const order = orderOf({ OrderItems, PostalServiceCost: 4, PostalServiceTaxRate: 20 })
  const [id = ''] = await api.create([order])
  const { Items } = await api.read(id)
  return { api, id, mugRow: String(Items[0].RowId), teaRow: String(Items[1].RowId) }
}

const split = (api: Api, orderId: string, ...items: { RowId: string; Quantity: number }[]) =>
  api.post('Orders/SplitOrder', { orderId, newOrders: [{ Items: items }], type: 'Split' })

test('a split-out child keeps the reference and the line’s number, and has its own ids', async () => {
  const { api, id, mugRow } = await withTwoLines()
  const reply = await split(api, id, { RowId: mugRow, Quantity: 2 })
  const childId = reply.json[0].OrderId
  const child = await api.read(childId)
  expect(child).toMatchObject({
    NumOrderId: 100002,
    GeneralInfo: { ReferenceNum: '5512', Source: 'WAYBILL', SubSource: 'aurora', IsParked: false },
    Items: [{ ItemNumber: '9001', Quantity: 2 }],
    TotalsInfo: { TotalCharge: 24, PostageCost: 0 },
  })
  expect(child.Items[0].RowId).not.toBe(mugRow)
  const parent = await api.read(id)
  expect(parent.Items.map((item: { Quantity: number }) => item.Quantity)).toEqual([1, 1])
  expect(parent.TotalsInfo).toMatchObject({ PostageCost: 4, TotalCharge: 28 })
  expect((await api.levelOf(MUG)).InOrderBook).toBe(3)
})

test('the relations of parent and child name each other', async () => {
  const { api, id, teaRow } = await withTwoLines()
  const childId = (await split(api, id, { RowId: teaRow, Quantity: 1 })).json[0].OrderId
  const expected = {
    ParentOrderId: id,
    ChildOrderId: childId,
    Parent: 100001,
    Child: 100002,
    Type: 'SPLIT',
  }
  for (const orderId of [id, childId]) {
    const relations = await api.get(`Orders/GetOrderRelations?orderId=${orderId}`)
    expect(relations.json).toEqual([expected])
  }
})

test('parent and child are found by the one reference, and processed each on its own', async () => {
  const { api, id, teaRow } = await withTwoLines()
  const childId = (await split(api, id, { RowId: teaRow, Quantity: 1 })).json[0].OrderId
  await api.post('Orders/ProcessOrder', { orderId: childId })
  const found = await api.get('Orders/GetOrderDetailsByReferenceId?ReferenceId=5512')
  const states = found.json.map((order: { Processed: boolean }) => order.Processed)
  expect(states).toEqual([false, true])
})

test('an emptied parent, too many units, a foreign row and a locked order are refused', async () => {
  const { api, id, mugRow, teaRow } = await withTwoLines()
  const all = [
    { RowId: mugRow, Quantity: 3 },
    { RowId: teaRow, Quantity: 1 },
  ]
  expect((await split(api, id, ...all)).status).toBe(400)
  expect((await split(api, id, { RowId: mugRow, Quantity: 4 })).status).toBe(400)
  expect((await split(api, id, { RowId: MUG, Quantity: 1 })).status).toBe(400)
  await api.post('Orders/LockOrder', { orderIds: [id], lockOrder: true })
  expect((await split(api, id, { RowId: teaRow, Quantity: 1 })).status).toBe(400)
  expect((await api.read(id)).Items).toHaveLength(2)
})
