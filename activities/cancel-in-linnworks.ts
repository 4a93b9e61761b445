import type { LinnworksOrder } from '../domain/consignment-order.ts'
import { ApiError } from '../lib/api-error.ts'
import type { LinnworksClient } from '../linnworks/index.ts'

/** What became of a Linnworks order that was to be cancelled, as it was read back. */
export type CancelFate =
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'dispatched'; readonly numbers: readonly number[] }
  | { readonly kind: 'refused'; readonly because: string }

/** How an order is freed before its cancellation, and parked again after a refusal. */
export type Parking = Pick<LinnworksClient, 'parkOrders' | 'unparkOrders'>

/**
 * Cancels one order; a parked or locked one is freed first, as Linnworks refuses those. One that is
 * refused all the same, and was parked or is held, is parked again: it is not to be dispatched.
 */
export async function cancelWhateverStops(
  linnworks: LinnworksClient,
  order: LinnworksOrder,
  {
    note,
    held = false,
    parking = linnworks,
  }: { readonly note: string; readonly held?: boolean; readonly parking?: Parking },
): Promise<CancelFate> {
  const ids = [order.linnworksOrderId]
  if (!order.processed && order.parked) await parking.unparkOrders(ids)
  const first = await cancelAsItStands(linnworks, order, note)
  if (first.kind !== 'refused') return first
  await linnworks.unlockOrders(ids)
  const second = await cancelAsItStands(linnworks, order, note)
  if (second.kind === 'refused' && (order.parked || held)) await parking.parkOrders(ids)
  return second
}

/** Cancels one order if Linnworks lets it be cancelled as it stands. Idempotent: it is read back. */
export async function cancelAsItStands(
  linnworks: LinnworksClient,
  order: LinnworksOrder,
  note: string,
): Promise<CancelFate> {
  const known = fateOf(order)
  if (known !== undefined) return known
  const because = await sendCancel(linnworks, order, note)
  const [after] = await linnworks.getOrdersById([order.linnworksOrderId])
  const fate = after === undefined ? undefined : fateOf(after)
  return fate ?? { kind: 'refused', because: because ?? 'it is still open after it was cancelled.' }
}

/** Answers Linnworks' reason if it refused. */
async function sendCancel(
  linnworks: LinnworksClient,
  { linnworksOrderId, locationId }: LinnworksOrder,
  note: string,
): Promise<string | undefined> {
  try {
    await linnworks.cancelOrder({ linnworksOrderId, locationId, note })
    return undefined
  } catch (error) {
    if (error instanceof ApiError && error.details.kind === 'rejected') return error.message
    throw error
  }
}

function fateOf(order: LinnworksOrder): CancelFate | undefined {
  if (!order.processed) return undefined
  return order.holdOrCancel
    ? { kind: 'cancelled' }
    : { kind: 'dispatched', numbers: [order.number] }
}
