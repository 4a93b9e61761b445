import { join } from 'node:path'
import type { CallWatch } from '../sandbox/call-moment.ts'
import {
  type LinnworksSwitches,
  type LinnworksTwin,
  startLinnworksTwin,
} from '../sandbox/linnworks/index.ts'
import { type ShopifyTwin, startShopifyTwin } from '../sandbox/shopify/index.ts'
import type { ShopSetup, WebhookFaults } from '../sandbox/shopify/setup.ts'
import * as world from '../sandbox/world.ts'

export type Vendor = 'shopify' | 'linnworks'

export type ShopSwitches = Partial<
  Pick<ShopSetup, 'unrestockedUnits' | 'unrestockedRefunds' | 'comparesOnHandWith'>
>

export interface TwinsOptions {
  /** Where the twins keep their state; without it they forget at their stop. */
  readonly folder?: string
  /** The twins take any for 0. */
  readonly ports: { readonly shopify: number; readonly linnworks: number }
  readonly webhookFaults?: WebhookFaults
  /** How Linnworks behaves where the vendor's behaviour is not known for certain. */
  readonly switches?: Partial<LinnworksSwitches>
  /** The same of Shopify. */
  readonly shopSwitches?: ShopSwitches
  /** Multiplies what Linnworks admits in a minute: for tests that are not about its quotas. */
  readonly quotaScale?: number
  /** How late Shopify's searches see a change. */
  readonly searchLagMs?: number
  /** What time it is at a vendor, in milliseconds since the epoch: ours unless told. */
  readonly clocks?: Partial<Readonly<Record<Vendor, () => number>>>
  readonly plan?: ShopSetup['plan']
  /** Multiplies what stands on every shelf: for days longer than the sandbox's usual one. */
  readonly stockScale?: number
  /** Decides which webhooks are lost, doubled and late, for instance from a seed. */
  readonly random?: () => number
  /** Told of every call at either vendor before and after it is carried out. */
  readonly onCall?: CallWatch
}

/** Both vendors of the sandbox's world, each of which can go down and come back. */
export interface Twins {
  readonly shopify: ShopifyTwin
  readonly linnworks: LinnworksTwin
  takeDown(vendor: Vendor): Promise<void>
  /** On the same port, with what it knew (if there is a folder) and with no scripted faults. */
  bringBack(vendor: Vendor): Promise<void>
  stop(): Promise<void>
}

/** The tea towel, under the SKU that Linnworks has for it. */
const renamedTowel = { ...world.MISSING_ITEM, SKU: 'LINEN-TOWEL-01' }

export async function startTwins(options: TwinsOptions): Promise<Twins> {
  const { folder, ports, webhookFaults, switches, quotaScale, searchLagMs, clocks = {} } = options
  const { plan = world.AURORA.plan, stockScale = 1, random, onCall, shopSwitches } = options
  const shared = onCall === undefined ? {} : { onCall }
  const statePath = (name: string) =>
    folder === undefined ? {} : { statePath: join(folder, `${name}.sqlite`) }
  const startShopify = (port: number) =>
    startShopifyTwin({
      port,
      shops: [
        {
          ...world.AURORA,
          ...shopSwitches,
          plan,
          products: world.AURORA.products.map((each) => ({
            ...each,
            variants: each.variants.map((variant) => ({
              ...variant,
              stock: multiply(variant.stock, stockScale),
            })),
          })),
          ...(webhookFaults === undefined ? {} : { webhookFaults }),
        },
      ],
      ...shared,
      ...(random === undefined ? {} : { random }),
      ...(searchLagMs === undefined ? {} : { searchLagMs }),
      ...(clocks.shopify === undefined ? {} : { clock: clocks.shopify }),
      ...statePath('shopify'),
    })
  const startLinnworks = (port: number) =>
    startLinnworksTwin({
      port,
      setup: {
        ...world.LINNWORKS,
        items: [...world.LINNWORKS.items, renamedTowel].map((item) => ({
          ...item,
          ...('levels' in item && { levels: multiply(item.levels ?? {}, stockScale) }),
        })),
        ...(switches === undefined ? {} : { switches }),
        ...(quotaScale === undefined ? {} : { quotaScale }),
      },
      ...shared,
      ...(clocks.linnworks === undefined ? {} : { clock: clocks.linnworks }),
      ...statePath('linnworks'),
    })
  let [shopify, linnworks] = await Promise.all([
    startShopify(ports.shopify),
    startLinnworks(ports.linnworks),
  ])
  const down = new Set<Vendor>()
  const takeDown = async (vendor: Vendor) => {
    if (down.has(vendor)) return
    down.add(vendor)
    await (vendor === 'shopify' ? shopify : linnworks).stop()
  }
  return {
    get shopify() {
      return shopify
    },
    get linnworks() {
      return linnworks
    },
    takeDown,
    bringBack: async (vendor) => {
      if (vendor === 'shopify') shopify = await startShopify(shopify.port)
      else linnworks = await startLinnworks(linnworks.port)
      down.delete(vendor)
    },
    stop: async () => {
      await Promise.all([takeDown('shopify'), takeDown('linnworks')])
    },
  }
}

function multiply(units: Readonly<Record<string, number>>, by: number): Record<string, number> {
  return Object.fromEntries(Object.entries(units).map(([place, count]) => [place, count * by]))
}
