import { countUnitsToShip, toOrderFacts } from '../domain/order-facts.ts'
import type { OrderKey } from '../ledger/orders.ts'
import type { CancelReason } from '../shopify/index.ts'
import type { Dependencies } from './dependencies.ts'

export type OrderReading =
  | { readonly found: false }
  | { readonly found: true; readonly cancelled: boolean; readonly unitsToShip: number }

/** An order as Shopify has it, and what Waybill changes about it there. */
export function createShopifyOrder({ findShop }: Pick<Dependencies, 'findShop'>) {
  return {
    /** Reads only what decides the next step. Changes nothing. */
    async readOrder(key: OrderKey): Promise<OrderReading> {
      const { client, policy } = findShop(key.shop)
      const order = await client.getOrder(key.orderId, { money: policy.money })
      if (order === undefined) return { found: false }
      const facts = toOrderFacts(order)
      return {
        found: true,
        cancelled: facts.cancelledAt !== undefined,
        unitsToShip: countUnitsToShip(facts),
      }
    },

    /**
     * Cancels the order in Shopify, without restocking there: the stock push brings the number.
     * Idempotent by order: one that is cancelled already counts as cancelled.
     */
    async cancelShopifyOrder(
      input: OrderKey & { readonly reason: CancelReason },
    ): Promise<
      { readonly kind: 'cancelled' } | { readonly kind: 'refused'; readonly because: string }
    > {
      const { client } = findShop(input.shop)
      const before = await client.getFulfillmentState(input.orderId)
      if (before?.cancelledAt !== undefined) return { kind: 'cancelled' }
      const answer = await client.cancelOrder({
        orderId: input.orderId,
        reason: input.reason,
        notifyCustomer: false,
      })
      if (answer.outcome === 'accepted') return { kind: 'cancelled' }
      const after = await client.getFulfillmentState(input.orderId)
      return after?.cancelledAt === undefined
        ? { kind: 'refused', because: answer.message }
        : { kind: 'cancelled' }
    },
  }
}
