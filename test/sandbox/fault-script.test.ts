import { expect, test } from 'vitest'
import { createFaultScript } from '../../sandbox/faults.ts'
import { VARIANTS } from '../../sandbox/goods.ts'
import { createShopper } from '../../sandbox/shopper.ts'
import { startShopifyTwin } from '../../sandbox/shopify/index.ts'
import { AURORA } from '../../sandbox/world.ts'
import { authorise, orderOf, startTwin } from './linnworks/support.ts'

test('a fault about an order lets calls about others pass', () => {
  const script = createFaultScript()
  script.add({ operation: 'CreateOrders', kind: 'reset', about: '5512' })
  expect(script.strike('CreateOrders')).toBeUndefined()
  expect(script.strike('CreateOrders', () => '{"ReferenceNumber":"5513"}')).toBeUndefined()
  expect(script.strike('CreateOrders', () => '{"ReferenceNumber":"5512"}')?.kind).toBe('reset')
  expect(script.struck).toEqual({ 'CreateOrders:reset': 1 })
})

test('a fault that is taken back strikes nobody', () => {
  const script = createFaultScript()
  const withdraw = script.add({ operation: '*', kind: 'reset' })
  withdraw()
  expect(script.strike('CreateOrders')).toBeUndefined()
})

test('Shopify knows whose fulfilment order a call is about, and waits for the witness', async () => {
  const twin = await startShopifyTwin({ port: 0, shops: [AURORA] })
  try {
    const apiUrl = `${twin.url}/${AURORA.shop}`
    const shopper = createShopper({ apiUrl, accessToken: AURORA.accessToken })
    const variantId = `gid://shopify/ProductVariant/${VARIANTS.mug}`
    const place = () => shopper.placeOrder({ lines: [{ variantId, quantity: 1 }] })
    const [struck, spared] = [await place(), await place()]
    let witnessed = 0
    const fault = { operation: 'fulfillmentCreate', about: struck.orderId }
    twin.faults.add({ ...fault, kind: 'reset' }, () => {
      witnessed += 1
      return Promise.resolve()
    })
    await shopper.fulfilByHand(spared.id)
    expect(witnessed).toBe(0)
    await expect(shopper.fulfilByHand(struck.id)).rejects.toThrow('fetch failed')
    expect(witnessed).toBe(1)
  } finally {
    await twin.stop()
  }
})

test('Linnworks knows which reference the id of an order stands for', async () => {
  const twin = await startTwin()
  const api = await authorise(twin)
  const orders = ['5512', '5513'].map((ReferenceNumber) => orderOf({ ReferenceNumber }))
  const saved = await api.post('Orders/CreateOrders', { orders, location: 'London Warehouse' })
  const [struck, spared] = saved.json
  twin.faults.add({ operation: 'GetOrdersById', kind: 'unavailable', about: '5512' })
  const read = async (id: string) =>
    (await api.post('Orders/GetOrdersById', { pkOrderIds: [id] })).status
  expect(await read(spared)).toBe(200)
  expect(await read(struck)).toBe(503)
  expect(await read(struck)).toBe(200)
})

test('what is not served may be said in words', async () => {
  const twin = await startTwin()
  const api = await authorise(twin)
  const body = '{"Message":"No such location"}'
  twin.faults.add({ operation: 'CreateOrders', kind: 'unavailable', status: 400, body })
  const answer = await api.post('Orders/CreateOrders', { orders: [orderOf()], location: '' })
  expect(answer).toMatchObject({ status: 400, json: { Message: 'No such location' } })
})
