import { ApiError } from '../lib/api-error.ts'
import type { Config } from '../lib/config.ts'
import { type Channel, createLinnworksClient } from '../linnworks/index.ts'
import { missingScopes } from '../shopify/index.ts'
import { openShop } from './shop-client.ts'

/** Why Waybill must not run yet: every reason found, a sentence each. */
export class PreflightError extends Error {
  override readonly name = 'PreflightError'
}

/**
 * Asks both vendors whether Waybill can do its work: the credentials work, every permission is
 * there, and Linnworks' own Shopify channel does not do the same work, or every order would arrive
 * twice. Changes nothing.
 * @throws PreflightError naming all that is wrong.
 */
export async function runPreflight(config: Pick<Config, 'shops' | 'linnworks'>): Promise<void> {
  const answers = await Promise.all([
    ...config.shops.map((shop) => checkShop(shop)),
    checkLinnworks(config),
  ])
  const problems = answers.flat()
  if (problems.length > 0) throw new PreflightError(problems.join('\n'))
}

async function checkShop(shop: Config['shops'][number]): Promise<readonly string[]> {
  const client = openShop(shop)
  try {
    const missing = missingScopes(await client.readGrantedScopes())
    const needed = missing.filter(({ scope }) => shop.stock.enabled || !stockScopes.has(scope))
    return needed.map(
      ({ scope, why }) =>
        `The shop "${shop.shop}" has not granted ${scope}, needed ${why}. Add the scope to the app and approve it in Shopify.`,
    )
  } catch (error) {
    return [explainShop(shop.shop, error)]
  } finally {
    client.close()
  }
}

/** Asked for only where stock is pushed. */
const stockScopes: ReadonlySet<string> = new Set(['read_inventory', 'write_inventory'])

function explainShop(shop: string, error: unknown): string {
  if (error instanceof ApiError && error.details.kind === 'unauthorized') {
    return `Shopify refuses the credentials of the shop "${shop}". Renew its accessToken, or its clientId and clientSecret.`
  }
  return `The shop "${shop}" cannot be asked: ${reasonOf(error)}. Check its apiUrl and the network.`
}

/** The account's Default location, which always exists. */
const DEFAULT_LOCATION = '00000000-0000-0000-0000-000000000000'

async function checkLinnworks(
  config: Pick<Config, 'shops' | 'linnworks'>,
): Promise<readonly string[]> {
  const client = createLinnworksClient(config.linnworks)
  try {
    const now = new Date().toISOString()
    const search = { dateField: 'processed', from: now, to: now, page: 1, pageSize: 20 } as const
    const [channels, ...reads] = await Promise.allSettled([
      client.listChannels(),
      client.listStockLocations(),
      client.listOpenOrderIds(DEFAULT_LOCATION),
      client.findStockItems(['waybill-preflight']),
      client.findOrdersByReference({ shop: 'waybill', reference: 'preflight' }),
      client.searchProcessed(search),
    ])
    const problems = [channels, ...reads].flatMap((answer) =>
      answer.status === 'rejected' ? [explainLinnworks(answer.reason)] : [],
    )
    const native = channels.status === 'fulfilled' ? channels.value : []
    return [...new Set(problems), ...explainNativeChannels(native, config)]
  } finally {
    client.close()
  }
}

function explainNativeChannels(
  channels: readonly Channel[],
  { linnworks }: Pick<Config, 'linnworks'>,
): readonly string[] {
  return channels
    .filter(({ source, enabled }) => enabled && source.toUpperCase() === 'SHOPIFY')
    .filter(({ subSource }) => !linnworks.unrelatedShopifyChannels.includes(subSource))
    .map(
      ({ subSource }) =>
        `Linnworks' own Shopify channel "${subSource}" is enabled, so every order would arrive twice. Disable it in Linnworks (Settings, Channel Integration); if it serves another shop, list it in linnworks.unrelatedShopifyChannels.`,
    )
}

function explainLinnworks(error: unknown): string {
  if (error instanceof ApiError && error.details.kind === 'unauthorized') {
    return error.details.operation === 'AuthorizeByApplication'
      ? 'Linnworks refuses the sign-in. Check linnworks.applicationId, applicationSecret and token.'
      : `The Linnworks token lacks the permission for ${error.details.operation}. Grant it to the application in Linnworks and install it again.`
  }
  return `Linnworks cannot be asked: ${reasonOf(error)}. Check linnworks.authUrl and the network.`
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
