import { z } from 'zod'
import type { StoredOrder, StoredReturn, StoredReturnItem } from './documents.ts'
import { answer, GuidSchema, operation, Refusal, type Operation } from './operation.ts'
import { getOrder } from './order-access.ts'
import { moveUnits } from './shelves.ts'
import type { LinnworksState } from './state.ts'

const BookingSchema = z.object({
  OrderId: GuidSchema,
  ChannelInitiated: z.boolean().nullish(),
  Reference: z.string().nullish(),
  ReturnItems: z
    .array(
      z.object({
        OrderItemRowId: GuidSchema,
        ReturnLocation: GuidSchema,
        ReturnQuantity: z.number().int().positive(),
        ScrapQuantity: z.number().int().min(0).nullish(),
        RefundAmount: z.number().nullish(),
        ReasonCategory: z.string().nullish(),
        Reason: z.string().nullish(),
      }),
    )
    .min(1),
})

/**
 * Returns as far as stock knows of them. Booking one moves nothing; actioning it says that the
 * goods are here, and puts what is not scrapped on the shelf of its return location. Processed
 * orders only. Exchanges, resends and the refund that may follow are left out.
 */
export function returnOperations(state: LinnworksState): Operation[] {
  return [
    operation({
      path: '/api/ReturnsRefunds/CreateRMABooking',
      perMinute: 150,
      permission:
        'GlobalPermissions.OrderBook.ReturnsRefunds.ReturnsExchanges.CreateReturnsExchangesNode',
      input: z.object({ request: BookingSchema }),
      run: ({ request }) => {
        const order = getOrder(state, request.OrderId)
        const items = request.ReturnItems.map((item) => ({
          rowId: item.OrderItemRowId,
          locationId: item.ReturnLocation,
          quantity: item.ReturnQuantity,
          scrapped: item.ScrapQuantity ?? 0,
        }))
        const errors = findProblems(state, order, items)
        if (errors.length > 0) return answer(toAnswer(undefined, errors))
        const booked = state.transaction(() => {
          const id = state.nextReturnNumber()
          const booking: StoredReturn = {
            id,
            orderId: order.id,
            reference: request.Reference ?? `RMA-${id}`,
            bookedAt: state.now(),
            actionedAt: null,
            items,
          }
          state.returns.put(String(id), booking)
          return booking
        })
        return answer(toAnswer(booked, []))
      },
    }),
    operation({
      path: '/api/ReturnsRefunds/ActionRMABooking',
      perMinute: 150,
      permission:
        'GlobalPermissions.OrderBook.ReturnsRefunds.ReturnsExchanges.AcceptReturnsExchangesNode',
      input: z.object({
        request: z.object({ RMAHeaderId: z.number().int(), OrderId: GuidSchema }),
      }),
      run: ({ request }) => {
        const booking = state.returns.get(String(request.RMAHeaderId))
        if (booking === undefined || booking.orderId !== request.OrderId) {
          throw new Refusal('RMA booking not found.')
        }
        const outcome = { RefundHeaderId: null, SuccessfullyActioned: false }
        if (booking.actionedAt !== null) {
          return answer({ ...toAnswer(booking, ['Booking is already actioned.']), ...outcome })
        }
        const order = getOrder(state, booking.orderId)
        const actioned = { ...booking, actionedAt: state.now() }
        state.transaction(() => {
          state.returns.put(String(booking.id), actioned)
          restock(state, order, booking)
        })
        return answer({ ...toAnswer(actioned, []), ...outcome, SuccessfullyActioned: true })
      },
    }),
  ]
}

function restock(state: LinnworksState, order: StoredOrder, { items }: StoredReturn): void {
  const operationName = `Customer return for order ${order.number}, ref: ${order.reference ?? ''}`
  for (const { rowId, locationId, quantity, scrapped } of items) {
    const stockItemId = order.lines.find((line) => line.rowId === rowId)?.stockItemId
    if (stockItemId == null || quantity === scrapped) continue
    moveUnits(state, {
      stockItemId,
      locationId,
      units: quantity - scrapped,
      operation: operationName,
    })
  }
}

/** The vendor answers what is wrong in `Errors`; its words are not known. */
function findProblems(
  state: LinnworksState,
  order: StoredOrder,
  items: readonly StoredReturnItem[],
): string[] {
  if (order.processedAt === null || order.holdOrCancel) {
    return ['Only processed orders can be returned.']
  }
  const before = [...state.returns.values()].filter(({ orderId }) => orderId === order.id)
  return items.flatMap(({ rowId, locationId, quantity, scrapped }) => {
    const line = order.lines.find((candidate) => candidate.rowId === rowId)
    if (line === undefined) return ['Order item not found.']
    if (!state.locations.some(({ id }) => id === locationId)) return ['Location not found.']
    if (scrapped > quantity) return ['More is scrapped than returned.']
    const returned = [...before.flatMap((each) => each.items), ...items]
      .filter((item) => item.rowId === rowId)
      .reduce((sum, item) => sum + item.quantity, 0)
    return returned > line.quantity ? ['More is returned than was ordered.'] : []
  })
}

/** The fields that `CreateRMABookingResponse` and `ActionRMABookingResponse` have in common. */
function toAnswer(booking: StoredReturn | undefined, errors: readonly string[]) {
  const actioned = booking !== undefined && booking.actionedAt !== null
  const status = {
    StatusHeader: actioned ? 'PROCESSED' : 'OPEN',
    StatusDetail: {
      StatusTag: actioned ? 'ACTIONED' : 'PENDING',
      StatusDescription: '',
      Actionable: !actioned,
      ActionDescription: '',
      EditableFields: [],
    },
  }
  return {
    RMAHeaderId: booking?.id ?? null,
    Items: (booking?.items ?? []).map((item, index) => ({
      RMARowId: index + 1,
      RMAHeaderId: booking?.id,
      Type: 'Return',
      Status: status,
      ExternalReference: booking?.reference,
      CreatedDate: booking?.bookedAt,
      Actioned: actioned,
      ActionedDate: booking?.actionedAt ?? null,
      Deleted: false,
      OrderItemRowId: item.rowId,
      ReturnLocation: item.locationId,
      ReturnQuantity: item.quantity,
      ScrapQuantity: item.scrapped,
      RefundAmount: 0,
    })),
    Errors: errors,
    Info: [],
  }
}
