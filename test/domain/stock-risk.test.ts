import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chanceOf, chanceOfMore } from '../../domain/stock-poisson.ts'
import { adaptiveBuffer, riskOf } from '../../domain/stock-risk.ts'

const mean = fc.double({ min: 0.01, max: 60, noNaN: true })

describe('the adaptive buffer', () => {
  test('is the least that keeps the chance of selling a unit twice within bounds', () => {
    const chances = fc.constantFrom(0.05, 0.01, 0.001)
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        mean,
        mean,
        chances,
        (available, others, own, chance) => {
          const buffer = adaptiveBuffer({ available, othersMean: others, ownMean: own }, chance)
          expect(chanceOfTwice(available, others, own, buffer)).toBeLessThanOrEqual(chance + 1e-9)
          const less = buffer === 0 ? 1 : chanceOfTwice(available, others, own, buffer - 1)
          expect(less).toBeGreaterThan(chance - 1e-9)
        },
      ),
      { numRuns: 300 },
    )
  })

  test.each([
    [50, 2, 2, 0],
    [50, 2, 100, 6],
    [300, 10, 400, 18],
    [100_000, 10, 400, 0],
  ])(
    'with %i in stock, %i sold by others and %i here keeps %i',
    (available, othersMean, ownMean, buffer) => {
      expect(adaptiveBuffer({ available, othersMean, ownMean }, 0.01)).toBe(buffer)
    },
  )

  test('keeps nothing back where nobody else sells, or there is nothing to keep', () => {
    expect(adaptiveBuffer({ available: 10, othersMean: 0, ownMean: 50 }, 0.01)).toBe(0)
    expect(adaptiveBuffer({ available: -4, othersMean: 5, ownMean: 50 }, 0.01)).toBe(0)
  })

  test('never keeps back more than there is', () => {
    expect(
      adaptiveBuffer({ available: 3, othersMean: 5000, ownMean: 5000 }, 0.01),
    ).toBeLessThanOrEqual(3)
  })
})

describe('the greatest risk', () => {
  const pace = { offered: 5, soldPerSecond: 0.1, fallsPerSecond: 0.1, ageSeconds: 30 }

  test('is where less is offered, others take more, or the number is older', () => {
    expect(riskOf({ ...pace, offered: 3 })).toBeGreaterThan(riskOf(pace))
    expect(riskOf({ ...pace, fallsPerSecond: 0.2 })).toBeGreaterThan(riskOf(pace))
    expect(riskOf({ ...pace, ageSeconds: 60 })).toBeGreaterThan(riskOf(pace))
  })

  test('is none where nothing is offered or nobody else sells', () => {
    expect(riskOf({ ...pace, offered: 0 })).toBe(0)
    expect(riskOf({ ...pace, fallsPerSecond: 0 })).toBe(0)
  })
})

test('chances add up to one, of few and of many', () => {
  for (const expected of [0.1, 3, 40, 900]) {
    const upTo = Array.from({ length: 60 }, (_, each) => chanceOf(expected, each))
    expect(sum(upTo) + chanceOfMore(expected, 59)).toBeCloseTo(1, 10)
  }
})

/** As it is written down: others take more than the buffer, and what is left is not enough here. */
function chanceOfTwice(available: number, others: number, own: number, buffer: number): number {
  const taken = Array.from({ length: available - buffer }, (_, each) => buffer + 1 + each)
  return sum(taken.map((each) => chanceOf(others, each) * chanceOfMore(own, available - each)))
}

function sum(chances: readonly number[]): number {
  return chances.reduce((total, each) => total + each, 0)
}
