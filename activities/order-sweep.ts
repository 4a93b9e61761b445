import { heartbeat } from '@temporalio/activity'
import { isOver } from '../domain/stage.ts'
import type { Dependencies } from './dependencies.ts'

export interface SweepResult {
  readonly seen: number
  readonly handed: number
}

/** A first sweep looks this far back: what was placed before is for the shop's policy to judge. */
const firstLookMs = 24 * 3_600_000

/**
 * Finds the orders of a shop that changed and were not handed to their workflow, whatever became of
 * their webhooks. The cursor moves only when all that was seen has been handed over. Idempotent: an
 * order handed over twice is poked twice.
 */
export function createOrderSweep(
  dependencies: Pick<Dependencies, 'findShop' | 'ledger' | 'orderDesk' | 'sweepOverlapMs'>,
) {
  const { findShop, ledger, orderDesk, sweepOverlapMs: overlapMs } = dependencies

  return {
    async sweepOrders({ shop }: { readonly shop: string }): Promise<SweepResult> {
      const { client } = findShop(shop)
      const cursorName = `orders:${shop}`
      const startedAt = new Date()
      const cursor = await ledger.cursors.find(cursorName)
      const sinceMs = (cursor?.getTime() ?? startedAt.getTime() - firstLookMs) - overlapMs
      const since = new Date(sinceMs).toISOString()

      let seen = 0
      let handed = 0
      let after: string | undefined
      do {
        const page = await client.listOrdersUpdatedSince({
          since,
          ...(after === undefined ? {} : { after }),
        })
        seen += page.orders.length
        const orders = page.orders.map((order) => ({
          ...order,
          updatedAt: new Date(order.updatedAt),
        }))
        for (const order of await ledger.orders.listUnhanded(shop, orders)) {
          const key = { shop, orderId: order.orderId }
          const { stage, isNew } = await ledger.orders.receive(key, {
            name: order.name,
            placedAt: new Date(order.createdAt),
          })
          if (isNew) await orderDesk.orderPlaced(key)
          else if (!isOver(stage)) await orderDesk.orderChanged(key)
          await ledger.orders.markHanded(key, order.updatedAt)
          handed += 1
          heartbeat(handed)
        }
        after = page.hasNextPage ? page.endCursor : undefined
      } while (after !== undefined)
      await ledger.cursors.advance(cursorName, startedAt)
      return { seen, handed }
    },
  }
}
