import type { Client } from '@temporalio/client'
import { NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { createBacklogGate } from '../../client/backlog-gate.ts'
import { promoteWorkers } from '../../client/promote.ts'
import { connectTemporal } from '../../client/temporal.ts'
import { createLogger } from '../../lib/logger.ts'
import { eventually } from '../../rehearsal/eventually.ts'
import { createOrderDesk, searchAttributes, taskQueues } from '../../workflows/contract.ts'
import { installRuntime } from '../../workers/runtime.ts'
import { endFormerRuntime } from '../support/runtime.ts'
import { createTestNamespace, temporalAddress, workflowBundle } from '../support/servers.ts'
import { fakesOf } from '../workflows/fakes.ts'

const deployment = { name: 'waybill', buildId: 'build-1' }
/** More than may wait for a worker. */
const orders = 120

beforeAll(async () => {
  await endFormerRuntime()
  installRuntime(createLogger({ role: 'test', instance: '1', level: 'silent' }))
})

test.each([
  ['of no version', undefined],
  ['of a version that was promoted', deployment],
])(
  'the gate for new orders is shut while their injections wait for workers %s, and opens when these come',
  async (_, version) => {
    const { client, host } = await open(version)
    const { shut } = await host(taskQueues.linnworks)
    await host(taskQueues.shopify)
    await host(taskQueues.orders)
    if (version !== undefined) await promoteWorkers(client, version)
    await shut()

    const hasRoom = createBacklogGate(client.connection, client.options.namespace)
    expect(await hasRoom()).toBe(true)
    const desk = createOrderDesk(client.workflow)
    for (let nth = 0; nth < orders; nth += 1) {
      await desk.orderChanged({ shop: 'aurora', orderId: String(5512 + nth) })
    }
    await eventually('the gate is shut', async () => !(await hasRoom()))
    await host(taskQueues.linnworks)
    await eventually('the gate is open again', hasRoom)
  },
)

/** A namespace of the test's own, and who hosts its queues. */
async function open(version: typeof deployment | undefined) {
  const address = temporalAddress()
  const namespace = await createTestNamespace(Object.values(searchAttributes))
  const client = await connectTemporal({ temporal: { address, namespace } }, 'waybill-gate')
  onTestFinished(() => client.connection.close())
  const connection = await NativeConnection.connect({ address })
  onTestFinished(() => connection.close())
  const versioned: Pick<WorkerOptions, 'workerDeploymentOptions'> =
    version === undefined
      ? {}
      : {
          workerDeploymentOptions: {
            version: { deploymentName: version.name, buildId: version.buildId },
            useWorkerVersioning: true,
            defaultVersioningBehavior: 'AUTO_UPGRADE',
          },
        }
  const { activities } = fakesOf()
  const host = async (taskQueue: string) => {
    const worker = await Worker.create({
      ...versioned,
      connection,
      namespace,
      identity: 'worker-1',
      taskQueue,
      // Every order is a new one.
      activities: { ...activities, openOrder: fakesOf().activities.openOrder },
      ...(taskQueue === taskQueues.orders ? { workflowBundle: workflowBundle() } : {}),
    })
    const running = worker.run()
    const shut = async () => {
      if (worker.getState() === 'RUNNING') worker.shutdown()
      await running
    }
    onTestFinished(shut)
    return { shut }
  }
  return { client, host } satisfies { client: Client; host: unknown }
}
