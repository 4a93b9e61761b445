const PRICE_DECIMALS = 4
const RATE_DECIMALS = 4
const WHOLE_PERCENT = 100n * 10n ** 4n

/** What Linnworks holds of a line's price. Amounts are in units of the currency. */
export interface LinePricing {
  readonly pricePerUnit: number
  readonly quantity: number
  readonly discountPercent: number
  readonly taxRatePercent: number
  readonly taxInclusive: boolean
}

/** Pence, or whatever the hundredth of the currency is called. */
export interface LineAmounts {
  readonly exTaxMinor: number
  readonly incTaxMinor: number
  readonly taxMinor: number
  readonly discountMinor: number
}

/**
 * A line's amounts, each rounded to the penny from the exact figure, half away from zero.
 * The vendor does not publish its formula.
 */
export function lineAmounts(line: LinePricing): LineAmounts {
  const full = toScaled(line.pricePerUnit, PRICE_DECIMALS) * BigInt(line.quantity)
  const share = WHOLE_PERCENT - toScaled(line.discountPercent, RATE_DECIMALS)
  const taxed = WHOLE_PERCENT + toScaled(line.taxRatePercent, RATE_DECIMALS)
  // `full` counts ten-thousandths of the currency: a hundredth of that is a penny.
  const price = full * share
  const penny = 100n * WHOLE_PERCENT
  const given = round(price, penny)
  const exTaxMinor = line.taxInclusive ? round(price * WHOLE_PERCENT, penny * taxed) : given
  const incTaxMinor = line.taxInclusive ? given : round(price * taxed, penny * WHOLE_PERCENT)
  return {
    exTaxMinor,
    incTaxMinor,
    taxMinor: incTaxMinor - exTaxMinor,
    discountMinor: round(full * (WHOLE_PERCENT - share), penny),
  }
}

/** The part of a tax-inclusive amount that is not tax. */
export function withoutTax(incTaxMinor: number, taxRatePercent: number): number {
  const taxed = WHOLE_PERCENT + toScaled(taxRatePercent, RATE_DECIMALS)
  return round(BigInt(incTaxMinor) * WHOLE_PERCENT, taxed)
}

/** Shares `amountMinor` over weights, to the penny; the last that has a weight takes the rest. */
export function shareOut(amountMinor: number, weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const shares = weights.map((weight) =>
    total === 0 ? 0 : round(BigInt(amountMinor) * BigInt(weight), BigInt(total)),
  )
  const last = weights.findLastIndex((weight) => weight !== 0)
  const rest = amountMinor - shares.reduce((sum, share) => sum + share, 0)
  return shares.map((share, index) => (index === last ? share + rest : share))
}

/** 12.345 is 1235. */
export function toMinor(amount: number): number {
  return Number(toScaled(amount, 2))
}

export function fromMinor(minor: number): number {
  return minor / 100
}

/** A price as the vendor stores it: to four decimals. */
export function storedPrice(price: number): number {
  return Number(toScaled(price, PRICE_DECIMALS)) / 10 ** PRICE_DECIMALS
}

/** Reads the decimal that a person would write for `value`, so 1.005 is not 1.00499999. */
function toScaled(value: number, decimals: number): bigint {
  const written = Math.abs(value) < 1e-6 ? value.toFixed(12) : String(value)
  const [whole = '0', fraction = ''] = written.replace('-', '').split('.')
  const digits = BigInt(whole + fraction)
  const sign = value < 0 ? -1n : 1n
  const surplus = fraction.length - decimals
  if (surplus <= 0) return sign * digits * 10n ** BigInt(-surplus)
  return sign * BigInt(round(digits, 10n ** BigInt(surplus)))
}

function round(numerator: bigint, denominator: bigint): number {
  const magnitude = numerator < 0n ? -numerator : numerator
  const rounded = (magnitude * 2n + denominator) / (denominator * 2n)
  return Number(numerator < 0n ? -rounded : rounded)
}
