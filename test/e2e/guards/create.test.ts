import { describe } from 'vitest'
import type { Dependencies } from '../../../activities/dependencies.ts'
import type { Ledger } from '../../../ledger/index.ts'
import type { Stack } from '../../../rehearsal/stack.ts'
import { VARIANTS } from '../../../sandbox/goods.ts'
import type { PlacedOrder } from '../../../sandbox/shopper.ts'
import { AURORA } from '../../../sandbox/world.ts'
import { cancelOrder, orderWorkflowId } from '../../../workflows/contract.ts'
import { eventually } from '../../../rehearsal/eventually.ts'
import { awaitStage, buy } from '../people.ts'
import { type Alteration, withMethods } from './exchange.ts'
import { createGate, type Gate, giveUp } from './steps.ts'
import { awaitAnyStage, awaitMoment, dispatchAtOnce } from './stories.ts'
import { type Trial, tryGuards } from './trial.ts'

/** Whoever comes may claim and send. */
const withoutFence: Alteration = (usual) => {
  const { orders, consignments } = usual.ledger
  return withConsignments(usual, {
    claim: async (key, claims, token) => {
      await orders.takeTurn(key, token)
      return await consignments.claim(key, claims, token)
    },
    stampSends: async (stamps) => {
      await consignments.stampSends(stamps)
      return new Set(stamps.map(({ shop, reference }) => `${shop} ${reference}`))
    },
  })
}

/** Nothing is looked up in Linnworks. */
const withoutLook: Alteration = (usual) => ({
  ...usual,
  linnworks: withMethods(usual.linnworks, { findOrdersByReference: () => Promise.resolve([]) }),
})

/** What leaves is not written down before it does. */
const withoutStamp: Alteration = (usual) =>
  withConsignments(usual, {
    stampSends: (stamps) =>
      Promise.resolve(new Set(stamps.map(({ shop, reference }) => `${shop} ${reference}`))),
  })

function withConsignments(
  usual: Dependencies,
  changed: Partial<Ledger['consignments']>,
): Dependencies {
  const { ledger } = usual
  return { ...usual, ledger: { ...ledger, consignments: { ...ledger.consignments, ...changed } } }
}

const lateMs = 3500

/** The second create, and any after it, waits at the gate. */
function holdFurtherCreates(gate: Gate): Alteration {
  let creates = 0
  return (usual) => ({
    ...usual,
    linnworks: withMethods(usual.linnworks, {
      createOrders: async (request) => {
        creates += 1
        if (creates > 1) await gate.pass()
        return await usual.linnworks.createOrders(request)
      },
    }),
  })
}

const replyLost: Trial['live'] = async ({ stack, meddle }) => {
  const gate = createGate()
  meddle(holdFurtherCreates(gate))
  stack.linnworks.faults.add({ operation: 'CreateOrders', kind: 'replyLost' })
  const order = await buy(stack, VARIANTS.mug)
  await dispatchAtOnce(stack, order)
  gate.open()
  await awaitAnyStage(stack, order, ['fulfilled', 'needsAttention'])
  return order
}

describe('where Linnworks forgets what has left', () => {
  tryGuards('untilProcessed', [
    {
      story: 'an attempt that was given up wakes when its successor is done, and sends nothing',
      without: withoutFence,
      live: async ({ stack, steps, meddle }) => {
        const gate = createGate()
        meddle(beforeLedger('stampSends', gate))
        const order = await buy(stack, VARIANTS.mug)
        await gate.reached()
        await giveUp(stack, order, 'injectOrder', 1)
        await dispatchAtOnce(stack, order)
        gate.open()
        await steps.end(order, 'injectOrder', 1)
        await awaitAnyStage(stack, order, ['fulfilled', 'needsAttention'])
        return order
      },
      damage: ['duplicate'],
    },
    {
      story: 'an attempt that was given up wakes when its order is cancelled, and sends nothing',
      without: withoutFence,
      live: async ({ stack, steps, meddle }) => {
        const gate = createGate()
        meddle(beforeLedger('claim', gate))
        const order = await buy(stack, VARIANTS.mug)
        await gate.reached()
        await giveUp(stack, order, 'injectOrder', 60_000)
        await cancel(stack, order)
        await awaitStage(stack, [order], 'cancelled')
        gate.open()
        await steps.end(order, 'injectOrder', 1)
        return order
      },
      damage: ['notCancelled'],
    },
    {
      story:
        'goods that left after the reply to their create was lost are looked up, not sent again',
      without: withoutLook,
      live: replyLost,
      damage: ['duplicate'],
    },
    {
      story: 'a create is written down before it leaves, so that a lost reply is remembered',
      without: withoutStamp,
      live: replyLost,
      damage: ['duplicate'],
    },
  ])
})

describe('where Linnworks lets creates race', () => {
  tryGuards('racing', [
    {
      story: 'a create that Linnworks carries out late is waited for before another',
      without: (usual) => ({ ...usual, lateCommitWaitMs: 0 }),
      live: async ({ stack }) => {
        const late = { operation: 'CreateOrders', kind: 'lateCommit', delayMs: lateMs } as const
        stack.linnworks.faults.add(late)
        const before = countStruck(stack)
        const order = await buy(stack, VARIANTS.mug)
        await eventually('the create was cut off', () => countStruck(stack) > before)
        await awaitMoment('the late create has come', performance.now() + lateMs + 500)
        await awaitAnyStage(stack, order, ['awaitingDispatch', 'needsAttention'])
        return order
      },
      damage: ['duplicate'],
    },
  ])
})

function countStruck(stack: Stack): number {
  return stack.linnworks.faults.struck['CreateOrders:lateCommit'] ?? 0
}

/** The first attempt waits at the gate before it asks the ledger for this. */
function beforeLedger(question: 'claim' | 'stampSends', gate: Gate): Alteration {
  return (usual) => {
    const { consignments } = usual.ledger
    const held: Partial<typeof consignments> =
      question === 'claim'
        ? { claim: (...asked) => gate.pass().then(() => consignments.claim(...asked)) }
        : { stampSends: (...asked) => gate.pass().then(() => consignments.stampSends(...asked)) }
    return withConsignments(usual, held)
  }
}

async function cancel(stack: Stack, { orderId }: PlacedOrder): Promise<void> {
  const handle = stack.client.workflow.getHandle(orderWorkflowId(AURORA.shop, orderId))
  await handle.executeUpdate(cancelOrder, { args: [{ reason: 'CUSTOMER', actor: 'staff-1' }] })
}
