import { fakesOf } from '../fakes.ts'
import { counted } from '../gate.ts'
import {
  consignmentOf,
  exceptionOf,
  failing,
  injectedAs,
  inTurn,
  parcelA,
  stoppedBy,
  unmapped,
} from '../outcomes.ts'
import { orderScenario } from './scenario.ts'

export const dispatched = orderScenario('dispatched', {
  world: () => fakesOf(),
  play: async (order) => {
    await order.poke()
    await order.reaches('awaitingDispatch')
    await order.leaves(parcelA)
  },
})

export const skippedUntilPaid = orderScenario('skipped-until-paid', {
  world: () =>
    fakesOf({
      injectOrder: inTurn(
        { kind: 'skipped', name: '#1001', reason: 'UNPAID', because: 'its payment is pending' },
        injectedAs(consignmentOf()),
      ),
    }),
  play: async (order) => {
    await order.poke()
    await order.ends()
    await order.poke()
    await order.reaches('awaitingDispatch')
    await order.leaves(parcelA)
  },
})

export const skuLinked = orderScenario('sku-linked', {
  world: () =>
    fakesOf({
      injectOrder: inTurn(unmapped('ABC-1'), unmapped('ABC-1'), injectedAs(consignmentOf())),
    }),
  play: async (order) => {
    await order.poke()
    await order.reaches('needsAttention', 'SKU_UNMAPPED')
    await order.poke()
    await counted('looking again', order.world.progress, 2)
    await order.retry()
    await order.reaches('awaitingDispatch')
    await order.leaves(parcelA)
  },
})

export const orderMissing = orderScenario('order-missing', {
  world: () => fakesOf({ injectOrder: inTurn({ kind: 'missing' }, injectedAs(consignmentOf())) }),
  play: async (order) => {
    await order.poke()
    await order.reaches('needsAttention', 'ORDER_MISSING')
    await order.retry()
    await order.reaches('awaitingDispatch')
    await order.leaves(parcelA)
  },
})

/** The vendor says no for good, then somebody mends it; before that, a failure that passes. */
export const vendorRefused = orderScenario('vendor-refused', {
  world: () =>
    fakesOf({
      injectOrder: inTurn(
        failing('throttled', 10),
        failing('rejected'),
        injectedAs(consignmentOf()),
      ),
    }),
  play: async (order) => {
    await order.poke()
    await order.reaches('needsAttention', 'VENDOR_REFUSED')
    await order.retry()
    await order.reaches('awaitingDispatch')
    await order.leaves(parcelA)
  },
})

export const verificationFailed = orderScenario('verification-failed', {
  world: () =>
    fakesOf({
      injectOrder: inTurn(stoppedBy(exceptionOf('VERIFICATION_FAILED'), consignmentOf())),
      verifyConsignments: inTurn({ exception: exceptionOf('VERIFICATION_FAILED') }, {}),
    }),
  play: async (order) => {
    await order.poke()
    await order.reaches('needsAttention', 'VERIFICATION_FAILED')
    await order.retry()
    await counted('looking again', order.world.progress, 2)
    await order.retry()
    await order.reaches('awaitingDispatch')
    await order.leaves(parcelA)
  },
})

/** Edited by nobody. */
export const editWindowPassed = orderScenario('edit-window-passed', {
  world: () => fakesOf({}, { editableUntil: new Date(Date.now() + 1000).toISOString() }),
  play: async (order) => {
    await order.poke()
    await order.reaches('awaitingDispatch')
    await order.leaves(parcelA)
  },
})

export const editWindowCancelled = orderScenario('edit-window-cancelled', {
  world: () => fakesOf({}, { editableUntil: new Date(Date.now() + 3_600_000).toISOString() }),
  play: async (order) => {
    await order.poke()
    await order.cancel()
  },
})

export const finishedPoked = orderScenario('finished-poked', {
  world: () => fakesOf({}, { name: '#1001', stage: 'fulfilled', consignments: [consignmentOf()] }),
  play: (order) => order.poke(),
})
