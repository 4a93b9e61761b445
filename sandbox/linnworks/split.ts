import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { StoredLine, StoredOrder } from './documents.ts'
import { answer, GuidSchema, operation, Refusal, type Operation } from './operation.ts'
import { getOpenOrder } from './order-access.ts'
import { PARKED, toOpenOrder } from './order-wire.ts'
import { changed, type LinnworksState } from './state.ts'

const NewOrderSchema = z.object({
  Items: z
    .array(
      z.object({
        RowId: GuidSchema,
        Quantity: z.number().int().positive(),
        Weight: z.number().nullish(),
        UnitCost: z.number().nullish(),
      }),
    )
    .min(1),
  PostalServiceId: GuidSchema.nullish(),
  ParkOrder: z.boolean().nullish(),
})

type NewOrder = z.infer<typeof NewOrderSchema>

/**
 * `SplitOrder` moves units of an open order into new ones, which have their own ids, numbers and
 * row ids and keep the reference, the channel and each line's ItemNumber. Postage and the
 * discount on the whole order stay with the parent. `GetOrderRelations` tells who came from whom.
 */
export function splitOperations(state: LinnworksState): Operation[] {
  return [
    operation({
      path: '/api/Orders/SplitOrder',
      perMinute: 150,
      input: z.object({
        orderId: GuidSchema,
        newOrders: z.array(NewOrderSchema).min(1),
        type: z.string().nullish(),
        fulfilmentLocationId: GuidSchema.nullish(),
        recalcPackaging: z.boolean().nullish(),
        fulfillmentStatus: z.string().nullish(),
      }),
      run: ({ orderId, newOrders }) => {
        const order = getOpenOrder(state, orderId)
        if (order.locked) throw new Refusal('Order is locked and cannot be split.')
        const rest = withoutSplitOut(order, newOrders)
        return answer(
          state.transaction(() => {
            const children = newOrders.map((wanted) => saveChild(state, order, wanted))
            const audit = { type: 'SPLIT', note: `Order split into ${children.length + 1}` }
            state.orders.save(changed(state, order, { lines: rest }, audit))
            return children.map((child) => toOpenOrder(state, child))
          }),
        )
      },
    }),
    operation({
      method: 'GET',
      path: '/api/Orders/GetOrderRelations',
      perMinute: 250,
      input: z.object({ orderid: GuidSchema }),
      run: ({ orderid }) => {
        const related = [...state.relations.values()].filter(
          ({ parentId, childId }) => parentId === orderid || childId === orderid,
        )
        return answer(
          related.map(({ parentId, childId, type }) => ({
            ParentOrderId: parentId,
            ChildOrderId: childId,
            Parent: state.orders.get(parentId)?.number ?? 0,
            Child: state.orders.get(childId)?.number ?? 0,
            Type: type,
          })),
        )
      },
    }),
  ]
}

/** What stays with the parent; a split that takes more than there is, or all, is refused. */
function withoutSplitOut(order: StoredOrder, newOrders: readonly NewOrder[]): StoredLine[] {
  const taken = new Map<string, number>()
  for (const { RowId, Quantity } of newOrders.flatMap((wanted) => wanted.Items)) {
    taken.set(RowId, (taken.get(RowId) ?? 0) + Quantity)
  }
  for (const [rowId, quantity] of taken) {
    const line = order.lines.find((candidate) => candidate.rowId === rowId)
    if (line === undefined) throw new Refusal('Order item not found.')
    if (quantity > line.quantity) throw new Refusal('Split quantity exceeds the order quantity.')
  }
  const rest = order.lines
    .map((line) => ({ ...line, quantity: line.quantity - (taken.get(line.rowId) ?? 0) }))
    .filter((line) => line.quantity > 0)
  if (rest.length === 0) throw new Refusal('All items cannot be split out of an order.')
  return rest
}

function saveChild(state: LinnworksState, parent: StoredOrder, wanted: NewOrder): StoredOrder {
  const service = wanted.PostalServiceId
    ? state.postalServices.get(wanted.PostalServiceId)
    : undefined
  const child: StoredOrder = {
    ...parent,
    id: randomUUID(),
    number: state.orders.nextNumber(),
    marker: wanted.ParkOrder === true ? PARKED : parent.marker,
    lines: wanted.Items.flatMap(({ RowId, Quantity }) =>
      parent.lines
        .filter((line) => line.rowId === RowId)
        .map((line) => ({ ...line, rowId: randomUUID(), quantity: Quantity })),
    ),
    postage: {
      ...parent.postage,
      costMinor: 0,
      trackingNumber: '',
      ...(service === undefined
        ? {}
        : { serviceId: service.id, serviceName: service.name, vendor: service.vendor }),
    },
    discountMinor: 0,
    notes: [],
    audit: [{ at: state.now(), type: 'SPLIT', note: `Split from order ${parent.number}` }],
  }
  state.orders.save(child)
  const relation = { parentId: parent.id, childId: child.id, type: 'SPLIT' }
  state.relations.put(`${parent.id} ${child.id}`, relation)
  return child
}
