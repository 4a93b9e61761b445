import { setTimeout as sleep } from 'node:timers/promises'
import type { OrderKey } from '../ledger/order-key.ts'
import { ApiError } from '../lib/api-error.ts'
import type { CancelReason, ShopifyClient } from '../shopify/index.ts'
import type { Dependencies } from './dependencies.ts'
import { noteLook } from './look-at-order.ts'
import { countUnitsLeft } from './units-left.ts'

const mostLooks = 10
const betweenLooksMs = 300

export type OrderReading =
  | { readonly found: false }
  | { readonly found: true; readonly cancelled: boolean; readonly unitsToShip: number }

/** An order as Shopify has it, and what Waybill changes about it there. */
export function createShopifyOrder({
  findShop,
  ledger,
}: Pick<Dependencies, 'findShop' | 'ledger'>) {
  return {
    /** Reads only what decides the next step, and notes for stock what Shopify waits for. */
    async readOrder(key: OrderKey): Promise<OrderReading> {
      const { client } = findShop(key.shop)
      const state = await client.getOpenFulfillment(key.orderId)
      if (state === undefined) return { found: false }
      await noteLook({ ledger }, key, state)
      return {
        found: true,
        cancelled: state.cancelledAt !== undefined,
        unitsToShip: await countUnitsLeft(ledger, key, state),
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
      if (await client.isOrderCancelled(input.orderId)) return { kind: 'cancelled' }
      const answer = await client.cancelOrder({
        orderId: input.orderId,
        reason: input.reason,
        notifyCustomer: false,
      })
      if (await isCancelled(client, input.orderId, answer.outcome === 'accepted')) {
        return { kind: 'cancelled' }
      }
      if (answer.outcome === 'refused') return { kind: 'refused', because: answer.message }
      throw new ApiError('Shopify took the cancellation and has not carried it out yet', {
        kind: 'unsettled',
        vendor: 'shopify',
        operation: 'orderCancel',
      })
    },
  }
}

/** Shopify cancels in a job of its own: what it accepted is looked for a few times. */
async function isCancelled(
  client: Pick<ShopifyClient, 'isOrderCancelled'>,
  orderId: string,
  accepted: boolean,
): Promise<boolean> {
  for (let look = 0; look < (accepted ? mostLooks : 1); look += 1) {
    if (look > 0) await sleep(betweenLooksMs)
    if (await client.isOrderCancelled(orderId)) return true
  }
  return false
}
