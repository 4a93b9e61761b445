import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from '@temporalio/client'
import type { WorkerDeployment } from '../lib/config.ts'
import { taskQueues } from '../workflows/contract.ts'
import { TemporalError } from './temporal.ts'

/** Workers show themselves within a second or two of their start. */
const seenWithinMs = 60_000

/**
 * Makes a version of the workers the current one: from then on it gets every new order, and every
 * waiting order at its next step. Waits up to a minute until its workers ask for work on every
 * queue. Idempotent; also the way back to a former version whose workers still run.
 * @throws TemporalError where no worker of this version asks for work.
 */
export async function promoteWorkers(
  client: Client,
  { name, buildId }: WorkerDeployment,
  options: { readonly seenWithinMs?: number } = {},
): Promise<{ readonly former: string | undefined }> {
  const { namespace, identity } = client.options
  const deadline = Date.now() + (options.seenWithinMs ?? seenWithinMs)
  for (;;) {
    const idle = await listQueuesWithoutWorker(client, { name, buildId })
    if (idle.length === 0) break
    if (Date.now() > deadline) {
      throw new TemporalError(
        `No worker of build "${buildId}" of "${name}" asks for work on ${idle.join(', ')}. Start one with this worker.deployment, then promote again.`,
      )
    }
    await sleep(200)
  }
  const former = await findCurrent(client, name)
  if (former === buildId) return { former }
  await client.workflowService
    .setWorkerDeploymentCurrentVersion({ namespace, deploymentName: name, buildId, identity })
    .catch((error: unknown) => {
      throw new TemporalError(
        `Temporal did not make build "${buildId}" of "${name}" the current one: ${error instanceof Error ? error.message : String(error)}`,
      )
    })
  return { former }
}

async function listQueuesWithoutWorker(
  client: Client,
  { name, buildId }: WorkerDeployment,
): Promise<readonly string[]> {
  const { versionTaskQueues } = await client.workflowService
    .describeWorkerDeploymentVersion({
      namespace: client.options.namespace,
      deploymentVersion: { deploymentName: name, buildId },
    })
    .catch(orNothing({ versionTaskQueues: [] }))
  const polled = new Set(versionTaskQueues.map((queue) => queue.name))
  return Object.values(taskQueues).filter((queue) => !polled.has(queue))
}

/** The build that is current; undefined while workers without a version do the work. */
async function findCurrent(client: Client, deploymentName: string): Promise<string | undefined> {
  const { workerDeploymentInfo } = await client.workflowService.describeWorkerDeployment({
    namespace: client.options.namespace,
    deploymentName,
  })
  return workerDeploymentInfo?.routingConfig?.currentDeploymentVersion?.buildId || undefined
}

function orNothing<T>(nothing: T): (error: unknown) => T {
  const notFound = 5
  return (error) => {
    if (error instanceof Error && 'code' in error && error.code === notFound) return nothing
    throw error
  }
}
