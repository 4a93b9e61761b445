import { Client, type WorkflowHandle } from '@temporalio/client'
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker'
import { connect } from '../../lib/temporal-connection.ts'
import {
  createOrderDesk,
  type OrderDesk,
  type OrderInput,
  orderWorkflowId,
  taskQueues,
} from '../../workflows/contract.ts'
import type { FakeWorld, OrderActivities, SweepSteps } from './fakes.ts'
import { fakesOf } from './fakes.ts'
import { openOrderOnTest, type OrderOnTest } from './order-on-test.ts'

export interface HostSettings {
  readonly address: string
  readonly namespace: string
  readonly workflowBundle: { readonly codePath: string }
}

/** The workflows on a real server, with fakes for all that they ask for. */
export interface Host {
  readonly client: Client
  readonly desk: OrderDesk
  /** Places an order that meets these surroundings. Nobody has told its workflow yet. */
  place(world?: FakeWorld): OrderOnTest
  /** Runs a sweep with this answer, as its Schedule does. */
  sweep(workflow: SweepName, steps: Partial<SweepSteps>): Promise<WorkflowHandle>
  close(): Promise<void>
}

export type SweepName =
  | 'orderSweepWorkflow'
  | 'dispatchSweepWorkflow'
  | 'duplicateSweepWorkflow'
  | 'causeReviewWorkflow'
  | 'stockPushWorkflow'
  | 'hotStockWorkflow'

/** The sweeps over one shop. */
const ofOneShop: readonly SweepName[] = [
  'orderSweepWorkflow',
  'stockPushWorkflow',
  'hotStockWorkflow',
]

/** Hosts the three task queues. Once a process: it decides where the SDK's log goes. */
export async function startHost(settings: HostSettings): Promise<Host> {
  const { address, namespace, workflowBundle } = settings
  Runtime.install({
    shutdownSignals: [],
    logger: new DefaultLogger('ERROR'),
    telemetryOptions: { logging: { forward: {}, filter: { core: 'ERROR', other: 'ERROR' } } },
  })
  const worlds = new Map<string, FakeWorld>()
  let sweepSteps: Partial<SweepSteps> = {}
  const worldOf = ({ shop, orderId }: OrderInput): OrderActivities => {
    const world = worlds.get(orderWorkflowId(shop, orderId))
    if (world === undefined) throw new Error(`nobody placed order ${orderId}`)
    return world.activities
  }
  const nothingSeen = async () => ({ seen: 0, handed: 0 })

  const connection = await NativeConnection.connect({ address })
  const shared = { connection, namespace, identity: 'worker-1' }
  const workers = await Promise.all([
    Worker.create({
      ...shared,
      taskQueue: taskQueues.orders,
      workflowBundle,
      activities: {
        openOrder: (input) => worldOf(input).openOrder(input),
        recordProgress: (input) => worldOf(input).recordProgress(input),
        recordRequest: (input) => worldOf(input).recordRequest(input),
        setHeld: (input) => worldOf(input).setHeld(input),
        acceptParcels: (input) => worldOf(input).acceptParcels(input),
      } satisfies Partial<OrderActivities>,
    }),
    Worker.create({
      ...shared,
      taskQueue: taskQueues.shopify,
      activities: {
        readOrder: (input) => worldOf(input).readOrder(input),
        postParcel: (input) => worldOf(input).postParcel(input),
        cancelShopifyOrder: (input) => worldOf(input).cancelShopifyOrder(input),
        sweepOrders: (input) => (sweepSteps.sweepOrders ?? nothingSeen)(input),
        readCatalogue: async (input) =>
          (await sweepSteps.readCatalogue?.(input)) ?? {
            ...{ items: 0, readAt: '2026-11-23T10:00:00.000Z' },
          },
        readShopLevels: async (input) =>
          (await sweepSteps.readShopLevels?.(input)) ?? { levels: 0 },
        pushShopStock: async (input) =>
          (await sweepSteps.pushShopStock?.(input)) ?? {
            ...{ levels: 0, written: 0, skipped: 0, waiting: 0 },
          },
        pushHotStock: async (input) =>
          (await sweepSteps.pushHotStock?.(input)) ?? { rounds: 0, written: 0, waiting: 0 },
      } satisfies Partial<OrderActivities & SweepSteps>,
    }),
    Worker.create({
      ...shared,
      taskQueue: taskQueues.linnworks,
      activities: {
        injectOrder: (input) => worldOf(input).injectOrder(input),
        readParcel: (input) => worldOf(input).readParcel(input),
        cancelConsignments: (input) => worldOf(input).cancelConsignments(input),
        verifyConsignments: (input) => worldOf(input).verifyConsignments(input),
        parkConsignments: (input) => worldOf(input).parkConsignments(input),
        unparkConsignments: (input) => worldOf(input).unparkConsignments(input),
        readLinnworksStock: async (input) =>
          (await sweepSteps.readLinnworksStock?.(input)) ?? { startedAt: input.since, items: 0 },
        sweepDispatches: () => (sweepSteps.sweepDispatches ?? nothingSeen)(),
        sweepDuplicates: async () =>
          (await sweepSteps.sweepDuplicates?.()) ?? {
            seen: 0,
            suspected: 0,
            cancelled: 0,
            reported: 0,
          },
        reviewCauses: async () =>
          (await sweepSteps.reviewCauses?.()) ?? { open: 0, cured: 0, woken: 0 },
      } satisfies Partial<OrderActivities & SweepSteps>,
    }),
  ])
  const running = Promise.all(workers.map((worker) => worker.run()))
  const clientConnection = await connect({ temporal: { address } })
  const client = new Client({ connection: clientConnection, namespace, identity: 'client-1' })
  const desk = createOrderDesk(client.workflow)

  return {
    client,
    desk,
    place: (world = fakesOf()) => {
      const input = { shop: 'aurora', orderId: String(5512 + worlds.size) }
      worlds.set(orderWorkflowId(input.shop, input.orderId), world)
      return openOrderOnTest({ client, desk, input, world })
    },
    sweep: async (workflow, steps) => {
      sweepSteps = steps
      const handle = await client.workflow.start(workflow, {
        workflowId: workflow,
        taskQueue: taskQueues.orders,
        args: ofOneShop.includes(workflow) ? [{ shop: 'aurora' }] : [],
      })
      await handle.result()
      return handle
    },
    close: async () => {
      for (const worker of workers) worker.shutdown()
      await running
      await Promise.all([connection.close(), clientConnection.close()])
    },
  }
}
