import { describe, expect, test } from 'vitest'
import {
  authorise,
  GIFT_SET,
  lineOf,
  LONDON,
  MUG,
  orderOf,
  setupOf,
  startTwin,
  type Json,
} from './support.ts'

const create = 'Orders/CreateOrders'
const inLondon = (...orders: unknown[]) => ({ orders, location: 'London Warehouse' })

describe('a call that is refused for one bad order', () => {
  const bad = orderOf({ ReferenceNumber: 'bad', OrderItems: [] })

  test.each([
    ['savesNone', 0],
    ['savesTheGood', 1],
  ] as const)('%s: %d of the others are there', async (refusedBatch, count) => {
    const switches = { refusedBatch }
    const api = await authorise(await startTwin({ setup: setupOf({ switches }) }))
    const answer = await api.post(create, inLondon(orderOf(), bad))
    expect(answer.status).toBe(400)
    const found = await api.get('Orders/GetOrderDetailsByReferenceId?ReferenceId=5512')
    expect(found.json).toHaveLength(count)
  })
})

describe('a new order', () => {
  test('lands open, paid and linked, with numbers that count up from 100001', async () => {
    const api = await authorise(await startTwin())
    const [first] = await api.create([orderOf()])
    const [second] = await api.create([orderOf({ ReferenceNumber: '5513' })])
    const order = await api.read(first ?? '')
    expect(order).toMatchObject({
      NumOrderId: 100001,
      Processed: false,
      FulfilmentLocationId: LONDON,
      GeneralInfo: {
        Status: 1,
        IsParked: false,
        HoldOrCancel: false,
        ReferenceNum: '5512',
        ExternalReferenceNum: '#1001',
        Source: 'WAYBILL',
        SubSource: 'aurora',
      },
      Items: [{ SKU: 'MUG', StockItemId: MUG, ItemNumber: '9001', IsUnlinked: false, Quantity: 1 }],
      CustomerInfo: { Address: { FullName: 'Cora Canaryperson', PostCode: 'E14 5AB' } },
    })
    expect((await api.read(second ?? '')).NumOrderId).toBe(100002)
  })

  test('without a payment status is unpaid and parked', async () => {
    const api = await authorise(await startTwin())
    const [id] = await api.create([orderOf({ PaymentStatus: undefined })])
    const { GeneralInfo } = await api.read(id ?? '')
    expect(GeneralInfo).toMatchObject({ Status: 0, IsParked: true, Marker: 7 })
  })

  test('with a post code of more than 11 characters is parked', async () => {
    const api = await authorise(await startTwin())
    const parked = async (reference: string, PostCode: string) => {
      const DeliveryAddress = { ...orderOf().DeliveryAddress, PostCode }
      const [id] = await api.create([orderOf({ ReferenceNumber: reference, DeliveryAddress })])
      return (await api.read(id ?? '')).GeneralInfo.IsParked
    }
    expect(await parked('1', '12345678901')).toBe(false)
    expect(await parked('2', '123456789012')).toBe(true)
  })

  test('lands parked even when paid, where the account does that', async () => {
    const setup = setupOf({ switches: { parkedOnArrival: true } })
    const api = await authorise(await startTwin({ setup }))
    const [id] = await api.create([orderOf()])
    expect((await api.read(id ?? '')).GeneralInfo.IsParked).toBe(true)
  })
})

describe('linking', () => {
  test('a line is unlinked and reserves nothing unless the order asks to link by SKU', async () => {
    const api = await authorise(await startTwin())
    const [id] = await api.create([orderOf({ AutomaticallyLinkBySKU: false })])
    expect((await api.read(id ?? '')).Items[0]).toMatchObject({ IsUnlinked: true, SKU: null })
    expect(await api.levelOf(MUG)).toMatchObject({ InOrderBook: 0, Available: 10 })
  })

  test('a linked line reserves its units', async () => {
    const api = await authorise(await startTwin())
    await api.create([orderOf({ OrderItems: [lineOf({ Qty: 3 })] })])
    expect(await api.levelOf(MUG)).toMatchObject({ StockLevel: 10, InOrderBook: 3, Available: 7 })
  })

  test.each(['UNKNOWN', 'OLD-MUG', 'mug', ' MUG'])('%o links to nothing', async (ChannelSKU) => {
    const api = await authorise(await startTwin())
    const [id] = await api.create([orderOf({ OrderItems: [lineOf({ ChannelSKU })] })])
    expect((await api.read(id ?? '')).Items[0].IsUnlinked).toBe(true)
  })

  test('a mapped channel SKU goes before the SKU', async () => {
    const api = await authorise(await startTwin())
    const mapping = { StockItemId: MUG, ChannelSKU: 'TEA', Source: 'WAYBILL', SubSource: 'aurora' }
    await api.post('Inventory/CreateChannelMapping', { Mappings: [mapping] })
    const [id] = await api.create([orderOf({ OrderItems: [lineOf({ ChannelSKU: 'TEA' })] })])
    expect((await api.read(id ?? '')).Items[0].SKU).toBe('MUG')
  })

  test('a composite lists its components multiplied, and reserves them', async () => {
    const api = await authorise(await startTwin())
    const OrderItems = [lineOf({ ChannelSKU: 'GIFT-SET', Qty: 2 })]
    const [id] = await api.create([orderOf({ OrderItems })])
    const [line] = (await api.read(id ?? '')).Items
    expect(line.StockItemId).toBe(GIFT_SET)
    const parts = line.CompositeSubItems.map((part: Json) => [part.SKU, part.Quantity])
    expect(parts).toEqual([
      ['MUG', 4],
      ['TEA', 2],
    ])
    expect(await api.levelOf(MUG)).toMatchObject({ InOrderBook: 4, Available: 6 })
  })

  test('a service moves no stock and is not called unlinked', async () => {
    const api = await authorise(await startTwin())
    const OrderItems = [lineOf({ IsService: true })]
    const [id] = await api.create([orderOf({ OrderItems })])
    expect((await api.read(id ?? '')).Items[0]).toMatchObject({
      IsService: true,
      IsUnlinked: false,
    })
    expect((await api.levelOf(MUG)).InOrderBook).toBe(0)
  })
})

describe('a refusal of the whole call', () => {
  const refusals: [string, unknown, RegExp][] = [
    [
      'a reserved source',
      inLondon(orderOf({ Source: 'AMAZON' })),
      /^Order of Source AMAZON cannot be saved due to being reserved for linnworks integrated channels$/,
    ],
    ['the native Shopify source', inLondon(orderOf({ Source: 'SHOPIFY' })), /reserved/],
    [
      'two lines of one number',
      inLondon(orderOf({ OrderItems: [lineOf(), lineOf()] })),
      /^Orders have invalid values: Order: 5512, LineId: 9001 is duplicated$/,
    ],
    ['an unknown location', { orders: [orderOf()], location: 'Nowhere' }, /^Location not found\.$/],
    ['a location by its id', { orders: [orderOf()], location: LONDON }, /^Location not found\.$/],
    ['no location', { orders: [orderOf()] }, /^The request is invalid\.$/],
    ['no lines', inLondon(orderOf({ OrderItems: [] })), /at least one OrderItem/],
    ['no dispatch date', inLondon(orderOf({ DispatchBy: undefined })), /DispatchBy is required/],
    ['no sub-source', inLondon(orderOf({ SubSource: undefined })), /SubSource is required/],
    [
      'a line without a tax rate',
      inLondon(orderOf({ OrderItems: [lineOf({ TaxRate: undefined })] })),
      /TaxRate is required/,
    ],
    [
      'a number as text',
      inLondon(orderOf({ ReferenceNumber: 5512 })),
      /^The request is invalid\.$/,
    ],
    [
      'more than 20 orders',
      inLondon(...Array.from({ length: 21 }, (_, n) => orderOf({ ReferenceNumber: `${n}` }))),
      /20/,
    ],
  ]

  test.each(refusals)('meets %s', async (_what, body, message) => {
    const api = await authorise(await startTwin())
    const reply = await api.post(create, body)
    expect(reply.status).toBe(400)
    expect(reply.json.Code).toBeNull()
    expect(reply.json.Message).toMatch(message)
  })

  test('one bad order keeps the good ones of the same call out', async () => {
    const api = await authorise(await startTwin())
    const bad = orderOf({ ReferenceNumber: '5513', OrderItems: [] })
    await api.post(create, inLondon(orderOf(), bad))
    const found = await api.get('Orders/GetOrderDetailsByReferenceId?ReferenceId=5512')
    expect(found.json).toEqual([])
  })

  test('20 orders of one call are all saved', async () => {
    const api = await authorise(await startTwin())
    const orders = Array.from({ length: 20 }, (_, n) => orderOf({ ReferenceNumber: `${n}` }))
    expect(await api.create(orders)).toHaveLength(20)
  })
})

describe('sending a reference again', () => {
  test('a paid order is skipped, and missing from the answer', async () => {
    const api = await authorise(await startTwin())
    const [id] = await api.create([orderOf()])
    const again = await api.create([
      orderOf({ OrderItems: [lineOf({ Qty: 5 })] }),
      orderOf({ ReferenceNumber: '5513' }),
    ])
    expect(again).toHaveLength(1)
    expect(again).not.toContain(id)
    expect((await api.read(id ?? '')).Items[0].Quantity).toBe(1)
  })

  test('an unpaid order is updated and answers the same id', async () => {
    const api = await authorise(await startTwin())
    const [id] = await api.create([orderOf({ PaymentStatus: 'Unpaid' })])
    const again = await api.create([orderOf({ OrderItems: [lineOf({ Qty: 5 })] })])
    expect(again).toEqual([id])
    const order = await api.read(id ?? '')
    expect(order).toMatchObject({ NumOrderId: 100001, GeneralInfo: { Status: 1, IsParked: false } })
    expect(order.Items[0].Quantity).toBe(5)
  })

  test('the same reference of another sub-source is another order', async () => {
    const api = await authorise(await startTwin())
    const ids = await api.create([orderOf(), orderOf({ SubSource: 'borealis' })])
    expect(new Set(ids).size).toBe(2)
  })

  test('of two creates that overlap, strict de-duplication keeps one', async () => {
    const api = await authorise(await startTwin())
    const both = await Promise.all([api.create([orderOf()]), api.create([orderOf()])])
    expect(both.flat()).toHaveLength(1)
  })

  test('of two creates that overlap, racing ones both commit', async () => {
    const setup = setupOf({ switches: { deduplication: 'racing' } })
    const api = await authorise(await startTwin({ setup }))
    const both = await Promise.all([api.create([orderOf()]), api.create([orderOf()])])
    expect(new Set(both.flat()).size).toBe(2)
    expect(await api.create([orderOf()])).toEqual([])
  })

  test.each([
    ['strict', 0],
    ['untilProcessed', 1],
  ] as const)(
    'under %s, a processed order lets %i more be created',
    async (deduplication, more) => {
      const api = await authorise(
        await startTwin({ setup: setupOf({ switches: { deduplication } }) }),
      )
      const [id] = await api.create([orderOf()])
      expect(await api.create([orderOf()])).toEqual([])
      await api.post('Orders/ProcessOrder', { orderId: id })
      expect(await api.create([orderOf()])).toHaveLength(more)
    },
  )
})
