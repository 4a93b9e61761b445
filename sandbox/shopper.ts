import { z } from 'zod'
import { createShopStaff, type ShopStaff } from './shop-staff.ts'
import {
  createAskShop,
  DoneSchema,
  said,
  UserErrorsSchema,
  type ShopAddress,
} from './shopper-api.ts'
import {
  canaryAddress,
  toOrderInput,
  type OrderWish,
  type ShopDefaults,
  type ShopperAddress,
} from './order-wish.ts'

export { canaryAddress, canaryEmail, type OrderWish, type ShopperAddress } from './order-wish.ts'

/** A shopper and a shop's staff, who act through the public Admin API only. */
export interface Shopper extends ShopStaff {
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
  /** Takes units off the order; no money moves. */
  refund(id: string, wish: RefundWish): Promise<void>
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
  /** Where units that come back are restocked, by Shopify's number: where they left, unless told. */
  readonly locationId?: string
  readonly idempotencyKey: string
}

export function createShopper(shop: ShopAddress): Shopper {
  const ask = createAskShop(shop)
  let known: Promise<{ readonly shop: ShopDefaults }> | undefined

  async function findDefaults(): Promise<ShopDefaults> {
    known ??= ask(
      '{ shop { currencyCode taxesIncluded } }',
      {},
      z.object({ shop: z.object({ currencyCode: z.string(), taxesIncluded: z.boolean() }) }),
    )
    return (await known).shop
  }

  return {
    ...createShopStaff(ask, findDefaults),

    placeOrder: async (wish) => {
      const { orderCreate } = await ask(
        `mutation Buy($order: OrderCreateOrderInput!, $options: OrderCreateOptionsInput) {
          orderCreate(order: $order, options: $options) {
            order { id legacyResourceId name } userErrors { field message }
          }
        }`,
        {
          order: toOrderInput(wish, await findDefaults()),
          options: { inventoryBehaviour: 'DECREMENT_IGNORING_POLICY' },
        },
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
        return {
          lineItemId: line.id,
          quantity,
          restockType: wish.restockType ?? 'CANCEL',
          ...(wish.locationId === undefined
            ? {}
            : { locationId: `gid://shopify/Location/${wish.locationId}` }),
        }
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
