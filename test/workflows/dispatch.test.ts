import { expect, test } from 'vitest'
import { fakesOf } from './fakes.ts'
import { counted } from './gate.ts'
import {
  alreadyDispatched,
  consignmentOf,
  fromLeeds,
  injectedAs,
  inTurn,
  parcelA,
  parcelB,
} from './outcomes.ts'
import * as scenarios from './scenarios/dispatch.ts'
import { hostForThisFile } from './test-host.ts'

const host = hostForThisFile()

test('An order that the warehouse split is fulfilled once its last parcel left', async () => {
  const order = await scenarios.partlyDispatched.play(host())
  expect(order.told()).toEqual(['awaitingDispatch', 'partlyDispatched', 'fulfilled'])
  expect(order.world.memory().parcels).toEqual([
    { linnworksOrderId: parcelA, posted: true },
    { linnworksOrderId: parcelB, posted: true },
  ])
})

test('An order from two locations is fulfilled once both have sent theirs', async () => {
  const order = await scenarios.twoConsignments.play(host())
  expect(order.world.progress[0]?.why).toBe(
    'Waiting for dispatch of order #1001 from London as Linnworks 100234 and Leeds as Linnworks 100235.',
  )
  expect(order.told()).toEqual(['awaitingDispatch', 'partlyDispatched', 'fulfilled'])
})

test('A parcel that is reported twice is posted once', async () => {
  const order = host().place(
    fakesOf({
      injectOrder: inTurn(injectedAs(consignmentOf(), fromLeeds)),
      readParcel: inTurn({ kind: 'dispatched', consignments: [consignmentOf(), fromLeeds] }),
      postParcel: inTurn({ kind: 'posted', unitsLeft: 1 }),
    }),
  )
  await order.poke()
  await order.reaches('awaitingDispatch')
  await order.leaves(parcelA)
  await order.reaches('partlyDispatched')
  await order.leaves(parcelA)
  await order.poke()
  await counted('reading', order.world.calls, 4)
  expect(order.world.calls).toEqual(['injectOrder', 'readParcel', 'postParcel', 'readOrder'])
})

test('A parcel whose lines are not those of the order waits until a person accepts it', async () => {
  const order = await scenarios.parcelUnmatched.play(host())
  expect(order.told()).toEqual(['awaitingDispatch', 'needsAttention PARCEL_UNMATCHED', 'fulfilled'])
  expect(order.world.calls).not.toContain('postParcel')
  expect(await order.ends()).toMatchObject({
    because: 'Order #1001 was accepted as it is by staff-7.',
  })
})

test('A parcel that Shopify refused is posted once somebody asks again', async () => {
  const order = await scenarios.postBackRefused.play(host())
  expect(order.told()).toEqual([
    'awaitingDispatch',
    'needsAttention POST_BACK_REFUSED',
    'fulfilled',
  ])
})

test('A parcel without a tracking number is posted when it has one', async () => {
  const order = await scenarios.awaitingTracking.play(host())
  expect(order.told()).toEqual(['awaitingDispatch', 'partlyDispatched', 'fulfilled'])
  expect(order.world.progress[1]?.why).toMatch(/waiting for its tracking number/)
})

test('An order that did not leave in time says so once, and its dispatch closes that', async () => {
  const order = await scenarios.dispatchOverdue.play(host())
  expect(order.told()).toEqual(['awaitingDispatch', 'needsAttention DISPATCH_OVERDUE', 'fulfilled'])
})

test('An order fulfilled by hand in Shopify stays open until Linnworks let it go', async () => {
  const order = await scenarios.fulfilledElsewhere.play(host())
  expect(order.told()).toEqual([
    'awaitingDispatch',
    'needsAttention FULFILLED_ELSEWHERE',
    'fulfilled',
  ])
  expect(order.world.progress[1]?.why).toMatch(/100234 is still open and could be shipped a second/)
})

test('A Linnworks order that is still open changes nothing', async () => {
  const order = host().place(
    fakesOf({ readParcel: inTurn({ kind: 'open', consignments: [consignmentOf()] }) }),
  )
  await order.poke()
  await order.reaches('awaitingDispatch')
  await order.leaves(parcelA)
  await counted('reading', order.world.calls, 2)
  expect(await order.state()).toMatchObject({ stage: 'awaitingDispatch', parcels: [] })
  expect(order.world.calls).not.toContain('postParcel')
})

test('A parcel that Shopify takes no more, because the order was cancelled there, is one exception', async () => {
  const order = host().place(
    fakesOf({
      postParcel: inTurn({ kind: 'cancelled' }),
      cancelConsignments: async () => alreadyDispatched,
    }),
  )
  await order.poke()
  await order.reaches('awaitingDispatch')
  await order.leaves(parcelA)
  await order.reaches('needsAttention', 'CANCELLED_AFTER_DISPATCH')
  await order.leaves(parcelA)
  await counted('posting', order.world.calls, 6)
  await order.release()
  expect(order.told()).toEqual([
    'awaitingDispatch',
    'needsAttention CANCELLED_AFTER_DISPATCH',
    'cancelled',
  ])
})

test('A tracking number that comes after the order was fulfilled still reaches Shopify', async () => {
  const order = host().place(
    fakesOf({
      postParcel: inTurn(
        { kind: 'posted', unitsLeft: 0, untracked: true },
        { kind: 'posted', unitsLeft: 0 },
      ),
    }),
  )
  await order.poke()
  await order.reaches('awaitingDispatch')
  await order.leaves(parcelA)
  await order.reaches('fulfilled')
  await order.leaves(parcelA)
  await counted('posting', order.world.calls, 5)
  expect(order.world.calls.filter((call) => call === 'postParcel')).toHaveLength(2)
})
