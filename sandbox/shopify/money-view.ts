import { minorPerUnit, toAmount } from './money.ts'
import type { StoredOrder, StoredTax } from './state.ts'

type Currencies = Pick<StoredOrder, 'currency' | 'presentmentCurrency' | 'presentmentRate'>

/** An amount in both of an order's currencies. */
export function moneyBag(order: Currencies, minor: number) {
  return {
    shopMoney: { amount: toAmount(minor, order.currency), currencyCode: order.currency },
    presentmentMoney: {
      amount: toAmount(presentmentMinor(order, minor), order.presentmentCurrency),
      currencyCode: order.presentmentCurrency,
    },
  }
}

export function presentmentMinor(order: Currencies, minor: number): number {
  const scale = minorPerUnit(order.presentmentCurrency) / minorPerUnit(order.currency)
  return Math.round(minor * order.presentmentRate * scale)
}

export function taxView(order: Currencies, tax: StoredTax) {
  return {
    title: tax.title,
    rate: tax.rate,
    ratePercentage: Number((tax.rate * 100).toFixed(4)),
    priceSet: moneyBag(order, tax.amountMinor),
    source: null,
    channelLiable: false,
  }
}
