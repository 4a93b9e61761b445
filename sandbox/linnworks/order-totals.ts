import type { StoredLine, StoredOrder } from './documents.ts'
import { lineAmounts, shareOut, withoutTax, type LineAmounts } from './money.ts'

/** What an order comes to, in minor units, and each of its lines by row id. */
export interface OrderTotals {
  /** The lines without tax. */
  readonly subtotalMinor: number
  readonly postageMinor: number
  readonly postageExTaxMinor: number
  /** Of lines and postage. */
  readonly taxMinor: number
  readonly totalMinor: number
  readonly discountMinor: number
  readonly lines: ReadonlyMap<string, LineAmounts>
}

/**
 * Adds an order up. A discount on the whole order is taken off the lines in proportion to what
 * they cost with tax.
 */
export function orderTotals(
  order: Pick<StoredOrder, 'lines' | 'postage' | 'discountMinor'>,
): OrderTotals {
  const plain = order.lines.map((line) => ({ line, amounts: lineAmounts(line) }))
  const shares = shareOut(
    order.discountMinor,
    plain.map(({ amounts }) => amounts.incTaxMinor),
  )
  const lines = plain.map(({ line, amounts }, index) => ({
    line,
    amounts: discounted(line, amounts, shares[index] ?? 0),
  }))
  const postageMinor = order.postage.costMinor
  const postageExTaxMinor = withoutTax(postageMinor, order.postage.taxRatePercent)
  const subtotalMinor = sum(lines.map(({ amounts }) => amounts.exTaxMinor))
  const lineTaxMinor = sum(lines.map(({ amounts }) => amounts.taxMinor))
  const taxMinor = lineTaxMinor + postageMinor - postageExTaxMinor
  return {
    subtotalMinor,
    postageMinor,
    postageExTaxMinor,
    taxMinor,
    totalMinor: subtotalMinor + postageExTaxMinor + taxMinor,
    discountMinor: order.discountMinor + sum(plain.map(({ amounts }) => amounts.discountMinor)),
    lines: new Map(lines.map(({ line, amounts }) => [line.rowId, amounts])),
  }
}

function discounted(line: StoredLine, amounts: LineAmounts, shareMinor: number): LineAmounts {
  if (shareMinor === 0) return amounts
  const incTaxMinor = amounts.incTaxMinor - shareMinor
  const exTaxMinor = withoutTax(incTaxMinor, line.taxRatePercent)
  return { ...amounts, incTaxMinor, exTaxMinor, taxMinor: incTaxMinor - exTaxMinor }
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0)
}
