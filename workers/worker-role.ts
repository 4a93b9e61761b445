import type { Config } from '../lib/config.ts'
import { startHealthServer } from '../lib/health-server.ts'
import type { Logger } from '../lib/logger.ts'
import { createMetrics } from '../lib/metrics.ts'
import { openConnection } from '../lib/temporal-connection.ts'
import { openDatabase, requireCurrentSchema } from '../ledger/database.ts'
import { createLedger } from '../ledger/index.ts'
import { type RunningWorker, startWorker, type WorkerSettings } from './worker.ts'

export interface WorkerRoleSettings extends Pick<
  WorkerSettings,
  'instance' | 'workflowBundle' | 'alter' | 'watchSteps'
> {
  readonly config: Config
  readonly logger: Logger
}

/**
 * A whole worker process: its ledger, its workers, its health and metrics. Refuses to start on a
 * ledger of another version.
 */
export async function startWorkerRole(settings: WorkerRoleSettings): Promise<RunningWorker> {
  const { config, logger } = settings
  const database = openDatabase(config.ledger)
  try {
    await requireCurrentSchema(database)
    const ledger = createLedger(database)
    const metrics = createMetrics()
    metrics.observeOrders(() => ledger.orders.countAll())
    const worker = await startWorker({ ...settings, ledger, metrics })
    const probe = openConnection(config, { connectTimeout: '2 seconds' })
    const health = await startHealthServer({
      host: config.worker.host,
      port: config.worker.metricsPort,
      portKey: 'worker.metricsPort',
      metrics,
      checks: {
        ledger: () => requireCurrentSchema(database),
        temporal: () => probe.workflowService.getSystemInfo({}),
      },
    }).catch(async (error: unknown) => {
      await worker.stop()
      throw error
    })
    logger.info({ instance: settings.instance }, 'Worker started')
    const endAfter = async (running: Promise<void>) => {
      try {
        await running
      } finally {
        await health.close()
        await probe.close()
        await database.destroy()
      }
    }
    const done = endAfter(worker.done)
    return {
      done,
      stop: async () => {
        await worker.stop()
        await done
      },
    }
  } catch (error) {
    await database.destroy()
    throw error
  }
}
