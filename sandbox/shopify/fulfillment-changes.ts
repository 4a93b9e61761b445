import { userError, type UserError } from './errors.ts'
import { fulfillmentView } from './fulfillment-view.ts'
import { shiftStock, tellCustomer, toTracking, type TrackingInput } from './fulfillments.ts'
import { idOf } from './gid.ts'
import type { StoredFulfillment, StoredFulfillmentOrder, StoredOrder } from './state.ts'
import { announceFulfillment } from './webhooks/announce.ts'
import type { CallContext } from './world.ts'

interface TrackingUpdateArgs {
  readonly fulfillmentId: string
  readonly trackingInfoInput: TrackingInput
  readonly notifyCustomer?: boolean | null
}

/** `fulfillmentTrackingInfoUpdate`. Observed: it works on a cancelled fulfilment too. */
export function fulfillmentTrackingInfoUpdate(args: TrackingUpdateArgs, context: CallContext) {
  const found = findFulfillment(context, args.fulfillmentId)
  if (found === undefined) return refused(['fulfillmentId'])
  const { order } = found
  const updated: StoredFulfillment = {
    ...found.fulfillment,
    tracking: toTracking(args.trackingInfoInput),
    updatedAt: context.world.timestamp(),
  }
  const saved = context.world.saveOrder(withFulfillment(order, updated))
  tellCustomer(context, saved, updated, args.notifyCustomer === true)
  announceFulfillment(context.world, saved, updated, 'FULFILLMENTS_UPDATE')
  return { fulfillment: fulfillmentView(context, saved, updated), userErrors: [] }
}

/**
 * `fulfillmentCancel`. Observed: the old fulfilment order stays CLOSED with its remaining
 * quantity back, a new OPEN one holds the same units, and a second cancel is accepted.
 */
export function fulfillmentCancel({ id }: { readonly id: string }, context: CallContext) {
  const { world } = context
  const found = findFulfillment(context, id)
  if (found === undefined) return refused(['id'])
  const { order, fulfillment } = found
  if (fulfillment.status === 'CANCELLED') {
    return { fulfillment: fulfillmentView(context, order, fulfillment), userErrors: [] }
  }
  const at = world.timestamp()
  const cancelled: StoredFulfillment = { ...fulfillment, status: 'CANCELLED', updatedAt: at }
  const remaining = withFulfillment(order, cancelled)
  const reopened = remaining.fulfillmentOrders.flatMap((each) =>
    afterCancelling(context, remaining, each, cancelled),
  )
  const saved = world.saveOrder({ ...remaining, fulfillmentOrders: reopened })
  shiftStock(context, saved, cancelled, 1)
  announceFulfillment(world, saved, cancelled, 'FULFILLMENTS_UPDATE')
  return { fulfillment: fulfillmentView(context, saved, cancelled), userErrors: [] }
}

function afterCancelling(
  { world }: CallContext,
  order: StoredOrder,
  each: StoredFulfillmentOrder,
  cancelled: StoredFulfillment,
): StoredFulfillmentOrder[] {
  const back = cancelled.lines.filter(({ fulfillmentOrderId }) => fulfillmentOrderId === each.id)
  if (back.length === 0) return [each]
  const at = world.timestamp()
  const lines = each.lines.map((line) => {
    const units = back
      .filter(({ fulfillmentOrderLineId }) => fulfillmentOrderLineId === line.id)
      .reduce((sum, { quantity }) => sum + quantity, 0)
    return { ...line, remainingQuantity: line.remainingQuantity + units }
  })
  const old = { ...each, lines, updatedAt: at }
  if (each.status !== 'CLOSED') {
    const inProgress = order.fulfillments.some(
      ({ status, lines: parts }) =>
        status === 'SUCCESS' &&
        parts.some(({ fulfillmentOrderId }) => fulfillmentOrderId === each.id),
    )
    return [{ ...old, status: inProgress ? 'IN_PROGRESS' : 'OPEN' }]
  }
  const fresh: StoredFulfillmentOrder = {
    ...each,
    id: world.nextId('FulfillmentOrder'),
    status: 'OPEN',
    createdAt: at,
    updatedAt: at,
    heldApartFrom: null,
    lines: back.map(({ lineId, quantity }) => ({
      id: world.nextId('FulfillmentOrderLineItem'),
      lineId,
      totalQuantity: quantity,
      remainingQuantity: quantity,
    })),
  }
  return [old, fresh]
}

function findFulfillment(context: CallContext, gidText: string) {
  const id = idOf('Fulfillment', gidText)
  const order = context.world.ownerOf('Fulfillment', id)
  if (order === undefined || order.shop !== context.setup.shop) return undefined
  const fulfillment = order.fulfillments.find((each) => each.id === id)
  return fulfillment === undefined ? undefined : { order, fulfillment }
}

function refused(field: readonly string[]): {
  readonly fulfillment: null
  readonly userErrors: readonly UserError[]
} {
  return { fulfillment: null, userErrors: [userError(field, 'Fulfillment does not exist.')] }
}

function withFulfillment(order: StoredOrder, changed: StoredFulfillment): StoredOrder {
  const fulfillments = order.fulfillments.map((each) => (each.id === changed.id ? changed : each))
  return { ...order, fulfillments }
}
