import { announceFulfillmentOrder } from './webhooks/announce.ts'
import { userError, type UserError } from './errors.ts'
import { getFulfillmentOrder, replaced, viewOf } from './fulfillment-orders.ts'
import { quantitiesFit, splitApart } from './fulfillment-units.ts'
import type { QuantityInput } from './fulfillment-plan.ts'
import { holdView } from './fulfillment-order-view.ts'
import { idOf } from './gid.ts'
import type { StoredFulfillmentOrder, StoredHold } from './state.ts'
import type { CallContext } from './world.ts'

interface HoldInput {
  readonly reason: string
  readonly reasonNotes?: string | null
  readonly handle?: string | null
  readonly fulfillmentOrderLineItems?: readonly QuantityInput[] | null
}

const maximumHolds = 10

/**
 * `fulfillmentOrderHold`, on all units or some. Observed: the units that are not held go to a new
 * fulfilment order, called `remainingFulfillmentOrder`.
 */
export function fulfillmentOrderHold(
  { id, fulfillmentHold: input }: { readonly id: string; readonly fulfillmentHold: HoldInput },
  context: CallContext,
) {
  const { world } = context
  const { order, each } = getFulfillmentOrder(context, id)
  const chosen = input.fulfillmentOrderLineItems ?? []
  const error = holdError(each, input, chosen)
  if (error !== undefined) return { userErrors: [error] }
  const hold: StoredHold = {
    id: world.nextId('FulfillmentHold'),
    handle: input.handle ?? '',
    reason: input.reason,
    reasonNotes: input.reasonNotes ?? null,
  }
  const partly = chosen.length > 0 && quantitiesFit(each, chosen, 'part')
  const { held, rest } = partly ? holdPart(context, each, chosen) : { held: each, rest: [] }
  const onHold: StoredFulfillmentOrder = {
    ...held,
    status: 'ON_HOLD',
    holds: [...each.holds, hold],
    updatedAt: world.timestamp(),
  }
  const saved = world.saveOrder(replaced(order, onHold, rest))
  announceFulfillmentOrder(world, saved, each.id, 'FULFILLMENT_ORDERS_PLACED_ON_HOLD')
  return {
    fulfillmentHold: holdView(hold),
    fulfillmentOrder: viewOf(context, saved.id, each.id),
    remainingFulfillmentOrder: rest[0] === undefined ? null : viewOf(context, saved.id, rest[0].id),
    userErrors: [],
  }
}

function holdPart(
  { world }: CallContext,
  each: StoredFulfillmentOrder,
  chosen: readonly QuantityInput[],
) {
  const wanted = new Map(
    chosen.map(({ id, quantity }) => [idOf('FulfillmentOrderLineItem', id), quantity]),
  )
  const others = each.lines
    .map((line) => ({
      id: `gid://shopify/FulfillmentOrderLineItem/${line.id}`,
      quantity: line.remainingQuantity - (wanted.get(line.id) ?? 0),
    }))
    .filter(({ quantity }) => quantity > 0)
  const { kept, apart } = splitApart(world, each, others)
  return { held: kept, rest: [{ ...apart, heldApartFrom: each.id }] }
}

function holdError(
  each: StoredFulfillmentOrder,
  input: HoldInput,
  chosen: readonly QuantityInput[],
): UserError | undefined {
  const lines = ['fulfillmentHold', 'fulfillmentOrderLineItems']
  if (each.status === 'CLOSED') {
    return userError(['id'], 'Fulfillment order cannot be placed on hold.')
  }
  const ids = chosen.map(({ id }) => id)
  if (new Set(ids).size < ids.length) {
    const code = 'DUPLICATED_FULFILLMENT_ORDER_LINE_ITEMS'
    return userError(lines, 'must contain unique line item ids', code)
  }
  const empty = chosen.findIndex(({ quantity }) => quantity < 1)
  if (empty >= 0) {
    const message = 'You must select at least one item to place on partial hold.'
    return userError([...lines, String(empty), 'quantity'], message, 'GREATER_THAN_ZERO')
  }
  if (chosen.length > 0 && each.status !== 'OPEN') {
    const message = 'The fulfillment order is not in a splittable state.'
    return userError(lines, message, 'FULFILLMENT_ORDER_NOT_SPLITTABLE')
  }
  if (!quantitiesFit(each, chosen, 'whole')) {
    const message = 'Invalid fulfillment order line item quantity requested.'
    return userError(lines, message, 'INVALID_LINE_ITEM_QUANTITY')
  }
  if (each.holds.some(({ handle }) => handle === (input.handle ?? ''))) {
    return userError(
      ['fulfillmentHold', 'handle'],
      'The handle provided for the fulfillment hold is already in use by this app for another hold on this fulfillment order.',
      'DUPLICATE_FULFILLMENT_HOLD_HANDLE',
    )
  }
  if (each.holds.length < maximumHolds) return undefined
  return userError(
    ['id'],
    'The maximum number of fulfillment holds for this fulfillment order has been reached for this app. An app can only have up to 10 holds on a single fulfillment order at any one time.',
    'FULFILLMENT_ORDER_HOLD_LIMIT_REACHED',
  )
}

/** `fulfillmentOrderReleaseHold`. Observed: what was held apart is joined again. */
export function fulfillmentOrderReleaseHold(
  args: { readonly id: string; readonly holdIds?: readonly string[] | null },
  context: CallContext,
) {
  const { world } = context
  const { order, each } = getFulfillmentOrder(context, args.id)
  const released = args.holdIds?.map((id) => idOf('FulfillmentHold', id))
  const holds = each.holds.filter(({ id }) => released !== undefined && !released.includes(id))
  const at = world.timestamp()
  if (holds.length > 0 || each.status !== 'ON_HOLD') {
    const saved = world.saveOrder(replaced(order, { ...each, holds, updatedAt: at }, []))
    return { fulfillmentOrder: viewOf(context, saved.id, each.id), userErrors: [] }
  }
  const rest = order.fulfillmentOrders.find(
    ({ heldApartFrom, status }) => heldApartFrom === each.id && status === 'OPEN',
  )
  const open: StoredFulfillmentOrder = {
    ...each,
    holds: [],
    status: 'OPEN',
    updatedAt: at,
    lines: rest === undefined ? each.lines : joined(each, rest),
  }
  const whole = replaced(order, open, [])
  const saved = world.saveOrder(rest === undefined ? whole : replaced(whole, emptied(rest, at), []))
  announceFulfillmentOrder(world, saved, each.id, 'FULFILLMENT_ORDERS_HOLD_RELEASED')
  return { fulfillmentOrder: viewOf(context, saved.id, each.id), userErrors: [] }
}

function joined(each: StoredFulfillmentOrder, rest: StoredFulfillmentOrder) {
  const lines = each.lines.map((line) => {
    const units = rest.lines.find(({ lineId }) => lineId === line.lineId)?.remainingQuantity ?? 0
    const { totalQuantity, remainingQuantity } = line
    return {
      ...line,
      totalQuantity: totalQuantity + units,
      remainingQuantity: remainingQuantity + units,
    }
  })
  const others = rest.lines.filter(
    ({ lineId }) => !each.lines.some((line) => line.lineId === lineId),
  )
  return [...lines, ...others]
}

function emptied(rest: StoredFulfillmentOrder, at: string): StoredFulfillmentOrder {
  const lines = rest.lines.map((line) => ({ ...line, totalQuantity: 0, remainingQuantity: 0 }))
  return { ...rest, status: 'CLOSED', lines, updatedAt: at }
}
