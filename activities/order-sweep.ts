import type { Dependencies } from './dependencies.ts'
import { handOverOrders } from './hand-over-orders.ts'

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
  dependencies: Pick<
    Dependencies,
    'findShop' | 'ledger' | 'orderDesk' | 'sweepOverlapMs' | 'stopping'
  >,
) {
  const { ledger, sweepOverlapMs: overlapMs } = dependencies

  return {
    async sweepOrders({ shop }: { readonly shop: string }): Promise<SweepResult> {
      const cursorName = `orders:${shop}`
      const startedAt = await ledger.clock.now()
      const cursor = await ledger.cursors.find(cursorName)
      const sinceMs = (cursor?.getTime() ?? startedAt.getTime() - firstLookMs) - overlapMs
      const { seen, handed } = await handOverOrders(dependencies, shop, {
        since: new Date(sinceMs),
      })
      await ledger.consignedUnits.forgetEnded(shop)
      await ledger.cursors.advance(cursorName, startedAt)
      return { seen, handed }
    },
  }
}
