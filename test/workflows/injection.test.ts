import { expect, test } from 'vitest'
import { fakesOf } from './fakes.ts'
import { consignmentOf, failing, injectedAs, inTurn, unmapped } from './outcomes.ts'
import * as scenarios from './scenarios/injection.ts'
import { hostForThisFile } from './test-host.ts'

const host = hostForThisFile()

test('An order goes to Linnworks, leaves the warehouse, and Shopify is told', async () => {
  const order = await scenarios.dispatched.play(host())
  expect(order.world.calls).toEqual(['injectOrder', 'readParcel', 'postParcel'])
  expect(order.told()).toEqual(['awaitingDispatch', 'fulfilled'])
  expect(order.world.progress[0]?.why).toBe(
    'Waiting for dispatch of order #1001 from London as Linnworks 100234.',
  )
  expect(await order.ends()).toEqual({
    stage: 'fulfilled',
    because: 'Order #1001 is done: Shopify waits for nothing more of it.',
  })
})

test('An unpaid order is skipped with its reason, and judged again by a new run once it is paid', async () => {
  const order = await scenarios.skippedUntilPaid.play(host())
  expect(order.world.progress[0]).toEqual({
    stage: 'skipped',
    skipReason: 'UNPAID',
    why: 'Order #1001 is not sent to Linnworks: its payment is pending.',
  })
  expect(order.told()).toEqual(['skipped', 'awaitingDispatch', 'fulfilled'])
})

test('An order with an unknown SKU waits, whatever is said, until the SKU is linked', async () => {
  const order = await scenarios.skuLinked.play(host())
  expect(order.told()).toEqual([
    'needsAttention SKU_UNMAPPED',
    'needsAttention SKU_UNMAPPED',
    'awaitingDispatch',
    'fulfilled',
  ])
  expect(order.world.progress[0]?.exception).toMatchObject({
    owner: 'ecommerce',
    causeKeys: ['sku:aurora:ABC-1'],
    remedy: expect.stringContaining('waybill link sku aurora ABC-1'),
  })
})

test('An order that Shopify does not show waits until it is there', async () => {
  const order = await scenarios.orderMissing.play(host())
  expect(order.told()).toEqual(['needsAttention ORDER_MISSING', 'awaitingDispatch', 'fulfilled'])
})

test('A vendor that says no for good stops the order; one that is busy does not', async () => {
  const order = await scenarios.vendorRefused.play(host())
  expect(order.told()).toEqual(['needsAttention VENDOR_REFUSED', 'awaitingDispatch', 'fulfilled'])
  expect(order.world.calls.filter((name) => name === 'injectOrder')).toHaveLength(3)
  expect(order.world.progress[0]?.exception?.sentence).toMatch(/waits: .*the shop is closed/)
})

test('An order that is not as it was sent waits until somebody corrected it in Linnworks', async () => {
  const order = await scenarios.verificationFailed.play(host())
  expect(order.told()).toEqual([
    'needsAttention VERIFICATION_FAILED',
    'needsAttention VERIFICATION_FAILED',
    'awaitingDispatch',
    'fulfilled',
  ])
  expect(order.world.calls.filter((name) => name === 'injectOrder')).toHaveLength(1)
})

test('An order that may still be edited is not sent before its time', async () => {
  const editableUntil = Date.now() + 1000
  let sentAt = 0
  const order = host().place(
    fakesOf(
      {
        injectOrder: async () => {
          sentAt = Date.now()
          return injectedAs(consignmentOf())
        },
      },
      { editableUntil: new Date(editableUntil).toISOString() },
    ),
  )
  await order.poke()
  await order.reaches('awaitingDispatch')
  expect(sentAt).toBeGreaterThanOrEqual(editableUntil)
})

test('An order that is found to be still editable waits, and is then sent', async () => {
  const editableUntil = new Date(Date.now() + 1000).toISOString()
  const order = host().place(
    fakesOf({
      injectOrder: inTurn(
        { kind: 'tooEarly', name: '#1001', editableUntil },
        injectedAs(consignmentOf()),
      ),
    }),
  )
  await order.poke()
  await order.reaches('awaitingDispatch')
  expect(order.world.calls.filter((call) => call === 'injectOrder')).toHaveLength(2)
})

test('A cancellation does not wait for the edit window to close', async () => {
  const order = await scenarios.editWindowCancelled.play(host())
  expect(order.world.calls).toEqual(['cancelConsignments', 'cancelShopifyOrder'])
  expect(order.told()).toEqual(['cancelled'])
})

test('A message about a finished order costs one look at the ledger', async () => {
  const order = await scenarios.finishedPoked.play(host())
  expect(order.world.calls).toEqual([])
  expect(order.told()).toEqual([])
  const { events } = await order.handle.fetchHistory()
  expect(events).toHaveLength(8)
})

test('An order whose create turns out to have worked is cancelled if Shopify cancelled it meanwhile', async () => {
  const order = host().place(
    fakesOf({
      injectOrder: inTurn(failing('ambiguous', 1), {
        ...injectedAs(consignmentOf()),
        cancelled: true,
      }),
    }),
  )
  await order.poke()
  expect(await order.ends()).toMatchObject({ stage: 'cancelled' })
  expect(order.world.calls).toEqual(['injectOrder', 'injectOrder', 'cancelConsignments'])
})

test('Two orders that wait for the same SKU go on together once it is linked', async () => {
  const worlds = [1, 2].map(() =>
    fakesOf({ injectOrder: inTurn(unmapped('ABC-1'), injectedAs(consignmentOf())) }),
  )
  const orders = worlds.map((world) => host().place(world))
  for (const order of orders) {
    await order.poke()
    await order.reaches('needsAttention', 'SKU_UNMAPPED')
  }
  const [first, second] = orders.map(({ world }) => world.progress[0]?.exception?.causeKeys)
  expect(first).toEqual(second)
  await host().sweep('causeReviewWorkflow', {
    reviewCauses: async () => {
      for (const { input } of orders) await host().desk.retryNow(input)
      return { open: 1, cured: 1, woken: orders.length }
    },
  })
  for (const order of orders) {
    await order.reaches('awaitingDispatch')
    expect(order.told()).toEqual(['needsAttention SKU_UNMAPPED', 'awaitingDispatch'])
  }
})
