import type { Client } from '@temporalio/client'
import { type Door, startReceiverRole } from '../client/receiver-role.ts'
import { runSetup } from '../client/setup.ts'
import { connectTemporal } from '../client/temporal.ts'
import { checkConfig, type Config } from '../lib/config.ts'
import type { Logger } from '../lib/logger.ts'
import { openDatabase } from '../ledger/database.ts'
import { createLedger, type Ledger } from '../ledger/index.ts'
import type { LinnworksTwin } from '../sandbox/linnworks/index.ts'
import { createShopper } from '../sandbox/shopper.ts'
import type { ShopifyTwin } from '../sandbox/shopify/index.ts'
import type { WebhookFaults } from '../sandbox/shopify/setup.ts'
import { createWarehouse } from '../sandbox/warehouse.ts'
import * as world from '../sandbox/world.ts'
import type { RunningWorker } from '../workers/worker.ts'
import { startWorkerRole, type WorkerRoleSettings } from '../workers/worker-role.ts'
import { endSchedules } from './end-schedules.ts'
import { startTwins, type Twins, type TwinsOptions } from './twins.ts'

export interface StackOptions {
  readonly temporal: { readonly address: string; readonly namespace: string }
  readonly ledgerUrl: string
  /** Where the twins keep their state; without it they forget at their stop. */
  readonly folder?: string
  /** Free ones; the twins take any for 0. */
  readonly ports: {
    readonly receiver: number
    readonly metrics: number
    readonly shopify: number
    readonly linnworks: number
  }
  readonly logger: Logger
  /** What differs from the defaults of a rehearsal: quick sweeps, short waits. */
  readonly shop?: Readonly<Record<string, unknown>>
  readonly linnworks?: Readonly<Record<string, unknown>>
  readonly webhookFaults?: WebhookFaults
  /** How the twins behave where the vendors' behaviour is not known for certain. */
  readonly twins?: Omit<TwinsOptions, 'ports' | 'folder' | 'webhookFaults' | 'switches'> & {
    readonly linnworks?: TwinsOptions['switches']
  }
  readonly workflowBundle?: { readonly codePath: string }
  /** False leaves the work to processes of their own. */
  readonly ownWorker?: boolean
  readonly alter?: WorkerRoleSettings['alter']
  readonly watchSteps?: WorkerRoleSettings['watchSteps']
  /** The Temporal server outlives the stack: its Schedules end with it. */
  readonly sharesTemporal?: boolean
  /** Takes a part of the webhooks' door out and puts another in its place. */
  readonly alterDoor?: (door: Door) => Door
}

/** The whole of Waybill on the sandbox, in one process, and the people who act in it. */
export interface Stack {
  readonly config: Config
  /** The configuration as an operator would write it. */
  readonly settings: object
  readonly ledger: Ledger
  readonly client: Client
  readonly twins: Pick<Twins, 'takeDown' | 'bringBack'>
  /** The one that runs now: after an outage it is another. */
  readonly shopify: ShopifyTwin
  readonly linnworks: LinnworksTwin
  readonly receiverUrl: string
  /** One more, beside those that run. */
  addWorker(): Promise<void>
  /** Lets the workers end what is under way. */
  stopWorkers(): Promise<void>
  readonly shopper: ReturnType<typeof createShopper>
  readonly warehouse: ReturnType<typeof createWarehouse>
  stop(): Promise<void>
}

/** Starts twins, setup, worker and receiver; links the sandbox's locations. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { temporal, ledgerUrl, ports, logger } = options
  const { folder, webhookFaults } = options
  const { linnworks: switches, ...surroundings } = options.twins ?? {}
  const twins = await startTwins({
    ports,
    ...surroundings,
    ...(folder === undefined ? {} : { folder }),
    ...(webhookFaults === undefined ? {} : { webhookFaults }),
    ...(switches === undefined ? {} : { switches }),
  })
  const { shopify, linnworks } = twins
  const settings = {
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
    receiver: { port: ports.receiver, publicUrl: `http://127.0.0.1:${ports.receiver}` },
    worker: { metricsPort: ports.metrics },
  }
  const config = checkConfig(settings)

  const database = openDatabase(config.ledger)
  const ledger = createLedger(database)
  await runSetup(config, database, (line) => logger.info(line))
  await linkLocations(ledger)
  const client = await connectTemporal(config, 'waybill-rehearsal')
  let workers: RunningWorker[] = []
  let hired = 0
  const addWorker = async () => {
    hired += 1
    // The first has the port of the metrics; any other takes what is free.
    const metricsPort = workers.length === 0 ? ports.metrics : 0
    const worker = await startWorkerRole({
      config: { ...config, worker: { ...config.worker, metricsPort } },
      logger,
      instance: `waybill-worker-${hired}`,
      ...(options.workflowBundle === undefined ? {} : { workflowBundle: options.workflowBundle }),
      ...(options.alter === undefined ? {} : { alter: options.alter }),
      ...(options.watchSteps === undefined ? {} : { watchSteps: options.watchSteps }),
    })
    workers.push(worker)
  }
  const stopWorkers = async () => {
    await Promise.all(workers.map((worker) => worker.stop()))
    workers = []
  }
  if (options.ownWorker !== false) await addWorker()
  const receiver = await startReceiverRole({
    config,
    logger,
    instance: 'waybill-receiver-1',
    ...(options.alterDoor === undefined ? {} : { alter: options.alterDoor }),
  })
  return {
    config,
    settings,
    ledger,
    client,
    twins,
    get shopify() {
      return twins.shopify
    },
    get linnworks() {
      return twins.linnworks
    },
    receiverUrl: receiver.url,
    addWorker,
    stopWorkers,
    shopper: createShopper({
      apiUrl: `${shopify.url}/${world.AURORA.shop}`,
      accessToken: world.AURORA.accessToken,
    }),
    warehouse: createWarehouse({ ...config.linnworks, authUrl: linnworks.url }),
    stop: async () => {
      await receiver.stop()
      if (options.sharesTemporal === true) await endSchedules(client)
      await stopWorkers()
      await client.connection.close()
      await database.destroy()
      await twins.stop()
    },
  }
}

/** The sandbox's two shops' floors, each with its Linnworks location. */
async function linkLocations(ledger: Ledger): Promise<void> {
  for (const link of world.LOCATION_LINKS) {
    await ledger.links.linkLocation({ shop: world.AURORA.shop, actor: 'rehearsal', ...link })
  }
}
