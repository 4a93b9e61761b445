import { userError, type UserError } from './errors.ts'
import { gid, idOf } from './gid.ts'
import { moveStock } from './inventory.ts'
import { sumOf } from './money.ts'
import { reverseLineView } from './return-view.ts'
import { changed, findReturn, refused, withReturn } from './returns.ts'
import type { DispositionType, StoredOrder, StoredReturn, StoredReturnLine } from './state.ts'
import { post } from './webhooks/outbox.ts'
import { newEventId } from './webhooks/announce.ts'
import type { CallContext } from './world.ts'

interface DisposeInput {
  readonly reverseFulfillmentOrderLineItemId: string
  readonly quantity: number
  readonly locationId?: string | null
  readonly dispositionType: DispositionType
}

interface ProcessInput {
  readonly returnId: string
  readonly returnLineItems: readonly {
    readonly id: string
    readonly quantity: number
    readonly dispositions?: readonly DisposeInput[] | null
  }[]
}

/**
 * `returnProcess`: says what came back, and what becomes of it. Observed: the return stays OPEN.
 * Only RESTOCKED units go on the shelf.
 */
export function returnProcess({ input }: { readonly input: ProcessInput }, context: CallContext) {
  const found = findReturn(context, input.returnId)
  const path = ['input', 'returnLineItems']
  if (found === undefined) {
    return refused(userError(['input', 'returnId'], 'Return not found.', 'NOT_FOUND'))
  }
  const { order, each } = found
  if (each.status !== 'OPEN') {
    const message = 'Return status is invalid.'
    return refused(userError(['input', 'returnId'], message, 'INVALID_STATE'))
  }
  for (const [index, wanted] of input.returnLineItems.entries()) {
    const line = each.lines.find(({ id }) => id === idOf('ReturnLineItem', wanted.id))
    const at = [...path, String(index)]
    if (line === undefined) {
      const message = 'Return line item was not found.'
      return refused(userError([...at, 'id'], message, 'NOT_FOUND'))
    }
    const named = input.returnLineItems.slice(0, index + 1).filter(({ id }) => id === wanted.id)
    const units = sumOf(named, ({ quantity }) => quantity)
    if (wanted.quantity < 1 || units > line.quantity - line.processedQuantity) {
      const message = 'Return line item has an invalid quantity.'
      return refused(userError([...at, 'quantity'], message, 'INVALID'))
    }
    const dispositions = named.flatMap((entry) => entry.dispositions ?? [])
    const ofLine = { ...each, lines: [line] }
    const errors = disposeErrors({ ...found, context, each: ofLine }, dispositions, [
      ...at,
      'dispositions',
    ])
    if (errors.length > 0) return refused(...errors)
  }
  const dispositions = input.returnLineItems.flatMap((wanted) => wanted.dispositions ?? [])
  const lines = each.lines.map((line) => {
    const processed = input.returnLineItems.filter(
      ({ id }) => idOf('ReturnLineItem', id) === line.id,
    )
    const units = sumOf(processed, ({ quantity }) => quantity)
    return { ...line, processedQuantity: line.processedQuantity + units }
  })
  const disposed = dispose(context, order, { ...each, lines }, dispositions)
  return changed(context, order, disposed, 'RETURNS_PROCESS')
}

/** `reverseFulfillmentOrderDispose`: what becomes of goods that were received. */
export function reverseFulfillmentOrderDispose(
  { dispositionInputs }: { readonly dispositionInputs: readonly DisposeInput[] },
  context: CallContext,
) {
  const { world, setup } = context
  const ids = dispositionInputs.map(reverseLineIdOf)
  const owner = world.ownerOf('ReverseFulfillmentOrderLineItem', ids[0] ?? '')
  const each = owner?.returns?.find(({ lines }) =>
    ids.every((id) => lines.some(({ reverseLineId }) => reverseLineId === id)),
  )
  if (owner === undefined || each === undefined || owner.shop !== setup.shop) {
    const message = 'Cannot dispose items from more than one reverse fulfillment order.'
    return disposeRefused(userError(['dispositionInputs'], message, 'INVALID'))
  }
  const around = { context, order: owner, each }
  const errors = disposeErrors(around, dispositionInputs, ['dispositionInputs'])
  if (errors.length > 0) return disposeRefused(...errors)
  const disposed = dispose(context, owner, each, dispositionInputs)
  const saved = world.keepOrder(withReturn(owner, disposed))
  post(world, {
    shop: saved.shop,
    topic: 'REVERSE_FULFILLMENT_ORDERS_DISPOSE',
    eventId: newEventId(world),
    body: { reverse_fulfillment_order: { id: gid('ReverseFulfillmentOrder', each.reverseId) } },
  })
  return {
    reverseFulfillmentOrderLineItems: disposed.lines
      .filter(({ reverseLineId }) => ids.includes(reverseLineId))
      .map((line) => reverseLineView(context, saved, line)),
    userErrors: [],
  }
}

function disposeRefused(...userErrors: readonly UserError[]) {
  return { reverseFulfillmentOrderLineItems: null, userErrors }
}

function dispose(
  { world }: CallContext,
  order: StoredOrder,
  each: StoredReturn,
  inputs: readonly DisposeInput[],
): StoredReturn {
  const lines = each.lines.map((line) => {
    const mine = inputs.filter((input) => reverseLineIdOf(input) === line.reverseLineId)
    const added = mine.map((input) => ({
      id: world.nextId('ReverseFulfillmentOrderDisposition'),
      type: input.dispositionType,
      quantity: input.quantity,
      locationId: input.locationId == null ? null : idOf('Location', input.locationId),
      createdAt: world.timestamp(),
    }))
    const ordered = order.lines.find(({ id }) => id === line.lineId)
    for (const { type, locationId, quantity } of added) {
      if (type !== 'RESTOCKED' || locationId === null || ordered === undefined) continue
      const move = { line: ordered, locationId, onHandDelta: quantity, committedDelta: 0 }
      moveStock(world, order, [move])
    }
    return { ...line, dispositions: [...line.dispositions, ...added] }
  })
  return { ...each, lines }
}

function disposeErrors(
  {
    context,
    order,
    each,
  }: { readonly context: CallContext; readonly order: StoredOrder; readonly each: StoredReturn },
  inputs: readonly DisposeInput[],
  path: readonly string[],
): UserError[] {
  const taken = new Map<string, number>()
  return inputs.flatMap((input, index) => {
    const at = [...path, String(index)]
    const lineId = reverseLineIdOf(input)
    const line = each.lines.find(({ reverseLineId }) => reverseLineId === lineId)
    if (line === undefined) {
      return [userError([...at, 'reverseFulfillmentOrderLineItemId'], 'must exist', 'NOT_FOUND')]
    }
    const before = taken.get(lineId) ?? 0
    taken.set(lineId, before + input.quantity)
    if (input.quantity < 1 || input.quantity > undisposed(line) - before) {
      const message = 'Return line item has an invalid quantity.'
      return [userError([...at, 'quantity'], message, 'INVALID')]
    }
    const locationId = input.locationId == null ? undefined : idOf('Location', input.locationId)
    const known = context.setup.locations.some(({ id }) => id === locationId)
    const restocked = input.dispositionType === 'RESTOCKED'
    const errors: UserError[] = []
    if (restocked && order.lines.find(({ id }) => id === line.lineId)?.variantId == null) {
      const message = 'RESTOCKED is an invalid disposition type for a custom line item.'
      errors.push(userError([...at, 'dispositionType'], message, 'INVALID'))
    }
    if ((locationId !== undefined || restocked) && !known) {
      errors.push(userError([...at, 'locationId'], 'Location not found.', 'NOT_FOUND'))
    }
    return errors
  })
}

function undisposed({ quantity, dispositions }: StoredReturnLine): number {
  return quantity - sumOf(dispositions, (each) => each.quantity)
}

function reverseLineIdOf(input: DisposeInput): string {
  return idOf('ReverseFulfillmentOrderLineItem', input.reverseFulfillmentOrderLineItemId)
}
