import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { startReceiverRole } from '../../../client/receiver-role.ts'
import { runSetup } from '../../../client/setup.ts'
import { connectTemporal } from '../../../client/temporal.ts'
import { openDatabase } from '../../../ledger/database.ts'
import { createLedger } from '../../../ledger/index.ts'
import { checkConfig } from '../../../lib/config.ts'
import { createLogger } from '../../../lib/logger.ts'
import { type ChildProcess, startChildProcess } from '../../../rehearsal/child-process.ts'
import { eventually } from '../../../rehearsal/eventually.ts'
import { findFreePort } from '../../../rehearsal/ports.ts'
import { startTemporalServer } from '../../../rehearsal/temporal-server.ts'
import { startTwins, type Vendor } from '../../../rehearsal/twins.ts'
import { createShopper } from '../../../sandbox/shopper.ts'
import { createWarehouse } from '../../../sandbox/warehouse.ts'
import { AURORA, LINNWORKS, LOCATION_LINKS } from '../../../sandbox/world.ts'
import { createLedgerDatabase } from '../../ledger/ledger.ts'
import { temporalProgram, workflowBundle } from '../servers.ts'
import type { Scene } from './scene.ts'

/** A Waybill of which everything it stands on can be taken away, and its worker killed. */
export interface Ground extends Scene {
  takeVendorDown(vendor: Vendor): Promise<void>
  bringVendorBack(vendor: Vendor): Promise<void>
  /** Cuts every connection to the ledger and lets none in until it is brought back. */
  takeLedgerDown(): Promise<void>
  bringLedgerBack(): Promise<void>
  takeTemporalDown(): Promise<void>
  bringTemporalBack(): Promise<void>
  /** Ends the worker by SIGKILL. */
  killWorker(): Promise<void>
  startWorker(): Promise<void>
  stop(): Promise<void>
}

const workerProgram = fileURLToPath(new URL('worker-process.ts', import.meta.url))
/** As late as a busy day's search index, and well within what a sweep reads back. */
const searchLagMs = 1500

export async function startGround(): Promise<Ground> {
  const folder = await mkdtemp(join(tmpdir(), 'waybill-matrix-'))
  const engine = {
    program: temporalProgram(),
    port: await findFreePort(),
    dbFile: join(folder, 'temporal.db'),
  }
  let [server, twins, ledgerUrl] = await Promise.all([
    startTemporalServer(engine),
    startTwins({ folder, ports: { shopify: 0, linnworks: 0 }, searchLagMs, quotaScale: 4 }),
    createLedgerDatabase(),
  ])
  const metricsPort = await findFreePort()
  const receiverPort = await findFreePort()
  const settings = {
    shops: [
      {
        shop: AURORA.shop,
        apiUrl: `${twins.shopify.url}/${AURORA.shop}`,
        accessToken: AURORA.accessToken,
        webhookSecrets: [AURORA.webhookSecret],
        sweepEverySeconds: 3,
      },
    ],
    linnworks: {
      authUrl: twins.linnworks.url,
      applicationId: LINNWORKS.applicationId,
      applicationSecret: LINNWORKS.applicationSecret,
      token: LINNWORKS.token,
      dispatchSweepEverySeconds: 2,
      lateCommitWaitSeconds: 4,
    },
    ledger: { url: ledgerUrl },
    temporal: { address: server.address, namespace: 'default' },
    receiver: { port: receiverPort, publicUrl: `http://127.0.0.1:${receiverPort}` },
    worker: { metricsPort },
  }
  const configFile = join(folder, 'waybill.yaml')
  await writeFile(configFile, JSON.stringify(settings))
  const config = checkConfig(settings)
  const database = openDatabase(config.ledger)
  const ledger = createLedger(database)
  await runSetup(config, database, () => undefined)
  for (const link of LOCATION_LINKS) {
    await ledger.links.linkLocation({ shop: AURORA.shop, actor: 'rehearsal', ...link })
  }
  const client = await connectTemporal(config, 'waybill-rehearsal')
  const logger = createLogger({ role: 'test', instance: '1', level: 'silent' })
  const receiver = await startReceiverRole({ config, logger, instance: 'waybill-receiver-1' })
  let worker: ChildProcess
  const startWorker = async () => {
    worker = await startChildProcess({
      program: process.execPath,
      args: [workerProgram, configFile, workflowBundle().codePath],
      logFile: join(folder, 'worker.log'),
      stopSignal: 'SIGTERM',
      stopWithinMs: 10_000,
    })
    await eventually('the worker is ready', () => isReady(metricsPort))
  }
  await startWorker()

  return {
    ledger,
    client,
    get shopify() {
      return twins.shopify
    },
    get linnworks() {
      return twins.linnworks
    },
    shopper: createShopper({
      apiUrl: `${twins.shopify.url}/${AURORA.shop}`,
      accessToken: AURORA.accessToken,
    }),
    warehouse: createWarehouse({ ...config.linnworks, authUrl: twins.linnworks.url }),
    receiverUrl: receiver.url,
    takeVendorDown: (vendor) => twins.takeDown(vendor),
    bringVendorBack: (vendor) => twins.bringBack(vendor),
    takeLedgerDown: async () => {
      await allowConnections(ledgerUrl, false)
      await eventually('both roles say that the ledger is away', async () => {
        const ready = await Promise.all([isReady(metricsPort), isReady(receiverPort)])
        return ready.every((each) => !each)
      })
    },
    bringLedgerBack: () => allowConnections(ledgerUrl, true),
    takeTemporalDown: () => server.stop(),
    bringTemporalBack: async () => {
      server = await startTemporalServer(engine)
    },
    killWorker: async () => {
      process.kill(worker.pid, 'SIGKILL')
      await worker.exited
    },
    startWorker,
    stop: async () => {
      await worker.stop()
      await receiver.stop()
      await client.connection.close()
      await database.destroy()
      await Promise.all([server.stop(), twins.stop()])
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function isReady(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/readyz`)).ok
  } catch {
    return false
  }
}

/** Closes the database to everybody, or opens it again: said from another database beside it. */
async function allowConnections(ledgerUrl: string, allowed: boolean): Promise<void> {
  const beside = new URL(ledgerUrl)
  const name = beside.pathname.slice(1)
  beside.pathname = '/postgres'
  const client = new pg.Client({ connectionString: beside.href })
  await client.connect()
  try {
    await client.query(
      `ALTER DATABASE ${client.escapeIdentifier(name)} ALLOW_CONNECTIONS ${allowed}`,
    )
    if (allowed) return
    await client.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1',
      [name],
    )
  } finally {
    await client.end()
  }
}
