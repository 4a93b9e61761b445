import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { toOrderInput, type ShopDefaults } from './order-wish.ts'
import { DoneSchema, said, UserErrorsSchema, type AskShop } from './shopper-api.ts'

/** What a shop's staff do to its stock, through the public Admin API only. Ids are bare numbers. */
export interface ShopStaff {
  /** Sells over the counter: an order that is created already fulfilled. Answers its global id. */
  sellInStore(sale: {
    readonly locationId: string
    readonly lines: readonly { readonly variantId: string; readonly quantity: number }[]
  }): Promise<string>
  /** Counts a shelf: from now on this many are on hand, whatever stood there before. */
  setOnHand(count: {
    readonly inventoryItemId: string
    readonly locationId: string
    readonly quantity: number
  }): Promise<void>
  /** Moves every open fulfilment order of an order that is elsewhere to the location. */
  moveOrder(id: string, locationId: string): Promise<void>
  /**
   * Takes shipped goods back: opens a return and processes it. With a location they go on its
   * shelf, without one they are not restocked. Answers the return's global id.
   */
  takeBack(id: string, wish: ReturnWish): Promise<string>
}

export interface ReturnWish {
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[]
  readonly restockAt?: string
}

const FulfillmentOrdersSchema = z.object({
  order: z.object({
    fulfillmentOrders: z.object({
      nodes: z.array(
        z.object({
          id: z.string(),
          status: z.string(),
          assignedLocation: z.object({ location: z.object({ id: z.string() }) }),
        }),
      ),
    }),
  }),
})
const ShippedSchema = z.object({
  order: z.object({
    fulfillments: z.array(
      z.object({
        status: z.string(),
        fulfillmentLineItems: z.object({
          nodes: z.array(
            z.object({
              id: z.string(),
              quantity: z.number(),
              lineItem: z.object({ sku: z.string().nullable() }),
            }),
          ),
        }),
      }),
    ),
  }),
})
const ReturnSchema = z.object({
  done: z.object({
    return: z
      .object({
        id: z.string(),
        returnLineItems: z.object({
          nodes: z.array(z.object({ id: z.string(), quantity: z.number() })),
        }),
        reverseFulfillmentOrders: z.object({
          nodes: z.array(
            z.object({ lineItems: z.object({ nodes: z.array(z.object({ id: z.string() })) }) }),
          ),
        }),
      })
      .nullable(),
    userErrors: UserErrorsSchema,
  }),
})

export function createShopStaff(
  ask: AskShop,
  findDefaults: () => Promise<ShopDefaults>,
): ShopStaff {
  return {
    sellInStore: async ({ locationId, lines }) => {
      const { done } = await ask(
        `mutation SellInStore($order: OrderCreateOrderInput!, $options: OrderCreateOptionsInput) {
          done: orderCreate(order: $order, options: $options) {
            order { id } userErrors { message }
          }
        }`,
        {
          order: {
            ...toOrderInput({ lines, sourceName: 'pos' }, await findDefaults()),
            fulfillmentStatus: 'FULFILLED',
            fulfillment: { locationId: `gid://shopify/Location/${locationId}` },
          },
          options: { inventoryBehaviour: 'DECREMENT_IGNORING_POLICY' },
        },
        z.object({
          done: z.object({
            order: z.object({ id: z.string() }).nullable(),
            userErrors: UserErrorsSchema,
          }),
        }),
      )
      if (done.order === null) throw new Error(said(done.userErrors))
      return done.order.id
    },

    setOnHand: async ({ inventoryItemId, locationId, quantity }) => {
      await ask(
        `mutation Count($input: InventorySetQuantitiesInput!, $key: String!) {
          done: inventorySetQuantities(input: $input) @idempotent(key: $key) {
            userErrors { message }
          }
        }`,
        {
          key: randomUUID(),
          input: {
            name: 'on_hand',
            reason: 'correction',
            quantities: [
              {
                inventoryItemId: `gid://shopify/InventoryItem/${inventoryItemId}`,
                locationId: `gid://shopify/Location/${locationId}`,
                quantity,
                changeFromQuantity: null,
              },
            ],
          },
        },
        DoneSchema,
      )
    },

    moveOrder: async (id, locationId) => {
      const newLocationId = `gid://shopify/Location/${locationId}`
      const { order } = await ask(
        `query Where($id: ID!) { order(id: $id) { fulfillmentOrders(first: 50) {
          nodes { id status assignedLocation { location { id } } } } } }`,
        { id },
        FulfillmentOrdersSchema,
      )
      for (const each of order.fulfillmentOrders.nodes) {
        const there = each.assignedLocation.location.id === newLocationId
        if (each.status !== 'OPEN' || there) continue
        await ask(
          `mutation Move($id: ID!, $newLocationId: ID!) {
            done: fulfillmentOrderMove(id: $id, newLocationId: $newLocationId) {
              userErrors { message }
            }
          }`,
          { id: each.id, newLocationId },
          DoneSchema,
        )
      }
    },

    takeBack: async (id, { lines, restockAt }) => {
      const { order } = await ask(
        `query Shipped($id: ID!) { order(id: $id) { fulfillments(first: 50) { status
          fulfillmentLineItems(first: 100) { nodes { id quantity lineItem { sku } } } } } }`,
        { id },
        ShippedSchema,
      )
      const shipped = order.fulfillments
        .filter(({ status }) => status === 'SUCCESS')
        .flatMap(({ fulfillmentLineItems }) => fulfillmentLineItems.nodes)
      const returnLineItems = lines.map(({ sku, quantity }) => {
        const line = shipped.find((each) => each.lineItem.sku === sku && each.quantity >= quantity)
        if (line === undefined) throw new Error(`the order has not shipped ${quantity} of ${sku}`)
        return { fulfillmentLineItemId: line.id, quantity, returnReason: 'UNWANTED' }
      })
      const { done } = await ask(
        `mutation Return($returnInput: ReturnInput!) { done: returnCreate(returnInput: $returnInput) {
          return { id returnLineItems(first: 100) { nodes { id quantity } }
            reverseFulfillmentOrders(first: 1) { nodes { lineItems(first: 100) { nodes { id } } } } }
          userErrors { message } } }`,
        { returnInput: { orderId: id, returnLineItems } },
        ReturnSchema,
      )
      if (done.return === null) throw new Error(said(done.userErrors))
      const { id: returnId, returnLineItems: opened, reverseFulfillmentOrders } = done.return
      const reverse = reverseFulfillmentOrders.nodes.flatMap(({ lineItems }) => lineItems.nodes)
      await ask(
        `mutation Process($input: ReturnProcessInput!) {
          done: returnProcess(input: $input) { userErrors { message } } }`,
        {
          input: {
            returnId,
            returnLineItems: opened.nodes.map((line, index) => ({
              ...line,
              dispositions: [
                {
                  reverseFulfillmentOrderLineItemId: reverse[index]?.id,
                  quantity: line.quantity,
                  ...(restockAt === undefined
                    ? { dispositionType: 'NOT_RESTOCKED' }
                    : {
                        dispositionType: 'RESTOCKED',
                        locationId: `gid://shopify/Location/${restockAt}`,
                      }),
                },
              ],
            })),
          },
        },
        DoneSchema,
      )
      return returnId
    },
  }
}
