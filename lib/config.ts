import { readFileSync } from 'node:fs'
import type { ShopPolicy } from '../domain/policy.ts'
import type { StockPolicy } from '../domain/stock-policy.ts'
import { ConfigError, toProblems } from './config-error.ts'
import { readConfigText } from './config-file.ts'
import { ConfigSchema } from './config-schema.ts'

export { ConfigError, type ConfigProblem } from './config-error.ts'

/** What the operator decides, from `waybill.yaml`. It holds secrets: never print or log it. */
export interface Config {
  readonly shops: readonly ShopConfig[]
  readonly linnworks: LinnworksConfig
  readonly ledger: { readonly url: string; readonly maxConnections: number }
  readonly temporal: TemporalConfig
  readonly receiver: ReceiverConfig
  readonly worker: WorkerConfig
  readonly log: { readonly level: LogLevel }
}

export type ShopConfig = ShopCredentials & {
  /** The shop's handle: the `aurora` of `aurora.myshopify.com`. */
  readonly shop: string
  /** What Shopify calls the shop in its webhooks; `{shop}.myshopify.com` unless told. */
  readonly domain: string
  readonly apiUrl?: string
  /** One, or two and more while a secret is being replaced. */
  readonly webhookSecrets: readonly string[]
  readonly policy: ShopPolicy
  /** The part of Shopify's rate limit that is ours, from 0 to 1. */
  readonly budget: { readonly share: number }
  readonly sweepEverySeconds: number
  readonly stock: StockPolicy
}

export type ShopCredentials =
  { readonly accessToken: string } | { readonly clientId: string; readonly clientSecret: string }

export interface LinnworksConfig {
  readonly authUrl?: string
  readonly applicationId: string
  readonly applicationSecret: string
  readonly token: string
  /** The part of each operation's calls per minute that is ours, from 0 to 1. */
  readonly budgetShare: number
  /** How long after a write was sent Linnworks may still carry it out. */
  readonly lateCommitWaitSeconds: number
  readonly dispatchSweepEverySeconds: number
  /** Enabled Shopify channels of Linnworks that serve shops which are not ours. */
  readonly unrelatedShopifyChannels: readonly string[]
}

export interface TemporalConfig {
  /** `host:port`. */
  readonly address: string
  readonly namespace: string
  readonly apiKey?: string
  /** As Temporal's connections take it. */
  readonly tls?: boolean | TemporalTls
}

export interface TemporalTls {
  readonly serverNameOverride?: string
  readonly serverRootCACertificate?: Uint8Array
  readonly clientCertPair?: { readonly crt: Uint8Array; readonly key: Uint8Array }
}

export interface ReceiverConfig {
  readonly host: string
  /** 0 takes any free port. */
  readonly port: number
  /** Where Shopify reaches the receiver; without it no webhooks are subscribed to. */
  readonly publicUrl?: string
  readonly maxBodyBytes: number
}

export interface WorkerConfig {
  readonly host: string
  /** Of metrics and health; 0 takes any free port. */
  readonly metricsPort: number
  /** Of the metrics of Temporal's SDK; without it they are not served. */
  readonly sdkMetricsPort?: number
  readonly maxCachedWorkflows: number
  /** Makes this worker one of a version; without it all workers are alike to Temporal. */
  readonly deployment?: WorkerDeployment
}

/** A version of the workers, as Temporal knows it: which build of which deployment. */
export interface WorkerDeployment {
  readonly name: string
  readonly buildId: string
}

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent'

export type Variables = Readonly<Record<string, string | undefined>>

/** Where the configuration is, unless a program is told: `WAYBILL_CONFIG`, or `./waybill.yaml`. */
export function configPath(variables: Variables = process.env): string {
  return variables['WAYBILL_CONFIG'] || './waybill.yaml'
}

/** The opaque id of the person at the keyboard, from `WAYBILL_ACTOR`. */
export function readActor(variables: Variables = process.env): string | undefined {
  return variables['WAYBILL_ACTOR'] || undefined
}

/** @throws ConfigError if the file is not there, or for all that is wrong in it at once. */
export function loadConfig(
  options: { readonly path?: string; readonly variables?: Variables } = {},
): Config {
  const variables = options.variables ?? process.env
  const source = options.path ?? configPath(variables)
  return parseConfig(readText(source), { variables, source })
}

/**
 * Reads the text of a `waybill.yaml`. In any text `${NAME}` stands for an environment variable, and
 * any value may be given as `{ file: PATH }`: the file's text without its last line break, the path
 * taken from the folder of `source`.
 * @throws ConfigError naming the key and line of all that is wrong, and never a value.
 */
export function parseConfig(
  text: string,
  options: { readonly variables: Variables; readonly source: string },
): Config {
  const { value, lineOf, problems } = readConfigText(text, options)
  const { success, data, error } = ConfigSchema.safeParse(value)
  const wrong = [...problems]
  for (const problem of success ? [] : toProblems(error, value, lineOf)) {
    if (!problems.some(({ key }) => key === '' || key === problem.key)) wrong.push(problem)
  }
  if (!success || wrong.length > 0) throw new ConfigError(options.source, wrong)
  return data
}

/** Checks a configuration that a program made, of the same shape as the file's. */
export function checkConfig(value: unknown): Config {
  const { success, data, error } = ConfigSchema.safeParse(value)
  if (success) return data
  throw new ConfigError(
    'the configuration',
    toProblems(error, value, () => undefined),
  )
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    const sentence = missing
      ? 'there is no such file. Write it, or name another in WAYBILL_CONFIG'
      : 'the file cannot be read. Check its permissions'
    throw new ConfigError(path, [{ key: '', sentence }])
  }
}
