import type { OrderKey } from '../ledger/order-key.ts'
import { attemptToken } from './attempt-token.ts'
import type { Dependencies } from './dependencies.ts'
import { settleEarlierAttempts } from './settle-consignment.ts'

export type HoldOutcome =
  { readonly outcome: 'done' } | { readonly outcome: 'refused'; readonly because: string }

/**
 * Parks an order's open Linnworks orders, so that they cannot be dispatched, or frees them. Parking
 * keeps their stock; locking would release it. Idempotent by order; read back, because Linnworks
 * answers 200 to changes that it does not make.
 */
export function createHoldConsignments(
  dependencies: Pick<Dependencies, 'linnworks' | 'ledger' | 'lateCommitWaitMs'>,
) {
  const { linnworks, ledger } = dependencies

  return {
    async parkConsignments(key: OrderKey): Promise<HoldOutcome> {
      return await setParked(key, true)
    },

    async unparkConsignments(key: OrderKey): Promise<HoldOutcome> {
      return await setParked(key, false)
    },
  }

  async function setParked(key: OrderKey, wanted: boolean): Promise<HoldOutcome> {
    await ledger.orders.takeTurn(key, attemptToken())
    const order = await ledger.orders.find(key)
    // A create that is still under way would land unparked: what became of it is found out first.
    await settleEarlierAttempts(dependencies, key, order?.name ?? key.orderId)
    const ids = (await ledger.consignments.list(key))
      .filter(({ state }) => state === 'verified')
      .flatMap(({ linnworksOrderId }) => linnworksOrderId ?? [])
    if (ids.length === 0) return { outcome: 'done' }
    const before = await linnworks.getOrdersById(ids)
    const left = before.filter(({ processed }) => processed)
    if (wanted && left.length > 0) {
      const numbers = left.map(({ number }) => number).join(', ')
      return { outcome: 'refused', because: `Linnworks order ${numbers} has already left.` }
    }
    const toChange = before
      .filter((order) => !order.processed && order.parked !== wanted)
      .map(({ linnworksOrderId }) => linnworksOrderId)
    if (toChange.length === 0) return { outcome: 'done' }
    await (wanted ? linnworks.parkOrders(toChange) : linnworks.unparkOrders(toChange))
    const after = await linnworks.getOrdersById(toChange)
    const unchanged = after.filter((order) => !order.processed && order.parked !== wanted)
    if (unchanged.length === 0) return { outcome: 'done' }
    const numbers = unchanged.map(({ number }) => number).join(', ')
    return {
      outcome: 'refused',
      because: `Linnworks took the request, but order ${numbers} is ${wanted ? 'not parked' : 'still parked'}.`,
    }
  }
}
