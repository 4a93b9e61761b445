import { describe } from 'vitest'
import type { Dependencies } from '../../../activities/dependencies.ts'
import { eventually } from '../../../rehearsal/eventually.ts'
import type { Ledger } from '../../../ledger/index.ts'
import { VARIANTS } from '../../../sandbox/goods.ts'
import { AURORA } from '../../../sandbox/world.ts'
import { createOrderDesk } from '../../../workflows/contract.ts'
import { awaitStage, buy } from '../people.ts'
import { type Alteration, withShop } from './exchange.ts'
import { createGate, type Gate, giveUp } from './steps.ts'
import { awaitMoment, awaitStruck, countStruck, listOpenOf, sendOneOfThree } from './stories.ts'
import { tryGuards } from './trial.ts'
import { withoutSplits } from './virtual-split.ts'

/*
 * A parcel's second create is refused by Shopify, for each parcel has a fulfilment order of its own.
 * What else stands before a second create is seen at work only where that first lock is open.
 */
const withFirstLockOpen: Alteration = (usual) => withShop(usual, withoutSplits)

/** Well before Waybill ends its wait, and long after it would have tried again without one. */
const lateMs = 3500
const hourMs = 3_600_000

/** Whoever comes may send. */
const withoutStamp: Alteration = (usual) => {
  const { parcels } = usual.ledger
  return withParcels(usual, {
    stampSend: async (...asked) => {
      await parcels.stampSend(...asked)
      return true
    },
  })
}

/** To whoever looks, the last send of a parcel was an hour earlier: nothing is waited for. */
const withoutWait: Alteration = (usual) => {
  const { parcels } = usual.ledger
  const shift = (at: Date | null, byMs: number) => at && new Date(at.getTime() + byMs)
  return withParcels(usual, {
    find: async (id) => {
      const parcel = await parcels.find(id)
      return parcel && { ...parcel, sentAt: shift(parcel.sentAt, -hourMs) }
    },
    stampSend: (id, token, sentAt) => parcels.stampSend(id, token, shift(sentAt, hourMs)),
    stampUpdate: (id, token, sentAt) => parcels.stampUpdate(id, token, shift(sentAt, hourMs)),
  })
}

function withParcels(usual: Dependencies, changed: Partial<Ledger['parcels']>): Dependencies {
  const { ledger } = usual
  return { ...usual, ledger: { ...ledger, parcels: { ...ledger.parcels, ...changed } } }
}

function beforeStamp(gate: Gate): Alteration {
  return (usual) => {
    const { parcels } = usual.ledger
    return withParcels(usual, {
      stampSend: async (...asked) => {
        await gate.pass()
        return await parcels.stampSend(...asked)
      },
    })
  }
}

describe('a parcel is told once, even where Shopify would take it twice', () => {
  tryGuards('untilProcessed', [
    {
      story: 'an attempt that was given up wakes when its successor has told it, and sends nothing',
      without: withoutStamp,
      live: async ({ stack, steps, meddle }) => {
        const gate = createGate()
        meddle((usual) => beforeStamp(gate)(withFirstLockOpen(usual)))
        const order = await sendOneOfThree(stack, () => undefined)
        await gate.reached()
        await giveUp(stack, order, 'postParcel', 1)
        await awaitStage(stack, [order], 'partlyDispatched')
        gate.open()
        await steps.end(order, 'postParcel', 1)
        return order
      },
      damage: ['orphanFulfillment'],
    },
    {
      story: 'a create that Shopify carries out late is waited for before another',
      without: withoutWait,
      live: async ({ stack, meddle }) => {
        meddle(withFirstLockOpen)
        const fault = 'fulfillmentCreate:lateCommit'
        const before = countStruck(stack, fault)
        const late = {
          operation: 'fulfillmentCreate',
          kind: 'lateCommit',
          delayMs: lateMs,
        } as const
        const order = await sendOneOfThree(stack, () => stack.shopify.faults.add(late))
        await awaitStruck(stack, fault, before)
        await awaitMoment('the late create has come', performance.now() + lateMs + 500)
        await awaitStage(stack, [order], 'partlyDispatched')
        return order
      },
      damage: ['orphanFulfillment'],
    },
    {
      story:
        'a tracking number that Shopify writes down late is waited for before it is sent again',
      without: withoutWait,
      trackedLater: true,
      live: async ({ stack }) => {
        const { shop } = AURORA
        const order = await buy(stack, VARIANTS.mug)
        await awaitStage(stack, [order], 'awaitingDispatch')
        const [open] = await listOpenOf(stack, order)
        if (open === undefined) throw new Error('nothing stands open')
        const parcel = { orderId: open.orderId, vendor: 'Royal Mail' }
        await stack.warehouse.dispatch(parcel)
        await awaitStage(stack, [order], 'fulfilled')

        const operation = 'fulfillmentTrackingInfoUpdate'
        const before = countStruck(stack, `${operation}:lateCommit`)
        stack.shopify.faults.add({ operation, kind: 'lateCommit', delayMs: lateMs })
        await stack.warehouse.label({ ...parcel, trackingNumber: `RM${open.number}GB` })
        const desk = createOrderDesk(stack.client.workflow)
        await desk.parcelDispatched({ shop, orderId: order.orderId }, open.orderId)
        await awaitStruck(stack, `${operation}:lateCommit`, before)
        await awaitMoment('the late one has come', performance.now() + lateMs + 500)
        await eventually('the number is known to be told', async () => {
          const told = await stack.ledger.parcels.find(open.orderId)
          return told?.toldTrackingNumber !== null
        })
        return order
      },
      damage: ['toldTwice'],
    },
  ])
})
