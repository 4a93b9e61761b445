import { describe, expect, test } from 'vitest'
import { type Board, createDepartures } from '../../lib/departures.ts'

/** Calls that depart and end when they are told to. */
function heldCalls() {
  const calls: { readonly depart: () => readonly string[]; readonly end: () => void }[] = []
  return {
    calls,
    run: async (board: Board<string>) => {
      const { promise, resolve } = Promise.withResolvers<void>()
      calls.push({ depart: board, end: resolve })
      await promise
      return new Map(board().map((item) => [item, item.toUpperCase()]))
    },
  }
}

const moment = () => new Promise((resolve) => setTimeout(resolve, 5))
const usual = { most: 20, lingerMs: () => 10_000, expected: () => 0 }

describe('a call that waits for its departure', () => {
  test('takes along who joins until then, and nobody after', async () => {
    const { calls, run } = heldCalls()
    const departures = createDepartures({ ...usual, run })
    const first = departures.join('a')
    await moment()
    const second = departures.join('b')
    await moment()
    expect(calls).toHaveLength(1)
    expect(calls[0]!.depart()).toEqual(['a', 'b'])
    const third = departures.join('c')
    await moment()
    expect(calls[0]!.depart()).toEqual(['a', 'b'])
    expect(calls[1]!.depart()).toEqual(['c'])
    for (const { end } of calls) end()
    expect(await Promise.all([first, second, third])).toEqual(['A', 'B', 'C'])
  })

  test('takes no more than it may, and another call is made for the rest', async () => {
    const { calls, run } = heldCalls()
    const departures = createDepartures({ ...usual, run, most: 2 })
    for (const item of ['a', 'b', 'c']) void departures.join(item)
    await moment()
    expect(calls[0]!.depart()).toEqual(['a', 'b'])
    await moment()
    expect(calls[1]!.depart()).toEqual(['c'])
  })

  test('that never departs fails for all who wait, and the next is made afresh', async () => {
    let isHeldBack = true
    const departures = createDepartures<string, string>({
      ...usual,
      run: async (board) => {
        if (isHeldBack) throw new Error('the budget is spent')
        return new Map(board().map((item) => [item, item]))
      },
    })
    const ends = await Promise.allSettled(['a', 'b'].map((item) => departures.join(item)))
    expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    isHeldBack = false
    expect(await departures.join('c')).toBe('c')
  })

  test('answers nothing to one that it has no answer for', async () => {
    const departures = createDepartures<string, string>({
      ...usual,
      run: async (board) => Promise.resolve(new Map(board().length > 0 ? [] : [])),
    })
    expect(await departures.join('a')).toBeUndefined()
  })
})

describe('before a call is made', () => {
  test('one waits for those that are known to come, but not for ever', async () => {
    const { calls, run } = heldCalls()
    const departures = createDepartures({ ...usual, run, lingerMs: () => 40, expected: () => 1 })
    void departures.join('a')
    await moment()
    expect(calls).toHaveLength(0)
    await expect.poll(() => calls.length).toBe(1)
  })

  test('one goes at once when nobody is coming any more', async () => {
    const { calls, run } = heldCalls()
    let coming = 1
    const departures = createDepartures({ ...usual, run, expected: () => coming })
    void departures.join('a')
    await moment()
    coming = 0
    departures.reconsider()
    await moment()
    expect(calls).toHaveLength(1)
  })
})
