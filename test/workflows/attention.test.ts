import { expect, test } from 'vitest'
import { fakesOf } from './fakes.ts'
import { counted } from './gate.ts'
import {
  alreadyDispatched,
  consignmentOf,
  exceptionOf,
  failing,
  injectedAs,
  inTurn,
  parcelA,
  parcelB,
  stoppedBy,
} from './outcomes.ts'
import { hostForThisFile } from './test-host.ts'

/** What waits for a person's decision must not get lost by anything else that happens to the order. */

const host = hostForThisFile()
const notCancelled = { found: true, cancelled: false, unitsToShip: 1 } as const
const nothingToShip = { found: true, cancelled: false, unitsToShip: 0 } as const

test('A cancellation that came too late is not forgotten for a hold', async () => {
  const order = host().place(fakesOf({ cancelConsignments: async () => alreadyDispatched }))
  await order.poke()
  await order.reaches('awaitingDispatch')
  await order.cancel()
  expect(await order.hold()).toEqual({
    outcome: 'refused',
    because: expect.stringMatching(/^Order #1001 waits for a decision already: .* too late/),
  })
  expect((await order.state()).exception?.code).toBe('CANCELLED_AFTER_DISPATCH')
})

test('A cancellation that came too late is not forgotten when Shopify refuses to be read', async () => {
  const order = host().place(
    fakesOf({
      cancelConsignments: async () => alreadyDispatched,
      readOrder: inTurn(failing('rejected'), notCancelled),
    }),
  )
  await order.poke()
  await order.reaches('awaitingDispatch')
  await order.cancel()
  await order.poke()
  await counted('reading', order.world.calls, 3)
  await order.retry()
  await counted('reading', order.world.calls, 4)
  expect((await order.state()).exception?.code).toBe('CANCELLED_AFTER_DISPATCH')
})

test('An order that is not as it was sent is looked at again when it is released', async () => {
  const order = host().place(
    fakesOf({
      injectOrder: inTurn(stoppedBy(exceptionOf('VERIFICATION_FAILED'), consignmentOf())),
      verifyConsignments: inTurn({ exception: exceptionOf('VERIFICATION_FAILED') }, {}),
    }),
  )
  await order.poke()
  await order.reaches('needsAttention', 'VERIFICATION_FAILED')
  expect(await order.hold()).toMatchObject({ outcome: 'done' })
  expect(await order.release()).toMatchObject({ outcome: 'done' })
  await counted('looking again', order.world.progress, 4)
  await order.retry()
  await order.reaches('awaitingDispatch')
  expect(order.told()).toEqual([
    'needsAttention VERIFICATION_FAILED',
    'held VERIFICATION_FAILED',
    'needsAttention VERIFICATION_FAILED',
    'needsAttention VERIFICATION_FAILED',
    'awaitingDispatch',
  ])
})

test('A parcel that was fulfilled by hand, as its remedy says, waits to be accepted', async () => {
  const order = host().place(
    fakesOf({
      readParcel: inTurn({
        kind: 'exception',
        exception: exceptionOf('PARCEL_UNMATCHED'),
        consignments: [consignmentOf({ state: 'dispatched' })],
      }),
      readOrder: async () => nothingToShip,
    }),
  )
  await order.poke()
  await order.reaches('awaitingDispatch')
  await order.leaves(parcelA)
  await order.reaches('needsAttention', 'PARCEL_UNMATCHED')
  await order.poke()
  await counted('reading', order.world.calls, 3)
  expect(await order.release()).toMatchObject({ outcome: 'done' })
  expect(await order.ends()).toMatchObject({ stage: 'fulfilled' })
})

test('An order that is cancelled in Linnworks only does not wait for its dispatch', async () => {
  const order = host().place(
    fakesOf({
      cancelShopifyOrder: inTurn(
        { kind: 'refused', because: 'it has a return.' },
        { kind: 'cancelled' },
      ),
      readOrder: async () => notCancelled,
    }),
  )
  await order.poke()
  await order.reaches('awaitingDispatch')
  expect(await order.cancel()).toMatchObject({ outcome: 'refused' })
  await order.poke()
  await counted('reading', order.world.calls, 4)
  expect(await order.state()).toMatchObject({
    stage: 'needsAttention',
    exception: { code: 'CANCEL_REFUSED' },
  })
  await order.retry()
  expect(await order.ends()).toMatchObject({ stage: 'cancelled' })
})

test('A held order whose look at Shopify failed is merely held again after the next look', async () => {
  const order = host().place(
    fakesOf({
      injectOrder: async () => injectedAs(consignmentOf()),
      readOrder: inTurn(failing('rejected'), notCancelled),
    }),
  )
  await order.poke()
  await order.reaches('awaitingDispatch')
  await order.hold()
  await order.poke()
  await order.reaches('needsAttention', 'VENDOR_REFUSED')
  await order.retry()
  await order.reaches('held')
  expect(await order.state()).not.toHaveProperty('exception')
})

test('A cancellation that came too late is not forgotten while the parcel waits for tracking', async () => {
  const order = host().place(
    fakesOf({
      cancelConsignments: async () => alreadyDispatched,
      postParcel: async () => ({ kind: 'awaitingTracking' }),
    }),
  )
  await order.poke()
  await order.reaches('awaitingDispatch')
  await order.cancel()
  await order.leaves(parcelA)
  await counted('posting', order.world.calls, 4)
  await order.poke()
  await counted('posting again', order.world.calls, 7)
  expect((await order.state()).exception?.code).toBe('CANCELLED_AFTER_DISPATCH')
})

test.each([
  {
    what: 'another of its Linnworks orders turns out to be cancelled',
    reading: { kind: 'cancelled', consignments: [consignmentOf({ state: 'dispatched' })] },
  },
  {
    what: 'what left is not what was ordered',
    reading: {
      kind: 'exception',
      exception: exceptionOf('PARCEL_UNMATCHED'),
      consignments: [consignmentOf({ state: 'dispatched' })],
    },
  },
] as const)(
  'A cancellation that came too late is not forgotten when $what',
  async ({ reading }) => {
    const order = host().place(
      fakesOf({
        cancelConsignments: async () => alreadyDispatched,
        readParcel: async () => reading,
      }),
    )
    await order.poke()
    await order.reaches('awaitingDispatch')
    await order.cancel()
    await order.leaves(parcelB)
    await counted('reading the parcel', order.world.calls, 3)
    await order.poke()
    await counted('reading the order', order.world.calls, 4)
    expect((await order.state()).exception?.code).toBe('CANCELLED_AFTER_DISPATCH')
  },
)
