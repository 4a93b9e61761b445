import { describe, expect, test } from 'vitest'
import { isDisputeOver, judgeDrift, type LevelHistory } from '../../domain/stock-drift.ts'

const limits = { mostUnits: 5, withinHours: 24 }
const history: LevelHistory = {
  ...{ onHand: 10, expected: 10, posted: 0, perhapsPosted: 0, left: 0, ordersHeard: true },
}
const judge = (change: Partial<LevelHistory>) => judgeDrift({ ...history, ...change }, limits)

describe('a number that nobody explained', () => {
  test('is none where our fulfilments and known departures explain it, or perhaps do', () => {
    expect(judge({}).kind).toBe('explained')
    expect(judge({ onHand: 6, posted: 3, left: 1 }).kind).toBe('explained')
    for (const onHand of [8, 9, 10]) {
      expect(judge({ onHand, perhapsPosted: 2 }).kind).toBe('explained')
      // It may have been heard of long after it left, when it was missing already.
      expect(judge({ onHand, left: 2 }).kind).toBe('explained')
    }
  })

  test('is put right once, and says by how much it was off', () => {
    expect(judge({ onHand: 13 })).toEqual({ kind: 'heal', units: 3, surplus: 3 })
    expect(judge({ onHand: 7, perhapsPosted: 2 })).toEqual({ kind: 'heal', units: -1, surplus: 0 })
  })

  test("is a person's when it comes back, or is too large", () => {
    expect(judge({ onHand: 13, healedHoursAgo: 23 }).kind).toBe('exception')
    expect(judge({ onHand: 13, healedHoursAgo: 25 }).kind).toBe('heal')
    expect(judge({ onHand: 16 }).kind).toBe('exception')
  })

  test('is nobody’s question before its orders are heard, and then with what was lowered', () => {
    const off = { healedHoursAgo: 1, ordersHeard: false }
    expect(judge({ ...off, onHand: 7 }).kind).toBe('asked')
    expect(judge({ ...off, onHand: 13 })).toEqual({ kind: 'asked', units: 3, surplus: 3 })
    const lowered = { loweredUnits: 3, healedHoursAgo: 1 }
    expect(judge({ ...lowered, ordersHeard: false }).kind).toBe('asked')
    expect(judge(lowered)).toMatchObject({ kind: 'exception', units: 3, surplus: 0 })
    expect(judge({ ...lowered, onHand: 12 })).toMatchObject({ units: 5, surplus: 2 })
    expect(judge({ loweredUnits: 3 }).kind).toBe('heal')
  })

  test('is explained by as many units as Shopify put back itself, and by no more', () => {
    expect(judge({ onHand: 12, restocked: 2, healedHoursAgo: 1 }).kind).toBe('explained')
    expect(judge({ loweredUnits: 2, restocked: 2, healedHoursAgo: 1 }).kind).toBe('explained')
    expect(judge({ onHand: 12, restocked: 1, healedHoursAgo: 1 })).toMatchObject({ units: 1 })
    expect(judge({ onHand: 8, restocked: 2 })).toMatchObject({ units: -2 })
  })

  test('is put right each time where a shop wants no question, unless it is too large', () => {
    const unasked = { mostUnits: 5, withinHours: 0 }
    const again = { ...history, healedHoursAgo: 0 }
    expect(judgeDrift({ ...again, onHand: 13 }, unasked).kind).toBe('heal')
    expect(judgeDrift({ ...again, onHand: 16 }, unasked).kind).toBe('exception')
  })

  test('cannot be where nothing was ever right', () => {
    const { expected: _, ...never } = history
    expect(judgeDrift({ ...never, onHand: 99 }, limits).kind).toBe('explained')
  })
})

describe('a dispute', () => {
  const disputed = judge({ onHand: 16 })
  const untouched = { inAccord: false, loweredUnits: 0 }

  test('is over once all is explained, or somebody else set the level right', () => {
    expect(isDisputeOver(judge({}), untouched)).toBe(true)
    expect(isDisputeOver(disputed, { ...untouched, inAccord: true })).toBe(true)
    expect(isDisputeOver(judge({ onHand: 13, healedHoursAgo: 25 }), untouched)).toBe(true)
  })

  test('is not over because Waybill lowered the level itself, nor before the orders are heard', () => {
    expect(isDisputeOver(disputed, { inAccord: true, loweredUnits: 6 })).toBe(false)
    expect(isDisputeOver(disputed, untouched)).toBe(false)
    expect(isDisputeOver(judge({ onHand: 16, ordersHeard: false }), untouched)).toBe(false)
  })
})
