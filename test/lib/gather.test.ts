import { describe, expect, test } from 'vitest'
import { createGatherer } from '../../lib/gather.ts'

/** Calls that end when they are told to. */
function heldCalls() {
  const calls: { readonly items: readonly string[]; readonly end: () => void }[] = []
  return {
    calls,
    run: async (items: readonly string[]) => {
      const { promise, resolve } = Promise.withResolvers<void>()
      calls.push({ items, end: resolve })
      await promise
      return items.map((item) => item.toUpperCase())
    },
  }
}

const moment = () => new Promise((resolve) => setTimeout(resolve, 5))

describe('what is asked at the same moment', () => {
  test('travels in one call, and each gets its own answer', async () => {
    const { calls, run } = heldCalls()
    const gatherer = createGatherer({ run, most: 20, lingerMs: 10_000, atOnce: 1 })
    const answers = Promise.all(['a', 'b', 'c'].map((item) => gatherer.join(item)))
    await moment()
    expect(calls.map(({ items }) => items)).toEqual([['a', 'b', 'c']])
    calls[0]!.end()
    expect(await answers).toEqual(['A', 'B', 'C'])
  })

  test('is split into calls of at most so many', async () => {
    const { calls, run } = heldCalls()
    const gatherer = createGatherer({ run, most: 2, lingerMs: 10_000, atOnce: 4 })
    for (const item of ['a', 'b', 'c', 'd']) void gatherer.join(item)
    await moment()
    expect(calls.map(({ items }) => items)).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ])
  })

  test('shares no failure: one that fails takes nobody with it', async () => {
    const gatherer = createGatherer<string, string>({
      run: async (items) =>
        Promise.resolve(items.map((item) => (item === 'bad' ? new Error('no') : item))),
      most: 20,
      lingerMs: 10,
      atOnce: 1,
    })
    const ends = await Promise.allSettled(['good', 'bad'].map((item) => gatherer.join(item)))
    expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
  })

  test('fails together where the call itself fails', async () => {
    const gatherer = createGatherer<string, string>({
      run: () => Promise.reject(new Error('the line is dead')),
      most: 20,
      lingerMs: 10,
      atOnce: 1,
    })
    const ends = await Promise.allSettled(['a', 'b'].map((item) => gatherer.join(item)))
    expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    await expect(gatherer.join('c')).rejects.toThrow('dead')
  })
})

describe('how long one waits', () => {
  test('a lone one goes at once', async () => {
    const { calls, run } = heldCalls()
    void createGatherer({ run, most: 20, lingerMs: 10_000, atOnce: 1 }).join('a')
    await moment()
    expect(calls).toHaveLength(1)
  })

  test('while a call is under way the next ones gather behind it', async () => {
    const { calls, run } = heldCalls()
    const gatherer = createGatherer({ run, most: 20, lingerMs: 10_000, atOnce: 1 })
    for (const item of ['a', 'b', 'c']) {
      void gatherer.join(item)
      await moment()
    }
    expect(calls).toHaveLength(1)
    calls[0]!.end()
    await moment()
    expect(calls[1]!.items).toEqual(['b', 'c'])
  })

  test('but not longer than they may linger, where another call is allowed', async () => {
    const { calls, run } = heldCalls()
    const gatherer = createGatherer({ run, most: 20, lingerMs: 20, atOnce: 2 })
    void gatherer.join('a')
    await moment()
    void gatherer.join('b')
    await expect.poll(() => calls.length).toBe(2)
  })

  test('one waits for those that are known to come, until they come or will not', async () => {
    const { calls, run } = heldCalls()
    let expected = 2
    const gatherer = createGatherer({
      run,
      most: 20,
      lingerMs: 10_000,
      atOnce: 1,
      expected: () => expected,
    })
    void gatherer.join('a')
    await moment()
    expect(calls).toHaveLength(0)
    expected = 1
    void gatherer.join('b')
    await moment()
    expect(calls).toHaveLength(0)
    expected = 0
    gatherer.reconsider()
    await moment()
    expect(calls[0]!.items).toEqual(['a', 'b'])
  })
})
