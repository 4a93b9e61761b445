import type { StoredTax } from './state.ts'

const noMinorUnits = new Set(['JPY', 'KRW'])

/** Minor units in one unit of a currency. */
export function minorPerUnit(currency: string): number {
  return noMinorUnits.has(currency) ? 1 : 100
}

/** Reads a decimal amount such as `12.5`. */
export function toMinor(amount: string | number, currency: string): number {
  return Math.round(Number(amount) * minorPerUnit(currency))
}

/** Writes an amount as the GraphQL API does: `14.0`, `9.99`. */
export function toAmount(minor: number, currency: string): string {
  const amount = minor / minorPerUnit(currency)
  return Number.isInteger(amount) ? amount.toFixed(1) : String(Number(amount.toFixed(2)))
}

/** Writes an amount as webhooks do: `14.00`. */
export function toFixedAmount(minor: number, currency: string): string {
  return (minor / minorPerUnit(currency)).toFixed(minorPerUnit(currency) === 1 ? 0 : 2)
}

/** Shares a whole among weights so that the shares add up to it exactly. */
export function shareOut(totalMinor: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((total, weight) => total + weight, 0)
  let given = 0
  let weightSoFar = 0
  return weights.map((weight) => {
    weightSoFar += weight
    const upToHere = sum === 0 ? 0 : Math.round((totalMinor * weightSoFar) / sum)
    const share = upToHere - given
    given = upToHere
    return share
  })
}

/** The tax lines on an amount: inside it where taxes are included, on top of it otherwise. */
export function taxesOn(
  amountMinor: number,
  rates: readonly { readonly title: string; readonly rate: number }[],
  taxesIncluded: boolean,
): StoredTax[] {
  const totalRate = rates.reduce((total, { rate }) => total + rate, 0)
  const base = taxesIncluded ? amountMinor / (1 + totalRate) : amountMinor
  return rates.map(({ title, rate }) => ({ title, rate, amountMinor: Math.round(base * rate) }))
}

export function sumOf<T>(items: readonly T[], amount: (item: T) => number): number {
  return items.reduce((total, item) => total + amount(item), 0)
}
