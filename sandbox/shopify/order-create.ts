import { userError, type UserError } from './errors.ts'
import { findLevel, moveStock, sellableAt } from './inventory.ts'
import { sumOf, toMinor } from './money.ts'
import { toStoredAddress } from './order-address.ts'
import type { MoneyBagInput, OrderCreateInput } from './order-input.ts'
import { buildLines, buildShippingLines } from './order-lines.ts'
import { orderView } from './order-view.ts'
import { handOver, handOverErrors, handOverLocation, isHandedOver } from './point-of-sale.ts'
import { routeLines, routeTo } from './routing.ts'
import type { StoredLine, StoredOrder, StoredTransaction } from './state.ts'
import { financialStatus, originalAmounts } from './totals.ts'
import { announceOrder } from './webhooks/announce.ts'
import type { CallContext, World } from './world.ts'

interface OrderCreateArgs {
  readonly order: OrderCreateInput
  readonly options?: { readonly inventoryBehaviour?: string | null } | null
}

/** `orderCreate`: how the sandbox's shoppers buy. */
export function orderCreate(args: OrderCreateArgs, context: CallContext) {
  const { world, setup } = context
  const behaviour = args.options?.inventoryBehaviour ?? 'BYPASS'
  const { lines, errors } = buildLines(world, setup, args.order)
  const refused = [...errors, ...taxErrors(args.order), ...handOverErrors(setup, args.order)]
  if (behaviour === 'DECREMENT_OBEYING_POLICY') refused.push(...stockErrors(context, lines))
  if (refused.length > 0) return { order: null, userErrors: refused }

  const placed = placeOrder(context, args.order, lines, behaviour !== 'BYPASS')
  const order = world.saveOrder({
    ...placed,
    transactions: transactionsOf(world, args.order, placed),
    statusOverride: args.order.transactions == null ? (args.order.financialStatus ?? null) : null,
    fulfillmentOrders: isHandedOver(args.order)
      ? routeTo(world, handOverLocation(setup, args.order), lines)
      : routeLines(world, setup, lines),
  })
  const settled =
    order.statusOverride === 'PAID' ? world.saveOrder({ ...order, statusOverride: null }) : order
  commitStock(world, settled)
  const topics = ['ORDERS_CREATE', ...(financialStatus(settled) === 'PAID' ? ['ORDERS_PAID'] : [])]
  if (!isHandedOver(args.order)) {
    announceOrder(world, settled, topics)
    return { order: orderView(context, settled), userErrors: [] }
  }
  return {
    order: orderView(context, handOver(context, args.order, settled, topics)),
    userErrors: [],
  }
}

/** Commits the stock behind the open fulfilment orders of new lines. */
export function commitStock(
  world: World,
  order: StoredOrder,
  fulfillmentOrders = order.fulfillmentOrders,
): void {
  for (const { locationId, lines } of fulfillmentOrders) {
    for (const { lineId, remainingQuantity } of lines) {
      const line = order.lines.find(({ id }) => id === lineId)
      if (line === undefined) continue
      const move = { line, locationId, onHandDelta: 0, committedDelta: remainingQuantity }
      moveStock(world, order, [move])
    }
  }
}

function taxErrors(input: OrderCreateInput): UserError[] {
  const onLines = (input.lineItems ?? []).some(({ taxLines }) => (taxLines ?? []).length > 0)
  if (!onLines || (input.taxLines ?? []).length === 0) return []
  const message = 'Tax lines can be specified on the order or the line items but not both'
  return [userError(['order', 'taxLines'], message, 'INVALID')]
}

function stockErrors({ world, setup }: CallContext, lines: readonly StoredLine[]): UserError[] {
  const wanted = new Map<string, number>()
  for (const { inventoryItemId, tracked, quantity } of lines) {
    if (inventoryItemId === null || !tracked) continue
    wanted.set(inventoryItemId, (wanted.get(inventoryItemId) ?? 0) + quantity)
  }
  const short = [...wanted].some(([inventoryItemId, units]) => {
    const levels = setup.locations.map(({ id }) => findLevel(world, setup, inventoryItemId, id))
    return sumOf(levels, sellableAt) < units
  })
  if (!short) return []
  return [userError(['order', 'lineItems'], 'Unable to claim inventory', 'INVENTORY_CLAIM_FAILED')]
}

function placeOrder(
  { world, setup }: CallContext,
  input: OrderCreateInput,
  lines: readonly StoredLine[],
  claimsInventory: boolean,
): StoredOrder {
  const at = world.timestamp()
  const number = world.store.nextNumber(`name:${setup.shop}`, 1001)
  const code = input.discountCode
  const person = input.customer?.toUpsert
  return {
    id: world.nextId('Order'),
    shop: setup.shop,
    number,
    name: input.name ?? `#${number}`,
    confirmationNumber: Math.floor(world.random() * 36 ** 9)
      .toString(36)
      .toUpperCase()
      .padStart(9, '0'),
    createdAt: at,
    updatedAt: at,
    processedAt: input.processedAt ?? at,
    cancelledAt: null,
    cancelReason: null,
    closedAt: null,
    staffNote: null,
    test: input.test === true,
    edited: false,
    sourceName: input.sourceName ?? null,
    sourceIdentifier: input.sourceIdentifier ?? null,
    tags: [...(input.tags ?? [])].sort(),
    note: input.note ?? null,
    email: input.email ?? null,
    phone: input.phone ?? null,
    poNumber: input.poNumber ?? null,
    taxesIncluded: input.taxesIncluded === true,
    currency: setup.currency,
    presentmentCurrency: input.presentmentCurrency ?? setup.currency,
    presentmentRate: presentmentRate(input),
    statusOverride: null,
    customAttributes: input.customAttributes ?? [],
    customer:
      person == null
        ? null
        : {
            id: world.nextId('Customer'),
            firstName: person.firstName ?? null,
            lastName: person.lastName ?? null,
          },
    shippingAddress:
      input.shippingAddress == null ? null : toStoredAddress(world, input.shippingAddress),
    billingAddress:
      input.billingAddress == null ? null : toStoredAddress(world, input.billingAddress),
    discountCode:
      code?.itemFixedDiscountCode?.code ??
      code?.itemPercentageDiscountCode?.code ??
      code?.freeShippingDiscountCode?.code ??
      null,
    riskAssessments: [],
    claimsInventory,
    lines,
    shippingLines: buildShippingLines(world, setup, input),
    transactions: [],
    refunds: [],
    fulfillmentOrders: [],
    fulfillments: [],
  }
}

/** The rate between the two currencies, from the first price that is given in both. */
function presentmentRate(input: OrderCreateInput): number {
  const bags: (MoneyBagInput | null | undefined)[] = [
    ...(input.lineItems ?? []).map(({ priceSet }) => priceSet),
    ...(input.shippingLines ?? []).map(({ priceSet }) => priceSet),
  ]
  for (const bag of bags) {
    const shop = Number(bag?.shopMoney.amount ?? 0)
    if (bag?.presentmentMoney != null && shop > 0) return Number(bag.presentmentMoney.amount) / shop
  }
  return 1
}

function transactionsOf(
  world: World,
  input: OrderCreateInput,
  order: StoredOrder,
): StoredTransaction[] {
  const transaction = (kind: string, status: string, amountMinor: number, gateway: string) => ({
    id: world.nextId('OrderTransaction'),
    kind,
    status,
    gateway,
    amountMinor,
    createdAt: world.timestamp(),
    parentId: null,
  })
  if (input.transactions != null) {
    return input.transactions.map((each) =>
      transaction(
        each.kind ?? 'SALE',
        each.status ?? 'SUCCESS',
        toMinor(each.amountSet.shopMoney.amount, order.currency),
        each.gateway ?? 'manual',
      ),
    )
  }
  if (input.financialStatus !== 'PAID') return []
  return [transaction('SALE', 'SUCCESS', originalAmounts(order).totalMinor, 'manual')]
}
