import { heartbeat } from '@temporalio/activity'
import { isOver } from '../domain/stage.ts'
import type { OrderPage } from '../shopify/index.ts'
import type { Dependencies } from './dependencies.ts'
import { leaveToOthers } from './stopping.ts'

/** What a look at a shop's changed orders came to. */
export interface HandOver {
  readonly seen: number
  readonly handed: number
  /** Whether all that changed since was looked at. */
  readonly complete: boolean
}

/**
 * Hands a shop's orders that changed since a moment, and were not handed over as they are now, to
 * their workflows. Idempotent: an order handed over twice is poked twice.
 */
export async function handOverOrders(
  {
    findShop,
    ledger,
    orderDesk,
    stopping,
  }: Pick<Dependencies, 'findShop' | 'ledger' | 'orderDesk' | 'stopping'>,
  shop: string,
  { since, mostPages = Infinity }: { readonly since: Date; readonly mostPages?: number },
): Promise<HandOver> {
  const { client } = findShop(shop)
  let seen = 0
  let handed = 0
  let pages = 0
  let after: string | undefined
  do {
    leaveToOthers(stopping)
    const page = await client.listOrdersUpdatedSince({
      since: since.toISOString(),
      ...(after === undefined ? {} : { after }),
    })
    pages += 1
    seen += page.orders.length
    const orders = page.orders.map((order) => ({
      ...order,
      updatedAt: new Date(order.updatedAt),
    }))
    for (const order of await ledger.orders.listUnhanded(shop, orders)) {
      leaveToOthers(stopping)
      const key = { shop, orderId: order.orderId }
      const { stage, isNew } = await ledger.orders.receive(key, {
        name: order.name,
        placedAt: new Date(order.createdAt),
      })
      if (hasLeft(order)) await ledger.orders.markLeftUnseen(shop, [order.orderId])
      if (isNew) await orderDesk.orderPlaced(key)
      else if (!isOver(stage)) await orderDesk.orderChanged(key)
      await ledger.orders.markHanded(key, order.updatedAt)
      handed += 1
      heartbeat(handed)
    }
    after = page.hasNextPage ? page.endCursor : undefined
  } while (after !== undefined && pages < mostPages)
  return { seen, handed, complete: after === undefined }
}

/** Units of it left a shelf, whoever sent them. */
function hasLeft({
  fulfillmentStatus,
}: Pick<OrderPage['orders'][number], 'fulfillmentStatus'>): boolean {
  return fulfillmentStatus === 'FULFILLED' || fulfillmentStatus === 'PARTIALLY_FULFILLED'
}
