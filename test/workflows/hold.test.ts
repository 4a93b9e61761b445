import { expect, test } from 'vitest'
import { fakesOf } from './fakes.ts'
import { calledOff, counted, createGate } from './gate.ts'
import { consignmentOf, injectedAs, inTurn, parcelA } from './outcomes.ts'
import * as scenarios from './scenarios/hold.ts'
import { hostForThisFile } from './test-host.ts'

const host = hostForThisFile()

test('An order held before it was sent goes to Linnworks once it is released', async () => {
  const order = await scenarios.heldBeforeInjection.play(host())
  expect(order.told()).toEqual(['held', 'received', 'awaitingDispatch', 'fulfilled'])
  expect(order.world.calls.indexOf('injectOrder')).toBeGreaterThan(
    order.world.calls.indexOf('unparkConsignments'),
  )
})

test('A create that waits for its turn is called off by a hold, and sent after the release', async () => {
  const order = await scenarios.heldInBackOff.play(host())
  expect(order.told()).toEqual(['held', 'received', 'awaitingDispatch', 'fulfilled'])
  expect(order.world.calls.filter((name) => name === 'injectOrder')).toHaveLength(2)
})

test('A create that is on its way ends before the order is held, and is parked', async () => {
  const sent = createGate()
  const order = host().place(
    fakesOf({
      injectOrder: async () => {
        await sent.opened
        return injectedAs(consignmentOf())
      },
    }),
  )
  await order.poke()
  await counted('injecting', order.world.calls)
  const held = order.hold()
  await calledOff(order.handle)
  sent.open()
  expect(await held).toMatchObject({ outcome: 'done' })
  expect(order.told()).toEqual(['awaitingDispatch', 'held'])
  expect(order.world.calls).toEqual(['injectOrder', 'parkConsignments'])
})

test('An order held in Linnworks is parked there, and freed when it is released', async () => {
  const order = await scenarios.heldAfterInjection.play(host())
  expect(order.told()).toEqual(['awaitingDispatch', 'held', 'awaitingDispatch', 'fulfilled'])
  expect(order.world.calls).toEqual(
    expect.arrayContaining(['parkConsignments', 'unparkConsignments']),
  )
  expect(order.world.requests).toEqual([
    { what: 'hold', why: 'asked for', actor: 'staff-7' },
    { what: 'release', why: 'asked for', actor: 'staff-7' },
  ])
})

test('A held order that is cancelled in Shopify is cancelled, and nothing else moves it', async () => {
  const order = await scenarios.heldThenCancelled.play(host())
  expect(order.told()).toEqual(['needsAttention SKU_UNMAPPED', 'held', 'cancelled'])
  expect(order.world.calls.filter((name) => name === 'injectOrder')).toHaveLength(1)
})

test('An order that has left cannot be held, and goes on', async () => {
  const order = host().place(
    fakesOf({
      parkConsignments: inTurn({ outcome: 'refused', because: 'It has already left.' }),
    }),
  )
  await order.poke()
  await order.reaches('awaitingDispatch')
  expect(await order.hold()).toEqual({ outcome: 'refused', because: 'It has already left.' })
  await order.leaves(parcelA)
  expect(await order.ends()).toMatchObject({ stage: 'fulfilled' })
})

test('An order that Linnworks does not free stays held', async () => {
  const order = host().place(
    fakesOf({
      unparkConsignments: inTurn({ outcome: 'refused', because: 'still parked' }),
    }),
  )
  await order.poke()
  await order.reaches('awaitingDispatch')
  await order.hold()
  expect(await order.release()).toEqual({ outcome: 'refused', because: 'still parked' })
  expect(await order.state()).toMatchObject({ stage: 'held' })
})

test('Releasing an order that is not held is refused with a sentence', async () => {
  const order = host().place()
  await order.poke()
  await order.reaches('awaitingDispatch')
  expect(await order.release()).toEqual({
    outcome: 'refused',
    because: 'Order #1001 is not held, and nothing about it waits to be accepted.',
  })
})
