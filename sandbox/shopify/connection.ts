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
  const size = pageSize(args)
  const direction = args.reverse === true ? -1 : 1
  const placed = items
    .map((item) => ({ item, position: positionOf(item) }))
    .sort((a, b) => direction * compare(a.position, b.position))
  const after = args.after == null ? undefined : decode(args.after)
  const before = args.before == null ? undefined : decode(args.before)
  const within = placed.filter(
    ({ position }) =>
      (after === undefined || direction * compare(position, after) > 0) &&
      (before === undefined || direction * compare(position, before) < 0),
  )
  const forwards = args.first != null
  const page = forwards ? within.slice(0, size) : within.slice(-size)
  const edges = page.map(({ item, position }) => ({
    cursor: encode(position),
    node: toNode(item),
  }))
  const cut = within.length > page.length
  return {
    nodes: edges.map(({ node }) => node),
    edges,
    pageInfo: {
      hasNextPage: forwards ? cut : before !== undefined,
      hasPreviousPage: forwards ? after !== undefined : cut,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  }
}

/** A connection in the order of the list itself. */
export function listConnection<S, T>(
  items: readonly S[],
  args: PageArgs,
  idOfItem: (item: S) => string,
  toNode: (item: S) => T,
): Connection<T> {
  const places = new Map(items.map((item, index) => [item, index]))
  return connectionOver(
    items,
    args,
    (item) => ({ value: places.get(item) ?? 0, id: idOfItem(item) }),
    toNode,
  )
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
