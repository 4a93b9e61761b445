import { sumOf } from './money.ts'
import type { StoredLine, StoredOrder, StoredTax, StoredTransaction } from './state.ts'

/** A line's amounts for a number of its units, each in minor units. */
export interface LineAmounts {
  readonly grossMinor: number
  readonly discountMinor: number
  /** After discounts; tax is inside where the order's taxes are included. */
  readonly netMinor: number
  readonly taxMinor: number
}

export function lineAmounts(line: StoredLine, quantity: number): LineAmounts {
  const share = line.quantity === 0 ? 0 : quantity / line.quantity
  const grossMinor = line.unitPriceMinor * quantity
  const discountMinor = Math.round(line.discountMinor * share)
  const taxMinor = sumOf(line.taxes, ({ amountMinor }) => Math.round(amountMinor * share))
  return { grossMinor, discountMinor, netMinor: grossMinor - discountMinor, taxMinor }
}

/** An order's amounts: as it was placed, or as it is now after edits and refunds. */
export interface OrderAmounts {
  readonly subtotalMinor: number
  readonly discountMinor: number
  readonly shippingMinor: number
  readonly taxMinor: number
  readonly totalMinor: number
}

export function originalAmounts(order: StoredOrder): OrderAmounts {
  return amountsOf(order, (line) => line.quantity, 'original')
}

export function currentAmounts(order: StoredOrder): OrderAmounts {
  return amountsOf(order, (line) => line.currentQuantity, 'current')
}

function amountsOf(
  order: StoredOrder,
  quantityOf: (line: StoredLine) => number,
  when: 'original' | 'current',
): OrderAmounts {
  const lines = order.lines.map((line) => lineAmounts(line, quantityOf(line)))
  const kept = when === 'original' ? () => 1 : shippingKept
  const shippingMinor = sumOf(order.shippingLines, (line) =>
    Math.round((line.priceMinor - line.discountMinor) * kept(line)),
  )
  const shippingTaxMinor = sumOf(order.shippingLines, (line) =>
    sumOf(line.taxes, ({ amountMinor }) => Math.round(amountMinor * kept(line))),
  )
  const subtotalMinor = sumOf(lines, ({ netMinor }) => netMinor)
  const taxMinor = sumOf(lines, (line) => line.taxMinor) + shippingTaxMinor
  return {
    subtotalMinor,
    discountMinor:
      sumOf(lines, ({ discountMinor }) => discountMinor) +
      sumOf(order.shippingLines, (line) => Math.round(line.discountMinor * kept(line))),
    shippingMinor,
    taxMinor,
    totalMinor: subtotalMinor + shippingMinor + (order.taxesIncluded ? 0 : taxMinor),
  }
}

/** The share of a shipping line that was not refunded. */
export function shippingKept(line: {
  readonly priceMinor: number
  readonly discountMinor: number
  readonly refundedMinor: number
}): number {
  const charged = line.priceMinor - line.discountMinor
  return charged === 0 ? 1 : Math.max(0, 1 - line.refundedMinor / charged)
}

/** Tax lines of the same title and rate, added up over lines and shipping. */
export function mergedTaxes(taxes: readonly StoredTax[]): StoredTax[] {
  const merged = new Map<string, StoredTax>()
  for (const tax of taxes) {
    const key = `${tax.title}:${tax.rate}`
    const amountMinor = (merged.get(key)?.amountMinor ?? 0) + tax.amountMinor
    merged.set(key, { ...tax, amountMinor })
  }
  return [...merged.values()]
}

const settled = (order: StoredOrder, kinds: readonly string[]): number =>
  sumOf(
    order.transactions.filter(({ kind, status }) => kinds.includes(kind) && status === 'SUCCESS'),
    ({ amountMinor }) => amountMinor,
  )

export function receivedMinor(order: StoredOrder): number {
  return settled(order, ['SALE', 'CAPTURE'])
}

export function refundedMinor(order: StoredOrder): number {
  return settled(order, ['REFUND'])
}

export function outstandingMinor(order: StoredOrder): number {
  const kept = receivedMinor(order) - refundedMinor(order)
  return Math.max(0, currentAmounts(order).totalMinor - kept)
}

/**
 * The financial status, or null where an order has no transaction and was given none: observed
 * on live stores.
 */
export function financialStatus(order: StoredOrder): string | null {
  if (order.statusOverride !== null) return order.statusOverride
  const received = receivedMinor(order)
  const refunded = refundedMinor(order)
  if (received > 0) {
    if (refunded >= received) return 'REFUNDED'
    if (refunded > 0) return 'PARTIALLY_REFUNDED'
    const owed = order.cancelledAt === null ? currentAmounts(order).totalMinor : 0
    return received >= owed ? 'PAID' : 'PARTIALLY_PAID'
  }
  if (has(order.transactions, 'AUTHORIZATION')) {
    return order.cancelledAt === null ? 'AUTHORIZED' : 'VOIDED'
  }
  if (order.transactions.length > 0) return order.cancelledAt === null ? 'PENDING' : 'VOIDED'
  return null
}

function has(transactions: readonly StoredTransaction[], kind: string): boolean {
  return transactions.some((each) => each.kind === kind && each.status === 'SUCCESS')
}
