import type { StoredOrder } from './state.ts'
import { fulfillmentStatus } from './order-status.ts'
import { financialStatus } from './totals.ts'

/** A search term that Shopify would not know: it is ignored, and the answer says so. */
export interface SearchWarning {
  readonly field: string
  readonly message: string
  readonly code: string
}

export interface ParsedSearch<T> {
  readonly matches: (item: T) => boolean
  readonly warnings: readonly SearchWarning[]
}

type Operator = ':' | ':>' | ':>=' | ':<' | ':<='
type Test<T> = (item: T, operator: Operator, value: string) => boolean
type Fields<T> = Readonly<Record<string, Test<T>>>

/**
 * Parses Shopify's search syntax as far as apps use it: `field:value` with `>`, `>=`, `<`, `<=`,
 * quoted values, and terms joined by a space or AND. Source: Shopify docs, search syntax.
 */
export function parseSearch<T>(query: string, fields: Fields<T>): ParsedSearch<T> {
  const tests: ((item: T) => boolean)[] = []
  const warnings: SearchWarning[] = []
  const term = /(-)?(?:([a-z_]+):(>=|<=|>|<)?)?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|\S+)/g
  for (const [text, not, field, comparison, raw] of query.matchAll(term)) {
    if (field === undefined && text.toUpperCase() === 'AND') continue
    const value = (raw ?? '').replace(/^(['"])(.*)\1$/, '$2')
    const test = fields[field ?? 'default']
    if (test === undefined) {
      const message = 'Invalid search field for this query.'
      warnings.push({ field: field ?? 'default', message, code: 'invalid_field' })
      continue
    }
    const operator = operators[comparison ?? ''] ?? ':'
    tests.push((item) => test(item, operator, value) !== (not !== undefined))
  }
  return { matches: (item) => tests.every((test) => test(item)), warnings }
}

const operators: Readonly<Record<string, Operator>> = {
  '>': ':>',
  '>=': ':>=',
  '<': ':<',
  '<=': ':<=',
}

const atTime =
  (timeOf: (order: StoredOrder) => string): Test<StoredOrder> =>
  (order, operator, value) => {
    const [a, b] = [Date.parse(timeOf(order)), Date.parse(value)]
    return compare(a, b, operator)
  }

/** The filters of `orders` and `ordersCount` that the twin knows. */
export const orderFields: Fields<StoredOrder> = {
  updated_at: atTime(({ updatedAt }) => updatedAt),
  created_at: atTime(({ createdAt }) => createdAt),
  processed_at: atTime(({ processedAt }) => processedAt),
  id: (order, operator, value) => compare(Number(order.id), Number(value), operator),
  name: (order, _operator, value) => order.name.replace('#', '') === value.replace('#', '').trim(),
  status: (order, _operator, value) => hasStatus(order, value),
  financial_status: (order, _operator, value) =>
    value === 'any' || financialStatus(order)?.toLowerCase() === value.toLowerCase(),
  fulfillment_status: (order, _operator, value) => hasFulfillmentStatus(order, value),
  test: (order, _operator, value) => order.test === (value === 'true'),
  tag: (order, _operator, value) => order.tags.includes(value),
  email: (order, _operator, value) => order.email === value,
  sku: (order, _operator, value) => order.lines.some(({ sku }) => sku === value),
  source_name: (order, _operator, value) => order.sourceName === value,
  default: (order, _operator, value) => order.name.includes(value) || order.email === value,
}

/** Compares numbers as a search term asks. */
export function compare(a: number, b: number, operator: Operator): boolean {
  if (operator === ':') return a === b
  if (operator === ':>') return a > b
  if (operator === ':>=') return a >= b
  return operator === ':<' ? a < b : a <= b
}

function hasStatus(order: StoredOrder, value: string): boolean {
  const closed = order.closedAt !== null
  const cancelled = order.cancelledAt !== null
  if (value === 'open') return !closed && !cancelled
  if (value === 'closed') return closed && !cancelled
  if (value === 'cancelled') return cancelled
  return value === 'not_closed' ? !closed : true
}

function hasFulfillmentStatus(order: StoredOrder, value: string): boolean {
  const status = fulfillmentStatus(order)
  if (value === 'shipped' || value === 'fulfilled') return status === 'FULFILLED'
  if (value === 'partial') return status === 'PARTIALLY_FULFILLED'
  if (value === 'unshipped') return status === 'UNFULFILLED'
  if (value === 'unfulfilled') return status !== 'FULFILLED'
  return value === 'any'
}
