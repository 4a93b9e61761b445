import { join } from 'node:path'
import type { Client } from '@temporalio/client'
import { startInboxPump } from '../client/inbox-pump.ts'
import { startReceiver } from '../client/receiver.ts'
import { runSetup } from '../client/setup.ts'
import { connectTemporal } from '../client/temporal.ts'
import { checkConfig, type Config } from '../lib/config.ts'
import type { Logger } from '../lib/logger.ts'
import { createMetrics } from '../lib/metrics.ts'
import { openDatabase } from '../ledger/database.ts'
import { createLedger, type Ledger } from '../ledger/index.ts'
import { type LinnworksTwin, startLinnworksTwin } from '../sandbox/linnworks/index.ts'
import { createShopper } from '../sandbox/shopper.ts'
import { type ShopifyTwin, startShopifyTwin } from '../sandbox/shopify/index.ts'
import type { WebhookFaults } from '../sandbox/shopify/setup.ts'
import { createWarehouse } from '../sandbox/warehouse.ts'
import * as world from '../sandbox/world.ts'
import { startWorker } from '../workers/worker.ts'
import { createOrderDesk } from '../workflows/contract.ts'

export interface StackOptions {
  readonly temporal: { readonly address: string; readonly namespace: string }
  readonly ledgerUrl: string
  /** Where the twins keep their state; without it they forget at their stop. */
  readonly folder?: string
  /** 0 takes any free port. */
  readonly ports: { readonly receiver: number; readonly shopify: number; readonly linnworks: number }
  readonly logger: Logger
  /** What differs from the defaults of a rehearsal: quick sweeps, short waits. */
  readonly shop?: Readonly<Record<string, unknown>>
  readonly linnworks?: Readonly<Record<string, unknown>>
  readonly webhookFaults?: WebhookFaults
  readonly workflowBundle?: { readonly codePath: string }
}

/** The whole of Waybill on the sandbox, in one process, and the people who act in it. */
export interface Stack {
  readonly config: Config
  readonly ledger: Ledger
  readonly client: Client
  readonly shopify: ShopifyTwin
  readonly linnworks: LinnworksTwin
  readonly receiverUrl: string
  readonly shopper: ReturnType<typeof createShopper>
  readonly warehouse: ReturnType<typeof createWarehouse>
  stop(): Promise<void>
}

/** Starts twins, setup, worker and receiver; links the sandbox's locations. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { temporal, ledgerUrl, ports, logger } = options
  const receiverPort = ports.receiver
  const statePath = (name: string) =>
    options.folder === undefined ? {} : { statePath: join(options.folder, name) }
  const [shopify, linnworks] = await Promise.all([
    startShopifyTwin({
      port: ports.shopify,
      shops: [
        {
          ...world.AURORA,
          ...(options.webhookFaults === undefined ? {} : { webhookFaults: options.webhookFaults }),
        },
      ],
      ...statePath('shopify.sqlite'),
    }),
    startLinnworksTwin({
      port: ports.linnworks,
      setup: world.LINNWORKS,
      ...statePath('linnworks.sqlite'),
    }),
  ])
  const config = checkConfig({
    shops: [
      {
        shop: world.AURORA.shop,
        apiUrl: `${shopify.url}/${world.AURORA.shop}`,
        accessToken: world.AURORA.accessToken,
        webhookSecrets: [world.AURORA.webhookSecret],
        sweepEverySeconds: 5,
        ...options.shop,
      },
    ],
    linnworks: {
      authUrl: linnworks.url,
      applicationId: world.LINNWORKS.applicationId,
      applicationSecret: world.LINNWORKS.applicationSecret,
      token: world.LINNWORKS.token,
      dispatchSweepEverySeconds: 2,
      lateCommitWaitSeconds: 4,
      ...options.linnworks,
    },
    ledger: { url: ledgerUrl },
    temporal,
    receiver: { port: receiverPort, publicUrl: `http://127.0.0.1:${receiverPort}` },
  })

  const database = openDatabase(config.ledger)
  const ledger = createLedger(database)
  await runSetup(config, database, (line) => logger.info(line))
  await linkLocations(ledger)
  const client = await connectTemporal(config, 'waybill-receiver-1')
  const worker = await startWorker({
    config,
    ledger,
    logger,
    instance: 'waybill-worker-1',
    ...(options.workflowBundle === undefined ? {} : { workflowBundle: options.workflowBundle }),
  })
  const pump = startInboxPump({ ledger, orderDesk: createOrderDesk(client.workflow), logger })
  const receiver = await startReceiver({ config, ledger, pump, logger, metrics: createMetrics() })
  return {
    config,
    ledger,
    client,
    shopify,
    linnworks,
    receiverUrl: receiver.url,
    shopper: createShopper({
      apiUrl: `${shopify.url}/${world.AURORA.shop}`,
      accessToken: world.AURORA.accessToken,
    }),
    warehouse: createWarehouse({ ...config.linnworks, authUrl: linnworks.url }),
    stop: async () => {
      await receiver.stop()
      await pump.stop()
      await worker.stop()
      await client.connection.close()
      await database.destroy()
      await Promise.all([shopify.stop(), linnworks.stop()])
    },
  }
}

/** The sandbox's two shops' floors, each with its Linnworks location. */
async function linkLocations(ledger: Ledger): Promise<void> {
  for (const link of world.LOCATION_LINKS) {
    await ledger.links.linkLocation({ shop: world.AURORA.shop, actor: 'rehearsal', ...link })
  }
}
