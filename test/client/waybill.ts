import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCommandLine } from '../../client/cli/program.ts'
import { prepareSchedules } from '../../client/schedules.ts'
import { connectTemporal } from '../../client/temporal.ts'
import { type Config, loadConfig } from '../../lib/config.ts'
import { createLogger } from '../../lib/logger.ts'
import { createMetrics } from '../../lib/metrics.ts'
import { openDatabase } from '../../ledger/database.ts'
import { createLedger } from '../../ledger/index.ts'
import { installRuntime } from '../../workers/runtime.ts'
import { startWorker } from '../../workers/worker.ts'
import { createOrderDesk, searchAttributes } from '../../workflows/contract.ts'
import { createLedgerDatabase } from '../ledger/ledger.ts'
import { CREDENTIALS, startTwin as startLinnworks } from '../linnworks/twin.ts'
import { APP, buy, LEEDS, LONDON, MUG, shopOf, startTwin as startShopify } from '../shopify/twin.ts'
import { endFormerRuntime } from '../support/runtime.ts'
import {
  createTestNamespace,
  temporalAddress,
  temporalProgram,
  workflowBundle,
} from '../support/servers.ts'

/** A variant whose SKU Linnworks does not have. */
export const OLD_MUG = '7009'

const mug = productOf({ productId: '6001', variantId: MUG, sku: 'MUG' })
const oldMug = productOf({ productId: '6009', variantId: OLD_MUG, sku: 'MUG-OLD' })

export interface Said {
  readonly exitCode: number
  readonly out: string
  readonly err: string
}

/**
 * A shop, a warehouse, the real engine and the real store, and a folder in which a demo "runs". With
 * `stock` that of the shop is pushed, by the Schedules too.
 */
export async function startWaybill(
  options: {
    readonly stock?: Readonly<Record<string, unknown>>
    readonly warehouse?: Parameters<typeof startLinnworks>[0]
  } = {},
) {
  const folder = await mkdtemp(join(tmpdir(), 'waybill-cli-'))
  await endFormerRuntime()
  installRuntime(createLogger({ role: 'worker', instance: 'worker-1', level: 'silent' }))
  const [shopify, linnworks, namespace, ledgerUrl] = await Promise.all([
    startShopify({}, { products: [mug, oldMug] }),
    startLinnworks(options.warehouse ?? {}),
    createTestNamespace(Object.values(searchAttributes)),
    createLedgerDatabase(),
  ])
  const temporal = { address: temporalAddress(), namespace }
  const path = await writeDemo(folder, {
    shops: [
      {
        ...shopOf(shopify),
        accessToken: APP.accessToken,
        webhookSecrets: ['secret'],
        sweepEverySeconds: 1,
        ...(options.stock && { stock: options.stock }),
      },
    ],
    linnworks: { ...CREDENTIALS, authUrl: linnworks.url, lateCommitWaitSeconds: 1 },
    ledger: { url: ledgerUrl },
    temporal,
  })
  const config: Config = loadConfig({ path, variables: {} })
  const database = openDatabase(config.ledger)
  const ledger = createLedger(database)
  const client = await connectTemporal(config, 'waybill-test')
  if (options.stock !== undefined) await prepareSchedules(client, config)
  const worker = await startWorker({
    config,
    ledger,
    metrics: createMetrics(),
    logger: createLogger({ role: 'worker', instance: 'worker-1', level: 'silent' }),
    instance: 'worker-1',
    workflowBundle: workflowBundle(),
  })

  return {
    folder,
    config,
    database,
    ledger,
    client,
    shopify,
    linnworks,
    cli: (...words: readonly string[]) => runCli(folder, words),

    /** Places an order and lets Waybill know of it; answers its id. */
    order: async (lines: Parameters<typeof buy>[1]): Promise<string> => {
      const orderId = await buy(shopify, lines)
      await createOrderDesk(client.workflow).orderChanged({ shop: 'aurora', orderId })
      return orderId
    },

    stop: async () => {
      await worker.stop()
      await client.connection.close()
      await database.destroy()
      await Promise.all([shopify.stop(), linnworks.stop()])
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Runs one command line in the folder, as a person would. */
export async function runCli(folder: string, words: readonly string[]): Promise<Said> {
  let [out, err] = ['', '']
  const exitCode = await runCommandLine(words, {
    folder,
    width: 160,
    out: (text) => (out += text),
    err: (text) => (err += text),
  })
  return { exitCode, out, err }
}

/** Writes what a demo would: its configuration, and the file from which it is found. */
export async function writeDemo<
  T extends { readonly temporal: { readonly address: string; readonly namespace: string } },
>(folder: string, config: T): Promise<string> {
  await mkdir(join(folder, '.waybill'), { recursive: true })
  const path = join(folder, 'demo.yaml')
  await writeFile(path, JSON.stringify(config))
  const { address, namespace } = config.temporal
  await writeFile(
    join(folder, '.waybill', 'run.json'),
    JSON.stringify({ temporal: { address, namespace, program: temporalProgram() }, config: path }),
  )
  return path
}

function productOf(of: { productId: string; variantId: string; sku: string }) {
  const { productId, variantId, sku } = of
  return {
    productId,
    title: sku,
    variants: [
      {
        variantId,
        sku,
        price: '12.50',
        tracked: true,
        requiresShipping: true,
        inventoryItemId: `1${variantId}`,
        stock: { [LONDON]: 1000, [LEEDS]: 1000 },
      },
    ],
  }
}
