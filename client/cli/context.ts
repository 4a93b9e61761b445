import type { Client } from '@temporalio/client'
import { type Config, loadConfig, readActor } from '../../lib/config.ts'
import { openDatabase, requireCurrentSchema } from '../../ledger/database.ts'
import { createLedger, type Ledger } from '../../ledger/index.ts'
import { createLinnworksClient, type LinnworksClient } from '../../linnworks/index.ts'
import type { ShopifyClient } from '../../shopify/index.ts'
import { openShop } from '../shop-client.ts'
import { connectTemporal } from '../temporal.ts'
import { CliError } from './report.ts'
import { findConfig } from './run-file.ts'

/** What a command stands on. Each is opened when it is first asked for. */
export interface CliContext {
  /** The opaque id of the person at the keyboard. */
  readonly actor: string
  /** Columns of the terminal. */
  readonly width: number
  readonly now: Date
  /** Tells how something goes that is waited for. */
  readonly say: (line: string) => void
  config(): Config
  ledger(): Promise<Ledger>
  temporal(): Promise<Client>
  /** Throws where the configuration has no such shop. */
  shopify(shop: string): ShopifyClient
  linnworks(): LinnworksClient
  close(): Promise<void>
}

export interface CliSettings {
  readonly config?: string | undefined
  readonly actor?: string | undefined
  readonly folder: string
  readonly width: number
  readonly say: (line: string) => void
}

export function createContext(settings: CliSettings): CliContext {
  const closers: (() => Promise<unknown> | void)[] = []
  const config = once(() => loadConfig({ path: findConfig(settings.folder, settings.config) }))

  const ledger = once(async () => {
    const database = openDatabase({ ...config().ledger, maxConnections: 2 })
    closers.push(() => database.destroy())
    await requireCurrentSchema(database)
    return createLedger(database)
  })
  const temporal = once(async () => {
    const client = await connectTemporal(config(), 'waybill-cli')
    closers.push(() => client.connection.close())
    return client
  })
  const linnworks = once(() => {
    const client = createLinnworksClient(config().linnworks)
    closers.push(() => client.close())
    return client
  })

  return {
    actor: settings.actor ?? readActor() ?? 'cli',
    width: settings.width,
    now: new Date(),
    say: settings.say,
    config,
    ledger,
    temporal,
    linnworks,
    shopify: (shop) => {
      const found = requireShop(config(), shop)
      const client = openShop(found)
      closers.push(() => client.close())
      return client
    },
    close: async () => {
      for (const close of closers.toReversed()) await close()
    },
  }
}

/** The shop of the configuration, or a sentence that lists those there are. */
export function requireShop(config: Pick<Config, 'shops'>, shop: string): Config['shops'][number] {
  const found = config.shops.find((each) => each.shop === shop)
  if (found !== undefined) return found
  const known = config.shops.map((each) => each.shop).join(', ')
  throw new CliError(`There is no shop "${shop}" in the configuration, which has: ${known}.`)
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => (made ??= { value: make() }).value
}
