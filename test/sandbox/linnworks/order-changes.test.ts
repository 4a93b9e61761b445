import { describe, expect, test } from 'vitest'
import { authorise, lineOf, MUG, orderOf, setupOf, startTwin, TEA, type Api } from './support.ts'

async function withOrder(change: Record<string, unknown> = {}): Promise<{ api: Api; id: string }> {
  const api = await authorise(await startTwin())
  const [id] = await api.create([orderOf(change)])
  return { api, id: id ?? '' }
}

describe('parking and locking', () => {
  test('parking keeps the stock reserved, taking the tag off unparks', async () => {
    const { api, id } = await withOrder()
    await api.post('Orders/ChangeOrderTag', { orderIds: [id], tag: 7 })
    expect((await api.read(id)).GeneralInfo).toMatchObject({ IsParked: true, Marker: 7 })
    expect((await api.levelOf(MUG)).InOrderBook).toBe(1)
    await api.post('Orders/ChangeOrderTag', { orderIds: [id], tag: null })
    expect((await api.read(id)).GeneralInfo).toMatchObject({ IsParked: false, Marker: 0 })
  })

  test('locking answers nothing, releases the stock, and shows nowhere in the order', async () => {
    const { api, id } = await withOrder()
    const before = await api.read(id)
    const reply = await api.post('Orders/LockOrder', { orderIds: [id], lockOrder: true })
    expect(reply).toMatchObject({ status: 204, text: '' })
    expect((await api.levelOf(MUG)).InOrderBook).toBe(0)
    expect(await api.read(id)).toEqual(before)
    await api.post('Orders/LockOrder', { orderIds: [id], lockOrder: false })
    expect((await api.levelOf(MUG)).InOrderBook).toBe(1)
  })
})

describe('marking as paid', () => {
  const pay = { status: 1 }

  test('answers 200 and does nothing while the order is parked', async () => {
    const { api, id } = await withOrder({ PaymentStatus: 'Unpaid' })
    const reply = await api.post('Orders/ChangeStatus', { orderIds: [id], ...pay })
    expect(reply).toMatchObject({ status: 200, json: [id] })
    expect((await api.read(id)).GeneralInfo.Status).toBe(0)
    await api.post('Orders/ChangeOrderTag', { orderIds: [id], tag: null })
    await api.post('Orders/ChangeStatus', { orderIds: [id], ...pay })
    expect((await api.read(id)).GeneralInfo.Status).toBe(1)
  })

  test('is ignored as JSON and heeded as a form, where the account is like that', async () => {
    const setup = setupOf({ switches: { changeStatusJsonIgnored: true } })
    const api = await authorise(await startTwin({ setup }))
    const [id] = await api.create([orderOf()])
    const status = async () => (await api.read(id ?? '')).GeneralInfo.Status
    const json = await api.post('Orders/ChangeStatus', { orderIds: [id], status: 0 })
    expect([json.status, await status()]).toEqual([200, 1])
    await api.form('Orders/ChangeStatus', { orderIds: [id], status: 0 })
    expect(await status()).toBe(0)
  })
})

describe('edits that replace the whole', () => {
  test('an address that is written without a field loses that field', async () => {
    const { api, id } = await withOrder()
    const Address = { FullName: 'Cora Canaryperson', Address1: '2 Canary Wharf Lane' }
    await api.post('Orders/SetOrderCustomerInfo', { orderId: id, info: { Address } })
    const { CustomerInfo } = await api.read(id)
    expect(CustomerInfo.Address).toMatchObject({ Address1: '2 Canary Wharf Lane', PostCode: null })
    expect(CustomerInfo.BillingAddress.FullName).toBeNull()
  })

  test('a processed order’s address can no longer be changed', async () => {
    const { api, id } = await withOrder()
    await api.post('Orders/ProcessOrder', { orderId: id })
    const reply = await api.post('Orders/SetOrderCustomerInfo', { orderId: id, info: {} })
    expect(reply.status).toBe(400)
    expect((await api.read(id)).CustomerInfo.Address.FullName).toBe('Cora Canaryperson')
  })

  test('general info marks an order as picked, and loses what was left out', async () => {
    const { api, id } = await withOrder()
    const { GeneralInfo } = await api.read(id)
    const info = { ...GeneralInfo, PickListPrinted: true, ExternalReferenceNum: undefined }
    const reply = await api.post('Orders/SetOrderGeneralInfo', { orderId: id, info })
    expect(reply.status).toBe(204)
    expect((await api.read(id)).GeneralInfo).toMatchObject({
      PickListPrinted: true,
      ReferenceNum: '5512',
      ExternalReferenceNum: null,
    })
  })

  test('shipping info without the postage makes the order cheaper', async () => {
    const { api, id } = await withOrder({ PostalServiceCost: 3.99, PostalServiceTaxRate: 20 })
    const info = { TrackingNumber: 'TRACK1' }
    const reply = await api.post('Orders/SetOrderShippingInfo', { orderId: id, info })
    expect(reply.json.TotalsInfo.TotalCharge).toBe(12)
    expect((await api.read(id)).ShippingInfo).toMatchObject({
      TrackingNumber: 'TRACK1',
      PostageCost: 0,
      PostalServiceName: 'Default',
    })
  })
})

test('a shipping method is found by its name, which brings its courier', async () => {
  const { api, id } = await withOrder()
  const change = (shippingMethod: string) =>
    api.post('Orders/ChangeShippingMethod', { orderIds: [id], shippingMethod })
  expect((await change('Pigeon')).status).toBe(400)
  expect((await change('DPD Next Day')).json).toEqual([id])
  expect((await api.read(id)).ShippingInfo).toMatchObject({ Vendor: 'DPD' })
})

test('an unknown postal service becomes Default unless the order asks to save it', async () => {
  const { api, id } = await withOrder({ PostalServiceName: 'Drone' })
  expect((await api.read(id)).ShippingInfo.PostalServiceName).toBe('Default')
  const order = orderOf({
    ReferenceNumber: '5513',
    PostalServiceName: 'Drone',
    SavePostalServiceIfNotExist: true,
  })
  const [other] = await api.create([order])
  expect((await api.read(other ?? '')).ShippingInfo.PostalServiceName).toBe('Drone')
})

test('notes are added to what is there', async () => {
  const { api, id } = await withOrder({ Notes: [{ Note: 'Leave it with Bob' }] })
  const note = { OrderIds: [id], NoteText: 'Bob moved', IsInternal: true }
  const json = await api.post('Orders/AddOrdersNote', note)
  const form = await api.form('Orders/AddOrdersNote', { request: note })
  expect([json.status, form.status]).toEqual([200, 200])
  const { Notes } = await api.read(id)
  expect(Notes.map((entry: { Note: string }) => entry.Note)).toEqual([
    'Leave it with Bob',
    'Bob moved',
    'Bob moved',
  ])
})

test('a line added in Linnworks has no channel identity, and a removed one frees its stock', async () => {
  const { api, id } = await withOrder({ OrderItems: [lineOf({ Qty: 2 })] })
  await api.post('Orders/AddOrderItem', { orderId: id, itemId: TEA, quantity: 1 })
  const { Items } = await api.read(id)
  expect(Items[1]).toMatchObject({ SKU: 'TEA', ItemNumber: '', ItemSource: '' })
  await api.post('Orders/RemoveOrderItem', { orderId: id, rowid: Items[0].RowId })
  expect((await api.levelOf(MUG)).InOrderBook).toBe(0)
  expect((await api.levelOf(TEA)).InOrderBook).toBe(1)
})
