import { userError, type UserError } from './errors.ts'
import { idOf } from './gid.ts'
import type { StoredFulfillmentOrder, StoredOrder } from './state.ts'
import type { CallContext } from './world.ts'

export interface PartsInput {
  readonly fulfillmentOrderId: string
  readonly fulfillmentOrderLineItems?: readonly QuantityInput[] | null
}

export interface QuantityInput {
  readonly id: string
  readonly quantity: number
}

export interface FulfillmentPart {
  readonly lineId: string
  readonly fulfillmentOrderId: string
  readonly fulfillmentOrderLineId: string
  readonly quantity: number
}

export type FulfillmentPlan =
  | { readonly error: UserError }
  | {
      readonly order: StoredOrder
      readonly locationId: string
      readonly parts: readonly FulfillmentPart[]
    }

const onFulfillment = (message: string) => ({ error: userError(['fulfillment'], message) })

/**
 * What a `fulfillmentCreate` would ship, or the one refusal that Shopify gives, in its order:
 * existence, one order, one location, then status and quantities. Texts observed on live stores.
 */
export function planFulfillment(
  inputs: readonly PartsInput[],
  context: CallContext,
): FulfillmentPlan {
  const found: { order: StoredOrder; each: StoredFulfillmentOrder; input: PartsInput }[] = []
  for (const input of inputs) {
    const id = idOf('FulfillmentOrder', input.fulfillmentOrderId)
    const order = context.world.ownerOf('FulfillmentOrder', id)
    const each = order?.fulfillmentOrders.find((candidate) => candidate.id === id)
    if (order === undefined || each === undefined || order.shop !== context.setup.shop) {
      return onFulfillment('Fulfillment order does not exist.')
    }
    found.push({ order, each, input })
  }
  const first = found[0]
  if (first === undefined) return onFulfillment('Fulfillment order does not exist.')

  const orderIds = [...new Set(found.map(({ order }) => order.id))]
  if (orderIds.length > 1) {
    return onFulfillment(
      `All fulfillment orders must belong to the same order. Multiple orders with ids ${listed(orderIds)} were found.`,
    )
  }
  const locationIds = [...new Set(found.map(({ each }) => each.locationId))]
  if (locationIds.length > 1) {
    return onFulfillment(
      `All fulfillment orders must be assigned to a single location. Multiple locations with ids ${listed(locationIds)} were found.`,
    )
  }
  const parts: FulfillmentPart[] = []
  for (const [index, { each, input }] of found.entries()) {
    if (each.status !== 'OPEN' && each.status !== 'IN_PROGRESS') {
      const status = each.status.toLowerCase()
      return onFulfillment(`Fulfillment order ${each.id} has an unfulfillable status= ${status}.`)
    }
    const taken = takeParts(each, input, String(index))
    if ('error' in taken) return taken
    parts.push(...taken.parts)
  }
  return { order: first.order, locationId: first.each.locationId, parts }
}

function takeParts(
  each: StoredFulfillmentOrder,
  input: PartsInput,
  index: string,
): { readonly error: UserError } | { readonly parts: readonly FulfillmentPart[] } {
  const asked = input.fulfillmentOrderLineItems ?? []
  const part = (lineId: string, fulfillmentOrderLineId: string, quantity: number) => ({
    lineId,
    fulfillmentOrderId: each.id,
    fulfillmentOrderLineId,
    quantity,
  })
  if (asked.length === 0) {
    const left = each.lines.filter(({ remainingQuantity }) => remainingQuantity > 0)
    return { parts: left.map((line) => part(line.lineId, line.id, line.remainingQuantity)) }
  }
  for (const [place, { quantity }] of asked.entries()) {
    if (quantity > 0) continue
    const lines = ['fulfillment', 'lineItemsByFulfillmentOrder', index, 'fulfillmentOrderLineItems']
    const field = [...lines, String(place), 'quantity']
    return { error: userError(field, 'Quantity must be greater than 0') }
  }
  const parts: FulfillmentPart[] = []
  for (const { id, quantity } of asked) {
    const lineId = idOf('FulfillmentOrderLineItem', id)
    const line = each.lines.find((candidate) => candidate.id === lineId)
    if (line === undefined) return onFulfillment('Fulfillment order line item does not exist.')
    const already = parts
      .filter(({ fulfillmentOrderLineId }) => fulfillmentOrderLineId === line.id)
      .reduce((sum, taken) => sum + taken.quantity, 0)
    if (already + quantity > line.remainingQuantity) {
      return onFulfillment('Invalid fulfillment order line item quantity requested.')
    }
    parts.push(part(line.lineId, line.id, quantity))
  }
  return { parts }
}

function listed(ids: readonly string[]): string {
  return `[${ids.join(', ')}]`
}
