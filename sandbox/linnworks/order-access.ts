import type { StoredOrder } from './documents.ts'
import { Refusal } from './operation.ts'
import { PARKED } from './order-wire.ts'
import type { LinnworksState } from './state.ts'

/** The order, open or processed; an unknown id is refused. */
export function getOrder(state: Pick<LinnworksState, 'orders'>, id: string): StoredOrder {
  const order = state.orders.get(id)
  if (order === undefined) throw new Refusal('Order not found.')
  return order
}

/** The order if it is open; what is processed or cancelled is refused. */
export function getOpenOrder(state: Pick<LinnworksState, 'orders'>, id: string): StoredOrder {
  const order = getOrder(state, id)
  if (order.processedAt !== null) throw new Refusal('Order is already processed.')
  return order
}

/** The open orders among `ids`; what is unknown or processed is passed over in silence. */
export function listOpenAmong(
  state: Pick<LinnworksState, 'orders'>,
  ids: readonly string[],
): StoredOrder[] {
  return ids
    .map((id) => state.orders.get(id))
    .filter((order) => order !== undefined)
    .filter((order) => order.processedAt === null)
}

export function isParked(order: StoredOrder): boolean {
  return order.marker === PARKED
}
