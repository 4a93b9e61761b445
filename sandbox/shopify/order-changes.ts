import { userError, type UserError } from './errors.ts'
import { idOf } from './gid.ts'
import { addressErrors, toStoredAddress } from './order-address.ts'
import type { AddressInput } from './order-input.ts'
import { taxesOn } from './money.ts'
import { isUnfulfilled } from './order-status.ts'
import { orderView } from './order-view.ts'
import type { StoredOrder, StoredTransaction } from './state.ts'
import { financialStatus, lineAmounts, outstandingMinor } from './totals.ts'
import { announceOrder } from './webhooks/announce.ts'
import { findOrder, type CallContext, type World } from './world.ts'

interface OrderUpdateInput {
  readonly id: string
  readonly customAttributes?: readonly { readonly key: string; readonly value: string }[] | null
  readonly email?: string | null
  readonly note?: string | null
  readonly phone?: string | null
  readonly poNumber?: string | null
  readonly shippingAddress?: AddressInput | null
  readonly tags?: readonly string[] | null
}

/** `orderUpdate`. Observed: refusals come with the order as it is. */
export function orderUpdate({ input }: { readonly input: OrderUpdateInput }, context: CallContext) {
  const { world } = context
  const order = findOrder(context, idOf('Order', input.id))
  if (order === undefined) {
    return { order: null, userErrors: [userError(['id'], 'Order does not exist')] }
  }
  const errors = updateErrors(input)
  if (errors.length > 0) return { order: orderView(context, order), userErrors: errors }

  const given = <T>(value: T | undefined, before: T): T => (value === undefined ? before : value)
  const saved = world.saveOrder({
    ...(input.shippingAddress == null ? order : retaxed(context, order, input.shippingAddress)),
    customAttributes: input.customAttributes ?? order.customAttributes,
    email: given(input.email, order.email),
    note: given(input.note, order.note),
    phone: given(input.phone, order.phone),
    poNumber: given(input.poNumber, order.poNumber),
    tags: input.tags == null ? order.tags : [...input.tags].sort(),
    shippingAddress:
      input.shippingAddress == null
        ? order.shippingAddress
        : toStoredAddress(world, input.shippingAddress),
  })
  announceOrder(world, saved, ['ORDERS_UPDATED'])
  return { order: orderView(context, saved), userErrors: [] }
}

/**
 * An order of which nothing was fulfilled is taxed anew where its address moves to. Source:
 * Shopify docs, changes to `orderUpdate` in 2026-10.
 */
function retaxed({ setup }: CallContext, order: StoredOrder, to: AddressInput): StoredOrder {
  const rate = setup.taxRates?.[to.countryCode ?? '']
  if (rate === undefined || !isUnfulfilled(order)) return order
  if (to.countryCode === order.shippingAddress?.countryCode) return order
  const taxes = (netMinor: number) =>
    taxesOn(netMinor, [{ title: 'VAT', rate }], order.taxesIncluded)
  return {
    ...order,
    lines: order.lines.map((line) =>
      line.taxable ? { ...line, taxes: taxes(lineAmounts(line, line.quantity).netMinor) } : line,
    ),
    shippingLines: order.shippingLines.map((line) => ({
      ...line,
      taxes: taxes(line.priceMinor - line.discountMinor),
    })),
  }
}

function updateErrors(input: OrderUpdateInput): UserError[] {
  const given = Object.entries(input).filter(
    ([name, value]) => name !== 'id' && value !== undefined,
  )
  if (given.length === 0) return [userError(null, 'No valid update parameters have been provided')]
  const errors: UserError[] = []
  const phone = input.phone
  if (phone != null && phone !== '' && !/^\+?[\d\s().-]{7,20}$/.test(phone)) {
    errors.push(userError(['phone'], 'Phone is invalid'))
  }
  if (input.shippingAddress != null) errors.push(...addressErrors(input.shippingAddress))
  return errors
}

/** `orderMarkAsPaid`: a manual sale of what is outstanding. */
export function orderMarkAsPaid(
  { input }: { readonly input: { readonly id: string } },
  context: CallContext,
) {
  const { world } = context
  const order = findOrder(context, idOf('Order', input.id))
  if (order === undefined) {
    return { order: null, userErrors: [userError(['id'], 'Order does not exist')] }
  }
  if (order.cancelledAt !== null || outstandingMinor(order) === 0) {
    const userErrors = [userError(['id'], 'Order cannot be marked as paid.')]
    return { order: orderView(context, order), userErrors }
  }
  const sale = manualTransaction(world, 'SALE', outstandingMinor(order))
  const saved = world.saveOrder({
    ...order,
    statusOverride: null,
    transactions: [...order.transactions.filter(({ status }) => status !== 'PENDING'), sale],
  })
  const paid = financialStatus(saved) === 'PAID'
  announceOrder(world, saved, [...(paid ? ['ORDERS_PAID'] : []), 'ORDERS_UPDATED'])
  return { order: orderView(context, saved), userErrors: [] }
}

/** `orderClose`: archives the order; nothing else about it changes. */
export function orderClose(
  { input }: { readonly input: { readonly id: string } },
  context: CallContext,
) {
  const order = findOrder(context, idOf('Order', input.id))
  if (order === undefined) {
    return { order: null, userErrors: [userError(['id'], 'Order does not exist')] }
  }
  const closed: StoredOrder = { ...order, closedAt: order.closedAt ?? context.world.timestamp() }
  const saved = context.world.saveOrder(closed)
  announceOrder(context.world, saved, ['ORDERS_UPDATED'])
  return { order: orderView(context, saved), userErrors: [] }
}

export function manualTransaction(
  world: World,
  kind: string,
  amountMinor: number,
  parentId: string | null = null,
): StoredTransaction {
  return {
    id: world.nextId('OrderTransaction'),
    kind,
    status: 'SUCCESS',
    gateway: 'manual',
    amountMinor,
    createdAt: world.timestamp(),
    parentId,
  }
}
