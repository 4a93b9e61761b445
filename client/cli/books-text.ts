import { type BookColumn, bookColumnOf, type Stage } from '../../domain/stage.ts'
import { formatTable } from './table.ts'

/** The orders that one shop took on one day (UTC), counted from both sides. */
export interface BookPage {
  readonly shop: string
  readonly day: string
  readonly inShopify: number
  readonly columns: Readonly<Record<BookColumn, number>>
  /** Orders in Shopify less those in the ledger: 0 is balanced. */
  readonly difference: number
}

export function toBookPage(
  counted: Pick<BookPage, 'shop' | 'day' | 'inShopify'>,
  stages: ReadonlyMap<Stage, number>,
): BookPage {
  const columns = { done: 0, moving: 0, waiting: 0, skipped: 0 }
  for (const [stage, number] of stages) columns[bookColumnOf(stage)] += number
  const { done, moving, waiting, skipped } = columns
  return { ...counted, columns, difference: counted.inShopify - done - moving - waiting - skipped }
}

export function formatBooks(pages: readonly BookPage[], view: { readonly width: number }): string {
  if (pages.length === 0) return 'There were no orders on these days, on either side: balanced.'
  const rows = pages.map(({ shop, day, inShopify, columns, difference }) => [
    shop,
    day,
    String(inShopify),
    ...[columns.done, columns.moving, columns.waiting, columns.skipped].map(String),
    sayDifference(difference),
  ])
  const head = ['Shop', 'Day', 'In Shopify', 'Done', 'Moving', 'Waiting', 'Skipped', '']
  const isBalanced = pages.every(({ difference }) => difference === 0)
  const verdict = isBalanced
    ? 'The books are balanced.'
    : "The books differ. Shopify's search is some seconds behind its orders, and the sweep brings what is missing: look again in a few minutes."
  return `${formatTable(head, rows, view.width)}\n${verdict}`
}

/** The last `days` days up to and with `last`, the oldest first. */
export function listBookDays(last: string, days: number): readonly string[] {
  const lastMs = Date.parse(`${last}T00:00:00Z`)
  return Array.from({ length: days }, (_, index) =>
    new Date(lastMs - (days - 1 - index) * 86_400_000).toISOString().slice(0, 10),
  )
}

/** From midnight (UTC), inclusive, to the next, exclusive. */
export function boundsOf(day: string): { readonly from: Date; readonly to: Date } {
  const from = new Date(`${day}T00:00:00.000Z`)
  return { from, to: new Date(from.getTime() + 86_400_000) }
}

function sayDifference(difference: number): string {
  if (difference === 0) return 'balanced'
  return difference > 0
    ? `${difference} missing in the ledger`
    : `${-difference} in the ledger that Shopify does not count`
}
