import { expect, test } from 'vitest'
import { LINNWORKS_LOCATIONS } from '../../../sandbox/world.ts'
import { VARIANTS } from '../../../sandbox/goods.ts'
import { rigOf } from './support.ts'

test('An order that went the whole way is fulfilled, and nothing is found', async () => {
  const rig = await rigOf()
  await rig.complete(await rig.buy({ [VARIANTS.mug]: 2, [VARIANTS.earlGrey]: 1 }))
  expect(await rig.audit()).toEqual({
    orders: 1,
    injected: 1,
    fulfilled: 1,
    cancelled: 0,
    waiting: 0,
    skipped: 0,
    duplicates: 0,
    lost: 0,
    wrongTotals: 0,
    toldTwice: 0,
    notTold: 0,
    wrongTracking: 0,
    orphanFulfillments: 0,
    strays: 0,
    findings: [],
  })
})

test('An order open in the warehouse is injected and not yet fulfilled', async () => {
  const rig = await rigOf()
  await rig.carry(await rig.buy({ [VARIANTS.mug]: 2 }))
  expect(await rig.audit()).toMatchObject({ injected: 1, fulfilled: 0, findings: [] })
})

test('Each part of an order that is split and dispatched in parts is one fulfilment', async () => {
  const rig = await rigOf()
  const order = await rig.buy({ [VARIANTS.mug]: 3 })
  const [line] = await rig.itemsOf(order)
  const parent = await rig.carry(order)
  const child = await rig.warehouse.splitOff({
    orderId: parent,
    items: [{ itemNumber: line!.itemNumber, quantity: 1 }],
  })
  expect(await rig.audit()).toMatchObject({ injected: 1, findings: [] })

  await rig.dispatch(child, 'FIRST-PART')
  await rig.post(order, { tracking: 'FIRST-PART', units: { 'MUG-BLUE': 1 } })
  expect(await rig.audit()).toMatchObject({ injected: 1, fulfilled: 0, findings: [] })

  await rig.dispatch(parent, 'SECOND-PART')
  await rig.post(order, { tracking: 'SECOND-PART' })
  expect(await rig.audit()).toMatchObject({ injected: 1, fulfilled: 1, findings: [] })
})

test('A split of a split is still one family', async () => {
  const rig = await rigOf()
  const order = await rig.buy({ [VARIANTS.mug]: 4 })
  const [line] = await rig.itemsOf(order)
  const items = (quantity: number) => [{ itemNumber: line!.itemNumber, quantity }]
  const parent = await rig.carry(order)
  const child = await rig.warehouse.splitOff({ orderId: parent, items: items(2) })
  await rig.warehouse.splitOff({ orderId: child, items: items(1) })
  expect(await rig.audit()).toMatchObject({ injected: 1, findings: [] })
})

test('An order of two locations is two consignments, each fulfilled at its own', async () => {
  const rig = await rigOf()
  const order = await rig.buy({ [VARIANTS.teapot]: 1, [VARIANTS.biscuits]: 2 })
  const [teapot, biscuits] = await rig.itemsOf(order)
  const london = await rig.carry(order, { items: [teapot!] })
  const leeds = await rig.carry(order, {
    reference: `${order.orderId}-2`,
    location: 'Leeds Depot',
    items: [biscuits!],
  })
  expect(await rig.audit()).toMatchObject({ injected: 1, findings: [] })

  await rig.dispatch(london, 'FROM-LONDON')
  await rig.dispatch(leeds, 'FROM-LEEDS')
  await rig.post(order, { group: 0, tracking: 'FROM-LONDON' })
  await rig.post(order, { group: 1, tracking: 'FROM-LEEDS' })
  expect(await rig.audit()).toMatchObject({ fulfilled: 1, findings: [] })
})

test('A bundle counts the same as components and as one composite', async () => {
  const rig = await rigOf()
  await rig.complete(await rig.buy({ [VARIANTS.teaSet]: 2 }))

  const order = await rig.buy({ [VARIANTS.teaSet]: 2 })
  const group = (await rig.look(order)).lineItems.nodes[0]!.lineItemGroup!
  const itemNumber = group.id.replace('gid://shopify/LineItemGroup/', '')
  const composite = { itemNumber, sku: 'SET-TEA', quantity: 2, price: 22 }
  const parent = await rig.carry(order, { items: [composite] })
  const child = await rig.warehouse.splitOff({
    orderId: parent,
    items: [{ itemNumber, quantity: 1 }],
  })
  await rig.dispatch(child, 'FIRST-SET')
  const oneSet = { 'MUG-BLUE': 1, 'TEA-BREAKFAST': 2 }
  await rig.post(order, { tracking: 'FIRST-SET', units: oneSet })
  expect(await rig.audit()).toMatchObject({ injected: 2, fulfilled: 1, findings: [] })

  await rig.dispatch(parent, 'SECOND-SET')
  await rig.post(order, { tracking: 'SECOND-SET', units: oneSet })
  expect(await rig.audit()).toMatchObject({ fulfilled: 2, findings: [] })
})

test('A digital line is paid for in Linnworks and needs no parcel', async () => {
  const rig = await rigOf()
  const order = await rig.buy({ [VARIANTS.mug]: 1, [VARIANTS.brewingGuide]: 1 })
  await rig.complete(order)
  await rig.post(order, { group: 1, tracking: '' })
  await rig.buy({ [VARIANTS.brewingGuide]: 1 })
  expect(await rig.audit()).toMatchObject({ orders: 2, fulfilled: 1, skipped: 1, findings: [] })
})

test('Test orders and unpaid ones are skipped, cancelled ones gone, named ones wait', async () => {
  const rig = await rigOf()
  await rig.buy({ [VARIANTS.mug]: 1 }, { test: true })
  await rig.buy({ [VARIANTS.mug]: 1 }, { paid: false })
  await rig.cancel(await rig.buy({ [VARIANTS.mug]: 1 }))
  const cancelledInTime = await rig.buy({ [VARIANTS.mug]: 1 })
  await rig.warehouse.cancel(await rig.carry(cancelledInTime))
  await rig.cancel(cancelledInTime)
  const { orderId } = await rig.buy({ [VARIANTS.towel]: 1 })
  expect(await rig.audit({ expectWaiting: [orderId] })).toMatchObject({
    orders: 5,
    injected: 0,
    cancelled: 2,
    waiting: 1,
    skipped: 2,
    findings: [],
  })
})

test('An order that staff fulfilled need not be in Linnworks', async () => {
  const rig = await rigOf()
  const order = await rig.buy({ [VARIANTS.mug]: 1 })
  await rig.shopper.fulfilByHand(order.id)
  const expectations = { fulfilledByHand: [order.orderId] }
  expect(await rig.audit(expectations)).toMatchObject({ fulfilled: 1, skipped: 1, findings: [] })
})

test('A refund after the dispatch does not make the total wrong', async () => {
  const rig = await rigOf()
  const order = await rig.buy({ [VARIANTS.mug]: 2 })
  await rig.complete(order)
  await rig.shopper.refund(order.id, {
    lines: [{ sku: 'MUG-BLUE', quantity: 1 }],
    restockType: 'RETURN',
    idempotencyKey: 'refund-1',
  })
  expect(await rig.audit()).toMatchObject({ fulfilled: 1, findings: [] })
})

test('An order lost to the race is no damage once the caller says so', async () => {
  const rig = await rigOf()
  const order = await rig.buy({ [VARIANTS.mug]: 1 })
  await rig.dispatch(await rig.carry(order))
  await rig.cancel(order)
  const expectations = { expectDispatchedDespiteCancel: [order.orderId] }
  expect(await rig.audit(expectations)).toMatchObject({ cancelled: 1, findings: [] })
})

test('A parcel that left without a number is posted without one', async () => {
  const rig = await rigOf()
  const order = await rig.buy({ [VARIANTS.mug]: 1 })
  await rig.dispatch(await rig.carry(order), '')
  await rig.post(order, { tracking: '' })
  expect(await rig.audit()).toMatchObject({ fulfilled: 1, findings: [] })
})

test('Locations are judged by whatever links the caller gives', async () => {
  const rig = await rigOf()
  await rig.complete(await rig.buy({ [VARIANTS.mug]: 1 }))
  const upperCase = LINNWORKS_LOCATIONS.london.toUpperCase()
  const links = [{ locationId: '70000000001', linnworksLocationId: upperCase }]
  expect((await rig.audit({ locationLinks: links })).findings).toEqual([])
})
