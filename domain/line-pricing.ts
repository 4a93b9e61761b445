import type { OrderLine } from './order.ts'

/** How a line is priced when it is created in Linnworks. */
export interface LinePricing {
  readonly unitPrice: number
  readonly discountPercent: number
  readonly taxRatePercent: number
  readonly taxInclusive: boolean
}

export interface LineAmounts {
  /** What the customer pays for the line: after discounts, tax included. */
  readonly totalMinor: number
  readonly taxMinor: number
}

/**
 * What the customer pays for `quantity` units of the line, of the quantity ordered. Discounts and
 * taxes of a line that was edited or refunded shrink with its units.
 */
export function lineAmounts(
  line: OrderLine,
  quantity: number,
  taxesIncluded: boolean,
): LineAmounts {
  const discountMinor = shareOf(line.discountMinor, quantity, line.quantity)
  const taxMinor = shareOf(
    sum(line.taxes.map(({ amountMinor }) => amountMinor)),
    quantity,
    line.quantity,
  )
  const netMinor = line.unitPriceMinor * quantity - discountMinor
  return { totalMinor: taxesIncluded ? netMinor : netMinor + taxMinor, taxMinor }
}

/** Each step shifts where the percentage of four decimals comes out, so one of a few fits. */
const mostSteps = 50

/**
 * Chooses a price, a discount and a tax rate from which Linnworks computes exactly `amounts` for
 * the line. Tries what reads best first: the shop's own unit price with its discount; then the
 * price after the discount; then a price with the tax inside, rounded to four decimals, or rounded
 * up and discounted by a hair, in steps of a penny until one comes out (of dozens of units, and of
 * currencies with three decimals). `undefined` where none is exact.
 */
export function priceLine(input: {
  readonly line: Pick<OrderLine, 'unitPriceMinor' | 'taxes'>
  readonly quantity: number
  readonly taxesIncluded: boolean
  readonly amounts: LineAmounts
  readonly minorPerUnit: number
}): LinePricing | undefined {
  const { line, quantity, taxesIncluded, amounts, minorPerUnit } = input
  const taxRatePercent = round4(sum(line.taxes.map(({ rate }) => rate)) * 100)
  const fullMinor = line.unitPriceMinor * quantity
  const netMinor = taxesIncluded ? amounts.totalMinor : amounts.totalMinor - amounts.taxMinor
  const roundedUpMinor = Math.ceil(amounts.totalMinor / quantity)
  const candidates: LinePricing[] = [
    {
      unitPrice: line.unitPriceMinor / minorPerUnit,
      discountPercent: percentBelow(fullMinor, netMinor),
      taxRatePercent,
      taxInclusive: taxesIncluded,
    },
    {
      unitPrice: round4(netMinor / quantity / minorPerUnit),
      discountPercent: 0,
      taxRatePercent,
      taxInclusive: taxesIncluded,
    },
    {
      unitPrice: round4(amounts.totalMinor / quantity / minorPerUnit),
      discountPercent: 0,
      taxRatePercent,
      taxInclusive: true,
    },
    ...Array.from({ length: mostSteps }, (_, step) => ({
      unitPrice: (roundedUpMinor + step) / minorPerUnit,
      discountPercent: percentBelow((roundedUpMinor + step) * quantity, amounts.totalMinor),
      taxRatePercent,
      taxInclusive: true,
    })),
  ]
  return candidates.find(
    (pricing) =>
      pricing.discountPercent >= 0 &&
      linnworksLineMinor({ ...pricing, quantity }, minorPerUnit) === amounts.totalMinor,
  )
}

/**
 * What Linnworks will charge for a line, tax included: the price times the quantity, less the
 * discount in percent, plus the tax unless it is inside the price; rounded once, to the penny.
 * Computed in ten-thousandths, as Linnworks keeps prices and percentages with four decimals.
 */
export function linnworksLineMinor(
  line: LinePricing & { readonly quantity: number },
  minorPerUnit: number,
): number {
  const scale = 10_000n
  const price = BigInt(Math.round(line.unitPrice * 10_000)) * BigInt(line.quantity)
  const kept = 100n * scale - BigInt(Math.round(line.discountPercent * 10_000))
  const taxed = line.taxInclusive
    ? 100n * scale
    : 100n * scale + BigInt(Math.round(line.taxRatePercent * 10_000))
  const numerator = price * kept * taxed * BigInt(minorPerUnit)
  return divideHalfUp(numerator, scale * (100n * scale) * (100n * scale))
}

export function shareOf(amountMinor: number, part: number, whole: number): number {
  return whole === 0 ? 0 : Math.round((amountMinor * part) / whole)
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

function percentBelow(fullMinor: number, netMinor: number): number {
  return fullMinor === 0 ? 0 : round4((1 - netMinor / fullMinor) * 100)
}

function round4(value: number): number {
  return Math.round(value * 10_000) / 10_000
}

function divideHalfUp(numerator: bigint, denominator: bigint): number {
  const doubled = numerator * 2n + denominator
  const quotient = doubled / (denominator * 2n)
  return Number(doubled < 0n && quotient * denominator * 2n !== doubled ? quotient - 1n : quotient)
}
