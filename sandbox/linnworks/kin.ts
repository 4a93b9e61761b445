import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { StoredLine, StoredOrder } from './documents.ts'
import { answer, GuidSchema, operation, Refusal, type Operation } from './operation.ts'
import { getOpenOrder, getOrder, isParked } from './order-access.ts'
import { toOpenOrder } from './order-wire.ts'
import { changed, type LinnworksState } from './state.ts'

const PAID = 1
const RESEND = 4
/** The reference of every merged order (vendor's help: merging orders). */
const MERGED = 'MERGED'

const ResendItemSchema = z.object({
  OrderItemRowId: GuidSchema,
  Qty: z.number().int().positive(),
})

/** How an order is made of others, beside a split: what was lost is resent, several are merged. */
export function kinOperations(state: LinnworksState): Operation[] {
  return [
    operation({
      path: '/api/ProcessedOrders/CreateResend',
      perMinute: 150,
      input: z.object({
        pkOrderId: GuidSchema,
        resendItems: z.array(ResendItemSchema).min(1),
        despatchLocation: GuidSchema.nullish(),
        category: z.string().nullish(),
        reason: z.string().nullish(),
        additionalCost: z.number().nullish(),
      }),
      run: ({ pkOrderId, resendItems, despatchLocation, category, reason }) => {
        const order = getOrder(state, pkOrderId)
        if (order.processedAt === null || order.holdOrCancel) {
          throw new Refusal('Only processed orders can be resent.')
        }
        const lines = resendItems.map((wanted) => toResentLine(order, wanted))
        const locationId = despatchLocation ?? order.locationId
        const resent = state.transaction(() => saveResend(state, order, { lines, locationId }))
        return answer(
          resent.lines.map((line, index) => ({
            RowType: 'RESEND',
            fkOrderId: order.id,
            fkOrderItemRowId: resendItems[index]?.OrderItemRowId,
            nOrderId: order.number,
            SKU: line.channelSku,
            ItemTitle: line.title,
            Reason: reason ?? '',
            Category: category ?? '',
            ReturnQty: line.quantity,
            fkNewOrderId: resent.id,
            fkNewOrderItemRowId: line.rowId,
            NewQty: line.quantity,
            NewOrderId: resent.number,
            NewOrderCancelled: false,
            Completed: false,
          })),
        )
      },
    }),
    operation({
      path: '/api/Orders/MergeOrders',
      perMinute: 150,
      permission: 'GlobalPermissions.OrderBook.OpenOrders.MergeOrdersNode',
      input: z.object({
        ordersToMerge: z.array(GuidSchema).min(2),
        fulfilmentCenter: GuidSchema.nullish(),
        pkPostalServiceId: GuidSchema.nullish(),
      }),
      run: ({ ordersToMerge }) => {
        const orders = [...new Set(ordersToMerge)].map((id) => getOpenOrder(state, id))
        requireMergeable(orders)
        return answer(
          toOpenOrder(
            state,
            state.transaction(() => saveMerged(state, orders)),
          ),
        )
      },
    }),
  ]
}

function toResentLine(order: StoredOrder, wanted: z.infer<typeof ResendItemSchema>): StoredLine {
  const line = order.lines.find(({ rowId }) => rowId === wanted.OrderItemRowId)
  if (line === undefined) throw new Refusal('Order item not found.')
  return { ...line, rowId: randomUUID(), quantity: wanted.Qty, pricePerUnit: 0 }
}

/**
 * A resend is an order of its own that costs nothing (vendor's help: resends). Whether it keeps the
 * reference is not documented; here it does, which is the harder case for whoever counts by it.
 */
function saveResend(
  state: LinnworksState,
  order: StoredOrder,
  { lines, locationId }: { readonly lines: readonly StoredLine[]; readonly locationId: string },
): StoredOrder {
  const note = `Resent from order ${order.number}`
  const resent: StoredOrder = {
    ...order,
    id: randomUUID(),
    number: state.orders.nextNumber(),
    locationId,
    lines,
    processedAt: null,
    cancelledAt: null,
    status: RESEND,
    labelPrinted: false,
    invoicePrinted: false,
    pickListPrinted: false,
    postage: { ...order.postage, costMinor: 0, trackingNumber: '' },
    discountMinor: 0,
    notes: [],
    audit: [{ at: state.now(), type: 'RESEND', note }],
  }
  state.orders.save(resent)
  relate(state, order, resent, 'RESEND')
  return resent
}

/** What the vendor's help asks of orders that are to be merged. */
function requireMergeable(orders: readonly StoredOrder[]): void {
  const [first] = orders
  const same = (pick: (order: StoredOrder) => unknown) =>
    orders.every((order) => JSON.stringify(pick(order)) === JSON.stringify(first && pick(first)))
  const fits =
    orders.length > 1 &&
    same(({ source, subSource, currency, locationId }) => [
      source,
      subSource,
      currency,
      locationId,
    ]) &&
    same(({ address }) => address) &&
    same(({ postage }) => postage.serviceId) &&
    orders.every((order) => order.status === PAID && !order.locked && !isParked(order))
  if (!fits) throw new Refusal('Orders cannot be merged.')
}

/**
 * The merged order has an id of its own and every line of the others. What becomes of those is not
 * documented; here they are gone, and only the relations remember them.
 */
function saveMerged(state: LinnworksState, orders: readonly StoredOrder[]): StoredOrder {
  const [first = getOrder(state, '')] = orders
  const sum = (pick: (order: StoredOrder) => number) =>
    orders.reduce((total, order) => total + pick(order), 0)
  const plain: StoredOrder = {
    ...first,
    id: randomUUID(),
    number: state.orders.nextNumber(),
    reference: MERGED,
    secondaryReference: null,
    externalReference: MERGED,
    despatchBy: orders.map(({ despatchBy }) => despatchBy).toSorted()[0] ?? first.despatchBy,
    lines: orders.flatMap(({ lines }) => lines.map((line) => ({ ...line, rowId: randomUUID() }))),
    postage: { ...first.postage, costMinor: sum(({ postage }) => postage.costMinor) },
    discountMinor: sum(({ discountMinor }) => discountMinor),
    notes: orders.flatMap(({ notes }) => notes),
    audit: [],
  }
  const numbers = orders.map(({ number }) => number).join(', ')
  const merged = changed(state, plain, {}, { type: 'MERGE', note: `Merged from ${numbers}` })
  state.orders.save(merged)
  for (const order of orders) {
    relate(state, order, merged, 'MERGE')
    state.orders.delete(order.id)
  }
  return merged
}

function relate(
  state: LinnworksState,
  parent: StoredOrder,
  child: StoredOrder,
  type: 'RESEND' | 'MERGE',
): void {
  const relation = { parentId: parent.id, childId: child.id, type }
  state.relations.put(`${parent.id} ${child.id}`, relation)
}
