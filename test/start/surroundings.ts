import { startLinnworksTwin, type LinnworksSetup } from '../../sandbox/linnworks/index.ts'
import { type ShopSetup, startShopifyTwin } from '../../sandbox/shopify/index.ts'
import { AURORA, LINNWORKS } from '../../sandbox/world.ts'
import { createTestDatabase, temporalAddress, uniqueName } from '../support/servers.ts'

/** Both vendors, and what a configuration says to reach them, the engine and an empty ledger. */
export interface Surroundings {
  readonly shopify: Awaited<ReturnType<typeof startShopifyTwin>>
  readonly linnworks: Awaited<ReturnType<typeof startLinnworksTwin>>
  readonly config: StartConfig
  stop(): Promise<void>
}

export interface StartConfig {
  readonly shops: readonly Readonly<Record<string, unknown>>[]
  readonly linnworks: Readonly<Record<string, unknown>>
  readonly ledger: Readonly<Record<string, unknown>>
  readonly temporal: { readonly address: string; readonly namespace: string }
  readonly receiver: Readonly<Record<string, unknown>>
  readonly worker: Readonly<Record<string, unknown>>
}

/** Starts both twins; the namespace is not made yet, and the ledger has no schema. */
export async function startSurroundings(
  change: {
    readonly shop?: Partial<ShopSetup>
    readonly linnworks?: Partial<LinnworksSetup>
  } = {},
): Promise<Surroundings> {
  const [shopify, linnworks, url] = await Promise.all([
    startShopifyTwin({ port: 0, shops: [{ ...AURORA, ...change.shop }] }),
    startLinnworksTwin({ port: 0, setup: { ...LINNWORKS, ...change.linnworks } }),
    createTestDatabase(),
  ])
  const { applicationId, applicationSecret, token } = LINNWORKS
  return {
    shopify,
    linnworks,
    config: {
      shops: [
        {
          shop: AURORA.shop,
          apiUrl: `${shopify.url}/${AURORA.shop}`,
          accessToken: AURORA.accessToken,
          webhookSecrets: [AURORA.webhookSecret],
          sweepEverySeconds: 2,
        },
      ],
      linnworks: {
        authUrl: linnworks.url,
        applicationId,
        applicationSecret,
        token,
        dispatchSweepEverySeconds: 1,
      },
      ledger: { url },
      temporal: { address: temporalAddress(), namespace: uniqueName('start') },
      receiver: { port: 0 },
      worker: { metricsPort: 0 },
    },
    stop: async () => {
      await Promise.all([shopify.stop(), linnworks.stop()])
    },
  }
}

/** The configuration with its only shop changed. */
export function withShop(
  config: StartConfig,
  change: Readonly<Record<string, unknown>>,
): StartConfig {
  return { ...config, shops: config.shops.map((shop) => ({ ...shop, ...change })) }
}
