import { z } from 'zod'
import type { Config, TemporalTls } from './config.ts'
import { ShopsSchema } from './config-shops.ts'
import {
  DAY_SECONDS,
  flag,
  fraction,
  guid,
  oneOf,
  port,
  secret,
  section,
  text,
  webAddress,
  whole,
} from './config-values.ts'

const TlsSchema = section({
  serverName: z.exactOptional(text('the name that the server certificate has')),
  caCertificate: z.exactOptional(text('a PEM certificate, for instance { file: PATH }')),
  clientCertificate: z.exactOptional(text('a PEM certificate, for instance { file: PATH }')),
  clientKey: z.exactOptional(text('a PEM key, for instance { file: PATH }')),
}).transform((tls, context): TemporalTls => {
  const { serverName, caCertificate, clientCertificate, clientKey } = tls
  if ((clientCertificate === undefined) !== (clientKey === undefined)) {
    context.addIssue({ code: 'custom', message: 'lacks one of clientCertificate and clientKey' })
  }
  return {
    ...(serverName !== undefined && { serverNameOverride: serverName }),
    ...(caCertificate !== undefined && { serverRootCACertificate: Buffer.from(caCertificate) }),
    ...(clientCertificate !== undefined &&
      clientKey !== undefined && {
        clientCertPair: { crt: Buffer.from(clientCertificate), key: Buffer.from(clientKey) },
      }),
  }
})

/** The whole of `waybill.yaml`. Its messages continue `shops[0].shop is not valid. Expected …`. */
export const ConfigSchema: z.ZodType<Config> = section({
  shops: ShopsSchema,
  linnworks: section({
    authUrl: z.exactOptional(webAddress),
    applicationId: guid,
    applicationSecret: guid,
    token: guid,
    budgetShare: fraction.default(0.8),
    lateCommitWaitSeconds: whole(0, DAY_SECONDS).default(120),
    dispatchSweepEverySeconds: whole(1, DAY_SECONDS).default(30),
    unrelatedShopifyChannels: z
      .array(text('the name of a Shopify channel in Linnworks'), {
        error: 'a list of the names of Shopify channels in Linnworks',
      })
      .default([]),
  }),
  ledger: section({
    url: z.url({
      protocol: /^postgres(ql)?$/,
      error: 'a PostgreSQL address: postgres://USER:PASSWORD@HOST:5432/DATABASE',
    }),
    password: z.exactOptional(secret),
    maxConnections: whole(5, 1000).default(20),
  }).transform(({ url, password, maxConnections }) => ({
    url: password === undefined ? url : withPassword(url, password),
    maxConnections,
  })),
  temporal: section({
    address: text(
      'a host and a port: 127.0.0.1:7233',
      /^(\[[\da-f:]+\]|[\w.-]+):\d{1,5}$/i,
    ).default('127.0.0.1:7233'),
    namespace: text("a namespace's name", /^[\w.-]+$/).default('default'),
    apiKey: z.exactOptional(secret),
    tls: z.exactOptional(
      z.union([flag, TlsSchema], {
        error:
          'true, false, or a section with serverName, caCertificate, or clientCertificate and its clientKey',
      }),
    ),
  }).prefault({}),
  receiver: section({
    host: text('the address to listen on, for instance 0.0.0.0').default('127.0.0.1'),
    port: port.default(4000),
    publicUrl: z.exactOptional(webAddress),
    maxBodyBytes: whole(1024, 64 * 1024 * 1024).default(2 * 1024 * 1024),
  }).prefault({}),
  worker: section({
    metricsPort: port.default(9464),
    sdkMetricsPort: z.exactOptional(whole(1, 65_535)),
    host: text('the address to listen on, for instance 0.0.0.0').default('127.0.0.1'),
    maxCachedWorkflows: whole(0, 100_000).default(500),
    deployment: z.exactOptional(
      section({
        name: text('a name of letters, digits, _ and -', /^[\w-]{1,200}$/).default('waybill'),
        buildId: text(
          'what tells this build from others: letters, digits, _, . and -',
          /^[\w.-]{1,200}$/,
        ),
      }),
    ),
  }).prefault({}),
  log: section({
    level: oneOf(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  }).prefault({}),
})

/** So that a password may come from a file of its own, whatever signs it holds. */
function withPassword(url: string, password: string): string {
  const address = new URL(url)
  address.password = encodeURIComponent(password)
  return address.href
}
