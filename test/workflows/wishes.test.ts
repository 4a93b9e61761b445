import { expect, test } from 'vitest'
import { fakesOf } from './fakes.ts'
import { counted, createGate } from './gate.ts'
import {
  consignmentOf,
  exceptionOf,
  failing,
  injectedAs,
  inTurn,
  parcelA,
  parcelB,
  unmapped,
} from './outcomes.ts'
import { hostForThisFile } from './test-host.ts'

/** A wish to cancel outlives every refusal, waits for no other vendor, and is undone by nothing. */

const host = hostForThisFile()
const notCancelled = { found: true, cancelled: false, unitsToShip: 1 } as const

test('An order whose cancellation Shopify refused is not sent to Linnworks after all', async () => {
  const order = host().place(
    fakesOf({
      injectOrder: inTurn(unmapped('TEA-9'), injectedAs(consignmentOf())),
      cancelShopifyOrder: inTurn(
        { kind: 'refused', because: 'it has a return.' },
        { kind: 'cancelled' },
      ),
      readOrder: async () => notCancelled,
    }),
  )
  await order.poke()
  await order.reaches('needsAttention', 'SKU_UNMAPPED')
  expect(await order.cancel()).toMatchObject({ outcome: 'refused' })
  await order.poke()
  await counted('reading', order.world.calls, 4)
  expect(await order.state()).toMatchObject({ exception: { code: 'CANCEL_REFUSED' } })
  await order.retry()
  expect(await order.ends()).toMatchObject({ stage: 'cancelled' })
  expect(order.world.calls.filter((call) => call === 'injectOrder')).toHaveLength(1)
})

test('A cancellation that a vendor refuses for good is taken up again by a retry', async () => {
  const order = host().place(
    fakesOf({
      cancelConsignments: inTurn(failing('rejected'), {
        kind: 'cancelled',
        consignments: [consignmentOf({ state: 'cancelled' })],
      }),
      readOrder: async () => notCancelled,
    }),
  )
  await order.poke()
  await order.reaches('awaitingDispatch')
  expect(await order.cancel()).toMatchObject({ outcome: 'refused' })
  await order.reaches('needsAttention', 'VENDOR_REFUSED')
  await order.retry()
  expect(await order.ends()).toMatchObject({ stage: 'cancelled' })
})

test('A cancellation in Linnworks does not wait until Shopify answers', async () => {
  const gate = createGate()
  let asked = 0
  const order = host().place(
    fakesOf({
      readOrder: async () => {
        asked += 1
        if (asked === 1) failing('unavailable')()
        await gate.opened
        return notCancelled
      },
    }),
  )
  await order.poke()
  await order.reaches('awaitingDispatch')
  await order.poke()
  await counted('an attempt that failed', order.world.calls, 2)
  expect(await order.cancel()).toMatchObject({ outcome: 'cancelled' })
  expect(order.world.calls).toContain('cancelConsignments')
  gate.open()
})

test('A held order is cancelled without waiting until Shopify answers', async () => {
  const order = host().place(fakesOf({ readOrder: async () => failing('unavailable', 60_000)() }))
  await order.poke()
  await order.reaches('awaitingDispatch')
  await order.hold()
  await order.poke()
  await counted('an attempt that failed', order.world.calls, 3)
  expect(await order.cancel()).toMatchObject({ outcome: 'cancelled' })
  expect(await order.ends()).toMatchObject({ stage: 'cancelled' })
})

test('A parcel that is posted does not end what the warehouse cancelled', async () => {
  const order = host().place(
    fakesOf({
      injectOrder: async () =>
        injectedAs(
          consignmentOf(),
          consignmentOf({ reference: '5512-2', linnworksOrderId: parcelB }),
        ),
      readParcel: inTurn(
        { kind: 'cancelled', consignments: [consignmentOf({ state: 'cancelled' })] },
        {
          kind: 'dispatched',
          consignments: [
            consignmentOf({ state: 'cancelled' }),
            consignmentOf({ reference: '5512-2', state: 'dispatched' }),
          ],
        },
      ),
      postParcel: async () => ({ kind: 'posted', unitsLeft: 1 }),
      readOrder: async () => notCancelled,
    }),
  )
  await order.poke()
  await order.reaches('awaitingDispatch')
  await order.leaves(parcelA)
  await order.reaches('needsAttention', 'CANCELLED_IN_LINNWORKS')
  await order.leaves(parcelB)
  await counted('posting', order.world.calls, 5)
  expect(await order.state()).toMatchObject({ exception: { code: 'CANCELLED_IN_LINNWORKS' } })
})

test('Accepting one parcel does not end an order of which another is still to leave', async () => {
  const order = host().place(
    fakesOf({
      injectOrder: async () =>
        injectedAs(
          consignmentOf(),
          consignmentOf({ reference: '5512-2', linnworksOrderId: parcelB }),
        ),
      readParcel: async () => ({
        kind: 'dispatched',
        consignments: [
          consignmentOf({ state: 'dispatched' }),
          consignmentOf({ reference: '5512-2', linnworksOrderId: parcelB }),
        ],
      }),
      postParcel: async () => ({ kind: 'exception', exception: exceptionOf('POST_BACK_REFUSED') }),
    }),
  )
  await order.poke()
  await order.reaches('awaitingDispatch')
  await order.leaves(parcelA)
  await order.reaches('needsAttention', 'POST_BACK_REFUSED')
  expect(await order.release()).toMatchObject({ outcome: 'done' })
  expect(await order.state()).toMatchObject({ stage: 'partlyDispatched' })
})
