import { fakesOf } from '../fakes.ts'
import { backingOff, calledOff, counted, createGate } from '../gate.ts'
import {
  alreadyDispatched,
  consignmentOf,
  failing,
  injectedAs,
  inTurn,
  parcelA,
} from '../outcomes.ts'
import type { OrderOnTest } from '../order-on-test.ts'
import { eventually } from '../../../rehearsal/eventually.ts'
import { orderScenario, type Scenario } from './scenario.ts'

/** Linnworks is away, so the create waits for its next turn when the customer cancels. */
export const cancelledInBackOff = orderScenario('cancelled-in-back-off', {
  world: () => fakesOf({ injectOrder: inTurn(failing('unavailable', 3_600_000)) }),
  play: async (order) => {
    await order.poke()
    await backingOff(order.handle)
    await order.cancel()
  },
})

/** The create is on its way when the customer cancels: it ends first, and is cancelled then. */
export const cancelledWhileInjecting: Scenario<OrderOnTest> = {
  name: 'cancelled-while-injecting',
  play: async (host) => {
    const sent = createGate()
    const order = host.place(
      fakesOf({
        injectOrder: async () => {
          await sent.opened
          return injectedAs(consignmentOf())
        },
      }),
    )
    await order.poke()
    await counted('injecting', order.world.calls)
    const cancelled = order.cancel()
    await calledOff(order.handle)
    sent.open()
    await cancelled
    await order.ends()
    return order
  },
}

export const cancelledWhileOpen = orderScenario('cancelled-while-open', {
  world: () => fakesOf(),
  play: async (order) => {
    await order.poke()
    await order.reaches('awaitingDispatch')
    await order.cancel()
  },
})

export const cancelledInShopify = orderScenario('cancelled-in-shopify', {
  world: () => fakesOf({ readOrder: inTurn({ found: true, cancelled: true, unitsToShip: 0 }) }),
  play: async (order) => {
    await order.poke()
    await order.reaches('awaitingDispatch')
    await order.poke()
  },
})

/** The warehouse won the race. What left is still posted, and a person accepts it. */
const tooLate: Parameters<typeof orderScenario>[1] = {
  world: () => fakesOf({ cancelConsignments: async () => alreadyDispatched }),
  play: async (order) => {
    await order.poke()
    await order.reaches('awaitingDispatch')
    await order.cancel()
    await order.leaves(parcelA)
    await eventually('the parcel to be posted', async () => {
      const { parcels } = await order.state()
      return parcels.some(({ posted }) => posted)
    })
    await order.poke()
    await order.release()
  },
}

/** Recorded when an acceptance was written in the task in which it came. */
export const cancelledTooLate = orderScenario('cancelled-too-late', tooLate)

/** Since then the request is in the history before the ledger is written. */
export const cancelledTooLateKept = orderScenario('cancelled-too-late-kept', tooLate)

/** Linnworks keeps the order, and a person then cancels it there. */
export const cancelRefused = orderScenario('cancel-refused', {
  world: () =>
    fakesOf({
      cancelConsignments: inTurn(
        { kind: 'refused', because: 'it is locked.', consignments: [consignmentOf()] },
        { kind: 'cancelled', consignments: [consignmentOf({ state: 'cancelled' })] },
      ),
    }),
  play: async (order) => {
    await order.poke()
    await order.reaches('awaitingDispatch')
    await order.cancel()
    await order.reaches('needsAttention', 'CANCEL_REFUSED')
    await order.cancel()
  },
})

/** The shop's policy: what the warehouse cancels is cancelled in Shopify too. */
export const cancelledByWarehouse = orderScenario('cancelled-by-warehouse', {
  world: () =>
    fakesOf(
      {
        readParcel: inTurn({
          kind: 'cancelled',
          consignments: [consignmentOf({ state: 'cancelled' })],
        }),
      },
      { cancelInShopify: true },
    ),
  play: async (order) => {
    await order.poke()
    await order.reaches('awaitingDispatch')
    await order.leaves(parcelA)
  },
})

/** The other policy: a person decides. */
export const cancelledByWarehouseOnly = orderScenario('cancelled-by-warehouse-only', {
  world: () =>
    fakesOf(
      {
        readParcel: inTurn({
          kind: 'cancelled',
          consignments: [consignmentOf({ state: 'cancelled' })],
        }),
      },
      { cancelInShopify: false },
    ),
  play: async (order) => {
    await order.poke()
    await order.reaches('awaitingDispatch')
    await order.leaves(parcelA)
    await order.reaches('needsAttention', 'CANCELLED_IN_LINNWORKS')
    await order.release()
  },
})
