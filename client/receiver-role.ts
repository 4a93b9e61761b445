import { Client } from '@temporalio/client'
import type { Config } from '../lib/config.ts'
import type { Logger } from '../lib/logger.ts'
import { createMetrics } from '../lib/metrics.ts'
import { openConnection } from '../lib/temporal-connection.ts'
import { openDatabase, requireCurrentSchema } from '../ledger/database.ts'
import { createLedger } from '../ledger/index.ts'
import { createOrderDesk } from '../workflows/contract.ts'
import { createBacklogGate } from './backlog-gate.ts'
import { startInboxPump } from './inbox-pump.ts'
import { type ReceiverSettings, startReceiver } from './receiver.ts'

export interface RunningReceiver {
  readonly url: string
  stop(): Promise<void>
}

/** What the webhooks' door stands on. */
export type Door = Pick<ReceiverSettings, 'ledger' | 'verify'>

/**
 * A whole receiver process: its ledger, the webhooks' door, and the pump that hands them on. Starts
 * and acknowledges while Temporal is down; refuses to start on a ledger of another version.
 */
export async function startReceiverRole(settings: {
  readonly config: Config
  readonly logger: Logger
  readonly instance: string
  /** Rehearsals take a part out and put another in its place. */
  readonly alter?: (door: Door) => Door
}): Promise<RunningReceiver> {
  const { config, logger, instance, alter = (usual: Door) => usual } = settings
  const database = openDatabase(config.ledger)
  const connection = openConnection(config)
  try {
    await requireCurrentSchema(database)
    const ledger = createLedger(database)
    const { namespace } = config.temporal
    const client = new Client({ connection, namespace, identity: instance })
    const orderDesk = createOrderDesk(client.workflow)
    const hasRoom = createBacklogGate(connection, namespace)
    const pump = startInboxPump({ ledger, orderDesk, logger, hasRoom })
    const receiver = await startReceiver({
      config,
      ...alter({ ledger }),
      stockLevels: ledger.stockLevels,
      pump,
      logger,
      metrics: createMetrics(),
      watched: { temporal: () => connection.workflowService.getSystemInfo({}) },
    }).catch(async (error: unknown) => {
      await pump.stop()
      throw error
    })
    logger.info({ url: receiver.url }, 'Receiver started')
    return {
      url: receiver.url,
      stop: async () => {
        await receiver.stop()
        await pump.stop()
        await connection.close()
        await database.destroy()
      },
    }
  } catch (error) {
    await connection.close()
    await database.destroy()
    throw error
  }
}
