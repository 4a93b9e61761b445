import { fileURLToPath } from 'node:url'
import {
  bundleWorkflowCode,
  DefaultLogger,
  NativeConnection,
  Runtime,
  Worker,
} from '@temporalio/worker'
import { toConnection } from '../../../lib/temporal-connection.ts'
import * as world from '../../../sandbox/world.ts'
import type { StockSite } from './stock-site.ts'

const taskQueue = 'bench'
const logger = new DefaultLogger('ERROR')
/** Once in a process: what runs the workflows is quiet unless it fails. */
let isQuiet = false

/** Runs the steps of a push one after the other, on Waybill's own worker. */
export interface Apart {
  /** Reads both vendors. Answers since when, for the push. */
  read(): Promise<string>
  push(since: string): Promise<void>
}

/** What decides which step comes when runs here; the steps run where they always do. */
export async function withApart<T>(
  { client, config }: StockSite,
  use: (apart: Apart) => Promise<T>,
): Promise<T> {
  if (!isQuiet) Runtime.install({ logger })
  isQuiet = true
  const workflowsPath = fileURLToPath(new URL('apart-workflows.ts', import.meta.url))
  const workflowBundle = await bundleWorkflowCode({ workflowsPath, logger })
  const connection = await NativeConnection.connect(toConnection(config))
  try {
    const worker = await Worker.create({ connection, taskQueue, workflowBundle })
    const { shop } = world.AURORA
    const run = async <R>(workflowType: string, input: object): Promise<R> =>
      await client.workflow.execute<(input: object) => Promise<R>>(workflowType, {
        taskQueue,
        workflowId: `bench-${workflowType}`,
        args: [input],
      })
    return await worker.runUntil(
      use({
        read: async () => await run('readApartWorkflow', { shop }),
        push: async (since) => await run('pushApartWorkflow', { shop, since }),
      }),
    )
  } finally {
    await connection.close()
  }
}
