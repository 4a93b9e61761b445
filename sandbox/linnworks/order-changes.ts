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
import { getOrder, isParked, listOpenAmong } from './order-access.ts'
import { toNotes } from './order-wire.ts'
import { changed, type LinnworksState } from './state.ts'

const UNPAID = 0
const PAID = 1
const OrderIdsSchema = z.array(GuidSchema)

/** Changes of many orders at once: tag, status, lock, location, notes. */
export function orderChangeOperations(state: LinnworksState): Operation[] {
  function changeAll(
    ids: readonly string[],
    change: (order: StoredOrder) => Partial<StoredOrder>,
    audit: { readonly type: string; readonly note: string },
  ): string[] {
    const open = listOpenAmong(state, ids)
    state.transaction(() => {
      for (const order of open) state.orders.save(changed(state, order, change(order), audit))
    })
    return open.map((order) => order.id)
  }

  return [
    operation({
      path: '/api/Orders/ChangeOrderTag',
      perMinute: 250,
      // 7 parks and keeps the stock; null takes the tag off, and so unparks.
      input: z.object({ orderIds: OrderIdsSchema, tag: z.number().int().min(0).max(7).nullish() }),
      run: ({ orderIds, tag }) => {
        const audit = { type: 'TAG', note: `Tag changed to ${tag ?? 'none'}` }
        return answer(changeAll(orderIds, () => ({ marker: tag ?? 0 }), audit))
      },
    }),
    operation({
      path: '/api/Orders/ChangeStatus',
      perMinute: 150,
      input: z.object({ orderIds: OrderIdsSchema, status: z.number().int().min(0).max(4) }),
      run: ({ orderIds, status }, call) => {
        if (call.encoding === 'json' && state.account.switches.changeStatusJsonIgnored) {
          return answer(orderIds)
        }
        // Observed on live accounts: 200, and nothing happens to a parked order.
        const movable = listOpenAmong(state, orderIds).filter((order) => !isParked(order))
        const paidAt = (order: StoredOrder) =>
          status === PAID ? (order.paidAt ?? state.now()) : status === UNPAID ? null : order.paidAt
        changeAll(
          movable.map((order) => order.id),
          (order) => ({ status, paidAt: paidAt(order) }),
          { type: 'STATUS', note: `Status changed to ${status}` },
        )
        return answer(orderIds)
      },
    }),
    operation({
      path: '/api/Orders/LockOrder',
      perMinute: 150,
      input: z.object({ orderIds: OrderIdsSchema, lockOrder: z.boolean() }),
      run: ({ orderIds, lockOrder }) => {
        const note = lockOrder ? 'Order locked' : 'Order unlocked'
        changeAll(orderIds, () => ({ locked: lockOrder }), { type: 'LOCK', note })
        return answerNothing(204)
      },
    }),
    operation({
      path: '/api/Orders/MoveToLocation',
      perMinute: 150,
      input: z.object({
        orderIds: OrderIdsSchema,
        pkStockLocationId: GuidSchema,
        fulfillmentStatusToApply: z.string().nullish(),
      }),
      run: ({ orderIds, pkStockLocationId }) => {
        const place = state.locations.find((candidate) => candidate.id === pkStockLocationId)
        if (place === undefined) throw new Refusal('Location not found.')
        const movable = listOpenAmong(state, orderIds).filter((order) => !order.locked)
        const moved = changeAll(
          movable.map((order) => order.id),
          () => ({ locationId: place.id }),
          { type: 'LOCATION', note: `Order moved to ${place.name}` },
        )
        const stuck = orderIds.filter((id) => !moved.includes(id))
        const reason = 'Order cannot be moved.'
        return answer({
          Errors: stuck.map(() => reason),
          OrdersMoved: moved,
          KeyedErrors: Object.fromEntries(stuck.map((id) => [id, reason])),
        })
      },
    }),
    operation({
      path: '/api/Orders/AddOrdersNote',
      perMinute: 150,
      bound: true,
      input: z.object({
        OrderIds: OrderIdsSchema,
        NoteText: z.string(),
        IsInternal: z.boolean().nullish(),
        IsProcessingNote: z.boolean().nullish(),
      }),
      run: ({ OrderIds, NoteText, IsInternal }) => {
        const orders = OrderIds.map((id) => getOrder(state, id))
        const added = orders.map((order) => {
          const at = state.now()
          const internal = IsInternal ?? false
          const note = { noteId: randomUUID(), at, internal, text: NoteText, by: 'API' }
          return { ...order, notes: [...order.notes, note] }
        })
        state.transaction(() => added.forEach((order) => state.orders.save(order)))
        return answer({ OrderNotes: added.map((order) => toNotes(order).at(-1)) })
      },
    }),
    operation({
      method: 'GET',
      path: '/api/Orders/GetOrderAuditTrail',
      perMinute: 250,
      input: z.object({ orderid: GuidSchema }),
      run: ({ orderid }) =>
        answer(
          (state.orders.get(orderid)?.audit ?? []).map(({ at, type, note }) => ({
            Date: at,
            Type: type,
            Note: note,
            User: 'API',
            fkOrderHistoryTypeId: type,
            Tag: '',
            TypeDescription: type,
          })),
        ),
    }),
  ]
}
