import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import {
  authorise,
  GIFT_SET,
  LEEDS,
  lineOf,
  LONDON,
  MUG,
  orderOf,
  setupOf,
  startTwin,
  stopTwin,
  TEA,
  type Api,
} from './support.ts'

const twoMugs = (change: Record<string, unknown> = {}) =>
  orderOf({ OrderItems: [lineOf({ Qty: 2 })], ...change })

const HAMPER = 'd1000000-0000-4000-8000-000000000099'

const heldOf = async (api: Api, itemId = MUG, locationId = LONDON) =>
  (await api.levelOf(itemId, locationId)).InOrders

test('a locked order lets its stock go, and takes it back when it is unlocked', async () => {
  const api = await authorise(await startTwin())
  const orderIds = await api.create([twoMugs()])
  expect(await api.levelOf(MUG)).toMatchObject({ StockLevel: 10, InOrders: 2, Available: 8 })
  await api.post('Orders/LockOrder', { orderIds, lockOrder: true })
  expect(await api.levelOf(MUG)).toMatchObject({ StockLevel: 10, InOrders: 0, Available: 10 })
  await api.post('Orders/LockOrder', { orderIds, lockOrder: false })
  expect(await api.levelOf(MUG)).toMatchObject({ InOrderBook: 2, InOrders: 2, Available: 8 })
})

test('a parked order and one that is not paid keep their stock', async () => {
  const api = await authorise(await startTwin())
  const orderIds = await api.create([twoMugs()])
  await api.post('Orders/ChangeOrderTag', { orderIds, tag: 7 })
  expect(await heldOf(api)).toBe(2)
  await api.create([twoMugs({ ReferenceNumber: '5513', PaymentStatus: 'Unpaid' })])
  expect(await heldOf(api)).toBe(4)
})

test('a line that is linked to no item, and a service, hold nothing', async () => {
  const api = await authorise(await startTwin())
  const service = lineOf({ ItemNumber: '9002', ChannelSKU: 'MUG', IsService: true })
  await api.create([
    orderOf({ OrderItems: [lineOf({ ChannelSKU: 'UNKNOWN' }), service] }),
    twoMugs({ ReferenceNumber: '5513', AutomaticallyLinkBySKU: false }),
  ])
  expect(await heldOf(api)).toBe(0)
})

test('an order that is moved holds the stock of its new location', async () => {
  const api = await authorise(await startTwin())
  const orderIds = await api.create([twoMugs()])
  await api.post('Orders/MoveToLocation', { orderIds, pkStockLocationId: LEEDS })
  expect([await heldOf(api), await heldOf(api, MUG, LEEDS)]).toEqual([0, 2])
})

test('a composite is made of its components where they are, and holds them', async () => {
  const api = await authorise(await startTwin())
  const OrderItems = [lineOf({ ChannelSKU: 'GIFT-SET', Qty: 2 })]
  const [orderId] = await api.create([orderOf({ OrderItems })])
  expect(await api.levelOf(GIFT_SET)).toMatchObject({ InOrders: 0, Available: 3, StockLevel: 3 })
  expect(await api.levelOf(MUG)).toMatchObject({ InOrders: 4, Available: 6 })
  expect(await api.levelOf(TEA)).toMatchObject({ InOrders: 2, Available: 5 })
  await api.post('Orders/ProcessOrder', { orderId })
  expect(await api.levelOf(MUG)).toMatchObject({ StockLevel: 6, InOrders: 0, Available: 6 })
  expect(await api.levelOf(GIFT_SET)).toMatchObject({ InOrders: 0, Available: 3, StockLevel: 3 })
})

test('a composite of a composite is made of what is in both, and its orders hold that', async () => {
  const hamper = {
    StockItemId: HAMPER,
    SKU: 'HAMPER',
    title: 'Hamper',
    isComposite: true,
    components: [
      { SKU: 'GIFT-SET', quantity: 1 },
      { SKU: 'MUG', quantity: 1 },
    ],
  }
  const twin = await startTwin({ setup: setupOf({ items: [...setupOf().items, hamper] }) })
  const api = await authorise(twin)
  // Ten mugs, three in each hamper.
  expect(await api.levelOf(HAMPER)).toMatchObject({ Available: 3 })
  const [orderId] = await api.create([
    orderOf({ OrderItems: [lineOf({ ChannelSKU: 'HAMPER', Qty: 2 })] }),
  ])
  expect(await api.levelOf(MUG)).toMatchObject({ InOrders: 6, Available: 4 })
  expect(await api.levelOf(TEA)).toMatchObject({ InOrders: 2 })
  expect(await api.levelOf(HAMPER)).toMatchObject({ InOrders: 0, Available: 1 })
  await api.post('Orders/ProcessOrder', { orderId })
  expect(await api.levelOf(MUG)).toMatchObject({ StockLevel: 4, InOrders: 0 })
})

test('an item that is not tracked at a location is moved by no order there', async () => {
  const items = setupOf().items.map((item) =>
    item.SKU === 'MUG' ? { ...item, minimumLevels: { [LONDON]: -1 } } : item,
  )
  const api = await authorise(await startTwin({ setup: setupOf({ items }) }))
  const [orderId] = await api.create([twoMugs()])
  expect(await api.levelOf(MUG)).toMatchObject({ StockLevel: 10, InOrders: 0, Available: 10 })
  await api.post('Orders/ProcessOrder', { orderId })
  expect(await api.levelOf(MUG)).toMatchObject({ StockLevel: 10, InOrders: 0, Available: 10 })
})

test('an oversold component makes the composite short too', async () => {
  const api = await authorise(await startTwin())
  await api.create([orderOf({ OrderItems: [lineOf({ Qty: 13 })] })])
  expect((await api.levelOf(MUG)).Available).toBe(-3)
  expect((await api.levelOf(GIFT_SET)).Available).toBe(-2)
})

test('an item may be tracked at one location and not at another', async () => {
  const setup = setupOf()
  const items = setup.items.map((item) =>
    item.SKU === 'MUG' ? { ...item, minimumLevels: { [LEEDS]: -1 } } : item,
  )
  const api = await authorise(await startTwin({ setup: setupOf({ items }) }))
  expect((await api.levelOf(MUG, LONDON)).MinimumLevel).toBe(0)
  expect((await api.levelOf(MUG, LEEDS)).MinimumLevel).toBe(-1)
  expect((await api.levelOf(GIFT_SET)).MinimumLevel).toBe(-1)
})

test('a composite that is tracked at one location has its own level there, and only there', async () => {
  const setup = setupOf()
  const items = setup.items.map((item) =>
    item.SKU === 'GIFT-SET'
      ? { ...item, levels: { [LEEDS]: 9 }, minimumLevels: { [LEEDS]: 0 } }
      : item,
  )
  const api = await authorise(await startTwin({ setup: setupOf({ items }) }))
  expect((await api.levelOf(GIFT_SET, LONDON)).Available).toBe(5)
  expect((await api.levelOf(GIFT_SET, LEEDS)).Available).toBe(9)
})

test('a level says when it last changed: not at a sale, but when the shelf changes', async () => {
  let now = Date.parse('2026-11-23T10:00:00Z')
  const api = await authorise(await startTwin({ clock: () => now }))
  const changedAt = async () => (await api.levelOf(MUG)).LastUpdateDate
  const set = (operation: string) =>
    api.post(`Stock/${operation}`, {
      stockLevels: [{ SKU: 'MUG', LocationId: LONDON, Level: 1 }],
    })
  now += 1000
  const [orderId] = await api.create([orderOf()])
  expect(await changedAt()).toBe('2026-11-23T10:00:00.000Z')
  await api.post('Orders/ProcessOrder', { orderId })
  expect(await changedAt()).toBe('2026-11-23T10:00:01.000Z')
  now += 1000
  await set('SetStockLevel')
  expect(await changedAt()).toBe('2026-11-23T10:00:02.000Z')
  now += 1000
  await set('UpdateStockLevelsBySKU')
  expect(await changedAt()).toBe('2026-11-23T10:00:03.000Z')
})

test('after every kind of change, what is held is what a count of the open orders gives', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'linnworks-held-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const statePath = join(folder, 'linnworks.sqlite')
  const twin = await startTwin({ statePath })
  const api = await authorise(twin)
  const create = async (reference: string, change: Record<string, unknown> = {}) => {
    const OrderItems = [
      lineOf({ Qty: 3 }),
      lineOf({ ItemNumber: '9002', ChannelSKU: 'GIFT-SET', Qty: 2 }),
    ]
    const wanted = orderOf({ ReferenceNumber: reference, OrderItems, ...change })
    return (await api.create([wanted]))[0]!
  }
  const rowOf = async (orderId: string) => (await api.read(orderId)).Items[0].RowId

  await create('1')
  await api.post('Orders/ProcessOrder', { orderId: await create('2') })
  await api.post('Orders/CancelOrder', { orderId: await create('3'), refund: 0 })
  await api.post('Orders/DeleteOrder', { orderId: await create('4') })
  await api.post('Orders/LockOrder', { orderIds: [await create('5')], lockOrder: true })
  await create('6', { PaymentStatus: 'Unpaid' })
  await create('6', { PaymentStatus: 'Unpaid', OrderItems: [lineOf({ Qty: 7 })] })
  await api.post('Orders/MoveToLocation', {
    orderIds: [await create('7')],
    pkStockLocationId: LEEDS,
  })
  const split = await create('8')
  await api.post('Orders/SplitOrder', {
    orderId: split,
    newOrders: [{ Items: [{ RowId: await rowOf(split), Quantity: 1 }] }],
  })
  await api.post('Orders/MergeOrders', { ordersToMerge: [await create('9'), await create('10')] })
  const edited = await create('11')
  await api.post('Orders/AddOrderItem', { orderId: edited, itemId: TEA, quantity: 4 })
  await api.post('Orders/RemoveOrderItem', { orderId: edited, rowid: await rowOf(edited) })
  const lost = await create('12')
  const rowId = await rowOf(lost)
  await api.post('Orders/ProcessOrder', { orderId: lost })
  await api.post('ProcessedOrders/CreateResend', {
    pkOrderId: lost,
    resendItems: [{ OrderItemRowId: rowId, Qty: 2 }],
  })

  const before = twin.backroom.listStock()
  const mug = before.find(({ sku }) => sku === 'MUG')!
  expect(mug.levels.map(({ inOrders }) => inOrders)).toEqual([0, 41, 7])
  await stopTwin(twin)
  // A twin that starts counts the open orders of its file.
  expect((await startTwin({ statePath })).backroom.listStock()).toEqual(before)
})
