import { migrate, openDatabase } from '../../ledger/database.ts'
import { createLogger } from '../../lib/logger.ts'
import { findFreePort } from '../../rehearsal/ports.ts'
import { type Stack, type StackOptions, startStack } from '../../rehearsal/stack.ts'
import { quietenRuntime } from './runtime.ts'
import { createTestDatabase, temporalAddress, uniqueName, workflowBundle } from './servers.ts'

/** The whole of Waybill on the sandbox, for one test file: its own namespace, ledger and twins. */
export async function startTestStack(
  options: Pick<
    StackOptions,
    | 'shop'
    | 'linnworks'
    | 'webhookFaults'
    | 'folder'
    | 'twins'
    | 'ownWorker'
    | 'alter'
    | 'watchSteps'
    | 'alterDoor'
  > & {
    /** Of a Temporal server of the test's own; the run's one unless told. */
    readonly engine?: string
    /** Of a database of the test's own, empty; one on the run's PostgreSQL unless told. */
    readonly ledgerUrl?: string
  } = {},
): Promise<Stack> {
  const { engine = temporalAddress(), ledgerUrl = await createLedger(), ...differing } = options
  const logger = createLogger({ role: 'test', instance: '1', level: 'silent' })
  quietenRuntime(logger)
  return await startStack({
    temporal: { address: engine, namespace: uniqueName('e2e') },
    ledgerUrl,
    ports: {
      receiver: await findFreePort(),
      metrics: await findFreePort(),
      shopify: await findFreePort(),
      linnworks: await findFreePort(),
    },
    logger,
    workflowBundle: workflowBundle(),
    sharesTemporal: options.engine === undefined,
    ...differing,
  })
}

async function createLedger(): Promise<string> {
  return await createTestDatabase({
    kind: 'ledger',
    prepare: async (url) => {
      const database = openDatabase({ url })
      await migrate(database)
      await database.destroy()
    },
  })
}
