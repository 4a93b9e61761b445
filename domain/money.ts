const DECIMALS_OTHER_THAN_TWO: Readonly<Record<string, number>> = {
  ...Object.fromEntries(
    ['BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND']
      .concat(['VUV', 'XAF', 'XOF', 'XPF'])
      .map((currency) => [currency, 0]),
  ),
  ...Object.fromEntries(
    ['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND'].map((currency) => [currency, 3]),
  ),
}

const AMOUNT = /^(-?)(\d+)(?:\.(\d+))?$/

/** How many decimals a currency's minor unit has (ISO 4217): 2 for GBP, 0 for JPY, 3 for KWD. */
export function minorDecimals(currency: string): number {
  return DECIMALS_OTHER_THAN_TWO[currency] ?? 2
}

/**
 * A decimal such as `14.5` or `-0.005` in minor units of its currency, exactly; digits below the
 * minor unit are rounded half away from zero. Throws a RangeError on anything else.
 */
export function parseMinor(amount: string, currency: string): number {
  const match = AMOUNT.exec(amount)
  if (match === null) throw new RangeError('not a decimal amount')
  const [, sign, whole = '', fraction = ''] = match
  const decimals = minorDecimals(currency)
  const kept = fraction.slice(0, decimals).padEnd(decimals, '0')
  const magnitude = Number(whole + kept) + ((fraction[decimals] ?? '0') >= '5' ? 1 : 0)
  if (!Number.isSafeInteger(magnitude)) throw new RangeError('an amount beyond exact arithmetic')
  return sign === '-' && magnitude !== 0 ? -magnitude : magnitude
}

/** The inverse of `parseMinor`, with all the currency's decimals: 1450 GBP is `14.50`. */
export function formatMinor(minor: number, currency: string): string {
  const decimals = minorDecimals(currency)
  const digits = Math.abs(minor)
    .toString()
    .padStart(decimals + 1, '0')
  const point = digits.length - decimals
  const text = decimals === 0 ? digits : `${digits.slice(0, point)}.${digits.slice(point)}`
  return minor < 0 ? `-${text}` : text
}
