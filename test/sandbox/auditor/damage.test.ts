import { expect, test } from 'vitest'
import { VARIANTS } from '../../../sandbox/goods.ts'
import { LINNWORKS } from '../../../sandbox/world.ts'
import { kindsOf, rigOf, TRACKING } from './support.ts'

/** In each of these worlds one thing is wrong: it is found, and nothing else is. */

test('An order that is not in Linnworks is lost', async () => {
  const rig = await rigOf()
  await rig.complete(await rig.buy({ [VARIANTS.mug]: 1 }))
  const { orderId } = await rig.buy({ [VARIANTS.mug]: 1 })
  const report = await rig.audit()
  expect(report).toMatchObject({ orders: 2, injected: 1, lost: 1 })
  expect(report.findings).toEqual([
    {
      promise: 'P1',
      kind: 'lost',
      shop: 'aurora',
      orderId,
      sentence: `Order aurora/${orderId} is not in Linnworks, and nobody waits for it.`,
    },
  ])
})

test('An order with a unit too few in Linnworks is lost in part', async () => {
  const rig = await rigOf()
  const order = await rig.buy({ [VARIANTS.mug]: 2 })
  const [line] = await rig.itemsOf(order)
  await rig.carry(order, { items: [{ ...line!, quantity: 1 }] })
  const report = await rig.audit()
  expect(kindsOf(report)).toEqual(['lost'])
  expect(report).toMatchObject({ injected: 0, lost: 1 })
})

test('An order that the warehouse cancelled in Linnworks alone is lost', async () => {
  const rig = await rigOf()
  await rig.warehouse.cancel(await rig.carry(await rig.buy({ [VARIANTS.mug]: 1 })))
  expect(kindsOf(await rig.audit())).toEqual(['lost'])
})

test('An order created twice under one reference is a duplicate', async () => {
  const rig = await rigOf({ linnworks: { switches: { deduplication: 'racing' } } })
  const order = await rig.buy({ [VARIANTS.mug]: 1 })
  await Promise.all([rig.carry(order), rig.carry(order)])
  const report = await rig.audit()
  expect(kindsOf(report)).toEqual(['duplicate'])
  expect(report).toMatchObject({ duplicates: 1, injected: 1 })
})

test('An order created again under the next reference is a duplicate', async () => {
  const rig = await rigOf()
  const order = await rig.buy({ [VARIANTS.mug]: 1 })
  await rig.carry(order)
  await rig.carry(order, { reference: `${order.orderId}-2` })
  expect(kindsOf(await rig.audit())).toEqual(['duplicate'])
})

test('Two halves under one reference that were never split are a duplicate', async () => {
  const rig = await rigOf({ linnworks: { switches: { deduplication: 'racing' } } })
  const order = await rig.buy({ [VARIANTS.mug]: 2 })
  const half = { items: (await rig.itemsOf(order)).map((item) => ({ ...item, quantity: 1 })) }
  await Promise.all([rig.carry(order, half), rig.carry(order, half)])
  expect(kindsOf(await rig.audit())).toEqual(['duplicate'])
})

test('A bundle that is there as components and as a composite is a duplicate', async () => {
  const rig = await rigOf()
  const order = await rig.buy({ [VARIANTS.teaSet]: 1 })
  const group = (await rig.look(order)).lineItems.nodes[0]!.lineItemGroup!
  const itemNumber = group.id.replace('gid://shopify/LineItemGroup/', '')
  const composite = { itemNumber, sku: 'SET-TEA', quantity: 1, price: 0 }
  await rig.carry(order, { items: [...(await rig.itemsOf(order)), composite] })
  expect(kindsOf(await rig.audit())).toEqual(['duplicate'])
})

test('A waiting order is forgiven what is missing, not what is double', async () => {
  const rig = await rigOf()
  const order = await rig.buy({ [VARIANTS.mug]: 1 })
  const twice = (await rig.itemsOf(order)).map((item) => ({ ...item, quantity: 2 }))
  await rig.carry(order, { items: twice })
  expect(kindsOf(await rig.audit({ expectWaiting: [order.orderId] }))).toEqual(['duplicate'])
})

test('A line that nobody bought is found', async () => {
  const rig = await rigOf()
  const order = await rig.buy({ [VARIANTS.mug]: 1 })
  const extra = { itemNumber: '999', sku: 'TEAPOT-1L', quantity: 1, price: 0 }
  await rig.carry(order, { items: [...(await rig.itemsOf(order)), extra] })
  expect(kindsOf(await rig.audit())).toEqual(['wrongContents'])
})

test.each(['TEAPOT-1L', 'UNKNOWN'])(
  'A line that is the stock item %s instead of what was bought is found',
  async (sku) => {
    const rig = await rigOf()
    const order = await rig.buy({ [VARIANTS.mug]: 1 })
    const [line] = await rig.itemsOf(order)
    await rig.carry(order, { items: [{ ...line!, sku }] })
    const report = await rig.audit()
    expect(kindsOf(report)).toEqual(['wrongContents'])
    expect(report.findings[0]?.sentence).toContain('are not the stock item that was bought')
  },
)

test('A bundle that is a composite of something else is found', async () => {
  const box = {
    StockItemId: 'c1000000-0000-4000-8000-000000000093',
    SKU: 'SET-OTHER',
    title: 'A mug and a packet of tea',
    isComposite: true,
    components: [
      { SKU: 'MUG-BLUE', quantity: 1 },
      { SKU: 'TEA-BREAKFAST', quantity: 1 },
    ],
  }
  const rig = await rigOf({ linnworks: { items: [...LINNWORKS.items, box] } })
  const order = await rig.buy({ [VARIANTS.teaSet]: 1 })
  const group = (await rig.look(order)).lineItems.nodes[0]!.lineItemGroup!
  const itemNumber = group.id.replace('gid://shopify/LineItemGroup/', '')
  await rig.carry(order, { items: [{ itemNumber, sku: 'SET-OTHER', quantity: 1, price: 22 }] })
  expect(kindsOf(await rig.audit())).toEqual(['wrongContents'])
})

test('An item that is linked is right under its other SKU, and wrong under its own', async () => {
  const rig = await rigOf()
  const teapot = LINNWORKS.items.find(({ SKU }) => SKU === 'TEAPOT-1L')!.StockItemId
  const itemLinks = [{ shop: 'aurora', inventoryItemId: '90000000001', stockItemId: teapot }]
  const order = await rig.buy({ [VARIANTS.mug]: 1 })
  const [line] = await rig.itemsOf(order)
  await rig.carry(order, { items: [{ ...line!, sku: 'TEAPOT-1L' }] })
  expect(kindsOf(await rig.audit({ itemLinks }))).toEqual([])
  await rig.carry(await rig.buy({ [VARIANTS.mug]: 1 }))
  expect(kindsOf(await rig.audit({ itemLinks }))).toEqual(['wrongContents'])
})

test('A total that is one penny off is found', async () => {
  const rig = await rigOf()
  const order = await rig.buy({ [VARIANTS.mug]: 1 })
  await rig.carry(order, {
    items: (await rig.itemsOf(order)).map((item) => ({ ...item, price: 12.01 })),
  })
  const report = await rig.audit()
  expect(kindsOf(report)).toEqual(['wrongTotal'])
  expect(report.wrongTotals).toBe(1)
  expect(report.findings[0]!.sentence).toContain('costs 12.00 GBP in Shopify and 12.01 GBP')
})

test('A refund before the dispatch that never reached Linnworks makes the total wrong', async () => {
  const rig = await rigOf()
  const order = await rig.buy({ [VARIANTS.teapot]: 1, [VARIANTS.mug]: 1 })
  const id = await rig.carry(order)
  await rig.shopper.refund(order.id, {
    lines: [{ sku: 'MUG-BLUE', quantity: 1 }],
    idempotencyKey: 'refund-1',
  })
  expect(kindsOf(await rig.audit())).toEqual(['wrongTotal'])
  // What was refunded was dispatched all the same: the fulfilment cannot hold it.
  await rig.dispatch(id)
  await rig.post(order)
  expect(kindsOf(await rig.audit())).toContain('wrongParcel')
})

test('An order at another location than Shopify assigned is found', async () => {
  const rig = await rigOf()
  await rig.carry(await rig.buy({ [VARIANTS.mug]: 1 }), { location: 'Leeds Depot' })
  expect(kindsOf(await rig.audit())).toEqual(['wrongLocation'])
})

test('Test orders, unpaid and digital ones are not to be in Linnworks', async () => {
  const rig = await rigOf()
  await rig.carry(await rig.buy({ [VARIANTS.mug]: 1 }, { test: true }))
  await rig.carry(await rig.buy({ [VARIANTS.mug]: 1 }, { paid: false }))
  await rig.carry(await rig.buy({ [VARIANTS.brewingGuide]: 1 }))
  expect(kindsOf(await rig.audit())).toEqual(['notEligible', 'notEligible', 'notEligible'])
})

test('A Linnworks order that belongs to no Shopify order is a stray', async () => {
  const rig = await rigOf()
  const order = await rig.buy({ [VARIANTS.mug]: 1 })
  await rig.carry(order)
  await rig.carry(order, { reference: '42' })
  await rig.carry(order, { reference: `${order.orderId}-1` })
  await rig.carry(order, { subSource: 'borealis' })
  const report = await rig.audit()
  expect(kindsOf(report)).toEqual(['stray', 'stray', 'stray'])
  expect(report.strays).toBe(3)
})

test('What the caller says of an order that does not exist is found', async () => {
  const rig = await rigOf()
  expect(kindsOf(await rig.audit({ expectWaiting: ['42'] }))).toEqual(['unknownOrder'])
})

test('No finding tells a name, an address or a tracking number', async () => {
  const rig = await rigOf()
  await rig.buy({ [VARIANTS.mug]: 1 })
  const order = await rig.buy({ [VARIANTS.mug]: 1 })
  await rig.dispatch(await rig.carry(order))
  await rig.post(order, { tracking: 'ANOTHER-NUMBER' })
  const report = await rig.audit()
  expect(kindsOf(report)).toEqual(['lost', 'wrongTracking'])
  const text = JSON.stringify(report)
  for (const secret of [/canary/i, TRACKING, 'ANOTHER-NUMBER']) expect(text).not.toMatch(secret)
})
