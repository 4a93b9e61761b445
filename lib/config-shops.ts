import { z } from 'zod'
import type { ShopPolicy } from '../domain/policy.ts'
import type { ShopConfig } from './config.ts'
import { StockSchema } from './config-stock.ts'
import {
  DAY_SECONDS,
  flag,
  fraction,
  hostname,
  ids,
  moment,
  oneOf,
  secret,
  section,
  text,
  webAddress,
  whole,
} from './config-values.ts'

const PolicySchema = section({
  includeTestOrders: flag.default(false),
  paidOnly: flag.default(true),
  refuseHighRisk: flag.default(true),
  ignoreCreatedBefore: z.exactOptional(moment),
  foreignLocationIds: ids.default([]),
  editWindowMinutes: whole(0, 7 * 24 * 60).default(0),
  dispatchWithinHours: whole(1, 365 * 24).default(72),
  money: oneOf(['shop', 'presentment']).default('shop'),
  cancelledInLinnworks: oneOf(['raise', 'cancelInShopify']).default('raise'),
  withoutTracking: oneOf(['post', 'wait']).default('post'),
  leftTheShelf: oneOf(['injectAndProcess', 'freeze']).default('injectAndProcess'),
  notifyCustomer: flag.default(true),
}).transform((policy): ShopPolicy => {
  const {
    includeTestOrders,
    paidOnly,
    refuseHighRisk,
    ignoreCreatedBefore,
    foreignLocationIds,
    ...rest
  } = policy
  return {
    ...rest,
    eligibility: {
      includeTestOrders,
      paidOnly,
      refuseHighRisk,
      foreignLocationIds,
      ...(ignoreCreatedBefore !== undefined && { ignoreCreatedBefore }),
    },
  }
})

const aSecret = { error: 'a list with at least one secret' }

const ShopSchema = section({
  shop: text("the shop's handle: small letters, digits and hyphens", /^[a-z0-9][a-z0-9-]{0,59}$/),
  domain: z.exactOptional(hostname),
  apiUrl: z.exactOptional(webAddress),
  accessToken: z.exactOptional(secret),
  clientId: z.exactOptional(secret),
  clientSecret: z.exactOptional(secret),
  webhookSecrets: z.array(secret, aSecret).min(1, aSecret),
  policy: PolicySchema.prefault({}),
  budget: section({ share: fraction.default(0.8) }).prefault({}),
  sweepEverySeconds: whole(1, DAY_SECONDS).default(120),
  stock: StockSchema.prefault({}),
}).transform((shop, context): ShopConfig => {
  const { accessToken, clientId, clientSecret, domain, ...rest } = shop
  const common = { ...rest, domain: domain ?? `${shop.shop}.myshopify.com` }
  if (accessToken !== undefined && clientId === undefined && clientSecret === undefined) {
    return { ...common, accessToken }
  }
  if (accessToken === undefined && clientId !== undefined && clientSecret !== undefined) {
    return { ...common, clientId, clientSecret }
  }
  const [key, message] =
    accessToken !== undefined
      ? ['accessToken', 'stands beside clientId or clientSecret. Keep one way to sign in']
      : clientId !== undefined
        ? ['clientSecret', 'is missing. Expected the secret that goes with clientId']
        : clientSecret !== undefined
          ? ['clientId', 'is missing. Expected the id that goes with clientSecret']
          : ['accessToken', 'is missing. Expected an accessToken, or a clientId and clientSecret']
  context.addIssue({ code: 'custom', path: [key], message })
  return z.NEVER
})

const aShop = { error: 'a list with at least one shop' }

/** The shops, each with one way to sign in, its policy, and a handle and domain of its own. */
export const ShopsSchema = z
  .array(ShopSchema, aShop)
  .min(1, aShop)
  .superRefine((shops, context) => {
    for (const name of ['shop', 'domain'] as const) {
      shops.forEach((shop, index) => {
        const first = shops.findIndex((other) => other[name] === shop[name])
        if (first === index) return
        const message = `is the same as shops[${first}].${name}. Expected one entry for each shop`
        context.addIssue({ code: 'custom', path: [index, name], message })
      })
    }
  })
