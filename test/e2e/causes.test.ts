import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { locationCause, skuCause } from '../../domain/exceptions.ts'
import { type Database, openDatabase } from '../../ledger/database.ts'
import { auditStack } from '../../rehearsal/day.ts'
import { renamedSku } from '../../rehearsal/fates.ts'
import type { Stack } from '../../rehearsal/stack.ts'
import { VARIANTS } from '../../sandbox/goods.ts'
import { AURORA, LOCATION_LINKS, SHOPIFY_LOCATIONS } from '../../sandbox/world.ts'
import { causeReviewId, taskQueues } from '../../workflows/contract.ts'
import { runCli, writeDemo } from '../client/waybill.ts'
import { startTestStack } from '../support/stack.ts'
import { awaitStage, buy, dispatch, stageOf } from './people.ts'

const { shop } = AURORA

describe('orders that wait on the same cause', () => {
  let stack: Stack
  let database: Database
  let folder: string

  beforeAll(async () => {
    stack = await startTestStack()
    database = openDatabase(stack.config.ledger)
    folder = await mkdtemp(join(tmpdir(), 'waybill-causes-'))
    await writeDemo(folder, { ...stack.settings, temporal: stack.config.temporal })
  })
  afterAll(async () => {
    await database.destroy()
    await stack.stop()
    await rm(folder, { recursive: true, force: true })
  })

  /** Nobody linked the towel, nor the floor in Leeds. */
  beforeEach(async () => {
    await database.deleteFrom('skuLinks').execute()
    await database
      .deleteFrom('locationLinks')
      .where('locationId', '=', SHOPIFY_LOCATIONS.leeds)
      .execute()
  })

  test('three on an unmapped SKU and two on an unlinked location go on after one link each', async () => {
    const { towels, biscuits } = await placeWaiting()
    const said = await runCli(folder, [
      ...['link', 'sku', shop, renamedSku.shop, renamedSku.linnworks, '--actor', 'staff-7'],
    ])
    expect(said).toMatchObject({ exitCode: 0, err: '' })
    expect(said.out).toContain('3 orders waiting for it go on now')
    await awaitStage(stack, towels, 'awaitingDispatch')

    for (const order of biscuits) expect(await stageOf(stack, order)).toBe('needsAttention')
    const leeds = ['link', 'location', shop, 'Leeds', 'Leeds Depot', '--actor', 'staff-7']
    expect((await runCli(folder, leeds)).out).toContain('2 orders waiting for it go on now')
    await awaitStage(stack, biscuits, 'awaitingDispatch')
    expect(await stack.ledger.exceptions.listOpen()).toEqual([])
    await dispatch(stack, [...towels, ...biscuits])
    await awaitStage(stack, [...towels, ...biscuits], 'fulfilled')
  })

  test('with the message about the links lost, the review of causes wakes them all', async () => {
    const { towels, biscuits } = await placeWaiting()
    // Links are written, and whoever wrote them died before anybody was told.
    const link = { shop, sku: renamedSku.shop, linnworksSku: renamedSku.linnworks }
    await stack.ledger.links.linkSku({ ...link, actor: 'staff-7' })
    const leeds = LOCATION_LINKS.find(({ locationId }) => locationId === SHOPIFY_LOCATIONS.leeds)!
    await stack.ledger.links.linkLocation({ shop, actor: 'staff-7', ...leeds })
    const review = stack.client.schedule.getHandle(causeReviewId)
    await review.trigger()
    await awaitStage(stack, [...towels, ...biscuits], 'awaitingDispatch')
    expect(await stack.ledger.exceptions.listOpenCauses()).toEqual([])
    await dispatch(stack, [...towels, ...biscuits])
    await awaitStage(stack, [...towels, ...biscuits], 'fulfilled')
  })

  test('the control: a review with nothing linked wakes nobody', async () => {
    const order = await buy(stack, VARIANTS.towel)
    await awaitStage(stack, [order], 'needsAttention')
    // A review of our own asking, under another id than the Schedule's: it tells when it has ended.
    await stack.client.workflow.execute('causeReviewWorkflow', {
      taskQueue: taskQueues.orders,
      workflowId: `${causeReviewId}-by-hand`,
    })
    expect(await stageOf(stack, order)).toBe('needsAttention')
    expect(await stack.ledger.exceptions.listOpenCauses()).toEqual([
      skuCause(shop, renamedSku.shop),
    ])
  })

  test('each of them was in Linnworks once, and its customer was told once', async () => {
    const report = await auditStack(stack, [])
    expect({ duplicates: report.duplicates, toldTwice: report.toldTwice }).toEqual({
      duplicates: 0,
      toldTwice: 0,
    })
    expect(report.fulfilled).toBe(10)
  })

  async function placeWaiting() {
    const towels = [1, 2, 3].map(() => buy(stack, VARIANTS.towel))
    const biscuits = [1, 2].map(() => buy(stack, VARIANTS.biscuits))
    const placed = { towels: await Promise.all(towels), biscuits: await Promise.all(biscuits) }
    await awaitStage(stack, [...placed.towels, ...placed.biscuits], 'needsAttention')
    const open = await stack.ledger.exceptions.listOpen()
    const causes = open.flatMap(({ code, causeKeys }) => causeKeys.map((key) => `${code} ${key}`))
    expect(causes.toSorted()).toEqual([
      ...[1, 2].map(() => `LOCATION_UNMAPPED ${locationCause(shop, SHOPIFY_LOCATIONS.leeds)}`),
      ...[1, 2, 3].map(() => `SKU_UNMAPPED ${skuCause(shop, renamedSku.shop)}`),
    ])
    return placed
  }
})
