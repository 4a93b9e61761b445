import {
  locationUnmapped,
  type OrderException,
  parseCause,
  skuUnmapped,
} from '../../domain/exceptions.ts'
import type { ExceptionRow } from '../../ledger/exceptions.ts'
import type { Outage } from '../../ledger/outages.ts'
import { count, formatAge, formatTable } from './table.ts'

/** An exception, or several orders that wait for one thing. */
export interface Question {
  /** Of the oldest. */
  readonly openedAt: Date
  readonly code: string
  readonly owner: string
  /** Present where what it waits for may hold up other orders too. */
  readonly causeKey?: string
  /** Present where it is about no order. */
  readonly about?: string
  readonly orders: readonly string[]
  readonly sentence: string
  readonly remedy: string
}

/**
 * What is open, the oldest first. Orders that wait for the same SKU or location are one question;
 * an order that waits for several stands in each.
 */
export function groupByCause(exceptions: readonly ExceptionRow[]): readonly Question[] {
  const waiting = Map.groupBy(
    exceptions.flatMap((row) => row.causeKeys.map((causeKey) => ({ causeKey, row }))),
    ({ causeKey }) => causeKey,
  )
  const isShared = (causeKey: string) =>
    parseCause(causeKey) !== undefined && (waiting.get(causeKey)?.length ?? 0) > 1
  const shared = [...waiting].flatMap(([causeKey, members]) =>
    isShared(causeKey)
      ? [
          toShared(
            causeKey,
            members.map(({ row }) => row),
          ),
        ]
      : [],
  )
  const single = exceptions
    .filter(({ causeKeys }) => !causeKeys.every(isShared))
    .map(({ openedAt, code, owner, sentence, remedy, ...row }) => ({
      openedAt,
      code,
      owner,
      orders: [nameOf(row)],
      sentence,
      remedy,
    }))
  return [...shared, ...single].toSorted((a, b) => a.openedAt.getTime() - b.openedAt.getTime())
}

export function formatExceptions(
  questions: readonly Question[],
  outages: readonly Outage[],
  view: { readonly width: number; readonly now: Date },
): string {
  const down = outages.map(
    ({ vendor, account, since, sentence }) =>
      `${vendor} does not serve ${account}, for ${formatAge(since, view.now)}: ${sentence}`,
  )
  if (questions.length === 0) return [...down, 'Nothing waits for anybody.'].join('\n')
  const rows = questions.map(({ openedAt, code, owner, about, orders, sentence, remedy }) => [
    formatAge(openedAt, view.now),
    code,
    owner,
    about ?? (orders.length === 1 ? (orders[0] ?? '') : count(orders.length, 'order')),
    `${sentence}\n→ ${remedy}`,
  ])
  const table = formatTable(['Age', 'Code', 'Owner', 'Of', 'Why, and what to do'], rows, view.width)
  return [...down, table].join('\n')
}

function toShared(causeKey: string, rows: readonly ExceptionRow[]): Question {
  const openedAt = new Date(Math.min(...rows.map((row) => row.openedAt.getTime())))
  const orders = rows.map(nameOf)
  const { code, owner, remedy } = describe(causeKey, rows)
  const sentence = `${count(orders.length, 'order')} wait for ${sayCause(causeKey)}: ${shorten(orders)}.`
  return { openedAt, code, owner, causeKey, orders, sentence, remedy }
}

/** The remedy of this cause alone: an order's own may name another of its SKUs. */
function describe(
  causeKey: string,
  rows: readonly ExceptionRow[],
): Pick<OrderException, 'owner' | 'remedy'> & { readonly code: string } {
  const cause = parseCause(causeKey)
  const order = { shop: cause?.shop ?? '', name: '' }
  if (cause?.kind === 'sku') return skuUnmapped(order, [{ sku: cause.id, title: '' }])
  const [first] = rows
  const unmapped = locationUnmapped(order, [{ locationId: cause?.id ?? '', locationName: '' }])
  return first === undefined ? unmapped : { ...unmapped, owner: first.owner }
}

function sayCause(causeKey: string): string {
  const cause = parseCause(causeKey)
  if (cause === undefined) return causeKey
  if (cause.kind === 'location') return `a link of the location ${cause.id} of ${cause.shop}`
  return cause.id === ''
    ? `lines of ${cause.shop} without a SKU`
    : `the SKU ${cause.id} of ${cause.shop}`
}

function shorten(orders: readonly string[]): string {
  const shown = 5
  const more = orders.length > shown ? ` and ${orders.length - shown} more` : ''
  return `${orders.slice(0, shown).join(', ')}${more}`
}

function nameOf({ name, orderId }: Pick<ExceptionRow, 'name' | 'orderId'>): string {
  return name ?? orderId
}
