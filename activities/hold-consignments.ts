import { ApiError } from '../lib/api-error.ts'
import type { OrderKey } from '../ledger/order-key.ts'
import type { ParkingDoubts, ParkingWish } from '../ledger/order-parking.ts'
import { attemptToken } from './attempt-token.ts'
import type { Dependencies } from './dependencies.ts'
import { lateCommitWait } from './late-commit.ts'
import { settleEarlierAttempts } from './settle-consignment.ts'

export type HoldOutcome =
  { readonly outcome: 'done' } | { readonly outcome: 'refused'; readonly because: string }

/**
 * Parks an order's open Linnworks orders, so that they cannot be dispatched, or frees them. Parking
 * keeps their stock; locking would release it. Idempotent by order; read back, because Linnworks
 * answers 200 to changes that it does not make. While an earlier wish for the contrary may still be
 * carried out, it is not done: it comes back, and looks again.
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
    const doubts = await ledger.orderParking.findDoubts(key)
    const outcome = await wish(key, wanted, doubts)
    const contrary = wanted ? doubts.unpark : doubts.park
    if (outcome.outcome === 'done' && contrary !== null) await requireSettled(contrary)
    return outcome
  }

  async function requireSettled(sentAt: Date): Promise<void> {
    const waitMs = await lateCommitWait(dependencies, sentAt)
    if (waitMs === 0) return
    const seconds = Math.ceil(waitMs / 1000)
    throw new ApiError(
      `an earlier change of its parking may still be carried out; looking again in ${seconds} s`,
      {
        kind: 'unsettled',
        vendor: 'linnworks',
        operation: 'ChangeOrderTag',
        retryAfterMs: waitMs,
      },
    )
  }

  async function wish(key: OrderKey, wanted: boolean, doubts: ParkingDoubts): Promise<HoldOutcome> {
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
    await send(key, wanted ? 'park' : 'unpark', { ids: toChange, doubts })
    const after = await linnworks.getOrdersById(toChange)
    const unchanged = after.filter((order) => !order.processed && order.parked !== wanted)
    if (unchanged.length === 0) return { outcome: 'done' }
    const numbers = unchanged.map(({ number }) => number).join(', ')
    return {
      outcome: 'refused',
      because: `Linnworks took the request, but order ${numbers} is ${wanted ? 'not parked' : 'still parked'}.`,
    }
  }

  async function send(
    key: OrderKey,
    wish: ParkingWish,
    { ids, doubts }: { readonly ids: readonly string[]; readonly doubts: ParkingDoubts },
  ): Promise<void> {
    await ledger.orderParking.begin(key, wish)
    try {
      await (wish === 'park' ? linnworks.parkOrders(ids) : linnworks.unparkOrders(ids))
    } catch (error) {
      const didNothing = error instanceof ApiError && error.details.kind !== 'ambiguous'
      if (didNothing) await ledger.orderParking.settle(key, wish, doubts[wish])
      throw error
    }
    await ledger.orderParking.settle(key, wish, doubts[wish])
  }
}
