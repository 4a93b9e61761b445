import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Budget, pointsBudget, reserve, reserveAbove } from '../../domain/budget.ts'

const startMs = 1_800_000_000_000

describe('what may wait', () => {
  test('leaves its part of the budget to what is more urgent, which then goes at once', () => {
    const full = pointsBudget(100, 2000, 1, startMs)
    const rest = takeAll(full, { cost: 100, keep: 0.1 })
    expect(rest.available).toBe(200)
    expect(reserve(rest, 200, startMs).waitMs).toBe(0)
  })

  test('the control: without a part of its own the urgent waits behind it', () => {
    const rest = takeAll(pointsBudget(100, 2000, 1, startMs), { cost: 100, keep: 0 })
    expect(reserve(rest, 200, startMs).waitMs).toBe(2000)
  })

  test('takes nothing until it may go, and is told when that is', () => {
    const rest = takeAll(pointsBudget(100, 2000, 1, startMs), { cost: 100, keep: 0.1 })
    const asked = reserveAbove(rest, { cost: 50, keep: 0.1 }, startMs)
    expect(asked).toEqual({ budget: rest, waitMs: 500 })
    expect(reserveAbove(rest, { cost: 50, keep: 0.1 }, startMs + 500).waitMs).toBe(0)
  })

  test('goes in the end however dear it is, were it dearer than a full budget', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (cost, keep) => {
          const empty = { ...pointsBudget(100, 2000, 1, startMs), available: 0 }
          const { waitMs } = reserveAbove(empty, { cost, keep }, startMs)
          expect(waitMs).toBeLessThanOrEqual(20_000)
          expect(reserveAbove(empty, { cost, keep }, startMs + waitMs + 1).waitMs).toBe(0)
        },
      ),
    )
  })
})

/** As many calls as go at once. */
function takeAll(budget: Budget, call: { readonly cost: number; readonly keep: number }): Budget {
  const { budget: after, waitMs } = reserveAbove(budget, call, startMs)
  return waitMs > 0 ? budget : takeAll(after, call)
}
