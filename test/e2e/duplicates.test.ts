import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { auditStack } from '../../rehearsal/day.ts'
import { eventually } from '../../rehearsal/eventually.ts'
import type { Stack } from '../../rehearsal/stack.ts'
import { VARIANTS } from '../../sandbox/goods.ts'
import type { PlacedOrder } from '../../sandbox/shopper.ts'
import type { WarehouseOrder } from '../../sandbox/warehouse.ts'
import { AURORA } from '../../sandbox/world.ts'
import {
  cancelOrder,
  duplicateSweepId,
  orderWorkflowId,
  releaseOrder,
  taskQueues,
} from '../../workflows/contract.ts'
import { startTestStack } from '../support/stack.ts'
import { uniqueName } from '../support/servers.ts'
import { withMethods } from './guards/exchange.ts'
import { awaitStage, buy } from './people.ts'

/** Nobody waits for late commits, and Linnworks lets creates that overlap both commit. */
const careless = {
  linnworks: { lateCommitWaitSeconds: 0, dispatchSweepEverySeconds: 1 },
  twins: { linnworks: { deduplication: 'racing' } },
} as const
const code = 'DUPLICATE_IN_LINNWORKS'

describe('the duplicate sweep', () => {
  let stack: Stack
  beforeAll(async () => {
    stack = await startTestStack(careless)
  })
  afterAll(() => stack.stop())

  test('an order that stands twice is cancelled once, and the one that Waybill knows stays', async () => {
    const order = await buyTwice(stack)
    const own = await ownOf(stack, order)
    expect((await auditStack(stack, [])).duplicates).toBe(1)

    await stack.client.schedule.getHandle(duplicateSweepId).trigger()
    await eventually('the repair is in the history', async () =>
      (await whatHappened(stack, order)).includes('duplicate cancelled'),
    )
    expect((await openOf(stack, order)).map(({ orderId }) => orderId)).toEqual([own])
    expect((await auditStack(stack, [])).findings).toEqual([])
    expect(await sweep(stack)).toMatch(/closer at 0: cancelled 0 duplicates/)

    await dispatchAll(stack, order)
    await awaitStage(stack, [order], 'fulfilled')
    expect(await whatHappened(stack, order)).not.toContain('exception CANCELLED_IN_LINNWORKS')
    expect((await auditStack(stack, [])).findings).toEqual([])
  })

  test('an order that was split keeps its parts, and loses its duplicate', async () => {
    const order = await buyTwice(stack, 2)
    const own = await ownOf(stack, order)
    const part = await splitOne(stack, order, own)
    expect(await sweep(stack)).toMatch(/cancelled 1 duplicates, asks people about 0/)
    const open = await openOf(stack, order)
    expect(new Set(open.map(({ orderId }) => orderId))).toEqual(new Set([own, part]))
    await dispatchAll(stack, order)
    await awaitStage(stack, [order], 'fulfilled')
    expect((await auditStack(stack, [])).findings).toEqual([])
  })

  test('a resend is left alone, and leaves without a question', async () => {
    const { order, resent } = await buyAndResend(stack)
    expect(await sweep(stack)).toMatch(/cancelled 0 duplicates, asks people about 0/)
    expect((await openOf(stack, order)).map(({ orderId }) => orderId)).toEqual([resent])
    await dispatchAll(stack, order)
    await eventually('it is known to have left', async () => {
      return (await stack.ledger.parcels.find(resent))?.postedAt != null
    })
    expect(await sweep(stack)).toMatch(/cancelled 0 duplicates, asks people about 0/)
    expect(await exceptionOf(stack, order)).toBeUndefined()
  })

  test('orders that the warehouse merged are left alone', async () => {
    const [one, other] = [await buy(stack, VARIANTS.mug), await buy(stack, VARIANTS.breakfastTea)]
    await awaitStage(stack, [one, other], 'awaitingDispatch')
    const ids = [await ownOf(stack, one), await ownOf(stack, other)]
    const merged = await stack.warehouse.merge(ids)
    expect(await sweep(stack)).toMatch(/cancelled 0 duplicates, asks people about 0/)
    const open = await stack.warehouse.listOpenOrders()
    expect(open.map(({ orderId }) => orderId)).toContain(merged)
    expect(await exceptionOf(stack, one)).toBeUndefined()
  })

  test('a duplicate that somebody parked is theirs to decide about, until it is gone', async () => {
    const order = await buyTwice(stack)
    const surplus = await surplusOf(stack, order)
    await stack.warehouse.park(surplus)
    expect(await sweep(stack)).toMatch(/asks people about 1/)
    await eventually('people are asked', async () => (await exceptionOf(stack, order)) === code)
    await awaitStage(stack, [order], 'needsAttention')

    await stack.warehouse.unpark(surplus)
    await stack.warehouse.cancel(surplus)
    await sweep(stack)
    await awaitStage(stack, [order], 'awaitingDispatch')
    expect(await exceptionOf(stack, order)).toBeUndefined()
    await dispatchAll(stack, order)
    await awaitStage(stack, [order], 'fulfilled')
  })

  test('where the duplicate left first, the order itself is cancelled, and the customer told once', async () => {
    const order = await buyTwice(stack)
    await dispatch(stack, await surplusOf(stack, order))
    await eventually(
      'the rest is a question',
      async () => (await exceptionOf(stack, order)) === 'FULFILLED_ELSEWHERE',
    )
    await sweep(stack)
    await awaitStage(stack, [order], 'fulfilled')
    expect(await openOf(stack, order)).toEqual([])
  })

  test('where both have left, people are told, and accept it', async () => {
    const order = await buyTwice(stack)
    const surplus = await surplusOf(stack, order)
    await dispatch(stack, await ownOf(stack, order))
    await awaitStage(stack, [order], 'fulfilled')
    await dispatch(stack, surplus)
    await eventually(
      'people are told',
      async () => (await exceptionOf(stack, order)) === 'PARCEL_UNMATCHED',
    )
    await sweep(stack)
    await stack.client.workflow
      .getHandle(orderWorkflowId(AURORA.shop, order.orderId))
      .executeUpdate(releaseOrder, { args: [{ actor: 'staff-7' }] })
    await awaitStage(stack, [order], 'fulfilled')
    expect(await sweep(stack)).toMatch(/asks people about 0/)
  })

  test('what arrives after its order was cancelled is cancelled too', async () => {
    const delayMs = 2500
    stack.linnworks.faults.add({ operation: 'CreateOrders', kind: 'lateCommit', delayMs })
    const order = await buy(stack, VARIANTS.earlGrey)
    await eventually('a create was sent', async () => (await rowOf(stack, order))?.sentAt != null)
    await stack.client.workflow
      .getHandle(orderWorkflowId(AURORA.shop, order.orderId))
      .executeUpdate(cancelOrder, { args: [{ reason: 'CUSTOMER', actor: 'staff-7' }] })
    await eventually('it stands all the same', async () => countIn(stack, order) > 0)
    expect(await sweep(stack)).toMatch(/cancelled 1 duplicates, asks people about 0/)
    expect(await openOf(stack, order)).toEqual([])
  })
})

describe('the control: a sweep that does not know who is related', () => {
  let stack: Stack
  beforeAll(async () => {
    stack = await startTestStack({
      ...careless,
      alter: (dependencies) => ({
        ...dependencies,
        linnworks: withMethods(dependencies.linnworks, { listOrderRelations: async () => [] }),
      }),
    })
  })
  afterAll(() => stack.stop())

  test('cancels a resend', async () => {
    const { order } = await buyAndResend(stack)
    expect(await sweep(stack)).toMatch(/cancelled 1 duplicates/)
    expect(await openOf(stack, order)).toEqual([])
  })

  test('cancels a part that was split off, and not the duplicate', async () => {
    const order = await buyTwice(stack, 2)
    const surplus = await surplusOf(stack, order)
    const part = await splitOne(stack, order, await ownOf(stack, order))
    await sweep(stack)
    const open = (await openOf(stack, order)).map(({ orderId }) => orderId)
    expect(open).toContain(surplus)
    expect(open).not.toContain(part)
  })
})

/** The first create is carried out only after a second one was. */
async function buyTwice(stack: Stack, quantity = 1): Promise<PlacedOrder> {
  const delayMs = 2500
  stack.linnworks.faults.add({ operation: 'CreateOrders', kind: 'lateCommit', delayMs })
  const order = await buy(stack, VARIANTS.breakfastTea, quantity)
  await eventually('it stands twice', async () => countIn(stack, order) === 2)
  await awaitStage(stack, [order], 'awaitingDispatch')
  return order
}

async function buyAndResend(stack: Stack) {
  const order = await buy(stack, VARIANTS.mug)
  await awaitStage(stack, [order], 'awaitingDispatch')
  const own = await ownOf(stack, order)
  await dispatch(stack, own)
  await awaitStage(stack, [order], 'fulfilled')
  return { order, resent: await stack.warehouse.resend(own) }
}

/** Runs the sweep as its Schedule does. Answers what it says of itself. */
async function sweep(stack: Stack): Promise<string> {
  const handle = await stack.client.workflow.start('duplicateSweepWorkflow', {
    workflowId: uniqueName('sweep'),
    taskQueue: taskQueues.orders,
  })
  await handle.result()
  const said = await handle.query<{ currentDetails?: string }>('__temporal_workflow_metadata')
  return said.currentDetails ?? ''
}

/** However often it is asked, it spends nothing of what Linnworks admits. */
function countIn(stack: Stack, { orderId }: PlacedOrder): number {
  return stack.linnworks.backroom.listOrders().filter(({ reference }) => reference === orderId)
    .length
}

async function openOf(stack: Stack, order: PlacedOrder): Promise<readonly WarehouseOrder[]> {
  const open = await stack.warehouse.listOpenOrders()
  return open.filter(({ reference }) => reference === order.orderId)
}

async function rowOf(stack: Stack, { orderId }: PlacedOrder) {
  const [row] = await stack.ledger.consignments.list({ shop: AURORA.shop, orderId })
  return row
}

async function ownOf(stack: Stack, order: PlacedOrder): Promise<string> {
  const row = await rowOf(stack, order)
  return row?.linnworksOrderId ?? ''
}

async function surplusOf(stack: Stack, order: PlacedOrder): Promise<string> {
  const own = await ownOf(stack, order)
  const other = (await openOf(stack, order)).find(({ orderId }) => orderId !== own)
  return other?.orderId ?? ''
}

async function splitOne(stack: Stack, order: PlacedOrder, orderId: string): Promise<string> {
  const row = await rowOf(stack, order)
  const itemNumber = row?.items[0]?.itemNumber ?? ''
  return await stack.warehouse.splitOff({ orderId, items: [{ itemNumber, quantity: 1 }] })
}

async function dispatch(stack: Stack, orderId: string): Promise<void> {
  const trackingNumber = `RM${orderId.slice(0, 8)}GB`
  await stack.warehouse.dispatch({ orderId, vendor: 'Royal Mail', trackingNumber })
}

async function dispatchAll(stack: Stack, order: PlacedOrder): Promise<void> {
  for (const { orderId } of await openOf(stack, order)) await dispatch(stack, orderId)
}

async function exceptionOf(stack: Stack, { orderId }: PlacedOrder): Promise<string | undefined> {
  return (await stack.ledger.exceptions.findOpen({ shop: AURORA.shop, orderId }))?.code
}

async function whatHappened(stack: Stack, { orderId }: PlacedOrder): Promise<readonly string[]> {
  const events = await stack.ledger.events.list(`order:${AURORA.shop}:${orderId}`)
  return events.map(({ what }) => what)
}
