import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  countInLinnworks,
  type LevelTerms,
  planOnHand,
  sumAvailable,
} from '../../domain/stock-level.ts'

const units = fc.integer({ min: 0, max: 50 })
const termsOf = (change: Partial<LevelTerms> = {}): LevelTerms => ({
  ...{ available: 10, inLinnworks: 0, leftShelf: 0, elsewhere: 0, buffer: 0 },
  ...change,
})

describe('what Linnworks has at several locations', () => {
  const stock = [
    { available: 4, tracked: true },
    { available: 999, tracked: false },
  ]

  test('is counted where the item is tracked, and of a composite where it is computed too', () => {
    expect(sumAvailable(stock, { isComposite: false })).toBe(4)
    expect(sumAvailable(stock, { isComposite: true })).toBe(1003)
    expect(sumAvailable([], { isComposite: false })).toBe(0)
  })
})

describe('what a level holds', () => {
  test('is what Linnworks has, and what both have taken off already', () => {
    expect(planOnHand(termsOf({ inLinnworks: 3 }), {})).toBe(13)
  })

  test('less what left the shelf, what others sold and what is kept back', () => {
    expect(planOnHand(termsOf({ leftShelf: 1, elsewhere: 2, buffer: 3 }), {})).toBe(4)
  })

  test('is never below zero, and debts count against what is in Linnworks', () => {
    expect(planOnHand(termsOf({ available: -7 }), {})).toBe(0)
    expect(planOnHand(termsOf({ available: -3, inLinnworks: 5 }), {})).toBe(2)
  })

  test('offers no more than its cap, however many are sold and not sent', () => {
    const terms = fc.record({ available: units, inLinnworks: units, cap: units })
    fc.assert(
      fc.property(terms, ({ available, inLinnworks, cap }) => {
        const onHand = planOnHand(termsOf({ available, inLinnworks }), { cap })
        expect(onHand - inLinnworks).toBe(Math.min(available, cap))
      }),
    )
  })

  test('offers nothing as soon as no more than its floor is left', () => {
    expect(planOnHand(termsOf({ available: 5, inLinnworks: 2 }), { floor: 5 })).toBe(2)
    expect(planOnHand(termsOf({ available: 6, inLinnworks: 2 }), { floor: 5 })).toBe(8)
  })

  test('does not forgive a debt because of a floor', () => {
    expect(planOnHand(termsOf({ available: -3, inLinnworks: 5 }), { floor: 5 })).toBe(2)
  })

  test('a floor above the cap, or at it, keeps all of it back or none', () => {
    expect(planOnHand(termsOf({ available: 20 }), { floor: 5, cap: 3 })).toBe(3)
    expect(planOnHand(termsOf({ available: 4 }), { floor: 5, cap: 3 })).toBe(0)
  })
})

describe('what counts as in Linnworks', () => {
  test('is never more than Shopify holds as committed, less what is on its way', () => {
    fc.assert(
      fc.property(units, units, units, (counted, claimed, committed) => {
        const inLinnworks = countInLinnworks({ counted, claimed, committed })
        expect(inLinnworks).toBe(Math.min(counted, Math.max(0, committed - claimed)))
      }),
    )
  })
})
