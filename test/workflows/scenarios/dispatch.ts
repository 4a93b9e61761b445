import { fakesOf } from '../fakes.ts'
import {
  consignmentOf,
  exceptionOf,
  fromLeeds,
  injectedAs,
  injectedDue,
  inTurn,
  parcelA,
  parcelB,
} from '../outcomes.ts'
import { orderScenario } from './scenario.ts'

/** One consignment leaves in two parcels: split by the warehouse. */
export const partlyDispatched = orderScenario('partly-dispatched', {
  world: () =>
    fakesOf({
      readParcel: inTurn(
        { kind: 'dispatched', consignments: [consignmentOf()] },
        { kind: 'dispatched', consignments: [consignmentOf({ state: 'dispatched' })] },
      ),
      postParcel: inTurn({ kind: 'posted', unitsLeft: 1 }, { kind: 'posted', unitsLeft: 0 }),
    }),
  play: async (order) => {
    await order.poke()
    await order.reaches('awaitingDispatch')
    await order.leaves(parcelA)
    await order.reaches('partlyDispatched')
    await order.leaves(parcelB)
  },
})

export const twoConsignments = orderScenario('two-consignments', {
  world: () =>
    fakesOf({
      injectOrder: inTurn(injectedAs(consignmentOf(), fromLeeds)),
      readParcel: inTurn(
        { kind: 'dispatched', consignments: [consignmentOf({ state: 'dispatched' }), fromLeeds] },
        {
          kind: 'dispatched',
          consignments: [
            consignmentOf({ state: 'dispatched' }),
            { ...fromLeeds, state: 'dispatched' },
          ],
        },
      ),
      postParcel: inTurn({ kind: 'posted', unitsLeft: 1 }, { kind: 'posted', unitsLeft: 0 }),
    }),
  play: async (order) => {
    await order.poke()
    await order.reaches('awaitingDispatch')
    await order.leaves(parcelA)
    await order.reaches('partlyDispatched')
    await order.leaves(parcelB)
  },
})

export const parcelUnmatched = orderScenario('parcel-unmatched', {
  world: () =>
    fakesOf({
      readParcel: inTurn({
        kind: 'exception',
        exception: exceptionOf('PARCEL_UNMATCHED'),
        consignments: [consignmentOf({ state: 'dispatched' })],
      }),
    }),
  play: async (order) => {
    await order.poke()
    await order.reaches('awaitingDispatch')
    await order.leaves(parcelA)
    await order.reaches('needsAttention', 'PARCEL_UNMATCHED')
    await order.release()
  },
})

export const postBackRefused = orderScenario('post-back-refused', {
  world: () =>
    fakesOf({
      postParcel: inTurn(
        { kind: 'exception', exception: exceptionOf('POST_BACK_REFUSED') },
        { kind: 'posted', unitsLeft: 0 },
      ),
    }),
  play: async (order) => {
    await order.poke()
    await order.reaches('awaitingDispatch')
    await order.leaves(parcelA)
    await order.reaches('needsAttention', 'POST_BACK_REFUSED')
    await order.retry()
  },
})

export const awaitingTracking = orderScenario('awaiting-tracking', {
  world: () =>
    fakesOf({
      postParcel: inTurn({ kind: 'awaitingTracking' }, { kind: 'posted', unitsLeft: 0 }),
    }),
  play: async (order) => {
    await order.poke()
    await order.reaches('awaitingDispatch')
    await order.leaves(parcelA)
    await order.reaches('partlyDispatched')
    await order.leaves(parcelA)
  },
})

export const dispatchOverdue = orderScenario('dispatch-overdue', {
  world: () =>
    fakesOf({
      injectOrder: async () => injectedDue(Date.now() + 500, consignmentOf()),
    }),
  play: async (order) => {
    await order.poke()
    await order.reaches('needsAttention', 'DISPATCH_OVERDUE')
    await order.leaves(parcelA)
  },
})

/** Somebody fulfilled it by hand in Shopify; the warehouse is told to let it go. */
export const fulfilledElsewhere = orderScenario('fulfilled-elsewhere', {
  world: () => fakesOf({ readOrder: inTurn({ found: true, cancelled: false, unitsToShip: 0 }) }),
  play: async (order) => {
    await order.poke()
    await order.reaches('awaitingDispatch')
    await order.poke()
    await order.reaches('needsAttention', 'FULFILLED_ELSEWHERE')
    await order.leaves(parcelA)
  },
})
