import { expect, test } from 'vitest'
import { authorise, lineOf, LONDON, MUG, orderOf, startTwin, type Api } from './support.ts'

const resend = (api: Api, pkOrderId: string, ...items: { rowId: string; quantity: number }[]) =>
  api.post('ProcessedOrders/CreateResend', {
    pkOrderId,
    resendItems: items.map(({ rowId, quantity }) => ({ OrderItemRowId: rowId, Qty: quantity })),
    despatchLocation: LONDON,
    reason: 'Lost in the post',
  })
const merge = (api: Api, ...ordersToMerge: string[]) =>
  api.post('Orders/MergeOrders', { ordersToMerge })
const relationsOf = async (api: Api, id: string) =>
  (await api.get(`Orders/GetOrderRelations?orderId=${id}`)).json

async function withOrder() {
  const api = await authorise(await startTwin())
  const [id = ''] = await api.create([orderOf({ OrderItems: [lineOf({ Qty: 3 })] })])
  const { Items } = await api.read(id)
  return { api, id, rowId: String(Items[0].RowId) }
}

test('a resend is an open order of its own, costs nothing, and reserves its stock', async () => {
  const { api, id, rowId } = await withOrder()
  await api.post('Orders/ProcessOrder', { orderId: id })
  const reply = await resend(api, id, { rowId, quantity: 2 })
  expect(reply.json).toMatchObject([{ RowType: 'RESEND', fkOrderId: id, NewQty: 2 }])
  const resent = await api.read(reply.json[0].fkNewOrderId)
  expect(resent).toMatchObject({
    Processed: false,
    GeneralInfo: { ReferenceNum: '5512', Source: 'WAYBILL', Status: 4 },
    Items: [{ ItemNumber: '9001', Quantity: 2 }],
    TotalsInfo: { TotalCharge: 0 },
  })
  expect((await api.levelOf(MUG)).InOrderBook).toBe(2)
  const related = { ParentOrderId: id, ChildOrderId: resent.OrderId, Type: 'RESEND' }
  expect(await relationsOf(api, resent.OrderId)).toMatchObject([related])
})

test('what is open, cancelled or holds no such line is not resent', async () => {
  const { api, id, rowId } = await withOrder()
  expect((await resend(api, id, { rowId, quantity: 1 })).status).toBe(400)
  await api.post('Orders/ProcessOrder', { orderId: id })
  expect((await resend(api, id, { rowId: MUG, quantity: 1 })).status).toBe(400)
  const [other = ''] = await api.create([orderOf({ ReferenceNumber: '5513' })])
  const otherRow = String((await api.read(other)).Items[0].RowId)
  await api.post('Orders/CancelOrder', { orderId: other, refund: 0 })
  expect((await resend(api, other, { rowId: otherRow, quantity: 1 })).status).toBe(400)
})

test('merged orders are one, with every line, under a reference of nobody', async () => {
  const { api, id } = await withOrder()
  const OrderItems = [lineOf({ ItemNumber: '9002', ChannelSKU: 'TEA' })]
  const [other = ''] = await api.create([orderOf({ ReferenceNumber: '5513', OrderItems })])
  const before = (await api.read(id)).TotalsInfo.TotalCharge
  const merged = (await merge(api, id, other)).json
  expect(merged).toMatchObject({
    GeneralInfo: { ReferenceNum: 'MERGED' },
    Items: [
      { ItemNumber: '9001', Quantity: 3 },
      { ItemNumber: '9002', Quantity: 1 },
    ],
    TotalsInfo: { TotalCharge: before + 12 },
  })
  expect(await api.read(id)).toBeUndefined()
  expect(await relationsOf(api, id)).toMatchObject([
    { ParentOrderId: id, ChildOrderId: merged.OrderId, Type: 'MERGE' },
  ])
  expect(await relationsOf(api, merged.OrderId)).toHaveLength(2)
  expect((await api.levelOf(MUG)).InOrderBook).toBe(3)
})

test('orders of two channels or addresses, and parked or processed ones, are not merged', async () => {
  const { api, id } = await withOrder()
  const refused = [
    { ReferenceNumber: '5513', SubSource: 'borealis' },
    { ReferenceNumber: '5514', DeliveryAddress: { FullName: 'Somebody Canaryelse' } },
    { ReferenceNumber: '5515', PaymentStatus: 'Unpaid' },
  ]
  for (const change of refused) {
    const [other = ''] = await api.create([orderOf(change)])
    expect((await merge(api, id, other)).status).toBe(400)
  }
  const [left = ''] = await api.create([orderOf({ ReferenceNumber: '5516' })])
  await api.post('Orders/ProcessOrder', { orderId: left })
  expect((await merge(api, id, left)).status).toBe(400)
  expect((await merge(api, id, id)).status).toBe(400)
  expect(await api.read(id)).toBeDefined()
})
