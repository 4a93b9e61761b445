import { describe, expect, test } from 'vitest'
import { connectionOver, sortedConnection } from '../../../sandbox/shopify/connection.ts'

/** A list of numbers in order, and a count of the looks taken at it. */
function watchedList(length: number) {
  const looks = { count: 0 }
  const items = Array.from({ length }, (_, index) => ({
    get number() {
      looks.count += 1
      return index
    },
  }))
  return { items, looks }
}
const positionOf = ({ number }: { readonly number: number }) => ({
  value: number,
  id: String(number),
})

describe('a page of a long list', () => {
  test('looks at little more than the page, wherever it begins', () => {
    const { items, looks } = watchedList(50_000)
    const first = sortedConnection(items, { first: 250 }, positionOf, () => null)
    const position = { last_id: '40000', last_value: 40_000 }
    const after = Buffer.from(JSON.stringify(position)).toString('base64')
    const far = sortedConnection(items, { first: 250, after }, positionOf, positionOf)
    expect(far.nodes[0]).toEqual({ value: 40_001, id: '40001' })
    expect(far.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: true })
    expect(first.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false })
    expect(looks.count).toBeLessThan(1000)
    // Negative control: a list that has to be sorted first is looked at as a whole.
    connectionOver(items, { first: 250 }, positionOf, () => null)
    expect(looks.count).toBeGreaterThan(50_000)
  })

  test('ends where its list does, seen from either end', () => {
    const { items } = watchedList(7)
    const numbers = (args: object) =>
      sortedConnection(
        items,
        args,
        positionOf,
        ({ number }) => number,
        ({ number }) => number !== 5,
      )
    expect(numbers({ first: 10 })).toMatchObject({
      nodes: [0, 1, 2, 3, 4, 6],
      pageInfo: { hasNextPage: false },
    })
    expect(numbers({ last: 2 })).toMatchObject({
      nodes: [4, 6],
      pageInfo: { hasPreviousPage: true },
    })
    const before = numbers({ last: 2 }).pageInfo.startCursor
    expect(numbers({ last: 3, before })).toMatchObject({
      nodes: [1, 2, 3],
      pageInfo: { hasPreviousPage: true, hasNextPage: true },
    })
    expect(numbers({ first: 2, reverse: true }).nodes).toEqual([6, 4])
    expect(numbers({ last: 2, reverse: true }).nodes).toEqual([1, 0])
  })
})
