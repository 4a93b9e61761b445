import type { ChannelOrder } from './channel-order.ts'
import { Refusal } from './operation.ts'

/** In one call (vendor's help). */
export const MAX_ORDERS = 20

/**
 * The sources of the vendor's own channel integrations. `AMAZON` is observed to be refused; that
 * the others are has to be assumed.
 */
const RESERVED_SOURCES = new Set([
  'AMAZON',
  'BIGCOMMERCE',
  'EBAY',
  'ETSY',
  'MAGENTO',
  'ONBUY',
  'SHOPIFY',
  'WALMART',
  'WISH',
  'WOOCOMMERCE',
])

const ORDER_FIELDS = [
  'Source',
  'SubSource',
  'ReferenceNumber',
  'ReceivedDate',
  'DispatchBy',
] as const satisfies readonly (keyof ChannelOrder)[]

const ITEM_FIELDS = [
  'TaxCostInclusive',
  'UseChannelTax',
  'PricePerUnit',
  'Qty',
  'TaxRate',
  'LineDiscount',
  'ItemNumber',
  'ChannelSKU',
  'IsService',
  'ItemTitle',
] as const

/**
 * Refuses the whole call for one bad order. The texts on a reserved source and on a duplicated
 * line are the vendor's, observed on live accounts; the others are in their manner.
 */
export function checkChannelOrders(orders: readonly ChannelOrder[]): void {
  if (orders.length > MAX_ORDERS) {
    throw new Refusal(`Maximum number of orders per request is ${MAX_ORDERS}.`)
  }
  for (const order of orders) {
    const source = order.Source ?? ''
    if (RESERVED_SOURCES.has(source.trim().toUpperCase())) {
      throw new Refusal(
        `Order of Source ${source} cannot be saved due to being reserved for linnworks integrated channels`,
      )
    }
  }
  const problems = orders.flatMap(findProblems)
  if (problems.length > 0) throw new Refusal(`Orders have invalid values: ${problems.join('; ')}`)
}

/** Those of a refused call that nothing is wrong with. */
export function listGood(orders: readonly ChannelOrder[]): readonly ChannelOrder[] {
  if (orders.length > MAX_ORDERS) return []
  return orders.filter(
    (order) =>
      findProblems(order).length === 0 &&
      !RESERVED_SOURCES.has((order.Source ?? '').trim().toUpperCase()),
  )
}

function findProblems(order: ChannelOrder): string[] {
  const subject = `Order: ${order.ReferenceNumber ?? ''}`
  const missing = ORDER_FIELDS.filter((field) => isBlank(order[field]))
  const items = order.OrderItems ?? []
  const problems = missing.map((field) => `${subject}, ${field} is required`)
  if (items.length === 0) problems.push(`${subject}, at least one OrderItem is required`)
  const numbers = new Set<string>()
  for (const item of items) {
    const line = `${subject}, LineId: ${item.ItemNumber ?? ''}`
    for (const field of ITEM_FIELDS) {
      if (isBlank(item[field])) problems.push(`${line} ${field} is required`)
    }
    if (typeof item.Qty === 'number' && item.Qty < 1) problems.push(`${line} Qty is not positive`)
    const number = item.ItemNumber ?? ''
    if (numbers.has(number)) problems.push(`${line} is duplicated`)
    numbers.add(number)
  }
  return problems
}

function isBlank(value: unknown): boolean {
  return value === undefined || value === null || value === ''
}
