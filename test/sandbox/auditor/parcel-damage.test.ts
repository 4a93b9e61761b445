import { expect, test } from 'vitest'
import { z } from 'zod'
import { VARIANTS } from '../../../sandbox/goods.ts'
import { kindsOf, rigOf, type Posting, type Rig } from './support.ts'

/** In each of these worlds one thing is wrong: it is found, and nothing else is. */

async function dispatched(rig: Rig, quantity = 1) {
  const order = await rig.buy({ [VARIANTS.mug]: quantity })
  await rig.dispatch(await rig.carry(order))
  return order
}

test('A dispatched parcel that Shopify does not know is not told', async () => {
  const rig = await rigOf()
  await dispatched(rig)
  const report = await rig.audit()
  expect(kindsOf(report)).toEqual(['notTold'])
  expect(report).toMatchObject({ notTold: 1, injected: 1, fulfilled: 0 })
})

test('A parcel that waits for a person may be without a fulfilment', async () => {
  const rig = await rigOf()
  const { orderId } = await dispatched(rig)
  expect(kindsOf(await rig.audit({ expectWaiting: [orderId] }))).toEqual([])
})

test.each<{ name: string; posting: Posting }>([
  { name: 'no tracking number', posting: { tracking: '' } },
  { name: 'another tracking number', posting: { tracking: 'SOMEONE-ELSES' } },
  { name: 'a misspelt carrier', posting: { carrier: 'ROYAL MAIL' } },
  { name: 'another carrier', posting: { carrier: 'DPD' } },
])('A fulfilment with $name has wrong tracking', async ({ posting }) => {
  const rig = await rigOf()
  await rig.post(await dispatched(rig), posting)
  const report = await rig.audit()
  expect(kindsOf(report)).toEqual(['wrongTracking'])
  expect(report.wrongTracking).toBe(1)
})

test('A part that was fulfilled twice is an orphan fulfilment', async () => {
  const rig = await rigOf()
  const order = await rig.buy({ [VARIANTS.mug]: 4 })
  const [line] = await rig.itemsOf(order)
  const parent = await rig.carry(order)
  const child = await rig.warehouse.splitOff({
    orderId: parent,
    items: [{ itemNumber: line!.itemNumber, quantity: 2 }],
  })
  await rig.dispatch(child)
  await rig.post(order, { units: { 'MUG-BLUE': 2 } })
  await rig.post(order, { units: { 'MUG-BLUE': 2 } })
  const report = await rig.audit()
  expect(kindsOf(report)).toEqual(['orphanFulfillment'])
  expect(report.orphanFulfillments).toBe(1)
})

test('A fulfilment that nothing was dispatched for is an orphan', async () => {
  const rig = await rigOf()
  const order = await rig.buy({ [VARIANTS.mug]: 1 })
  await rig.carry(order)
  await rig.post(order)
  expect(kindsOf(await rig.audit())).toEqual(['orphanFulfillment'])
})

test('A fulfilment that holds more than the parcel is found', async () => {
  const rig = await rigOf()
  const order = await rig.buy({ [VARIANTS.mug]: 3 })
  const [line] = await rig.itemsOf(order)
  const parent = await rig.carry(order)
  const items = [{ itemNumber: line!.itemNumber, quantity: 1 }]
  await rig.dispatch(await rig.warehouse.splitOff({ orderId: parent, items }))
  await rig.post(order, { units: { 'MUG-BLUE': 2 } })
  expect(kindsOf(await rig.audit())).toEqual(['wrongParcel'])
})

test('A fulfilment at a location that the parcel did not leave from is found', async () => {
  const rig = await rigOf()
  const order = await rig.buy({ [VARIANTS.mug]: 1 })
  await rig.dispatch(await rig.carry(order, { location: 'Leeds Depot' }))
  await rig.post(order)
  expect(kindsOf(await rig.audit())).toEqual(['wrongParcelLocation'])
})

test('A customer who was told again when the tracking changed was told twice', async () => {
  const rig = await rigOf()
  const order = await dispatched(rig)
  await tellAgain(rig, await rig.post(order))
  const report = await rig.audit()
  expect(kindsOf(report)).toEqual(['toldTwice'])
  expect(report.toldTwice).toBe(1)
})

test('Of a tracking number that came when the parcel had left a customer hears once, not twice', async () => {
  const rig = await rigOf()
  const order = await dispatched(rig)
  const id = await rig.post(order, { tracking: '' })
  await tellAgain(rig, id)
  const later = { trackedLater: [order.orderId] }
  expect(kindsOf(await rig.audit(later))).toEqual([])
  await tellAgain(rig, id)
  expect(kindsOf(await rig.audit(later))).toEqual(['toldTwice'])
})

test('A fulfilment that was cancelled and made again told the customer twice', async () => {
  const rig = await rigOf()
  const order = await dispatched(rig)
  const id = await rig.post(order)
  await rig.ask(
    'mutation Undo($id: ID!) { done: fulfillmentCancel(id: $id) { userErrors { message } } }',
    { id },
    z.unknown(),
  )
  await rig.post(order, { group: 1 })
  expect(kindsOf(await rig.audit())).toEqual(['toldTwice'])
})

test('A customer whose fulfilment was made in silence was not told', async () => {
  const rig = await rigOf()
  await rig.post(await dispatched(rig), { notify: false })
  expect(kindsOf(await rig.audit())).toEqual(['notTold'])
  expect(kindsOf(await rig.audit({ customersAreTold: false }))).toEqual([])
})

test('A cancelled order that is still open in Linnworks breaks P4', async () => {
  const rig = await rigOf()
  const order = await rig.buy({ [VARIANTS.mug]: 1 })
  await rig.carry(order)
  await rig.cancel(order)
  const report = await rig.audit()
  expect(report.findings).toMatchObject([{ kind: 'notCancelled', promise: 'P4' }])
  expect(report).toMatchObject({ cancelled: 1, injected: 0 })
})

test('A cancelled order that was dispatched breaks P4', async () => {
  const rig = await rigOf()
  const order = await dispatched(rig)
  await rig.cancel(order)
  const report = await rig.audit()
  expect(report.findings).toMatchObject([{ kind: 'dispatchedDespiteCancel', promise: 'P4' }])
})

async function tellAgain(rig: Rig, id: string): Promise<void> {
  await rig.ask(
    `mutation Again($id: ID!, $info: FulfillmentTrackingInput!) {
      done: fulfillmentTrackingInfoUpdate(
        fulfillmentId: $id, trackingInfoInput: $info, notifyCustomer: true
      ) { userErrors { message } }
    }`,
    { id, info: { number: 'RM123456785GB', company: 'Royal Mail' } },
    z.unknown(),
  )
}
