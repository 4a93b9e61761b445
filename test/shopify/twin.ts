import { z } from 'zod'
import { createShopifyClient, type ShopifyClient } from '../../shopify/index.ts'
import type { ShopifyTransportConfig } from '../../shopify/transport.ts'
import { startShopifyTwin, type ShopifyTwin } from '../../sandbox/shopify/index.ts'

export const LONDON = '8001'
export const LEEDS = '8002'
export const MUG = '7001'
export const TEAPOT = '7002'
export const BUNDLE = '7003'

export const APP = {
  accessToken: 'shpat_canary_0123456789',
  clientId: 'client-canary-id',
  clientSecret: 'shpss_canary_9876543210',
}

type Options = Parameters<typeof startShopifyTwin>[0]
type Shop = Options['shops'][number]

const SCOPES = [
  'read_orders',
  'write_orders',
  'read_merchant_managed_fulfillment_orders',
  'write_merchant_managed_fulfillment_orders',
  'read_locations',
  'read_products',
  'write_products',
  'read_inventory',
  'write_inventory',
]

/** A twin with one shop that sells mugs from London and Leeds, and nothing ordered. */
export function startTwin(
  options: Partial<Omit<Options, 'shops'>> = {},
  shop: Partial<Shop> = {},
): Promise<ShopifyTwin> {
  const variantOf = (variantId: string, sku: string, price: string) => ({
    variantId,
    sku,
    price,
    tracked: true,
    requiresShipping: true,
    inventoryItemId: `1${variantId}`,
    stock: { [LONDON]: 1000, [LEEDS]: 1000 },
  })
  return startShopifyTwin({
    port: 0,
    searchLagMs: 0,
    ...options,
    shops: [
      {
        shop: 'aurora',
        domain: 'aurora.myshopify.com',
        ...APP,
        webhookSecret: 'webhook-secret',
        currency: 'GBP',
        taxesIncluded: true,
        plan: 'plus',
        scopes: SCOPES,
        locations: [
          { id: LONDON, name: 'London' },
          { id: LEEDS, name: 'Leeds' },
        ],
        products: [
          { productId: '6001', title: 'Mug', variants: [variantOf(MUG, 'MUG', '12.50')] },
          { productId: '6002', title: 'Teapot', variants: [variantOf(TEAPOT, 'TEAPOT', '30.00')] },
          {
            productId: '6003',
            title: 'Tea set',
            variants: [
              {
                ...variantOf(BUNDLE, 'SET', '50.00'),
                components: [
                  { variantId: MUG, quantity: 2 },
                  { variantId: TEAPOT, quantity: 1 },
                ],
              },
            ],
          },
        ],
        ...shop,
      },
    ],
  })
}

export function clientOf(
  twin: Pick<ShopifyTwin, 'url'>,
  config: Partial<Pick<ShopifyTransportConfig, 'budget' | 'timeoutMs' | 'clock'>> = {},
): ShopifyClient {
  const { accessToken } = APP
  return createShopifyClient({ ...shopOf(twin), accessToken, timeoutMs: 3000, ...config })
}

export function shopOf(twin: Pick<ShopifyTwin, 'url'>) {
  return { shop: 'aurora', apiUrl: `${twin.url}/aurora` }
}

const ReplySchema = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z.array(z.unknown()).optional(),
  extensions: z
    .object({ cost: z.object({ requestedQueryCost: z.number() }).optional() })
    .optional(),
})

const OrderCreatedSchema = z.object({
  orderCreate: z.object({ order: z.object({ id: z.string() }) }),
})

/** Sends GraphQL as any other program of the shop would. */
export async function admin(
  twin: Pick<ShopifyTwin, 'url'>,
  query: string,
  variables: Readonly<Record<string, unknown>>,
): Promise<z.infer<typeof ReplySchema>> {
  const response = await fetch(`${twin.url}/aurora/admin/api/2026-10/graphql.json`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Shopify-Access-Token': APP.accessToken },
    body: JSON.stringify({ query, variables }),
  })
  return ReplySchema.parse(await response.json())
}

/** Buys, and answers the order's id. */
export async function buy(
  twin: Pick<ShopifyTwin, 'url'>,
  lines: readonly { readonly variantId: string; readonly quantity: number }[],
  order: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const taxLines = [{ title: 'VAT', rate: 0.2 }]
  const lineItems = lines.map(({ variantId, quantity }) => ({
    variantId: `gid://shopify/ProductVariant/${variantId}`,
    quantity,
    requiresShipping: true,
    taxLines,
  }))
  const reply = await admin(
    twin,
    `mutation Buy($order: OrderCreateOrderInput!, $options: OrderCreateOptionsInput) {
      orderCreate(order: $order, options: $options) { order { id } userErrors { message } }
    }`,
    {
      // As a checkout does, it takes the units.
      options: { inventoryBehaviour: 'DECREMENT_IGNORING_POLICY' },
      order: {
        currency: 'GBP',
        financialStatus: 'PAID',
        taxesIncluded: true,
        email: 'ada@canary.example',
        shippingAddress: {
          firstName: 'Ada',
          lastName: 'Canaryperson',
          address1: '1 Canary Wharf Lane',
          city: 'London',
          zip: 'E14 5AB',
          countryCode: 'GB',
        },
        lineItems,
        shippingLines: [
          {
            title: 'Tracked 48',
            code: 'T48',
            priceSet: { shopMoney: { amount: '4.95', currencyCode: 'GBP' } },
            taxLines,
          },
        ],
        ...order,
      },
    },
  )
  const created = OrderCreatedSchema.safeParse(reply.data)
  if (!created.success) throw new Error(JSON.stringify(reply))
  return created.data.orderCreate.order.id.replace(/.*\//, '')
}
