import { expect, test } from 'vitest'
import { parseAmount, showAmount } from '../../../sandbox/auditor/amount.ts'
import { VARIANTS } from '../../../sandbox/goods.ts'
import { AURORA } from '../../../sandbox/world.ts'
import { kindsOf, rigOf } from './support.ts'

test('Every page of the orders of a shop is read', async () => {
  const rig = await rigOf()
  for (let nth = 0; nth < 55; nth += 1) await rig.buy({ [VARIANTS.earlGrey]: 1 })
  expect(await rig.audit()).toMatchObject({ orders: 55, lost: 55 })
})

test('Every page of what Linnworks has processed is read, and every batch of orders', async () => {
  const rig = await rigOf()
  const order = await rig.buy({ [VARIANTS.mug]: 1 })
  const items = await rig.itemsOf(order)
  const references = Array.from({ length: 110 }, (_, index) => `stray-${index}`)
  const ids: string[] = []
  for (const reference of references) ids.push(await rig.carry(order, { reference, items }))
  for (const id of ids) await rig.dispatch(id)
  expect(await rig.audit()).toMatchObject({ orders: 1, lost: 1, strays: 110 })
})

test('An order of more lines than a page of them is read whole', async () => {
  const rig = await rigOf()
  const lines = Array.from({ length: 30 }, () => ({
    variantId: `gid://shopify/ProductVariant/${VARIANTS.earlGrey}`,
    quantity: 1,
  }))
  const order = await rig.shopper.placeOrder({ lines })
  const items = await rig.itemsOf(order)
  await rig.carry(order, { items: items.slice(0, 29) })
  expect(kindsOf(await rig.audit())).toEqual(['lost'])
  await rig.carry(order, { items: items.slice(29), reference: `${order.orderId}-2` })
  expect(kindsOf(await rig.audit())).toEqual([])
})

test('Several shops that share an account are judged each by its own orders', async () => {
  const borealis = { ...AURORA, shop: 'borealis', domain: 'borealis.myshopify.com' }
  const rig = await rigOf({ shops: [AURORA, borealis] })
  const order = await rig.buy({ [VARIANTS.mug]: 1 })
  await rig.carry(order, { subSource: 'borealis' })
  expect(kindsOf(await rig.audit())).toEqual(['lost', 'stray'])
})

test('The auditor waits where a vendor throttles it, and reads again what broke off', async () => {
  const rig = await rigOf()
  await rig.complete(await rig.buy({ [VARIANTS.mug]: 1 }))
  rig.shopify.faults.add({ operation: 'orders', kind: 'throttled' })
  rig.shopify.faults.add({ operation: 'orders', kind: 'malformed' })
  rig.linnworks.faults.add({ operation: 'GetOrdersById', kind: 'throttled' })
  rig.linnworks.faults.add({ operation: 'SearchProcessedOrders', kind: 'reset' })
  rig.linnworks.faults.add({ operation: 'GetAllOpenOrders', kind: 'unavailable' })
  expect(await rig.audit()).toMatchObject({ fulfilled: 1, findings: [] })
  expect({ ...rig.shopify.faults.struck, ...rig.linnworks.faults.struck }).toEqual({
    'orders:throttled': 1,
    'orders:malformed': 1,
    'GetOrdersById:throttled': 1,
    'SearchProcessedOrders:reset': 1,
    'GetAllOpenOrders:unavailable': 1,
  })
})

test('An auditor that may not read says so, and finds nothing', async () => {
  const rig = await rigOf({ shops: [{ ...AURORA, scopes: ['write_orders'] }] })
  await rig.buy({ [VARIANTS.mug]: 1 })
  await expect(rig.audit()).rejects.toThrow(/ACCESS_DENIED/)
})

test('Amounts are exact, whatever their decimals', () => {
  expect(parseAmount('0.1') + parseAmount('0.2')).toBe(parseAmount('0.30'))
  expect(parseAmount('1200')).toBe(parseAmount('1200.0000'))
  expect(parseAmount('12.345')).not.toBe(parseAmount('12.34'))
  expect(['12', '-0.05', '0.1255'].map((text) => showAmount(parseAmount(text)))).toEqual([
    '12.00',
    '-0.05',
    '0.1255',
  ])
  expect(() => parseAmount('1e21')).toThrow('no decimal')
  expect(() => parseAmount('0.00001')).toThrow('no decimal')
})
