import { z } from 'zod'

/** A shopper and a shop's staff, who act through the public Admin API only. */
export interface Shopper {
  placeOrder(wish: OrderWish): Promise<PlacedOrder>
  /** Marks an order as paid. */
  payOrder(id: string): Promise<void>
  /** Asks for the cancellation; Shopify carries it out in a job a moment later. */
  cancelOrder(
    id: string,
    how?: { readonly restock?: boolean; readonly refund?: boolean },
  ): Promise<void>
  changeAddress(id: string, change: Partial<ShopperAddress>): Promise<void>
  /** Fulfils everything that is open, as staff do in the admin. */
  fulfilByHand(id: string, trackingNumber?: string): Promise<readonly string[]>
  /** Takes units off the order; `pay` gives the money back too. */
  refund(id: string, wish: RefundWish): Promise<void>
}

export interface OrderWish {
  readonly lines: readonly { readonly variantId: string; readonly quantity: number }[]
  readonly shippingAddress?: Partial<ShopperAddress>
  /** Paid unless told otherwise. */
  readonly paid?: boolean
  readonly test?: boolean
  readonly discountCode?: { readonly code: string; readonly percentage: number }
  /** In units of the shop's currency. */
  readonly shippingPrice?: string
  /** A fraction: 0.2 is 20 %. */
  readonly taxRate?: number
  readonly currency?: string
  readonly taxesIncluded?: boolean
  readonly presentmentCurrency?: string
  readonly note?: string
  readonly tags?: readonly string[]
  readonly sourceName?: string
}

export interface ShopperAddress {
  readonly firstName: string
  readonly lastName: string
  readonly address1: string
  readonly city: string
  readonly zip: string
  readonly countryCode: string
  readonly phone: string
}

export interface PlacedOrder {
  /** The global id, `gid://shopify/Order/…`. */
  readonly id: string
  /** The number at the end of it. */
  readonly orderId: string
  readonly name: string
}

export interface RefundWish {
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[]
  readonly restockType?: 'CANCEL' | 'RETURN' | 'NO_RESTOCK'
  readonly idempotencyKey: string
}

/** Invented, and easy to find wherever personal data must not be. */
export const canaryAddress: ShopperAddress = {
  firstName: 'Canary',
  lastName: 'Canaryperson',
  address1: '1 Canary Wharf Lane',
  city: 'Canarytown',
  zip: 'CA1 1RY',
  countryCode: 'GB',
  phone: '+447700900123',
}
export const canaryEmail = 'canaryperson@canary.example'

export function createShopper(shop: {
  readonly apiUrl: string
  readonly accessToken: string
}): Shopper {
  const ask = <T>(query: string, variables: unknown, schema: z.ZodType<T>): Promise<T> =>
    callApi(shop, query, variables, schema)

  return {
    placeOrder: async (wish) => {
      const { orderCreate } = await ask(
        `mutation Buy($order: OrderCreateOrderInput!, $options: OrderCreateOptionsInput) {
          orderCreate(order: $order, options: $options) {
            order { id legacyResourceId name } userErrors { field message }
          }
        }`,
        { order: toOrderInput(wish), options: { inventoryBehaviour: 'DECREMENT_IGNORING_POLICY' } },
        z.object({
          orderCreate: z.object({
            order: z
              .object({ id: z.string(), legacyResourceId: z.string(), name: z.string() })
              .nullable(),
            userErrors: UserErrorsSchema,
          }),
        }),
      )
      const { order } = orderCreate
      if (order === null) throw new Error(said(orderCreate.userErrors))
      return { id: order.id, orderId: order.legacyResourceId, name: order.name }
    },

    payOrder: async (id) => {
      await ask(
        'mutation Pay($id: ID!) { done: orderMarkAsPaid(input: { id: $id }) { userErrors { message } } }',
        { id },
        DoneSchema,
      )
    },

    cancelOrder: async (id, how = {}) => {
      await ask(
        `mutation Cancel($id: ID!, $restock: Boolean!, $refund: Boolean) {
          done: orderCancel(orderId: $id, reason: CUSTOMER, restock: $restock, refund: $refund) {
            userErrors: orderCancelUserErrors { message }
          }
        }`,
        { id, restock: how.restock ?? true, refund: how.refund ?? true },
        DoneSchema,
      )
    },

    changeAddress: async (id, change) => {
      await ask(
        'mutation Move($input: OrderInput!) { done: orderUpdate(input: $input) { userErrors { message } } }',
        { input: { id, shippingAddress: { ...canaryAddress, ...change } } },
        DoneSchema,
      )
    },

    fulfilByHand: async (id, trackingNumber) => {
      const { order } = await ask(
        `query Open($id: ID!) {
          order(id: $id) { fulfillmentOrders(first: 50) { nodes { id status } } }
        }`,
        { id },
        z.object({
          order: z.object({
            fulfillmentOrders: z.object({
              nodes: z.array(z.object({ id: z.string(), status: z.string() })),
            }),
          }),
        }),
      )
      const fulfillments: string[] = []
      for (const { id: fulfillmentOrderId, status } of order.fulfillmentOrders.nodes) {
        if (status !== 'OPEN' && status !== 'IN_PROGRESS') continue
        const { done } = await ask(
          `mutation Ship($fulfillment: FulfillmentInput!) {
            done: fulfillmentCreate(fulfillment: $fulfillment) {
              fulfillment { id } userErrors { message }
            }
          }`,
          {
            fulfillment: {
              lineItemsByFulfillmentOrder: [{ fulfillmentOrderId }],
              ...(trackingNumber === undefined ? {} : { trackingInfo: { number: trackingNumber } }),
            },
          },
          z.object({
            done: z.object({
              fulfillment: z.object({ id: z.string() }).nullable(),
              userErrors: UserErrorsSchema,
            }),
          }),
        )
        if (done.fulfillment === null) throw new Error(said(done.userErrors))
        fulfillments.push(done.fulfillment.id)
      }
      return fulfillments
    },

    refund: async (id, wish) => {
      const { order } = await ask(
        'query Lines($id: ID!) { order(id: $id) { lineItems(first: 100) { nodes { id sku } } } }',
        { id },
        z.object({
          order: z.object({
            lineItems: z.object({
              nodes: z.array(z.object({ id: z.string(), sku: z.string().nullable() })),
            }),
          }),
        }),
      )
      const refundLineItems = wish.lines.map(({ sku, quantity }) => {
        const line = order.lineItems.nodes.find((each) => each.sku === sku)
        if (line === undefined) throw new Error(`the order has no line of SKU ${sku}`)
        return { lineItemId: line.id, quantity, restockType: wish.restockType ?? 'CANCEL' }
      })
      await ask(
        `mutation Refund($input: RefundInput!, $key: String!) {
          done: refundCreate(input: $input) @idempotent(key: $key) { userErrors { message } }
        }`,
        { input: { orderId: id, refundLineItems }, key: wish.idempotencyKey },
        DoneSchema,
      )
    },
  }
}

function toOrderInput(wish: OrderWish) {
  const currencyCode = wish.currency ?? 'GBP'
  const address = { ...canaryAddress, ...wish.shippingAddress }
  const taxLines =
    wish.taxRate === undefined ? undefined : [{ title: 'VAT', rate: String(wish.taxRate) }]
  const { code, percentage } = wish.discountCode ?? {}
  return {
    lineItems: wish.lines.map((line) => ({ ...line, taxLines })),
    shippingLines:
      wish.shippingPrice === undefined
        ? undefined
        : [
            {
              title: 'Standard',
              code: 'standard',
              priceSet: { shopMoney: { amount: wish.shippingPrice, currencyCode } },
              taxLines,
            },
          ],
    discountCode:
      code === undefined ? undefined : { itemPercentageDiscountCode: { code, percentage } },
    financialStatus: wish.paid === false ? 'PENDING' : 'PAID',
    taxesIncluded: wish.taxesIncluded ?? true,
    test: wish.test ?? false,
    currency: currencyCode,
    presentmentCurrency: wish.presentmentCurrency,
    email: canaryEmail,
    phone: address.phone,
    note: wish.note,
    tags: wish.tags,
    sourceName: wish.sourceName,
    shippingAddress: address,
    billingAddress: address,
    customer: { toUpsert: { firstName: address.firstName, lastName: address.lastName } },
  }
}

const UserErrorsSchema = z.array(z.object({ message: z.string() }))
const DoneSchema = z
  .object({ done: z.object({ userErrors: UserErrorsSchema }) })
  .refine(({ done }) => done.userErrors.length === 0, {
    error: ({ input }) => `Shopify said no: ${JSON.stringify(input)}`,
  })
const AnswerSchema = z.object({ data: z.unknown(), errors: z.unknown().optional() })

async function callApi<T>(
  shop: { readonly apiUrl: string; readonly accessToken: string },
  query: string,
  variables: unknown,
  schema: z.ZodType<T>,
): Promise<T> {
  const response = await fetch(`${shop.apiUrl}/admin/api/2026-10/graphql.json`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      'X-Shopify-Access-Token': shop.accessToken,
    },
    body: JSON.stringify({ query, variables }),
  })
  const answer = AnswerSchema.parse(await response.json())
  if (answer.errors !== undefined) throw new Error(`Shopify: ${JSON.stringify(answer.errors)}`)
  return schema.parse(answer.data)
}

function said(errors: readonly { readonly message: string }[]): string {
  return `Shopify said no: ${errors.map(({ message }) => message).join('; ')}`
}
