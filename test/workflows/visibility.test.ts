import { expect, test } from 'vitest'
import { eventually } from '../../rehearsal/eventually.ts'
import { fakesOf } from './fakes.ts'
import { listIdentities, machineWords, toText } from './history-text.ts'
import { consignmentOf, exceptionOf, injectedAs, inTurn, parcelA, unmapped } from './outcomes.ts'
import type { OrderOnTest } from './order-on-test.ts'
import { dispatched, skuLinked, vendorRefused } from './scenarios/injection.ts'
import { hostForThisFile } from './test-host.ts'

/** Operations work from the Temporal Web UI alone. */

const host = hostForThisFile()
const tracking = 'CANARY-TRACK-1'

test('The list shows the stage of an order and what stopped it, until it goes on', async () => {
  const order = host().place(
    fakesOf({ injectOrder: inTurn(unmapped('ABC-1'), injectedAs(consignmentOf())) }),
  )
  await order.poke()
  await order.reaches('needsAttention', 'SKU_UNMAPPED')
  await isListed(order, { stage: 'needsAttention', exception: 'SKU_UNMAPPED' })
  await eventually('the order to be found by what stopped it', () => counts(order, 1))
  await order.retry()
  await order.reaches('awaitingDispatch')
  await isListed(order, { stage: 'awaitingDispatch' })
  await eventually('the order to be found no more', () => counts(order, 0))
  await order.leaves(parcelA)
  await order.ends()
  expect(await order.listed()).toEqual({ stage: 'fulfilled' })
})

test('An order is found by its shop and its id, and named by its summary', async () => {
  const order = host().place()
  await order.poke()
  await order.reaches('awaitingDispatch')
  const { shop, orderId } = order.input
  const query = `WaybillShop = '${shop}' AND WaybillOrder = '${orderId}'`
  await eventually('it to be found', async () => (await count(query)) === 1)
  const description = await order.handle.describe()
  expect(await description.staticSummary()).toBe(`Order ${orderId} of ${shop}`)
})

test('Each step at a vendor says which order it is for', async () => {
  const order = await dispatched.play(host())
  const { events } = await order.handle.fetchHistory()
  const steps = events?.filter((event) => event.activityTaskScheduledEventAttributes) ?? []
  const { shop, orderId } = order.input
  expect(steps.map(({ userMetadata }) => toText(userMetadata ?? {}))).toEqual([
    expect.stringContaining(`Order ${orderId} of ${shop}`),
    expect.stringContaining(`Order #1001 of ${shop}`),
    expect.stringContaining(`Order #1001 of ${shop}`),
  ])
})

test('The details read as a sentence, and say who acts and where the order stands', async () => {
  const order = host().place(
    fakesOf({ injectOrder: inTurn(unmapped('ABC-1'), injectedAs(consignmentOf())) }),
  )
  await order.poke()
  await order.reaches('needsAttention', 'SKU_UNMAPPED')
  expect(await order.details()).toBe(
    'Order #1001 waits: Linnworks has no item with SKU ABC-1.\n\n' +
      '**SKU_UNMAPPED**, for ecommerce: Create the item in Linnworks, or link it: waybill link sku aurora ABC-1 LINNWORKS_SKU',
  )
  await order.retry()
  await order.reaches('awaitingDispatch')
  expect(await order.details()).toBe(
    'Waiting for dispatch of order #1001 from London as Linnworks 100234.\n\n' +
      '- consignment 5512 at London, Linnworks order 100234: verified',
  )
})

test('Its state can be asked for, in one answer with everything that a person needs', async () => {
  const order = host().place()
  await order.poke()
  await order.reaches('awaitingDispatch')
  expect(await order.state()).toEqual({
    ...order.input,
    name: '#1001',
    stage: 'awaitingDispatch',
    consignments: [consignmentOf()],
    parcels: [],
    next: 'Waiting for dispatch of order #1001 from London as Linnworks 100234.',
  })
})

test('A new run shows an order as the ledger knows it, not as newly received', async () => {
  const finished = host().place(fakesOf({}, { name: '#1001', stage: 'fulfilled' }))
  await finished.poke()
  await finished.ends()
  expect(await finished.listed()).toEqual({ stage: 'fulfilled' })

  const stopped = host().place(
    fakesOf(
      {},
      {
        name: '#1002',
        stage: 'needsAttention',
        consignments: [consignmentOf()],
        exception: exceptionOf('VERIFICATION_FAILED'),
      },
    ),
  )
  await stopped.poke()
  await isListed(stopped, { stage: 'needsAttention', exception: 'VERIFICATION_FAILED' })
  expect(await stopped.state()).toMatchObject({
    next: 'Order #1001 waits for VERIFICATION_FAILED.',
  })
})

test('A history names no machine, no user and no folder, failures included', async () => {
  for (const scenario of [skuLinked, vendorRefused]) {
    const order = await scenario.play(host())
    const history = await order.handle.fetchHistory()
    expect(listIdentities(history)).toEqual(['client-1', 'worker-1'])
    expect(machineWords.filter((word) => toText(history).includes(word))).toEqual([])
  }
})

test('A word that an activity lets slip into a history would be seen there', async () => {
  const talkative = { kind: 'dispatched', consignments: [consignmentOf()], tracking } as const
  const order = host().place(fakesOf({ readParcel: async () => talkative }))
  await order.poke()
  await order.reaches('awaitingDispatch')
  expect(toText(await order.handle.fetchHistory())).not.toContain(tracking)
  await order.leaves(parcelA)
  await eventually('it to slip in', async () =>
    toText(await order.handle.fetchHistory()).includes(tracking),
  )
})

async function isListed(
  order: OrderOnTest,
  wanted: Awaited<ReturnType<OrderOnTest['listed']>>,
): Promise<void> {
  await expect.poll(() => order.listed(), { timeout: 10_000 }).toEqual(wanted)
}

async function counts({ input }: OrderOnTest, wanted: number): Promise<boolean> {
  const query = `WaybillException = 'SKU_UNMAPPED' AND WaybillOrder = '${input.orderId}'`
  return (await count(query)) === wanted
}

async function count(query: string): Promise<number> {
  return (await host().client.workflow.count(query)).count
}
