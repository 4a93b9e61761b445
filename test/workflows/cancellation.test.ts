import { expect, test } from 'vitest'
import { fakesOf } from './fakes.ts'
import { calledOff, counted, createGate } from './gate.ts'
import { alreadyDispatched, failing, failureOf, inTurn } from './outcomes.ts'
import * as scenarios from './scenarios/cancellation.ts'
import { hostForThisFile } from './test-host.ts'

const host = hostForThisFile()

test('A create that waits for its turn is called off by a cancellation', async () => {
  const order = await scenarios.cancelledInBackOff.play(host())
  expect(order.world.calls).toEqual(['injectOrder', 'cancelConsignments', 'cancelShopifyOrder'])
  expect(order.told()).toEqual(['cancelled'])
})

test('A create that is on its way ends before the order is cancelled', async () => {
  const order = await scenarios.cancelledWhileInjecting.play(host())
  expect(order.world.calls).toEqual(['injectOrder', 'cancelConsignments', 'cancelShopifyOrder'])
  expect(order.told()).toEqual(['awaitingDispatch', 'cancelled'])
  expect(order.world.memory().consignments).toMatchObject([{ state: 'cancelled' }])
})

test('A create that fails after it was called off is not an exception of its own', async () => {
  const failed = createGate()
  const order = host().place(
    fakesOf({
      injectOrder: async () => {
        await failed.opened
        throw failureOf('ambiguous')
      },
    }),
  )
  await order.poke()
  await counted('injecting', order.world.calls)
  const cancelled = order.cancel()
  await calledOff(order.handle)
  failed.open()
  expect(await cancelled).toMatchObject({ outcome: 'cancelled' })
  expect(order.told()).toEqual(['cancelled'])
})

test('An order that is open in Linnworks is cancelled there first, then in Shopify', async () => {
  const order = await scenarios.cancelledWhileOpen.play(host())
  expect(order.world.calls).toEqual(['injectOrder', 'cancelConsignments', 'cancelShopifyOrder'])
  expect(order.world.requests).toEqual([{ what: 'cancelOrder', why: 'CUSTOMER', actor: 'staff-7' }])
  expect(order.world.progress.at(-1)).toMatchObject({ stage: 'cancelled', actor: 'staff-7' })
})

test('An order that was cancelled in Shopify is cancelled in Linnworks', async () => {
  const order = await scenarios.cancelledInShopify.play(host())
  expect(order.world.calls).toEqual(['injectOrder', 'readOrder', 'cancelConsignments'])
  expect(order.told()).toEqual(['awaitingDispatch', 'cancelled'])
})

test('A cancellation that lost the race is exactly one exception, and the parcel is still posted', async () => {
  const order = await scenarios.cancelledTooLate.play(host())
  expect(order.told()).toEqual([
    'awaitingDispatch',
    'needsAttention CANCELLED_AFTER_DISPATCH',
    'fulfilled',
  ])
  expect(order.world.calls).toContain('postParcel')
  expect(order.world.calls).not.toContain('cancelShopifyOrder')
  expect(order.world.progress[1]?.why).toBe(
    'Order #1001 was cancelled too late: the warehouse had dispatched Linnworks order 100234.',
  )
})

test('Whoever cancels too late is told so', async () => {
  const order = host().place(fakesOf({ cancelConsignments: async () => alreadyDispatched }))
  await order.poke()
  await order.reaches('awaitingDispatch')
  expect(await order.cancel()).toEqual({
    outcome: 'refused',
    because:
      'Order #1001 was cancelled too late: the warehouse had dispatched Linnworks order 100234.',
  })
})

test('An order that Linnworks does not cancel waits, and is cancelled at the next try', async () => {
  const order = await scenarios.cancelRefused.play(host())
  expect(order.told()).toEqual(['awaitingDispatch', 'needsAttention CANCEL_REFUSED', 'cancelled'])
})

test('An order that the warehouse cancelled is cancelled in Shopify where the shop wants that', async () => {
  const order = await scenarios.cancelledByWarehouse.play(host())
  expect(order.told()).toEqual(['awaitingDispatch', 'cancelled'])
  expect(order.world.calls).toContain('cancelShopifyOrder')
  expect(order.world.requests).toEqual([
    { what: 'cancelOrder', why: 'INVENTORY', actor: 'linnworks' },
  ])
})

test('An order that the warehouse cancelled waits for a person where the shop wants that', async () => {
  const order = await scenarios.cancelledByWarehouseOnly.play(host())
  expect(order.told()).toEqual([
    'awaitingDispatch',
    'needsAttention CANCELLED_IN_LINNWORKS',
    'cancelled',
  ])
  expect(order.world.calls).not.toContain('cancelShopifyOrder')
})

test('A cancellation that a vendor refuses to hear stops the order and can be repeated', async () => {
  const order = host().place(
    fakesOf({ cancelShopifyOrder: inTurn(failing('rejected'), { kind: 'cancelled' }) }),
  )
  await order.poke()
  await order.reaches('awaitingDispatch')
  expect(await order.cancel()).toMatchObject({ outcome: 'refused' })
  await order.reaches('needsAttention', 'VENDOR_REFUSED')
  expect(await order.cancel()).toMatchObject({ outcome: 'cancelled' })
})
