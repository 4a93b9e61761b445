import { announceFulfillment } from './webhooks/announce.ts'
import { userError, type UserError } from './errors.ts'
import { fulfillmentView } from './fulfillment-view.ts'
import { idOf } from './gid.ts'
import { moveStock } from './inventory.ts'
import { planFulfillment, type FulfillmentPart, type PartsInput } from './fulfillment-plan.ts'
import type {
  StoredFulfillment,
  StoredFulfillmentOrder,
  StoredOrder,
  StoredTracking,
} from './state.ts'
import type { CallContext } from './world.ts'

interface TrackingInput {
  readonly company?: string | null
  readonly number?: string | null
  readonly numbers?: readonly string[] | null
  readonly url?: string | null
  readonly urls?: readonly string[] | null
}

interface FulfillmentInput {
  readonly lineItemsByFulfillmentOrder: readonly PartsInput[]
  readonly notifyCustomer?: boolean | null
  readonly trackingInfo?: TrackingInput | null
}

/** `fulfillmentCreate`. It has no idempotency: the same call twice may ship twice. */
export function fulfillmentCreate(
  { fulfillment: input }: { readonly fulfillment: FulfillmentInput },
  context: CallContext,
) {
  const { world } = context
  const plan = planFulfillment(input.lineItemsByFulfillmentOrder, context)
  if ('error' in plan) return { fulfillment: null, userErrors: [plan.error] }
  const { order, locationId, parts } = plan
  const at = world.timestamp()
  const fulfillment: StoredFulfillment = {
    id: world.nextId('Fulfillment'),
    name: `${order.name}-F${order.fulfillments.length + 1}`,
    status: 'SUCCESS',
    createdAt: at,
    updatedAt: at,
    locationId,
    tracking: toTracking(input.trackingInfo ?? {}),
    lines: parts.map((part) => ({ id: world.nextId('FulfillmentLineItem'), ...part })),
  }
  const fulfillmentOrders = order.fulfillmentOrders.map((each) => afterShipping(each, parts, at))
  const saved = world.saveOrder({
    ...order,
    fulfillmentOrders,
    fulfillments: [...order.fulfillments, fulfillment],
  })
  shiftStock(context, saved, fulfillment, -1)
  tellCustomer(context, saved, fulfillment, input.notifyCustomer === true)
  announceFulfillment(world, saved, fulfillment, 'FULFILLMENTS_CREATE')
  return { fulfillment: fulfillmentView(context, saved, fulfillment), userErrors: [] }
}

/** Observed: partly shipped is IN_PROGRESS, wholly shipped is CLOSED. */
function afterShipping(
  each: StoredFulfillmentOrder,
  parts: readonly FulfillmentPart[],
  at: string,
): StoredFulfillmentOrder {
  if (!parts.some(({ fulfillmentOrderId }) => fulfillmentOrderId === each.id)) return each
  const lines = each.lines.map((line) => {
    const shipped = parts
      .filter(({ fulfillmentOrderLineId }) => fulfillmentOrderLineId === line.id)
      .reduce((units, { quantity }) => units + quantity, 0)
    return { ...line, remainingQuantity: line.remainingQuantity - shipped }
  })
  const done = lines.every(({ remainingQuantity }) => remainingQuantity === 0)
  return { ...each, lines, status: done ? 'CLOSED' : 'IN_PROGRESS', updatedAt: at }
}

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

/** Takes the units of a fulfilment off the shelf, or puts them back. */
function shiftStock(
  { world }: CallContext,
  order: StoredOrder,
  { locationId, lines }: StoredFulfillment,
  sign: 1 | -1,
): void {
  for (const { lineId, quantity } of lines) {
    const line = order.lines.find(({ id }) => id === lineId)
    if (line === undefined) continue
    const delta = sign * quantity
    moveStock(world, order, [{ line, locationId, onHandDelta: delta, committedDelta: delta }])
  }
}

function tellCustomer(
  { world, setup }: CallContext,
  order: StoredOrder,
  fulfillment: StoredFulfillment,
  asked: boolean,
): void {
  if (!asked) return
  const id = world.nextId('Notice')
  const at = new Date(world.now()).toISOString()
  const { shop } = setup
  world.notices.put(id, { id, shop, orderId: order.id, fulfillmentId: fulfillment.id, at })
}

function toTracking(input: TrackingInput): StoredTracking[] {
  const numbers = input.numbers ?? (input.number == null ? [] : [input.number])
  const urls = input.urls ?? (input.url == null ? [] : [input.url])
  const company = input.company ?? null
  if (numbers.length === 0 && urls.length === 0 && company === null) return []
  const count = Math.max(1, numbers.length, urls.length)
  return Array.from({ length: count }, (_, index) => ({
    number: numbers[index] ?? null,
    url: urls[index] ?? null,
    company,
  }))
}
