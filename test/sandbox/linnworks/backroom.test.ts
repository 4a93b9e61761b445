import { expect, test } from 'vitest'
import { authorise, LONDON, orderOf, startTwin } from './support.ts'

test('Orders saved by the back door are like any other, and no call is counted', async () => {
  const twin = await startTwin()
  const [id = ''] = twin.backroom.saveOrders(LONDON, [orderOf()])
  expect(twin.stats().calls).toEqual({})
  const api = await authorise(twin)
  expect(await api.read(id)).toMatchObject({
    FulfilmentLocationId: LONDON,
    GeneralInfo: { ReferenceNum: '5512', Source: 'WAYBILL', IsParked: false },
    Processed: false,
  })
  expect(twin.backroom.listOrders()).toMatchObject([{ id, reference: '5512' }])
})

test('A dispatch by the back door shows its tracking number and the processing', async () => {
  const twin = await startTwin()
  const [orderId = ''] = twin.backroom.saveOrders(LONDON, [orderOf()])
  twin.backroom.dispatch({ orderId, trackingNumber: 'TRACK-1' })
  const api = await authorise(twin)
  expect(await api.read(orderId)).toMatchObject({
    Processed: true,
    ShippingInfo: { TrackingNumber: 'TRACK-1' },
  })
})

test('What Linnworks would not process is not processed by the back door either', async () => {
  const twin = await startTwin()
  const [orderId = ''] = twin.backroom.saveOrders(LONDON, [orderOf({ PaymentStatus: 'Unpaid' })])
  expect(() => twin.backroom.dispatch({ orderId, trackingNumber: 'TRACK-1' })).toThrow('parked')
})

test('When an order was saved is known to the millisecond', async () => {
  let now = Date.parse('2026-11-23T10:00:00.123Z')
  const twin = await startTwin({ clock: () => now })
  twin.backroom.saveOrders(LONDON, [orderOf()])
  now += 1000
  twin.backroom.saveOrders(LONDON, [orderOf({ ReferenceNumber: '5513' })])
  expect(twin.backroom.listOrders().map(({ savedAt }) => savedAt)).toEqual([
    '2026-11-23T10:00:00.123Z',
    '2026-11-23T10:00:01.123Z',
  ])
})
