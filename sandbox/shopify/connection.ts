import { topLevelError } from './errors.ts'

export interface PageArgs {
  readonly first?: number | null
  readonly last?: number | null
  readonly after?: string | null
  readonly before?: string | null
  readonly reverse?: boolean | null
}

/** Where a thing stands in a list: by a value, and by its id among equal values. */
export interface Position {
  readonly value: string | number
  readonly id: string
}

export interface Connection<T> {
  readonly nodes: readonly T[]
  readonly edges: readonly { readonly cursor: string; readonly node: T }[]
  readonly pageInfo: {
    readonly hasNextPage: boolean
    readonly hasPreviousPage: boolean
    readonly startCursor: string | null
    readonly endCursor: string | null
  }
}

const maximumPage = 250

/**
 * One page of a list. A cursor names a position and not an offset, so that a thing which moved
 * behind it since the page before is not seen again, and one that moved ahead is seen twice.
 */
export function connectionOver<S, T>(
  items: readonly S[],
  args: PageArgs,
  positionOf: (item: S) => Position,
  toNode: (item: S) => T,
): Connection<T> {
  const placed = items
    .map((item) => ({ item, position: positionOf(item) }))
    .sort((a, b) => compare(a.position, b.position))
  return sortedConnection(
    placed,
    args,
    ({ position }) => position,
    ({ item }) => toNode(item),
  )
}

/** A connection in the order of the list itself. */
export function listConnection<S, T>(
  items: readonly S[],
  args: PageArgs,
  idOfItem: (item: S) => string,
  toNode: (item: S) => T,
): Connection<T> {
  return sortedConnection(
    items.map((item, index) => ({ item, index })),
    args,
    ({ item, index }) => ({ value: index, id: idOfItem(item) }),
    ({ item }) => toNode(item),
  )
}

/**
 * One page of a list that is sorted by its positions already: it looks at the page and at those
 * that `accepts` leaves out before its end, however long the list is.
 */
export function sortedConnection<S, T>(
  items: readonly S[],
  args: PageArgs,
  positionOf: (item: S) => Position,
  toNode: (item: S) => T,
  accepts: (item: S) => boolean = () => true,
): Connection<T> {
  const size = pageSize(args)
  const forwards = args.first != null
  const backToFront = args.reverse === true
  const { low, high } = boundsOf(items, args, positionOf)
  const upwards = forwards !== backToFront
  const page: S[] = []
  let cut = false
  for (
    let index = upwards ? low : high - 1;
    index >= low && index < high;
    index += upwards ? 1 : -1
  ) {
    const item = items[index]
    if (item === undefined || !accepts(item)) continue
    cut = page.length === size
    if (cut) break
    page.push(item)
  }
  if (!forwards) page.reverse()
  const nodes = page.map(toNode)
  const cursorOf = (item: S | undefined) => (item === undefined ? null : encode(positionOf(item)))
  return {
    nodes,
    get edges() {
      return nodes.map((node, index) => ({ cursor: cursorOf(page[index]) ?? '', node }))
    },
    pageInfo: {
      hasNextPage: forwards ? cut : args.before != null,
      hasPreviousPage: forwards ? args.after != null : cut,
      startCursor: cursorOf(page[0]),
      endCursor: cursorOf(page.at(-1)),
    },
  }
}

/** The indices between the cursors, the first of them and the one past the last. */
function boundsOf<S>(
  items: readonly S[],
  { after, before, reverse }: PageArgs,
  positionOf: (item: S) => Position,
): { readonly low: number; readonly high: number } {
  const [above, below] = reverse === true ? [before, after] : [after, before]
  const [lowest, highest] = [above, below].map((cursor) =>
    cursor == null ? undefined : decode(cursor),
  )
  return {
    low:
      lowest === undefined ? 0 : firstWhere(items, (item) => compare(positionOf(item), lowest) > 0),
    high:
      highest === undefined
        ? items.length
        : firstWhere(items, (item) => compare(positionOf(item), highest) >= 0),
  }
}

/** The first index of a sorted list from which on all of it holds; its length if none does. */
export function firstWhere<S>(items: readonly S[], holds: (item: S) => boolean): number {
  let [from, to] = [0, items.length]
  while (from < to) {
    const middle = (from + to) >> 1
    const item = items[middle]
    if (item === undefined || holds(item)) to = middle
    else from = middle + 1
  }
  return from
}

function pageSize(args: PageArgs): number {
  const size = args.first ?? args.last
  if (size == null) throw topLevelError('you must provide one of first or last', 'BAD_REQUEST')
  const name = args.first == null ? 'last' : 'first'
  if (size > maximumPage) {
    throw topLevelError(`${name} cannot exceed ${maximumPage}`, 'INVALID_FIELD_ARGUMENTS')
  }
  if (size < 1) throw topLevelError(`${name} must be at least 1`, 'INVALID_FIELD_ARGUMENTS')
  return size
}

function compare(a: Position, b: Position): number {
  if (a.value !== b.value) return a.value < b.value ? -1 : 1
  if (a.id === b.id) return 0
  return a.id.length === b.id.length ? (a.id < b.id ? -1 : 1) : a.id.length - b.id.length
}

function encode({ value, id }: Position): string {
  return Buffer.from(JSON.stringify({ last_id: id, last_value: value })).toString('base64')
}

function decode(cursor: string): Position {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64').toString())
    if (typeof parsed === 'object' && parsed !== null && 'last_id' in parsed) {
      const value = 'last_value' in parsed ? parsed.last_value : ''
      const comparable = typeof value === 'number' ? value : String(value)
      return { value: comparable, id: String(parsed.last_id) }
    }
  } catch {
    // Not base64 of JSON: refused below like any other strange cursor.
  }
  throw topLevelError(`\`${cursor}\` is not a valid cursor.`, 'INVALID_FIELD_ARGUMENTS')
}
