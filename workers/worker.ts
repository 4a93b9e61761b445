import { Client } from '@temporalio/client'
import {
  type ActivityInboundCallsInterceptor,
  NativeConnection,
  Worker,
  type WorkerDeploymentOptions,
  type WorkerOptions,
} from '@temporalio/worker'
import { createActivities, type Dependencies } from '../activities/index.ts'
import type { Config, WorkerDeployment } from '../lib/config.ts'
import type { Logger } from '../lib/logger.ts'
import type { Metrics } from '../lib/metrics.ts'
import { toConnection } from '../lib/temporal-connection.ts'
import type { Ledger } from '../ledger/index.ts'
import { createOrderDesk, taskQueues } from '../workflows/contract.ts'
import { createActivityInterceptor } from './activity-interceptor.ts'
import { createDependencies } from './dependencies.ts'
import { bundleWorkflows } from './workflow-bundle.ts'

export interface RunningWorker {
  /** Resolves when the worker has stopped; rejects where it failed. */
  readonly done: Promise<void>
  /** Lets what is under way end, then stops. */
  stop(): Promise<void>
}

export interface WorkerSettings {
  readonly config: Config
  readonly ledger: Ledger
  readonly metrics: Metrics
  readonly logger: Pick<Logger, 'error'>
  /** Tells workers apart, for instance `worker-1`: never a user or a host. */
  readonly instance: string
  /** The workflows as one file, if it was built before. */
  readonly workflowBundle?: { readonly codePath: string } | { readonly code: string }
  /** Rehearsals take a part out and put another in its place. */
  readonly alter?: (dependencies: Dependencies) => Dependencies
  /** Rehearsals watch, or strike, the moments before and after each step. */
  readonly watchSteps?: ActivityInboundCallsInterceptor
}

/** So long a step may go on after a stop: longer than any call of a vendor, whose limit is a minute. */
export const shutdownGraceSeconds = 70

/** Most of them wait for company and for the vendors: see the creation line. */
const mostInjections = 200

/** Hosts the workflows and the activities of every queue until it is stopped. */
export async function startWorker(settings: WorkerSettings): Promise<RunningWorker> {
  const { config, ledger, metrics, logger, instance } = settings
  const { namespace } = config.temporal
  const { deployment } = config.worker
  const connection = await NativeConnection.connect(toConnection(config))
  const client = new Client({ connection, namespace, identity: instance })
  const stopping = new AbortController()
  const dependencies = createDependencies({
    config,
    ledger,
    metrics,
    orderDesk: createOrderDesk(client.workflow),
    stopping: stopping.signal,
  })
  const { alter = (usual: Dependencies) => usual, watchSteps } = settings
  const activities = createActivities(alter(dependencies))
  const inbound = [
    createActivityInterceptor(logger),
    ...(watchSteps === undefined ? [] : [watchSteps]),
  ]
  const shared: Omit<WorkerOptions, 'taskQueue'> = {
    connection,
    namespace,
    identity: instance,
    shutdownGraceTime: `${shutdownGraceSeconds} seconds`,
    ...(deployment === undefined ? {} : { workerDeploymentOptions: toVersion(deployment) }),
    interceptors: { activity: inbound.map((each) => () => ({ inbound: each })) },
  }
  const workflowBundle = settings.workflowBundle ?? { code: await bundleWorkflows() }
  const workers = await Promise.all([
    Worker.create({
      ...shared,
      taskQueue: taskQueues.orders,
      workflowBundle,
      activities: activities.orders,
      maxCachedWorkflows: config.worker.maxCachedWorkflows,
    }),
    Worker.create({ ...shared, taskQueue: taskQueues.shopify, activities: activities.shopify }),
    Worker.create({
      ...shared,
      taskQueue: taskQueues.linnworks,
      activities: activities.linnworks,
      maxConcurrentActivityTaskExecutions: mostInjections,
    }),
  ])
  const done = Promise.all(workers.map((worker) => worker.run())).then(async () => {
    dependencies.close()
    await connection.close()
  })
  return {
    done,
    stop: async () => {
      stopping.abort()
      for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown()
      await done
    },
  }
}

/** Waiting orders move to the version that is current: see docs/adr/0006-worker-versions.md. */
function toVersion({ name, buildId }: WorkerDeployment): WorkerDeploymentOptions {
  return {
    version: { deploymentName: name, buildId },
    useWorkerVersioning: true,
    defaultVersioningBehavior: 'AUTO_UPGRADE',
  }
}
