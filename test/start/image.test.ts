import { appendFileSync, existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from '@temporalio/client'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { connect } from '../../lib/temporal-connection.ts'
import { auditStack } from '../../rehearsal/day.ts'
import { eventually } from '../../rehearsal/eventually.ts'
import { VARIANTS } from '../../sandbox/goods.ts'
import { createShopper, type PlacedOrder } from '../../sandbox/shopper.ts'
import { createWarehouse } from '../../sandbox/warehouse.ts'
import { AURORA, LINNWORKS, LOCATION_LINKS } from '../../sandbox/world.ts'
import { orderWorkflowId } from '../../workflows/contract.ts'
import { type Container, createFleet } from './fleet.ts'
import { buildImage, type BuiltImage } from './image.ts'
import { startSurroundings } from './surroundings.ts'

let built: BuiltImage

beforeAll(() => {
  built = buildImage({ BUILD_ID: 'a' })
})
afterAll(() => built.remove())

test('The image holds what runs, and nothing of the sandbox, the tests or other platforms', () => {
  expect(readdirSync(built.folder)).toEqual(expect.arrayContaining(['main.ts', 'dist', 'client']))
  const unwanted = ['sandbox', 'rehearsal', 'test', 'docs', '.git', 'node_modules/vitest']
  expect(unwanted.filter((name) => existsSync(join(built.folder, name)))).toEqual([])
  const core = join(built.folder, 'node_modules/@temporalio/core-bridge')
  expect(readdirSync(join(core, 'releases'))).toHaveLength(1)
  expect(existsSync(join(core, 'sdk-core'))).toBe(false)
  expect(statSync(join(built.folder, 'dist/workflow-bundle.js')).size).toBeGreaterThan(100_000)
})

test('The services of docker-compose.yml carry orders, and give way to the next build with orders on their way', async () => {
  const { fleet, place, untilStage, dispatch, audit, linnworks, buildsOf } = await begin()
  await settle(await fleet.start('setup', 'a'))
  const old = [await fleet.start('worker-1', 'a'), await fleet.start('worker-2', 'a')]
  const receiver = await fleet.start('receiver')
  expect(await receiver.askHealth()).toMatchObject({ code: 1 })
  await Promise.all([...old, receiver].map((each) => each.untilHealthy()))
  await settle(await fleet.start('promote', 'a'))
  const waiting = [await place(), await place(), await place()]
  await untilStage(waiting, 'awaitingDispatch')
  const counted = (await Promise.all(old.map((each) => each.readSdkMetrics()))).join('')
  for (const step of ['activity', 'workflow_task']) {
    expect(counted).toContain(`temporal_${step}_schedule_to_start_latency_seconds_bucket`)
  }

  const next = [await fleet.start('worker-1', 'b'), await fleet.start('worker-2', 'b')]
  await Promise.all(next.map((each) => each.untilHealthy()))
  const between = [await place()]
  await untilStage(between, 'awaitingDispatch')
  // The new build gets nothing before it is promoted.
  for (const order of [...waiting, ...between]) expect(await buildsOf(order)).toEqual(['a'])

  linnworks.faults.add({ operation: 'CreateOrders', kind: 'slow', delayMs: 3000, times: 1 })
  const under = [await place(), await place()]
  await eventually('the old build is at a call', () =>
    Promise.resolve((linnworks.faults.struck['CreateOrders:slow'] ?? 0) > 0),
  )
  await settle(await fleet.start('promote', 'b'))
  for (const each of old) each.kill('SIGTERM')
  const after = [await place()]
  await Promise.all(old.map(settle))

  const orders = [...waiting, ...between, ...under, ...after]
  await untilStage(orders, 'awaitingDispatch')
  await dispatch()
  await untilStage(orders, 'fulfilled')
  for (const order of [...waiting, ...between]) expect(await buildsOf(order)).toEqual(['a', 'b'])
  for (const order of after) expect(await buildsOf(order)).toEqual(['b'])
  expect(await audit()).toEqual([])

  for (const each of [receiver, ...next]) each.kill('SIGTERM')
  await Promise.all([receiver, ...next].map(settle))
  expect(await receiver.askHealth()).toMatchObject({ code: 1 })
}, 240_000)

test('Workflows that were changed after they were bundled are not run', async () => {
  const { fleet } = await begin()
  appendFileSync(join(built.folder, 'workflows/order.ts'), '\n')
  const { code, sentence } = await (await fleet.start('worker-1')).ended
  expect(sentence).toMatch(
    /^dist\/workflow-bundle\.js was built from other workflows than those here/,
  )
  expect(code).toBe(1)
})

/** A world of its own, with the sandbox's people in it. */
async function begin() {
  const surroundings = await startSurroundings()
  onTestFinished(() => surroundings.stop())
  const { shopify, linnworks, config } = surroundings
  const connection = await connect(config)
  onTestFinished(() => connection.close())
  const { workflow } = new Client({ connection, namespace: config.temporal.namespace })
  const fleet = createFleet(built, config)
  const shopper = createShopper({
    apiUrl: `${shopify.url}/${AURORA.shop}`,
    accessToken: AURORA.accessToken,
  })
  const warehouse = createWarehouse({ ...LINNWORKS, authUrl: linnworks.url })
  const variantId = `gid://shopify/ProductVariant/${VARIANTS.mug}`
  let linked = false
  return {
    fleet,
    linnworks,
    place: async () => {
      for (const each of linked ? [] : LOCATION_LINKS) {
        await fleet.ledger.links.linkLocation({ shop: AURORA.shop, actor: 'staff-1', ...each })
      }
      linked = true
      return await shopper.placeOrder({ lines: [{ variantId, quantity: 1 }] })
    },
    untilStage: async (orders: readonly PlacedOrder[], stage: string) => {
      for (const { orderId, name } of orders) {
        await eventually(`${name} is ${stage}`, async () => {
          const row = await fleet.ledger.orders.find({ shop: AURORA.shop, orderId })
          return row?.stage === stage
        })
      }
    },
    dispatch: async () => {
      for (const { orderId, number } of await warehouse.listOpenOrders()) {
        const trackingNumber = `RM${number}GB`
        await warehouse.dispatch({ orderId, vendor: 'Royal Mail', trackingNumber })
      }
    },
    audit: async () => (await auditStack({ shopify, linnworks }, [])).findings,
    /** The builds whose workers decided what became of the order, in all of its runs. */
    buildsOf: async ({ orderId }: PlacedOrder) => {
      const workflowId = orderWorkflowId(AURORA.shop, orderId)
      const builds: string[] = []
      for await (const { runId } of workflow.list({ query: `WorkflowId = "${workflowId}"` })) {
        const { events } = await workflow.getHandle(workflowId, runId).fetchHistory()
        for (const { workflowTaskCompletedEventAttributes: task } of events ?? []) {
          if (task?.deploymentVersion?.buildId) builds.push(task.deploymentVersion.buildId)
        }
      }
      return [...new Set(builds)].toSorted()
    },
  }
}

/** Waits until a container has ended, as one should. */
async function settle(container: Container): Promise<void> {
  const { code, sentence } = await container.ended
  expect({ code, sentence }).toEqual({ code: 0, sentence: '' })
}
