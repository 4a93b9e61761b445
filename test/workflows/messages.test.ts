import { WithStartWorkflowOperation } from '@temporalio/client'
import { expect, test } from 'vitest'
import {
  cancelOrder,
  orderStart,
  orderWorkflowType,
  searchAttributes,
} from '../../workflows/contract.ts'
import { eventually } from '../../rehearsal/eventually.ts'
import { fakesOf } from './fakes.ts'
import { backingOff, counted, createGate } from './gate.ts'
import { consignmentOf, failing, injectedAs, inTurn, parcelA } from './outcomes.ts'
import { hostForThisFile } from './test-host.ts'

const host = hostForThisFile()

test('Two messages that both start an order start it once', async () => {
  const order = host().place()
  await Promise.all([order.poke(), order.poke()])
  await order.reaches('awaitingDispatch')
  const { runId } = await order.handle.describe()
  await order.poke()
  await counted('reading', order.world.calls, 2)
  expect((await order.handle.describe()).runId).toBe(runId)
  expect(order.world.calls.filter((name) => name === 'injectOrder')).toHaveLength(1)
})

test('A cancellation typed by hand may lack its reason and its author', async () => {
  const order = host().place()
  await order.poke()
  await order.reaches('awaitingDispatch')
  await order.handle.signal('cancelOrder')
  expect(await order.ends()).toMatchObject({ stage: 'cancelled' })
  expect(order.world.requests).toEqual([{ what: 'cancelOrder', why: 'OTHER', actor: 'unknown' }])
})

test.each([[[]], [[null]], [['nonsense']], [[{}]], [[{ linnworksOrderId: 7 }]]])(
  'A departure typed by hand as %j is ignored',
  async (args) => {
    const order = host().place()
    await order.poke()
    await order.reaches('awaitingDispatch')
    await order.handle.signal('parcelDispatched', ...args)
    await order.leaves(parcelA)
    expect(await order.ends()).toMatchObject({ stage: 'fulfilled' })
    expect(order.world.calls).toEqual(['injectOrder', 'readParcel', 'postParcel'])
  },
)

test.each([undefined, null, 'staff-7', { actor: '' }, { reason: 'CUSTOMER' }])(
  'A request that does not say whose it is, %j, is refused with a sentence, and the order lives on',
  async (input) => {
    const order = host().place()
    await order.poke()
    await order.reaches('awaitingDispatch')
    for (const update of ['cancelOrder', 'holdOrder', 'releaseOrder']) {
      await expect(order.ask(update, input)).rejects.toMatchObject({
        cause: { message: expect.stringContaining('Say who asks') },
      })
    }
    await order.leaves(parcelA)
    expect(await order.ends()).toMatchObject({ stage: 'fulfilled' })
    expect(order.world.requests).toEqual([])
  },
)

test('A cancellation for a reason that Shopify does not know is refused with a sentence', async () => {
  const order = host().place()
  await order.poke()
  await order.reaches('awaitingDispatch')
  const request = { reason: 'customer', actor: 'staff-7' }
  await expect(order.ask('cancelOrder', request)).rejects.toMatchObject({
    cause: { message: expect.stringContaining('CUSTOMER') },
  })
  await order.handle.signal('cancelOrder', request)
  expect(await order.ends()).toMatchObject({ stage: 'cancelled' })
  expect(order.world.requests).toEqual([{ what: 'cancelOrder', why: 'OTHER', actor: 'staff-7' }])
})

test('An order can be started by its cancellation, and answers it', async () => {
  const order = host().place()
  const { client } = host()
  const answer = await client.workflow.executeUpdateWithStart(cancelOrder, {
    args: [{ reason: 'CUSTOMER', actor: 'staff-7' }],
    startWorkflowOperation: new WithStartWorkflowOperation(orderWorkflowType, {
      ...orderStart(order.input),
      args: [order.input],
      workflowIdConflictPolicy: 'USE_EXISTING',
    }),
  })
  expect(answer).toMatchObject({ outcome: 'cancelled' })
  expect(order.world.calls).not.toContain('injectOrder')
})

test('A message that arrives while the order ends is not lost', async () => {
  let said = false
  const order = host().place(
    fakesOf({
      postParcel: async () => ({ kind: 'posted', unitsLeft: 0 }),
      // Said during the last step of its life: the server refuses to close it over this message.
      recordProgress: async ({ stage }) => {
        if (stage === 'fulfilled' && !said) {
          said = true
          await order.leaves('late-parcel')
        }
      },
    }),
  )
  await order.poke()
  await counted('injecting', order.world.calls)
  await order.leaves(parcelA)
  await eventually('the late parcel to be read', () => order.world.calls.length === 5)
  expect(await order.ends()).toMatchObject({ stage: 'fulfilled' })
  expect(order.world.calls.slice(1)).toEqual([
    'readParcel',
    'postParcel',
    'readParcel',
    'postParcel',
  ])
})

test('An order of which much was heard goes on in a new run that knows all of it', async () => {
  const { order, readOn } = await hearingMuch()
  const { runId } = await order.handle.describe()
  readOn()
  await eventually('a new run', async () => (await order.handle.describe()).runId !== runId)
  expect(await order.listed()).toEqual({ stage: 'awaitingDispatch' })
  const { typedSearchAttributes } = await order.handle.describe()
  expect(typedSearchAttributes.get(searchAttributes.order)).toBe(order.input.orderId)
  await eventually('the new run to know it', async () => (await order.state()).name === '#1001')
  expect(await order.state()).toMatchObject({
    stage: 'awaitingDispatch',
    next: 'Waiting for dispatch of order #1001.',
  })
  await order.leaves(parcelA)
  expect(await order.ends()).toMatchObject({ stage: 'fulfilled' })
})

test('What was said before a new run is due is dealt with first', async () => {
  const { order, readOn } = await hearingMuch()
  await order.leaves(parcelA)
  // A query is answered once the order has taken in what was said before.
  expect(await order.state()).toMatchObject({ stage: 'awaitingDispatch' })
  readOn()
  expect(await order.ends()).toMatchObject({ stage: 'fulfilled' })
})

test('A request to cancel the workflow does not wedge an order that waits for its next attempt', async () => {
  const order = host().place(
    fakesOf({
      injectOrder: inTurn(failing('unavailable', 3_600_000), injectedAs(consignmentOf())),
    }),
  )
  await order.poke()
  await backingOff(order.handle)
  await order.handle.cancel()
  await expect(order.ends()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } })
  await order.poke()
  await order.reaches('awaitingDispatch')
})

/** An order in Linnworks with a history long enough for a new run, reading until it may go on. */
async function hearingMuch() {
  const reading = createGate()
  const order = host().place(
    fakesOf({
      readOrder: async () => {
        await reading.opened
        return { found: true, cancelled: false, unitsToShip: 1 }
      },
    }),
  )
  await order.poke()
  await order.reaches('awaitingDispatch')
  await order.poke()
  await counted('reading', order.world.calls, 2)
  // Past 4 MB of history the server suggests a new run; nobody types this much.
  const junk = 'x'.repeat(1_900_000)
  for (let times = 0; times < 3; times += 1) await order.handle.signal('orderChanged', junk)
  return { order, readOn: reading.open }
}
