import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  believeVendor,
  type Budget,
  callsBudget,
  giveBack,
  pointsBudget,
  reserve,
} from '../../domain/budget.ts'

const startMs = 1_800_000_000_000

describe('Linnworks admits so many calls a minute', () => {
  test('and no sixty seconds, wherever they begin, see more than our share', () => {
    const arrivals = fc.array(fc.double({ min: 0, max: 1500, noNaN: true }), {
      minLength: 1,
      maxLength: 400,
    })
    fc.assert(
      fc.property(
        arrivals,
        fc.constantFrom(150, 250, 10),
        fc.constantFrom(1, 0.8, 0.5),
        fc.constantFrom(0.2, 0.02),
        (pauses, limit, share, burstPart) => {
          const budget = callsBudget(limit, share, startMs, burstPart)
          const departures = depart(budget, pauses, 1)
          expect(mostIn(60_000, departures)).toBeLessThanOrEqual(limit * share)
        },
      ),
      { numRuns: 60 },
    )
  })

  test('the count of a minute would notice a budget without its limit', () => {
    const boundless = { ...callsBudget(150, 1, startMs), capacity: 151, available: 151 }
    expect(mostIn(60_000, depart(boundless, Array(400).fill(0), 1))).toBeGreaterThan(150)
  })

  test('and all of it is used when there is that much to do', () => {
    const departures = depart(callsBudget(150, 1, startMs), Array(300).fill(0), 1)
    expect(mostIn(60_000, departures)).toBeGreaterThanOrEqual(149)
  })

  test('and 250 pages take little longer than at an even pace where little of it is a burst', () => {
    const lastAfterMs = (burstPart: number) =>
      Math.max(...depart(callsBudget(150, 1, startMs, burstPart), Array(250).fill(0), 1)) - startMs
    expect(lastAfterMs(0.02)).toBeLessThan(1.01 * 100_000)
    expect(lastAfterMs(0.2)).toBeGreaterThan(1.08 * 100_000)
  })
})

describe('Shopify refills points by the second', () => {
  test('and no time sees more of them than a full bucket and what was restored', () => {
    const calls = fc.array(
      fc.record({
        pauseMs: fc.integer({ min: 0, max: 2000 }),
        cost: fc.integer({ min: 1, max: 300 }),
      }),
      { minLength: 1, maxLength: 100 },
    )
    fc.assert(
      fc.property(calls, fc.integer({ min: 1, max: 30 }), (schedule, seconds) => {
        let budget = pointsBudget(100, 2000, 0.5, startMs)
        let nowMs = startMs
        const spent: { atMs: number; cost: number }[] = []
        for (const { pauseMs, cost } of schedule) {
          nowMs += pauseMs
          const reserved = reserve(budget, cost, nowMs)
          budget = reserved.budget
          spent.push({ atMs: nowMs + reserved.waitMs, cost })
        }
        for (const { atMs } of spent) {
          const within = spent.filter(
            (each) => each.atMs >= atMs && each.atMs < atMs + seconds * 1000,
          )
          const points = within.reduce((total, { cost }) => total + cost, 0)
          expect(points).toBeLessThanOrEqual(1000 + 50 * seconds + 1e-6)
        }
      }),
    )
  })

  test('a call within the budget goes at once, one beyond it waits for exactly what is missing', () => {
    const budget = pointsBudget(100, 2000, 1, startMs)
    const first = reserve(budget, 2000, startMs)
    expect(first.waitMs).toBe(0)
    expect(reserve(first.budget, 50, startMs).waitMs).toBe(500)
    expect(reserve(first.budget, 50, startMs + 400).waitMs).toBe(100)
  })
})

test('what was reserved and not spent comes back, and never more than the budget holds', () => {
  const { budget } = reserve(pointsBudget(100, 2000, 1, startMs), 500, startMs)
  expect(giveBack(budget, 450, startMs).available).toBe(1950)
  expect(giveBack(budget, 9000, startMs).available).toBe(2000)
})

test('the vendor is believed where it counts less than we do, and not where it counts more', () => {
  const budget = pointsBudget(100, 2000, 1, startMs)
  expect(believeVendor(budget, 300, startMs).available).toBe(300)
  const spent = reserve(budget, 1900, startMs).budget
  expect(believeVendor(spent, 1500, startMs).available).toBe(100)
})

test('a clock that jumps back gives nothing away and takes nothing away', () => {
  const spent = reserve(pointsBudget(100, 2000, 1, startMs), 2000, startMs).budget
  const back = reserve(spent, 0, startMs - 60_000).budget
  expect(back.available).toBe(0)
  expect(reserve(back, 0, startMs + 1000).budget.available).toBe(100)
})

test('no sequence of reserving, giving back and believing ever exceeds the capacity', () => {
  const step = fc.record({
    kind: fc.constantFrom('reserve', 'giveBack', 'believe'),
    amount: fc.integer({ min: 0, max: 3000 }),
    elapsedMs: fc.integer({ min: -2000, max: 20_000 }),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      let budget = pointsBudget(100, 2000, 0.8, startMs)
      let nowMs = startMs
      for (const { kind, amount, elapsedMs } of steps) {
        nowMs += elapsedMs
        if (kind === 'reserve') budget = reserve(budget, amount, nowMs).budget
        else if (kind === 'giveBack') budget = giveBack(budget, amount, nowMs)
        else budget = believeVendor(budget, amount, nowMs)
        expect(budget.available).toBeLessThanOrEqual(budget.capacity)
      }
    }),
  )
})

/** When each call goes, if they ask one after the other with these pauses. */
function depart(initial: Budget, pausesMs: readonly number[], cost: number): readonly number[] {
  let budget = initial
  let nowMs = initial.countedAtMs
  return pausesMs.map((pauseMs) => {
    nowMs += pauseMs
    const reserved = reserve(budget, cost, nowMs)
    budget = reserved.budget
    return nowMs + reserved.waitMs
  })
}

/** The most departures that any window of this length sees; each fullest window begins with one. */
function mostIn(windowMs: number, departures: readonly number[]): number {
  return Math.max(
    ...departures.map(
      (start) => departures.filter((at) => at >= start && at < start + windowMs).length,
    ),
  )
}
