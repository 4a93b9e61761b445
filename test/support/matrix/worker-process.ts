import { createLogger } from '../../../lib/logger.ts'
import { loadConfig } from '../../../lib/config.ts'
import { installRuntime } from '../../../workers/runtime.ts'
import { startWorkerRole } from '../../../workers/worker-role.ts'

/**
 * The program of a worker that may be killed: `node worker-process.ts <configuration> <bundle>`. It
 * is `npm start -- worker` with the run's one bundle of the workflows, so that it is up in a second.
 */
const [path, codePath] = process.argv.slice(2)
if (path === undefined || codePath === undefined) {
  throw new Error('usage: worker-process.ts <configuration> <bundle>')
}
const logger = createLogger({ role: 'worker', instance: '1', level: 'warn' })
installRuntime(logger)
const worker = await startWorkerRole({
  config: loadConfig({ path }),
  logger,
  instance: 'waybill-worker-1',
  workflowBundle: { codePath },
})
process.once('SIGTERM', () => void worker.stop().then(() => process.exit(0)))
