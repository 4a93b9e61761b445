import { fakesOf } from '../fakes.ts'
import { backingOff, counted } from '../gate.ts'
import { consignmentOf, failing, injectedAs, inTurn, parcelA, unmapped } from '../outcomes.ts'
import { orderScenario } from './scenario.ts'

export const heldBeforeInjection = orderScenario('held-before-injection', {
  world: () => fakesOf({}, { editableUntil: new Date(Date.now() + 1500).toISOString() }),
  play: async (order) => {
    await order.poke()
    await order.hold()
    await order.release()
    await order.reaches('awaitingDispatch')
    await order.leaves(parcelA)
  },
})

/** Linnworks is away, so the create waits for its next turn when the order is held. */
export const heldInBackOff = orderScenario('held-in-back-off', {
  world: () =>
    fakesOf({
      injectOrder: inTurn(failing('unavailable', 3_600_000), injectedAs(consignmentOf())),
    }),
  play: async (order) => {
    await order.poke()
    await backingOff(order.handle)
    await order.hold()
    await order.release()
    await order.reaches('awaitingDispatch')
    await order.leaves(parcelA)
  },
})

export const heldAfterInjection = orderScenario('held-after-injection', {
  world: () => fakesOf(),
  play: async (order) => {
    await order.poke()
    await order.reaches('awaitingDispatch')
    await order.hold()
    await order.release()
    await order.leaves(parcelA)
  },
})

export const heldThenCancelled = orderScenario('held-then-cancelled', {
  world: () =>
    fakesOf({
      injectOrder: inTurn(unmapped('ABC-1')),
      readOrder: inTurn(
        { found: true, cancelled: false, unitsToShip: 1 },
        { found: true, cancelled: true, unitsToShip: 0 },
      ),
    }),
  play: async (order) => {
    await order.poke()
    await order.reaches('needsAttention', 'SKU_UNMAPPED')
    await order.hold()
    await order.poke()
    await counted('looking at it', order.world.calls, 3)
    await order.poke()
  },
})
