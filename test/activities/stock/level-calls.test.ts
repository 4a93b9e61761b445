import { expect, test } from 'vitest'
import type { JudgedLevel } from '../../../activities/stock/judging/judge-levels.ts'
import { createLevelCalls } from '../../../activities/stock/writing/level-calls.ts'

test('what differs is gathered into calls of 250, and the rest is kept until it is asked for', async () => {
  const { calls, sent } = watchCalls()
  await calls.add(levels(1, 200))
  expect(sent).toEqual([])
  await calls.add(levels(201, 600))
  expect(sent.map(({ length }) => length)).toEqual([250, 250])
  await calls.flush()
  await calls.flush()
  expect(sent.map(({ length }) => length)).toEqual([250, 250, 100])
  expect(sent.flat()).toEqual(levels(1, 600))
})

test('a level that was judged again before it left goes once, as it was judged last', async () => {
  const { calls, sent } = watchCalls()
  const [first, again] = [levelOf(7, 'lower'), levelOf(7, 'raise')]
  await calls.add([first, levelOf(8, 'lower')])
  await calls.add([again])
  expect(calls.list()).toHaveLength(2)
  await calls.flush()
  expect(sent).toEqual([[again, levelOf(8, 'lower')]])
})

function watchCalls() {
  const sent: (readonly JudgedLevel[])[] = []
  const calls = createLevelCalls((judged) => {
    sent.push(judged)
    return Promise.resolve()
  })
  return { calls, sent }
}

function levels(from: number, to: number): readonly JudgedLevel[] {
  return Array.from({ length: to - from + 1 }, (_, nth) => levelOf(from + nth, 'lower'))
}

/** Of a judged level only its name counts here, and what was judged. */
function levelOf(nth: number, standing: string): JudgedLevel {
  const row = { shop: 'aurora', inventoryItemId: String(nth), locationId: '1' }
  return { facts: { row }, verdict: { standing } } as unknown as JudgedLevel
}
