import { userError } from './errors.ts'
import { idOf, parseGid } from './gid.ts'
import { taxesOn } from './money.ts'
import { commitStock } from './order-create.ts'
import { editAnswer, newLine } from './order-edit-view.ts'
import { fulfilledQuantity } from './order-status.ts'
import { orderView } from './order-view.ts'
import type { StoredEdit } from './records.ts'
import { removeUnits } from './refunds.ts'
import { routeLines } from './routing.ts'
import { findVariant } from './catalogue.ts'
import type { StoredLine, StoredOrder } from './state.ts'
import { announceEdit } from './webhooks/announce.ts'
import { findOrder, type CallContext } from './world.ts'

/** `orderEditBegin`: opens a draft of changes; nothing happens to the order before the commit. */
export function orderEditBegin({ id }: { readonly id: string }, context: CallContext) {
  const order = findOrder(context, idOf('Order', id))
  if (order === undefined) return refused(['id'], 'The order does not exist.')
  if (order.cancelledAt !== null) return refused(null, 'The order cannot be edited.')
  const edit: StoredEdit = {
    id: context.world.nextId('CalculatedOrder'),
    shop: order.shop,
    orderId: order.id,
    quantities: [],
    additions: [],
  }
  context.world.edits.put(edit.id, edit)
  return editAnswer(context, edit, order)
}

interface SetQuantityArgs {
  readonly id: string
  readonly lineItemId: string
  readonly quantity: number
  /** Whether units that are taken off are for sale again; they are unless told. */
  readonly restock?: boolean | null
}

export function orderEditSetQuantity(args: SetQuantityArgs, context: CallContext) {
  const open = findEdit(context, args.id)
  if (open === undefined) return refused(['id'], 'The calculated order does not exist.')
  const { edit, order } = open
  const lineId = parseGid(args.lineItemId).id
  const added = edit.additions.some((each) => each.id === lineId)
  const line = order.lines.find((each) => each.id === lineId)
  if (!added && line === undefined) {
    return refused(['lineItemId'], 'The line item does not exist on the order.')
  }
  if (line !== undefined && args.quantity < fulfilledQuantity(order, line)) {
    return refused(['quantity'], 'Cannot remove fulfilled items from the order.')
  }
  const { quantity } = args
  const changed: StoredEdit = added
    ? {
        ...edit,
        additions: edit.additions.map((each) =>
          each.id === lineId ? { ...each, quantity } : each,
        ),
      }
    : {
        ...edit,
        quantities: [
          ...edit.quantities.filter((each) => each.lineId !== lineId),
          { lineId, quantity, restock: args.restock ?? true },
        ],
      }
  context.world.edits.put(edit.id, changed)
  return editAnswer(context, changed, order, lineId)
}

interface AddVariantArgs {
  readonly id: string
  readonly variantId: string
  readonly quantity: number
}

export function orderEditAddVariant(args: AddVariantArgs, context: CallContext) {
  const open = findEdit(context, args.id)
  if (open === undefined) return refused(['id'], 'The calculated order does not exist.')
  const variantId = idOf('ProductVariant', args.variantId)
  if (findVariant(context.setup, variantId) === undefined) {
    return refused(['variantId'], 'The variant does not exist in the shop.')
  }
  const addition = { id: context.world.nextId('LineItem'), variantId, quantity: args.quantity }
  const changed = { ...open.edit, additions: [...open.edit.additions, addition] }
  context.world.edits.put(changed.id, changed)
  return editAnswer(context, changed, open.order, addition.id)
}

/**
 * `orderEditCommit`. Observed: a decremented line keeps its `quantity`, its fulfilment order
 * shrinks, and added lines go into new fulfilment orders.
 */
export function orderEditCommit({ id }: { readonly id: string }, context: CallContext) {
  const { world, setup } = context
  const open = findEdit(context, id)
  if (open === undefined) {
    const userErrors = [userError(['id'], 'The calculated order does not exist.')]
    return { order: null, successMessages: null, userErrors }
  }
  const { edit, order } = open
  const changes = edit.quantities.flatMap(({ lineId, quantity, restock = true }) => {
    const line = order.lines.find((each) => each.id === lineId)
    return line === undefined ? [] : [{ line, delta: quantity - line.currentQuantity, restock }]
  })
  const shortened = changes
    .filter(({ delta }) => delta < 0)
    .reduce(
      (each, { line, delta, restock }) => shorten(context, each, { line, units: -delta, restock }),
      order,
    )
  const additions = [
    ...edit.additions
      .filter(({ quantity }) => quantity > 0)
      .map((each) => taxedLike(order, newLine(context, each))),
    ...changes
      .filter(({ delta }) => delta > 0)
      .map(({ line, delta }) => moreOf(context, line, delta)),
  ]
  const opened = routeLines(world, setup, additions)
  const saved = world.saveOrder({
    ...shortened,
    edited: true,
    lines: [...shortened.lines, ...additions],
    fulfillmentOrders: [...shortened.fulfillmentOrders, ...opened],
  })
  commitStock(world, saved, opened)
  world.edits.delete(edit.id)
  announceEdit(world, saved, {
    additions: additions.map((line) => ({ id: line.id, delta: line.quantity })),
    removals: changes
      .filter(({ delta }) => delta < 0)
      .map(({ line, delta }) => ({ id: line.id, delta: -delta })),
  })
  return { order: orderView(context, saved), successMessages: ['Order updated'], userErrors: [] }
}

function shorten(
  context: CallContext,
  order: StoredOrder,
  cut: { readonly line: StoredLine; readonly units: number; readonly restock: boolean },
) {
  const { line, units, restock } = cut
  const lines = order.lines.map((each) =>
    each.id === line.id ? { ...each, currentQuantity: each.currentQuantity - units } : each,
  )
  return removeUnits(context.world, { ...order, lines }, line.id, units, restock)
}

/** An added line is taxed at the rates of the order's first taxed line. */
function taxedLike(order: StoredOrder, line: StoredLine): StoredLine {
  const rates = order.lines.find(({ taxes }) => taxes.length > 0)?.taxes ?? []
  const taxes = taxesOn(line.unitPriceMinor * line.quantity, rates, order.taxesIncluded)
  return { ...line, taxes }
}

/** More of a line becomes a line of its own, so that what was ordered first stays as it was. */
function moreOf({ world }: CallContext, line: StoredLine, units: number): StoredLine {
  const id = world.nextId('LineItem')
  const taxes = line.taxes.map((tax) => ({
    ...tax,
    amountMinor: Math.round((tax.amountMinor * units) / line.quantity),
  }))
  return { ...line, id, quantity: units, currentQuantity: units, discountMinor: 0, taxes }
}

function findEdit(context: CallContext, gidText: string) {
  const edit = context.world.edits.get(idOf('CalculatedOrder', gidText))
  const order = edit === undefined ? undefined : findOrder(context, edit.orderId)
  return edit === undefined || order === undefined ? undefined : { edit, order }
}

function refused(field: readonly string[] | null, message: string) {
  return { calculatedOrder: null, userErrors: [userError(field, message)] }
}
