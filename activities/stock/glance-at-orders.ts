import { ApiError } from '../../lib/api-error.ts'
import type { Dependencies } from '../dependencies.ts'
import { handOverOrders } from '../hand-over-orders.ts'
import { shelfCursor } from './judging/shop-moment.ts'

/** Longer than the index of a shop's orders was seen to lag; the order sweep looks further back. */
const overlapMs = 60_000
/** In a rush the order sweep is what tells: a glance stays short. */
const mostPages = 3

/**
 * Looks at what changed of a shop's orders in the last minute, so that levels may be raised before
 * the next order sweep. Answers whether all of it is known now. Looks back no further than the last
 * sweep or glance: without one it does nothing.
 */
export async function glanceAtOrders(
  dependencies: Pick<Dependencies, 'findShop' | 'ledger' | 'orderDesk' | 'stopping'>,
  shop: string,
): Promise<boolean> {
  const { ledger } = dependencies
  const startedAt = await ledger.clock.now()
  const [swept, glanced] = await Promise.all([
    ledger.cursors.find(`orders:${shop}`),
    ledger.cursors.find(shelfCursor(shop)),
  ])
  const heardMs = Math.max(swept?.getTime() ?? 0, glanced?.getTime() ?? 0)
  if (heardMs === 0) return false
  const since = new Date(heardMs - overlapMs)
  try {
    const { complete } = await handOverOrders(dependencies, shop, { since, mostPages })
    if (complete) await ledger.cursors.advance(shelfCursor(shop), startedAt)
    return complete
  } catch (error) {
    // Whoever cannot be asked holds nobody else up: what would be raised on its account waits.
    if (error instanceof ApiError) return false
    throw error
  }
}
