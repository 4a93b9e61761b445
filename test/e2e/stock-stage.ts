import type { Client } from '@temporalio/client'
import { runSetup } from '../../client/setup.ts'
import { connectTemporal } from '../../client/temporal.ts'
import { checkConfig, type Config } from '../../lib/config.ts'
import { createLogger } from '../../lib/logger.ts'
import { type Database, migrate, openDatabase } from '../../ledger/database.ts'
import { createLedger, type Ledger } from '../../ledger/index.ts'
import { endSchedules } from '../../rehearsal/end-schedules.ts'
import { eventually } from '../../rehearsal/eventually.ts'
import { findFreePort } from '../../rehearsal/ports.ts'
import type { CallMoment } from '../../sandbox/call-moment.ts'
import {
  type LinnworksItem,
  type LinnworksSwitches,
  type LinnworksTwin,
  startLinnworksTwin,
} from '../../sandbox/linnworks/index.ts'
import { type ShopifyTwin, startShopifyTwin, type ShopSetup } from '../../sandbox/shopify/index.ts'
import type { ShopifyClient } from '../../shopify/index.ts'
import { AURORA, LINNWORKS, LOCATION_LINKS } from '../../sandbox/world.ts'
import { hotStockId, stockPushId } from '../../workflows/contract.ts'
import { startWorkerRole } from '../../workers/worker-role.ts'
import { quietenRuntime } from '../support/runtime.ts'
import {
  createTestDatabase,
  temporalAddress,
  uniqueName,
  workflowBundle,
} from '../support/servers.ts'
import { type Alteration, createExchange, type Exchange, withMethods } from './guards/exchange.ts'

/** Waybill with goods of a test's own, sold in one shop or several, without webhooks. */
export interface StockStage {
  readonly config: Config
  /** The configuration as an operator would write it. */
  readonly settings: object
  readonly database: Database
  readonly ledger: Ledger
  readonly client: Client
  readonly shopify: ShopifyTwin
  readonly linnworks: LinnworksTwin
  /** From now on Waybill stands on this; without an alteration, on the usual. */
  readonly use: (alteration?: Alteration) => void
  /** Every call that a twin carried out, in their order: `vendor operation`. */
  readonly calls: readonly string[]
  stop(): Promise<void>
}

export interface StockStageOptions {
  readonly shops: readonly {
    readonly shop: string
    readonly products: ShopSetup['products']
    readonly stock?: Readonly<Record<string, unknown>>
  }[]
  readonly items: readonly LinnworksItem[]
  /** False leaves the work to processes of their own. */
  readonly ownWorker?: boolean
  readonly quotaScale?: number
  /** How Linnworks behaves where the vendor's behaviour is not known for certain. */
  readonly switches?: Partial<LinnworksSwitches>
  /** Told of each call, and may hold it up. */
  readonly onCall?: (moment: CallMoment) => Promise<void> | void
}

export async function startStockStage(options: StockStageOptions): Promise<StockStage> {
  const calls: string[] = []
  const onCall = async (moment: CallMoment) => {
    if (moment.moment === 'committed') calls.push(`${moment.vendor} ${moment.operation}`)
    await options.onCall?.(moment)
  }
  const setups = options.shops.map(({ shop, products }): ShopSetup => ({
    ...AURORA,
    ...{ shop, products, domain: `${shop}.myshopify.com`, accessToken: `sandbox-${shop}` },
  }))
  const { quotaScale = 1, switches = {} } = options
  const shopify = await startShopifyTwin({ port: 0, shops: setups, onCall })
  const setup = { ...LINNWORKS, items: [...options.items], quotaScale, switches }
  const linnworks = await startLinnworksTwin({ port: 0, setup, onCall })
  const ledgerUrl = await createTestDatabase({ kind: 'ledger', prepare: migrateAt })
  const settings = {
    shops: options.shops.map(({ shop, stock }) => ({
      shop,
      apiUrl: `${shopify.url}/${shop}`,
      accessToken: `sandbox-${shop}`,
      webhookSecrets: [AURORA.webhookSecret],
      sweepEverySeconds: 1,
      stock: { enabled: true, ...stock },
    })),
    linnworks: {
      authUrl: linnworks.url,
      applicationId: LINNWORKS.applicationId,
      applicationSecret: LINNWORKS.applicationSecret,
      token: LINNWORKS.token,
      dispatchSweepEverySeconds: 1,
      lateCommitWaitSeconds: 4,
    },
    ledger: { url: ledgerUrl },
    temporal: { address: temporalAddress(), namespace: uniqueName('stock') },
    worker: { metricsPort: await findFreePort() },
  }
  const config = checkConfig(settings)
  const logger = createLogger({ role: 'test', instance: '1', level: 'silent' })
  const database = openDatabase(config.ledger)
  const ledger = createLedger(database)
  await runSetup(config, database, () => undefined)
  for (const { shop } of options.shops) {
    for (const link of LOCATION_LINKS) {
      await ledger.links.linkLocation({ shop, actor: 'rehearsal', ...link })
    }
  }
  const client = await connectTemporal(config, 'waybill-rehearsal')
  await pauseStock({ client, config })
  const exchange: Exchange = createExchange()
  quietenRuntime(logger)
  const worker =
    options.ownWorker === false
      ? undefined
      : await startWorkerRole({
          ...{ config, logger, instance: 'waybill-worker-1' },
          workflowBundle: workflowBundle(),
          alter: exchange.alter,
        })
  // A level is raised only where the orders are known: a push right away would leave it waiting.
  if (worker !== undefined) await eventually('the orders were looked at', areOrdersKnown)
  return {
    ...{ config, settings, database, ledger, client, shopify, linnworks, calls },
    use: exchange.use,
    stop: async () => {
      await endSchedules(client)
      await worker?.stop()
      await client.connection.close()
      await database.destroy()
      await Promise.all([shopify.stop(), linnworks.stop()])
    },
  }

  async function areOrdersKnown(): Promise<boolean> {
    const known = await Promise.all(
      options.shops.map(({ shop }) => ledger.cursors.find(`orders:${shop}`)),
    )
    return known.every((each) => each !== undefined)
  }
}

/**
 * A watch lasts a minute: this ends those under way, at the beginning of their next round, so that the
 * next step of a test is alone. Whoever calls it puts the usual parts back.
 */
export async function endHotLane({
  client,
  config,
  use,
}: Pick<StockStage, 'client' | 'config' | 'use'>): Promise<void> {
  const over = new Set<string>()
  const endHere = (shop: string) => {
    over.add(shop)
    return Promise.reject(new Error('the test is over'))
  }
  use(withLedger({ stockWrites: { listUnsettled: endHere } }))
  for (const { shop } of config.shops) {
    const handle = client.workflow.getHandle(hotStockId(shop))
    const found = await handle.describe().catch(() => undefined)
    if (found?.status.name !== 'RUNNING') continue
    await eventually(`the hot lane of ${shop} is over`, () => Promise.resolve(over.has(shop)))
    await handle.terminate('the test is over').catch(() => undefined)
  }
}

type StockParts = Pick<
  Ledger,
  'consignedUnits' | 'cursors' | 'orders' | 'stockLevels' | 'stockWrites'
>

/** Waybill with some functions of its ledger exchanged. */
export function withLedger(changed: {
  readonly [Part in keyof StockParts]?: Partial<StockParts[Part]>
}): Alteration {
  return (usual) => {
    const { ledger } = usual
    return {
      ...usual,
      ledger: {
        ...ledger,
        consignedUnits: { ...ledger.consignedUnits, ...changed.consignedUnits },
        cursors: { ...ledger.cursors, ...changed.cursors },
        orders: { ...ledger.orders, ...changed.orders },
        stockLevels: { ...ledger.stockLevels, ...changed.stockLevels },
        stockWrites: { ...ledger.stockWrites, ...changed.stockWrites },
      },
    }
  }
}

/** Waybill with some methods of its shops' clients exchanged. */
export function withShopify(change: (client: ShopifyClient) => Partial<ShopifyClient>): Alteration {
  return (usual) => ({
    ...usual,
    findShop: (shop) => {
      const found = usual.findShop(shop)
      return { ...found, client: withMethods(found.client, change(found.client)) }
    },
  })
}

/** A test says itself when stock is pushed. */
export async function pauseStock({
  client,
  config,
}: Pick<StockStage, 'client' | 'config'>): Promise<void> {
  const shops = config.shops.filter(({ stock }) => stock.enabled)
  for (const { shop } of shops) {
    for (const id of [stockPushId(shop), hotStockId(shop)]) {
      await client.schedule.getHandle(id).pause()
    }
  }
}

async function migrateAt(url: string): Promise<void> {
  const database = openDatabase({ url })
  await migrate(database)
  await database.destroy()
}
