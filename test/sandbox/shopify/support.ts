import { expect, onTestFinished } from 'vitest'
import { createShopper, type Shopper } from '../../../sandbox/shopper.ts'
import {
  startShopifyTwin,
  type ShopifyTwin,
  type ShopifyTwinOptions,
  type ShopSetup,
} from '../../../sandbox/shopify/index.ts'

export const allScopes = [
  'read_orders',
  'read_all_orders',
  'write_orders',
  'write_order_edits',
  'read_customers',
  'read_locations',
  'read_products',
  'write_inventory',
  'write_returns',
  'read_fulfillments',
  'write_merchant_managed_fulfillment_orders',
]

export const london = '101'
export const leeds = '102'

/** A shop with two locations that sells mugs, tea, a bundle of them, and a gift card. */
export function shopOf(changes: Partial<ShopSetup> = {}): ShopSetup {
  const item = (id: string, sku: string, price: string, stock: Record<string, number>) => ({
    productId: `2${id}`,
    title: sku,
    variants: [
      {
        variantId: `3${id}`,
        sku,
        price,
        tracked: true,
        requiresShipping: true,
        inventoryItemId: `4${id}`,
        stock,
      },
    ],
  })
  const gift = item('04', 'GIFT', '25.00', {})
  const set = item('05', 'SET', '20.00', {})
  return {
    shop: 'aurora',
    domain: 'aurora.myshopify.com',
    accessToken: 'shpat_test',
    clientId: 'client',
    clientSecret: 'secret',
    webhookSecret: 'hush',
    currency: 'GBP',
    taxesIncluded: true,
    plan: 'standard',
    scopes: allScopes,
    locations: [
      { id: london, name: 'London' },
      { id: leeds, name: 'Leeds' },
    ],
    products: [
      item('01', 'MUG', '12.50', { [london]: 10, [leeds]: 10 }),
      item('02', 'TEA', '4.99', { [london]: 3, [leeds]: 20 }),
      item('03', 'RARE', '99.00', { [london]: 2, [leeds]: 3 }),
      {
        ...gift,
        variants: gift.variants.map((each) => ({
          ...each,
          tracked: false,
          requiresShipping: false,
          isGiftCard: true,
        })),
      },
      {
        ...set,
        variants: set.variants.map((each) => ({
          ...each,
          tracked: false,
          components: [
            { variantId: mug, quantity: 1 },
            { variantId: tea, quantity: 3 },
          ],
        })),
      },
    ],
    ...changes,
  }
}

export const mug = '301'
export const tea = '302'
export const rare = '303'
export const giftCard = '304'
export const bundle = '305'

export const variant = (id: string) => `gid://shopify/ProductVariant/${id}`

export interface Answer {
  readonly status: number
  // oxlint-disable-next-line typescript/no-explicit-any -- tests look into answers of many shapes
  readonly body: any
}

export interface Rig {
  readonly twin: ShopifyTwin
  readonly shopper: Shopper
  readonly apiUrl: string
  /** Sends a query and expects data; returns it. */
  ask(query: string, variables?: unknown): Promise<Answer['body']>
  send(query: string, variables?: unknown, token?: string): Promise<Answer>
}

/** A twin of one shop, stopped with the test. */
export async function rigOf(
  options: Partial<ShopifyTwinOptions> = {},
  shop: ShopSetup = shopOf(),
): Promise<Rig> {
  const twin = await startShopifyTwin({ port: 0, shops: [shop], jobDelayMs: 5, ...options })
  onTestFinished(() => twin.stop())
  const apiUrl = `${twin.url}/${shop.shop}`
  const send = (query: string, variables?: unknown, token = shop.accessToken) =>
    sendTo(apiUrl, query, variables, token)
  return {
    twin,
    apiUrl,
    send,
    shopper: createShopper({ apiUrl, accessToken: shop.accessToken }),
    ask: async (query, variables) => {
      const { status, body } = await send(query, variables)
      expect(status).toBe(200)
      expect(body.errors).toBeUndefined()
      return body.data
    },
  }
}

export async function sendTo(
  apiUrl: string,
  query: string,
  variables: unknown,
  token: string,
): Promise<Answer> {
  const response = await fetch(`${apiUrl}/admin/api/2026-10/graphql.json`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Shopify-Access-Token': token },
    body: JSON.stringify({ query, variables }),
  })
  return { status: response.status, body: await response.json() }
}

const orderQuery = `query($id: ID!) { order(id: $id) {
  id name updatedAt cancelledAt cancelReason closed displayFinancialStatus displayFulfillmentStatus
  tags note shippingAddress { lastName address1 countryCodeV2 }
  currentTotalPriceSet { shopMoney { amount currencyCode } }
  fulfillments(first: 20) { id status trackingInfo { number company url } }
  lineItems(first: 50) { nodes { id sku quantity currentQuantity unfulfilledQuantity } }
  fulfillmentOrders(first: 50) { nodes { id status
    assignedLocation { name location { id } } deliveryMethod { methodType }
    supportedActions { action }
    lineItems(first: 50) { nodes { id totalQuantity remainingQuantity sku lineItem { id } } } } }
} }`

/** An order as most tests look at it. */
export async function orderAs(rig: Rig, id: string): Promise<Answer['body']> {
  return (await rig.ask(orderQuery, { id })).order
}

export async function fulfil(rig: Rig, fulfillment: unknown): Promise<Answer['body']> {
  const data = await rig.ask(
    `mutation($fulfillment: FulfillmentInput!) { fulfillmentCreate(fulfillment: $fulfillment) {
      fulfillment { id status displayStatus trackingInfo { number company url }
        fulfillmentLineItems(first: 10) { nodes { quantity } } }
      userErrors { field message } } }`,
    { fulfillment },
  )
  return data.fulfillmentCreate
}
