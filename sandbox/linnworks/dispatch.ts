import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { StoredOrder } from './documents.ts'
import {
  answer,
  answerNothing,
  GuidSchema,
  operation,
  Refusal,
  type Operation,
} from './operation.ts'
import { getOpenOrder, isParked } from './order-access.ts'
import { takeFromShelf } from './shelves.ts'
import { changed, type LinnworksState } from './state.ts'

const ProcessSchema = {
  scanPerformed: z.boolean().nullish(),
  locationId: GuidSchema.nullish(),
  context: z.object({ Module: z.string().nullish() }).nullish(),
}

/** How an order leaves the open ones: processed, cancelled or deleted. */
export function dispatchOperations(state: LinnworksState): Operation[] {
  return [
    operation({
      path: '/api/Orders/ProcessOrder',
      perMinute: 250,
      input: z.object({ orderId: GuidSchema, ...ProcessSchema }),
      run: ({ orderId }) => answer(state.transaction(() => processOrder(state, orderId))),
    }),
    operation({
      path: '/api/Orders/ProcessOrdersInBatch',
      perMinute: 250,
      // The vendor's spelling.
      input: z.object({ ordersIds: z.array(GuidSchema), ...ProcessSchema }),
      run: ({ ordersIds }) =>
        answer(state.transaction(() => ordersIds.map((id) => processOrder(state, id)))),
    }),
    operation({
      path: '/api/Orders/CancelOrder',
      perMinute: 150,
      input: z.object({
        orderId: GuidSchema,
        fulfilmentCenter: GuidSchema.nullish(),
        // Optional in the vendor's spec; observed to be refused without it.
        refund: z.number(),
        note: z.string().nullish(),
      }),
      run: ({ orderId, note }) => {
        cancelOrder(state, orderId, note ?? '')
        return answerNothing(200)
      },
    }),
    operation({
      path: '/api/Orders/DeleteOrder',
      perMinute: 150,
      permission: 'GlobalPermissions.OrderBook.OpenOrders.DeleteOrdersNode',
      input: z.object({ orderId: GuidSchema }),
      run: ({ orderId }) => {
        const order = getOpenOrder(state, orderId)
        state.transaction(() => state.orders.delete(order.id))
        return answerNothing(204)
      },
    }),
  ]
}

/** `ProcessOrder`: says no with HTTP 200 and `Processed: false`. */
export function processOrder(state: LinnworksState, orderId: string) {
  const order = state.orders.get(orderId)
  const obstacle = order === undefined ? 'Order not found.' : findObstacle(order)
  if (order === undefined || obstacle !== undefined) {
    return { OrderId: orderId, Processed: false, Error: obstacle }
  }
  const audit = { type: 'ORDER_PROCESSED', note: 'Order processed' }
  takeFromShelf(state, order)
  state.orders.save(changed(state, order, { processedAt: state.now() }, audit))
  return { OrderId: orderId, Processed: true, Error: null }
}

/** Why an order cannot be processed. The vendor's words are not known. */
function findObstacle(order: StoredOrder): string | undefined {
  if (order.processedAt !== null) return 'Order is already processed.'
  if (order.locked) return 'Order is locked.'
  if (isParked(order)) return 'Order is parked.'
  if (order.holdOrCancel) return 'Order is on hold.'
  if (order.status === 0) return 'Order is not paid.'
  return undefined
}

/**
 * `CancelOrder`: the order moves to the processed ones, `HoldOrCancel` true, its stock free again.
 * Refused on parked and locked orders (vendor's help).
 */
function cancelOrder(state: LinnworksState, orderId: string, note: string): void {
  const order = getOpenOrder(state, orderId)
  if (order.locked) throw new Refusal('Order is locked and cannot be cancelled.')
  if (isParked(order)) throw new Refusal('Order is parked and cannot be cancelled.')
  const at = state.now()
  const noted = { noteId: randomUUID(), at, internal: true, text: note, by: 'API' }
  const change = {
    processedAt: at,
    cancelledAt: at,
    holdOrCancel: true,
    notes: note === '' ? order.notes : [...order.notes, noted],
  }
  const audit = { type: 'ORDER_CANCELLED', note: 'Order cancelled' }
  state.transaction(() => state.orders.save(changed(state, order, change, audit)))
}
