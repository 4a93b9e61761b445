import { announceFulfillment } from './webhooks/announce.ts'
import { fulfillmentView } from './fulfillment-view.ts'
import { moveStock } from './inventory.ts'
import {
  planFulfillment,
  type FulfillmentPart,
  type FulfillmentPlan,
  type PartsInput,
} from './fulfillment-plan.ts'
import type {
  StoredFulfillment,
  StoredFulfillmentOrder,
  StoredOrder,
  StoredTracking,
} from './state.ts'
import type { CallContext } from './world.ts'

export interface TrackingInput {
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
  const { saved, fulfillment } = ship(context, plan, toTracking(input.trackingInfo ?? {}))
  tellCustomer(context, saved, fulfillment, input.notifyCustomer === true)
  announceFulfillment(world, saved, fulfillment, 'FULFILLMENTS_CREATE')
  return { fulfillment: fulfillmentView(context, saved, fulfillment), userErrors: [] }
}

/** Takes the parts off the shelf and books them as fulfilled. */
export function ship(
  context: CallContext,
  { order, locationId, parts }: Exclude<FulfillmentPlan, { readonly error: unknown }>,
  tracking: readonly StoredTracking[],
): { readonly saved: StoredOrder; readonly fulfillment: StoredFulfillment } {
  const { world } = context
  const at = world.timestamp()
  const fulfillment: StoredFulfillment = {
    id: world.nextId('Fulfillment'),
    name: `${order.name}-F${order.fulfillments.length + 1}`,
    status: 'SUCCESS',
    createdAt: at,
    updatedAt: at,
    locationId,
    tracking,
    lines: parts.map((part) => ({ id: world.nextId('FulfillmentLineItem'), ...part })),
  }
  const saved = world.saveOrder({
    ...order,
    fulfillmentOrders: order.fulfillmentOrders.map((each) => afterShipping(each, parts, at)),
    fulfillments: [...order.fulfillments, fulfillment],
  })
  shiftStock(context, saved, fulfillment, -1)
  return { saved, fulfillment }
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

/** Takes the units of a fulfilment off the shelf, or puts them back. */
export function shiftStock(
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

/** Writes down that the shop told the customer, where the call asked for it. */
export function tellCustomer(
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

/** One entry per parcel: `number` with `url`, or `numbers` with `urls`. */
export function toTracking(input: TrackingInput): StoredTracking[] {
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
