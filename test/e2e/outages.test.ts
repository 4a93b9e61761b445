import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { auditStack } from '../../rehearsal/day.ts'
import { eventually } from '../../rehearsal/eventually.ts'
import type { Stack } from '../../rehearsal/stack.ts'
import type { Vendor } from '../../rehearsal/twins.ts'
import { VARIANTS } from '../../sandbox/goods.ts'
import { startTestStack } from '../support/stack.ts'
import { awaitStage, buy, dispatch } from './people.ts'

describe('a vendor that is away for a while', () => {
  let stack: Stack
  let folder: string

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'waybill-outages-'))
    stack = await startTestStack({ folder })
  })
  afterAll(async () => {
    await stack.stop()
    await rm(folder, { recursive: true, force: true })
  })

  test('Linnworks down: what is new, dispatched or cancelled meanwhile converges when it is back', async () => {
    const [parcel, regretted] = [
      await buy(stack, VARIANTS.mug),
      await buy(stack, VARIANTS.breakfastTea),
    ]
    await awaitStage(stack, [parcel, regretted], 'awaitingDispatch')
    await dispatch(stack, [parcel])
    await stack.twins.takeDown('linnworks')
    const [fresh, split] = [await buy(stack, VARIANTS.earlGrey), await buy(stack, VARIANTS.teaSet)]
    await stack.shopper.cancelOrder(regretted.id, { restock: false })
    await awaitOutage('linnworks')
    await stack.twins.bringBack('linnworks')
    await awaitStage(stack, [parcel], 'fulfilled')
    await awaitStage(stack, [fresh, split], 'awaitingDispatch')
    await awaitStage(stack, [regretted], 'cancelled')
    await expect.poll(listOutages, { timeout: 30_000 }).toEqual([])
    await dispatch(stack, [fresh, split])
    await awaitStage(stack, [fresh, split], 'fulfilled')
  })

  test('Shopify down: a parcel that left meanwhile is told of when it is back', async () => {
    const [parcel, unread] = [
      await buy(stack, VARIANTS.mug),
      await buy(stack, VARIANTS.breakfastTea),
    ]
    await awaitStage(stack, [parcel], 'awaitingDispatch')
    await stack.twins.takeDown('shopify')
    await dispatch(stack, [parcel])
    await awaitOutage('shopify')
    await stack.twins.bringBack('shopify')
    await awaitStage(stack, [parcel], 'fulfilled')
    await eventually('what was placed just before has come along', async () => {
      await dispatch(stack, [unread])
      const key = { shop: 'aurora', orderId: unread.orderId }
      return (await stack.ledger.orders.find(key))?.stage === 'fulfilled'
    })
    await expect.poll(listOutages, { timeout: 30_000 }).toEqual([])
  })

  test('Linnworks revokes the token, and takes it back', async () => {
    stack.linnworks.faults.add({ operation: '*', kind: 'unauthorized', times: 100_000 })
    const order = await buy(stack, VARIANTS.teapot)
    await awaitOutage('linnworks')
    stack.linnworks.faults.clear()
    await awaitStage(stack, [order], 'awaitingDispatch')
    await expect.poll(listOutages, { timeout: 30_000 }).toEqual([])
    await dispatch(stack, [order])
    await awaitStage(stack, [order], 'fulfilled')
  })

  test('Shopify revokes the token, and takes it back', async () => {
    const order = await buy(stack, VARIANTS.earlGrey)
    await awaitStage(stack, [order], 'awaitingDispatch')
    stack.shopify.faults.add({ operation: '*', kind: 'unauthorized', times: 100_000 })
    await dispatch(stack, [order])
    await awaitOutage('shopify')
    stack.shopify.faults.clear()
    await awaitStage(stack, [order], 'fulfilled')
    await expect.poll(listOutages, { timeout: 30_000 }).toEqual([])
  })

  test('after all of it the auditor finds nothing to say', async () => {
    const report = await auditStack(stack, [])
    expect(report.findings).toEqual([])
    expect(report.orders).toBe(8)
  })

  const listOutages = () => stack.ledger.outages.list()

  async function awaitOutage(vendor: Vendor): Promise<void> {
    await eventually(`the ledger says that ${vendor} does not serve us`, async () => {
      return (await listOutages()).some(
        (each) => each.vendor === vendor && each.sentence.startsWith(vendor),
      )
    })
  }
})
