import { userError, type UserError } from './errors.ts'
import { idOf } from './gid.ts'
import { sumOf } from './money.ts'
import { returnView } from './return-view.ts'
import type { StoredFulfillmentLine, StoredOrder, StoredReturn } from './state.ts'
import { announceReturn } from './webhooks/announce.ts'
import { findOrder, type CallContext } from './world.ts'

interface ReturnLineInput {
  readonly fulfillmentLineItemId: string
  readonly quantity: number
  readonly returnReason?: string | null
  readonly returnReasonNote?: string | null
}

interface ReturnInput {
  readonly orderId: string
  readonly returnLineItems: readonly ReturnLineInput[]
}

/** `returnCreate`: goods on their way back. Nothing is restocked before they are disposed of. */
export function returnCreate(
  { returnInput }: { readonly returnInput: ReturnInput },
  context: CallContext,
) {
  const { world } = context
  const order = findOrder(context, idOf('Order', returnInput.orderId))
  if (order === undefined) {
    return refused(userError(['returnInput', 'orderId'], 'Order not found.', 'NOT_FOUND'))
  }
  const error = createError(order, returnInput.returnLineItems)
  if (error !== undefined) return refused(error)
  const made: StoredReturn = {
    id: world.nextId('Return'),
    name: `${order.name}-R${(order.returns ?? []).length + 1}`,
    status: 'OPEN',
    createdAt: world.timestamp(),
    closedAt: null,
    reverseId: world.nextId('ReverseFulfillmentOrder'),
    lines: returnInput.returnLineItems.map((each) => {
      const shipped = findShipped(order, each)
      return {
        id: world.nextId('ReturnLineItem'),
        reverseLineId: world.nextId('ReverseFulfillmentOrderLineItem'),
        fulfillmentLineId: shipped?.id ?? '',
        lineId: shipped?.lineId ?? '',
        quantity: each.quantity,
        processedQuantity: 0,
        reason: each.returnReason ?? 'UNKNOWN',
        reasonNote: each.returnReasonNote ?? '',
        dispositions: [],
      }
    }),
  }
  const saved = world.keepOrder({ ...order, returns: [...(order.returns ?? []), made] })
  announceReturn(world, saved, made, 'RETURNS_APPROVE')
  return { return: returnView(context, saved, made), userErrors: [] }
}

/** `returnClose`. Observed: closing twice is accepted, and the order's time stays as it was. */
export function returnClose({ id }: { readonly id: string }, context: CallContext) {
  const found = findReturn(context, id)
  if (found === undefined) return refused(userError(['id'], 'Return not found.', 'NOT_FOUND'))
  const { order, each } = found
  if (each.status === 'CLOSED') return { return: returnView(context, order, each), userErrors: [] }
  if (each.status !== 'OPEN') {
    return refused(userError(['id'], 'Return status is invalid.', 'INVALID_STATE'))
  }
  const closedAt = context.world.timestamp()
  return changed(context, order, { ...each, status: 'CLOSED', closedAt }, 'RETURNS_CLOSE')
}

/** `returnCancel`: before anything of it was processed. */
export function returnCancel({ id }: { readonly id: string }, context: CallContext) {
  const found = findReturn(context, id)
  if (found === undefined) return refused(userError(['id'], 'Return not found.', 'NOT_FOUND'))
  const { order, each } = found
  if (each.status === 'CANCELED') {
    return { return: returnView(context, order, each), userErrors: [] }
  }
  const begun = each.lines.some(
    ({ processedQuantity, dispositions }) => processedQuantity > 0 || dispositions.length > 0,
  )
  if (begun || each.status !== 'OPEN') {
    return refused(userError(['id'], 'Return is not cancelable.', 'INVALID_STATE'))
  }
  return changed(context, order, { ...each, status: 'CANCELED' }, 'RETURNS_CANCEL')
}

export function findReturn(context: CallContext, gidText: string) {
  const id = idOf('Return', gidText)
  const order = context.world.ownerOf('Return', id)
  const each = order?.returns?.find((candidate) => candidate.id === id)
  if (order === undefined || each === undefined) return undefined
  return order.shop === context.setup.shop ? { order, each } : undefined
}

/** Stores a return as changed, tells of it, and answers it. */
export function changed(
  context: CallContext,
  order: StoredOrder,
  each: StoredReturn,
  topic: Parameters<typeof announceReturn>[3],
) {
  const saved = context.world.keepOrder(withReturn(order, each))
  announceReturn(context.world, saved, each, topic)
  return { return: returnView(context, saved, each), userErrors: [] }
}

export function withReturn(order: StoredOrder, changedOne: StoredReturn): StoredOrder {
  const returns = (order.returns ?? []).map((each) =>
    each.id === changedOne.id ? changedOne : each,
  )
  return { ...order, returns }
}

export function refused(...userErrors: readonly UserError[]) {
  return { return: null, userErrors }
}

function createError(order: StoredOrder, lines: readonly ReturnLineInput[]): UserError | undefined {
  for (const [index, each] of lines.entries()) {
    const path = ['returnInput', 'returnLineItems', String(index)]
    const shipped = findShipped(order, each)
    if (shipped === undefined) {
      const message = 'Fulfillment Line Item was not found.'
      return userError([...path, 'fulfillmentLineItemId'], message, 'NOT_FOUND')
    }
    if (each.quantity < 1 || each.quantity > returnable(order, shipped)) {
      const message = 'Return line item has an invalid quantity.'
      return userError([...path, 'quantity'], message, 'INVALID')
    }
  }
  return undefined
}

/** Shipped units that no return holds yet. */
function returnable(order: StoredOrder, shipped: StoredFulfillmentLine): number {
  const standing = (order.returns ?? []).filter(({ status }) => status !== 'CANCELED')
  const held = standing
    .flatMap(({ lines }) => lines)
    .filter(({ fulfillmentLineId }) => fulfillmentLineId === shipped.id)
  return shipped.quantity - sumOf(held, ({ quantity }) => quantity)
}

function findShipped(
  order: StoredOrder,
  { fulfillmentLineItemId }: ReturnLineInput,
): StoredFulfillmentLine | undefined {
  const id = idOf('FulfillmentLineItem', fulfillmentLineItemId)
  return order.fulfillments
    .filter(({ status }) => status === 'SUCCESS')
    .flatMap(({ lines }) => lines)
    .find((line) => line.id === id)
}
