/** An amount of money as a whole number of ten-thousandths: exact for every currency. */
export type Amount = bigint

const DECIMALS = 4

/** Parses a decimal as the vendors write it, `12.5` or `-3`. Throws on more than four decimals. */
export function parseAmount(text: string): Amount {
  const [, sign, whole, fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) ?? []
  const kept = fraction.slice(0, DECIMALS).padEnd(DECIMALS, '0')
  if (whole === undefined || /[1-9]/.test(fraction.slice(DECIMALS))) {
    throw new Error('an amount is no decimal of at most four places')
  }
  const amount = BigInt(whole + kept)
  return sign === '-' ? -amount : amount
}

/** With two decimals at least, for a sentence. */
export function showAmount(amount: Amount): string {
  const digits = String(amount < 0n ? -amount : amount).padStart(DECIMALS + 1, '0')
  const fraction = digits.slice(-DECIMALS).replace(/0{1,2}$/, '')
  return `${amount < 0n ? '-' : ''}${digits.slice(0, -DECIMALS)}.${fraction}`
}
