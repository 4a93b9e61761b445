import { announceFulfillmentOrder, announceMove } from './webhooks/announce.ts'
import { invalidId, userError, type UserError } from './errors.ts'
import type { QuantityInput } from './fulfillment-plan.ts'
import { quantitiesFit, splitApart } from './fulfillment-units.ts'
import { fulfillmentOrderView } from './fulfillment-order-view.ts'
import { idOf } from './gid.ts'
import { moveStock } from './inventory.ts'
import type { StoredFulfillmentOrder, StoredOrder } from './state.ts'
import type { CallContext } from './world.ts'

interface SplitInput {
  readonly fulfillmentOrderId: string
  readonly fulfillmentOrderLineItems: readonly QuantityInput[]
}

export interface Found {
  readonly order: StoredOrder
  readonly each: StoredFulfillmentOrder
}

/**
 * `fulfillmentOrderSplit`: the chosen units move to a new fulfilment order, all of the inputs or
 * none. Observed: it is the new one that is called `remainingFulfillmentOrder`.
 */
export function fulfillmentOrderSplit(
  { fulfillmentOrderSplits }: { readonly fulfillmentOrderSplits: readonly SplitInput[] },
  context: CallContext,
) {
  for (const [index, input] of fulfillmentOrderSplits.entries()) {
    const error = splitError(context, input, String(index))
    if (error !== undefined) return { fulfillmentOrderSplits: null, userErrors: [error] }
  }
  const results = fulfillmentOrderSplits.map((input) => {
    const found = findFulfillmentOrder(context, input.fulfillmentOrderId)
    if (found === undefined) throw invalidId(input.fulfillmentOrderId)
    const { kept, apart } = splitApart(context.world, found.each, input.fulfillmentOrderLineItems)
    const saved = context.world.saveOrder(replaced(found.order, kept, [apart]))
    announceFulfillmentOrder(context.world, saved, kept.id, 'FULFILLMENT_ORDERS_SPLIT')
    return { orderId: saved.id, keptId: kept.id, apartId: apart.id }
  })
  const views = results.map(({ orderId, keptId, apartId }) => ({
    fulfillmentOrder: viewOf(context, orderId, keptId),
    remainingFulfillmentOrder: viewOf(context, orderId, apartId),
    replacementFulfillmentOrder: null,
  }))
  return { fulfillmentOrderSplits: views, userErrors: [] }
}

function splitError(context: CallContext, input: SplitInput, index: string): UserError | undefined {
  const found = findFulfillmentOrder(context, input.fulfillmentOrderId)
  if (found === undefined) {
    const message = 'Fulfillment order does not exist.'
    return userError(null, message, 'FULFILLMENT_ORDER_NOT_FOUND')
  }
  const lines = input.fulfillmentOrderLineItems
  const path = ['fulfillmentOrderSplits', index, 'fulfillmentOrderLineItems']
  if (lines.length === 0) {
    const message = 'There must be at least one item selected in this fulfillment to split it.'
    return userError(path, message, 'NO_LINE_ITEMS_PROVIDED_TO_SPLIT')
  }
  const empty = lines.findIndex(({ quantity }) => quantity < 1)
  if (empty >= 0) {
    const message = 'You must select at least one item to split into a new fulfillment order.'
    return userError([...path, String(empty), 'quantity'], message, 'GREATER_THAN')
  }
  if (found.each.status !== 'OPEN') {
    return userError(null, 'The fulfillment order is not in a splittable state.')
  }
  return quantitiesFit(found.each, lines, 'part')
    ? undefined
    : userError(null, 'Invalid fulfillment order line item quantity requested.')
}

interface MoveArgs {
  readonly id: string
  readonly newLocationId: string
  readonly fulfillmentOrderLineItems?: readonly QuantityInput[] | null
}

/** `fulfillmentOrderMove`: the whole, or some units of it, to another location. */
export function fulfillmentOrderMove(args: MoveArgs, context: CallContext) {
  const { world, setup } = context
  const { order, each } = getFulfillmentOrder(context, args.id)
  const locationId = idOf('Location', args.newLocationId)
  const error = moveError(
    each,
    setup.locations.some(({ id }) => id === locationId),
  )
  if (error !== undefined) return { userErrors: [error] }
  const chosen = args.fulfillmentOrderLineItems ?? []
  if (!quantitiesFit(each, chosen, 'whole')) {
    const message = 'Invalid fulfillment order line item quantity requested.'
    return { userErrors: [userError(null, message)] }
  }
  const at = world.timestamp()
  const all = chosen.length === 0 || !quantitiesFit(each, chosen, 'part')
  const { kept, apart } = all ? { kept: undefined, apart: each } : splitApart(world, each, chosen)
  const moved = { ...apart, locationId, updatedAt: at }
  const saved = world.saveOrder(replaced(order, kept ?? moved, kept === undefined ? [] : [moved]))
  for (const { lineId, remainingQuantity: units } of moved.lines) {
    const line = order.lines.find(({ id }) => id === lineId)
    if (line === undefined) continue
    moveStock(world, order, [
      { line, locationId: each.locationId, onHandDelta: 0, committedDelta: -units },
      { line, locationId, onHandDelta: 0, committedDelta: units },
    ])
  }
  announceMove(world, saved, {
    originalId: each.id,
    movedId: moved.id,
    fromLocationId: each.locationId,
  })
  return {
    movedFulfillmentOrder: viewOf(context, saved.id, moved.id),
    originalFulfillmentOrder: viewOf(context, saved.id, each.id),
    remainingFulfillmentOrder: kept === undefined ? null : viewOf(context, saved.id, kept.id),
    userErrors: [],
  }
}

function moveError(each: StoredFulfillmentOrder, known: boolean): UserError | undefined {
  if (each.status === 'CLOSED') return userError(null, 'Cannot change location.')
  if (each.status === 'IN_PROGRESS') {
    return userError(
      ['id'],
      'Cannot move a fulfillment order that has had progress reported. To move a fulfillment order that has had progress reported, the fulfillment order must first be marked as open resolving the ongoing progress state.',
      'CANNOT_MOVE_FULFILLMENT_ORDER_WITH_REPORTED_PROGRESS',
    )
  }
  return known ? undefined : userError(['id'], 'Location not found.')
}

export function findFulfillmentOrder(context: CallContext, gidText: string): Found | undefined {
  const id = idOf('FulfillmentOrder', gidText)
  const order = context.world.ownerOf('FulfillmentOrder', id)
  const each = order?.fulfillmentOrders.find((candidate) => candidate.id === id)
  if (order === undefined || each === undefined) return undefined
  return order.shop === context.setup.shop ? { order, each } : undefined
}

/** Observed for most mutations: an unknown id is refused at the top level. */
export function getFulfillmentOrder(context: CallContext, gidText: string): Found {
  const found = findFulfillmentOrder(context, gidText)
  if (found === undefined) throw invalidId(gidText)
  return found
}

export function viewOf(context: CallContext, orderId: string, id: string) {
  const order = context.world.orders.get(orderId)
  const each = order?.fulfillmentOrders.find((candidate) => candidate.id === id)
  return order === undefined || each === undefined
    ? null
    : fulfillmentOrderView(context, order, each)
}

/** The order with one fulfilment order changed and new ones added. */
export function replaced(
  order: StoredOrder,
  changed: StoredFulfillmentOrder,
  added: readonly StoredFulfillmentOrder[],
): StoredOrder {
  const fulfillmentOrders = order.fulfillmentOrders.map((each) =>
    each.id === changed.id ? changed : each,
  )
  return { ...order, fulfillmentOrders: [...fulfillmentOrders, ...added] }
}
