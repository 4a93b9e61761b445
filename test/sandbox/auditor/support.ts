import { onTestFinished } from 'vitest'
import { z } from 'zod'
import {
  audit,
  auditStock,
  type AuditReport,
  type Expectations,
  type StockExpectations,
} from '../../../sandbox/auditor/index.ts'
import { startLinnworksTwin, type LinnworksSetup } from '../../../sandbox/linnworks/index.ts'
import { createLinnworksCaller } from '../../../sandbox/linnworks-caller.ts'
import { startShopifyTwin, type ShopSetup } from '../../../sandbox/shopify/index.ts'
import { createShopper, type OrderWish, type PlacedOrder } from '../../../sandbox/shopper.ts'
import { createWarehouse } from '../../../sandbox/warehouse.ts'
import { AURORA, LINNWORKS, LOCATION_LINKS } from '../../../sandbox/world.ts'
import { eventually } from '../../../rehearsal/eventually.ts'

const LineSchema = z.object({
  id: z.string(),
  sku: z.string(),
  quantity: z.number(),
  requiresShipping: z.boolean(),
  originalUnitPriceSet: z.object({ shopMoney: z.object({ amount: z.string() }) }),
  lineItemGroup: z.object({ id: z.string(), quantity: z.number() }).nullable(),
})
const LookSchema = z.object({
  order: z.object({
    cancelledAt: z.string().nullable(),
    lineItems: z.object({ nodes: z.array(LineSchema) }),
    fulfillmentOrders: z.object({
      nodes: z.array(
        z.object({
          id: z.string(),
          assignedLocation: z.object({ name: z.string() }),
          lineItems: z.object({
            nodes: z.array(z.object({ id: z.string(), sku: z.string().nullable() })),
          }),
        }),
      ),
    }),
  }),
})
const ShippedSchema = z.object({
  fulfillmentCreate: z.object({
    fulfillment: z.object({ id: z.string() }).nullable(),
    userErrors: z.array(z.object({ message: z.string() })),
  }),
})

/** An item as it is sent to Linnworks; it costs what the customer paid, tax included. */
export interface Item {
  readonly itemNumber: string
  readonly sku: string
  readonly quantity: number
  readonly price: number
  readonly isService?: boolean
}

export interface Carriage {
  readonly reference?: string
  readonly subSource?: string
  readonly location?: string
  readonly items?: readonly Item[]
}

export interface Posting {
  readonly tracking?: string
  readonly carrier?: string
  readonly notify?: boolean
  /** Which fulfilment order, of those that Shopify lists. */
  readonly group?: number
  /** Units by SKU; absent, all that is left. */
  readonly units?: Readonly<Record<string, number>>
}

export const TRACKING = 'RM123456785GB'

/** Both twins, and hands that do to them what a right or a broken Waybill would do. */
export async function rigOf(
  changes: {
    readonly linnworks?: Partial<LinnworksSetup>
    readonly shops?: readonly ShopSetup[]
  } = {},
) {
  const shops = changes.shops ?? [AURORA]
  const shopify = await startShopifyTwin({ port: 0, shops, jobDelayMs: 1 })
  onTestFinished(() => shopify.stop())
  const setup = { ...LINNWORKS, ...changes.linnworks }
  const linnworks = await startLinnworksTwin({ port: 0, setup })
  onTestFinished(() => linnworks.stop())

  const { applicationId, applicationSecret, token } = LINNWORKS
  const account = { authUrl: linnworks.url, applicationId, applicationSecret, token }
  const shop = { apiUrl: `${shopify.url}/aurora`, accessToken: AURORA.accessToken }
  const shopper = createShopper(shop)
  const warehouse = createWarehouse(account)
  const caller = createLinnworksCaller(account)

  async function ask<T>(query: string, variables: unknown, schema: z.ZodType<T>): Promise<T> {
    const response = await fetch(`${shop.apiUrl}/admin/api/2026-10/graphql.json`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'X-Shopify-Access-Token': shop.accessToken,
      },
      body: JSON.stringify({ query, variables }),
    })
    const answer = z.object({ data: z.unknown() }).parse(await response.json())
    return schema.parse(answer.data)
  }

  const look = async ({ id }: PlacedOrder) =>
    (
      await ask(
        `query Look($id: ID!) { order(id: $id) {
          cancelledAt
          lineItems(first: 50) { nodes {
            id sku quantity requiresShipping originalUnitPriceSet { shopMoney { amount } }
            lineItemGroup { id quantity }
          } }
          fulfillmentOrders(first: 20) { nodes {
            id assignedLocation { name } lineItems(first: 20) { nodes { id sku } }
          } }
        } }`,
        { id },
        LookSchema,
      )
    ).order

  /** The items of an order as a careful client sends them, components one by one. */
  const itemsOf = async (order: PlacedOrder): Promise<Item[]> =>
    (await look(order)).lineItems.nodes.map((line) => ({
      itemNumber: idOf(line.id),
      sku: line.sku,
      quantity: line.quantity,
      price: Number(line.originalUnitPriceSet.shopMoney.amount),
      isService: !line.requiresShipping,
    }))

  /** Creates it in Linnworks, paid, and returns the id. */
  async function carry(order: PlacedOrder, carriage: Carriage = {}): Promise<string> {
    const items = carriage.items ?? (await itemsOf(order))
    const created = await caller.post('Orders/CreateOrders', {
      orders: [toChannelOrder(order, carriage, items)],
      location: carriage.location ?? 'London Warehouse',
    })
    const [id] = z.array(z.string()).parse(created)
    if (id === undefined) throw new Error('Linnworks skipped the order')
    return id
  }

  const dispatch = (orderId: string, trackingNumber = TRACKING) =>
    warehouse.dispatch({ orderId, vendor: 'Royal Mail', trackingNumber })

  /** Fulfils in Shopify; returns the fulfilment's global id. */
  async function post(order: PlacedOrder, posting: Posting = {}): Promise<string> {
    const { tracking = TRACKING, carrier = 'Royal Mail', notify = true, group = 0 } = posting
    const each = (await look(order)).fulfillmentOrders.nodes[group]!
    const lines = each.lineItems.nodes.flatMap(({ id, sku }) => {
      const quantity = posting.units?.[sku ?? '']
      return quantity === undefined ? [] : [{ id, quantity }]
    })
    const { fulfillmentCreate } = await ask(
      `mutation Post($fulfillment: FulfillmentInput!) {
        fulfillmentCreate(fulfillment: $fulfillment) {
          fulfillment { id } userErrors { message }
        }
      }`,
      {
        fulfillment: {
          lineItemsByFulfillmentOrder: [
            { fulfillmentOrderId: each.id, fulfillmentOrderLineItems: lines },
          ],
          notifyCustomer: notify,
          ...(tracking !== '' && { trackingInfo: { number: tracking, company: carrier } }),
        },
      },
      ShippedSchema,
    )
    if (fulfillmentCreate.fulfillment === null) {
      throw new Error(JSON.stringify(fulfillmentCreate.userErrors))
    }
    return fulfillmentCreate.fulfillment.id
  }

  /** The whole way: into Linnworks, out of the warehouse, back to Shopify. */
  async function complete(order: PlacedOrder): Promise<void> {
    await dispatch(await carry(order))
    await post(order)
  }

  const audited = {
    shops: shops.map(({ shop: handle, accessToken }) => ({
      shop: handle,
      apiUrl: `${shopify.url}/${handle}`,
      accessToken,
    })),
    linnworks: account,
  }

  return {
    shopify,
    linnworks,
    shopper,
    warehouse,
    ask,
    look,
    itemsOf,
    carry,
    dispatch,
    post,
    complete,
    buy: (quantities: Readonly<Record<string, number>>, wish: Partial<OrderWish> = {}) =>
      shopper.placeOrder({
        lines: Object.entries(quantities).map(([variantId, quantity]) => ({
          variantId: `gid://shopify/ProductVariant/${variantId}`,
          quantity,
        })),
        ...wish,
      }),
    /** Cancels in Shopify and waits until Shopify has done so. */
    cancel: async (order: PlacedOrder) => {
      await shopper.cancelOrder(order.id)
      await eventually(
        'the cancellation',
        async () => (await look(order)).cancelledAt !== null,
        15_000,
      )
    },
    audit: (expectations: Expectations = {}): Promise<AuditReport> =>
      audit({ ...audited, expectations: { locationLinks: LOCATION_LINKS, ...expectations } }),
    auditStock: (expectations: Partial<StockExpectations> = {}) =>
      auditStock({ ...audited, expectations: { locationLinks: LOCATION_LINKS, ...expectations } }),
  }
}

export type Rig = Awaited<ReturnType<typeof rigOf>>

/** The kinds of damage found, in the report's order. */
export function kindsOf({ findings }: AuditReport): readonly string[] {
  return findings.map(({ kind }) => kind)
}

export function idOf(gid: string): string {
  return gid.slice(gid.lastIndexOf('/') + 1)
}

function toChannelOrder(order: PlacedOrder, carriage: Carriage, items: readonly Item[]) {
  return {
    Source: 'WAYBILL',
    SubSource: carriage.subSource ?? 'aurora',
    ReferenceNumber: carriage.reference ?? order.orderId,
    ReceivedDate: '2026-11-23T10:00:00Z',
    DispatchBy: '2026-11-25T10:00:00Z',
    PaymentStatus: 'Paid',
    OrderState: 'None',
    Currency: 'GBP',
    AutomaticallyLinkBySKU: true,
    OrderItems: items.map((item) => ({
      TaxCostInclusive: true,
      UseChannelTax: true,
      PricePerUnit: item.price,
      Qty: item.quantity,
      TaxRate: 20,
      LineDiscount: 0,
      ItemNumber: item.itemNumber,
      ChannelSKU: item.sku,
      IsService: item.isService ?? false,
      ItemTitle: item.sku,
    })),
    DeliveryAddress: { FullName: 'Cora Canaryperson', PostCode: 'E14 5AB' },
  }
}
