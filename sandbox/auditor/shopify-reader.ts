import { z } from 'zod'
import { patiently } from './patience.ts'
import { ask, type AuditedShop } from './shopify-caller.ts'
import { toSoldOrder, type SoldOrder } from './shopify-truth.ts'
import {
  NoticesSchema,
  ORDER_FIELDS,
  OrdersPageSchema,
  type WireOrder,
  WireOrderSchema,
} from './shopify-wire.ts'

/** Every order of a shop. Run it when nothing moves: it takes its share of the shop's points. */
export async function readShop(shop: AuditedShop): Promise<readonly SoldOrder[]> {
  const wireOrders = await listOrders(shop)
  const notices = await patiently(() => readNotices(shop))
  const timesTold = (fulfillmentId: string) =>
    notices.filter((each) => each.shop === shop.shop && each.fulfillmentId === fulfillmentId).length
  return wireOrders.map((wire) => toSoldOrder(shop.shop, wire, timesTold))
}

// The most orders and lines whose requested cost stays below a single query's 1,000 points.
const PAGE = { lines: 25, groups: 10 }
const WHOLE = { lines: 250, groups: 50 }

async function listOrders(shop: AuditedShop): Promise<WireOrder[]> {
  const found: WireOrder[] = []
  for (let after: string | null | undefined = null; ;) {
    const { orders }: z.infer<typeof OrdersPageSchema> = await ask(
      shop,
      `query AuditOrders($after: String, $lines: Int!, $groups: Int!) {
        orders(first: 50, after: $after, sortKey: ID) {
          nodes { ...AuditedOrder } pageInfo { hasNextPage endCursor }
        }
      } ${ORDER_FIELDS}`,
      { after, ...PAGE },
      OrdersPageSchema,
    )
    for (const order of orders.nodes) {
      found.push(isCut(order, PAGE.groups) ? await readWhole(shop, order.id) : order)
    }
    if (!orders.pageInfo.hasNextPage) return found
    after = orders.pageInfo.endCursor
  }
}

async function readWhole(shop: AuditedShop, id: string): Promise<WireOrder> {
  const { order } = await ask(
    shop,
    `query AuditOrder($id: ID!, $lines: Int!, $groups: Int!) {
      order(id: $id) { ...AuditedOrder }
    } ${ORDER_FIELDS}`,
    { id, ...WHOLE },
    z.object({ order: WireOrderSchema }),
  )
  if (isCut(order, WHOLE.groups)) throw new Error(`${id} is too large to be audited`)
  return order
}

/** Whether a list in it goes on beyond what was read. */
function isCut(order: WireOrder, groups: number): boolean {
  return (
    order.fulfillments.length === groups ||
    [
      order.lineItems,
      order.fulfillmentOrders,
      ...order.fulfillmentOrders.nodes.map(({ lineItems }) => lineItems),
      ...order.fulfillments.map(({ fulfillmentLineItems }) => fulfillmentLineItems),
    ].some(({ pageInfo }) => pageInfo.hasNextPage)
  )
}

async function readNotices(shop: AuditedShop) {
  const response = await fetch(new URL('/_sandbox/customers-told', shop.apiUrl))
  if (!response.ok) throw new Error(`the Shopify twin did not answer: HTTP ${response.status}`)
  return NoticesSchema.parse(await response.json())
}
