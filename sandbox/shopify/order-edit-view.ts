import { variantView } from './catalogue-view.ts'
import { listConnection, type PageArgs } from './connection.ts'
import { gid } from './gid.ts'
import { sumOf } from './money.ts'
import { moneyBag } from './money-view.ts'
import { lineOfVariant } from './order-lines.ts'
import { orderView } from './order-view.ts'
import type { StoredEdit } from './records.ts'
import { findVariant } from './catalogue.ts'
import type { StoredLine, StoredOrder } from './state.ts'
import { currentAmounts } from './totals.ts'
import type { CallContext } from './world.ts'

/** What the `orderEdit…` mutations answer: the order as it would be, and the line in question. */
export function editAnswer(
  context: CallContext,
  edit: StoredEdit,
  order: StoredOrder,
  lineId?: string,
) {
  const existing = order.lines.map((line) => {
    const set = edit.quantities.find((each) => each.lineId === line.id)
    return calculatedLine(context, order, line, set?.quantity ?? line.currentQuantity)
  })
  const added = edit.additions.map((each) => {
    const { quantity } = each
    return calculatedLine(context, order, newLine(context, each), quantity)
  })
  const all = [...existing, ...added]
  const byId = ({ id }: { readonly id: string }) => id
  const calculatedOrder = {
    id: gid('CalculatedOrder', edit.id),
    originalOrder: () => orderView(context, order),
    lineItems: (args: PageArgs) => listConnection(all, args, byId, (line) => line),
    addedLineItems: (args: PageArgs) => listConnection(added, args, byId, (line) => line),
    subtotalLineItemsQuantity: sumOf(all, ({ quantity }) => quantity),
    totalPriceSet: moneyBag(order, currentAmounts(order).totalMinor),
  }
  const wanted = lineId === undefined ? undefined : gid('CalculatedLineItem', lineId)
  return {
    calculatedOrder,
    calculatedLineItem: all.find(({ id }) => id === wanted) ?? null,
    orderEditSession: { id: gid('OrderEditSession', edit.id) },
    userErrors: [],
  }
}

function calculatedLine(
  context: CallContext,
  order: StoredOrder,
  line: StoredLine,
  quantity: number,
) {
  const found = line.variantId === null ? undefined : findVariant(context.setup, line.variantId)
  return {
    id: gid('CalculatedLineItem', line.id),
    title: line.title,
    quantity,
    sku: line.sku,
    editableQuantity: quantity,
    originalUnitPriceSet: moneyBag(order, line.unitPriceMinor),
    variant: found === undefined ? null : () => variantView(context, found),
  }
}

/** The line that an added variant becomes, at the catalogue's price. */
export function newLine(
  context: CallContext,
  addition: StoredEdit['additions'][number],
): StoredLine {
  const { world, setup } = context
  const found = findVariant(setup, addition.variantId)
  if (found === undefined) throw new Error(`variant ${addition.variantId} left the catalogue`)
  const { id, quantity } = addition
  return { ...lineOfVariant(world, setup, { quantity }, found), id }
}
