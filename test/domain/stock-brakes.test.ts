import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  brownoutTarget,
  createRuleBook,
  judgeSweep,
  type ScopedRule,
} from '../../domain/stock-brakes.ts'

const ruleOf = (change: Partial<ScopedRule>): ScopedRule => ({
  ...{ locationId: '', sku: '', buffer: null, cap: null, floor: null, paused: null },
  ...change,
})

describe('what people ruled', () => {
  const book = createRuleBook(
    [
      ruleOf({ buffer: 1, cap: 100, paused: true }),
      ruleOf({ locationId: 'street', buffer: 2, floor: 5 }),
      ruleOf({ sku: 'MUG', buffer: 3, paused: false }),
      ruleOf({ locationId: 'street', sku: 'MUG', buffer: 0 }),
    ],
    9,
  )

  test('holds field by field, the closest first', () => {
    expect(book({ locationId: 'street', sku: 'MUG' })).toEqual({
      ...{ buffer: 0, floor: 5, cap: 100, paused: false },
    })
    expect(book({ locationId: 'market', sku: 'MUG' })).toEqual({
      ...{ buffer: 3, cap: 100, paused: false },
    })
    expect(book({ locationId: 'street', sku: 'TRAY' })).toEqual({
      ...{ buffer: 2, floor: 5, cap: 100, paused: true },
    })
  })

  test("is the shop's buffer where nothing was ruled", () => {
    const nothing = createRuleBook([], 9)({ locationId: 'street', sku: 'MUG' })
    expect(nothing).toEqual({ buffer: 9, paused: false })
  })
})

describe('a master that looks wrong', () => {
  const guard = { mostEmptiedPercent: 20, fewestItemsPercent: 80 }
  const count = { levels: 100, wouldEmpty: 0, items: 1000, itemsBefore: 1000 }

  test('stops the push when more levels would fall to nothing than the guard admits', () => {
    expect(judgeSweep({ ...count, wouldEmpty: 20 }, guard).kind).toBe('go')
    expect(judgeSweep({ ...count, wouldEmpty: 21 }, guard)).toEqual({
      kind: 'stop',
      sentence: '21 of 100 levels that offer something would offer nothing any more.',
    })
  })

  test('lets a small shop sell out', () => {
    expect(judgeSweep({ ...count, levels: 5, wouldEmpty: 5 }, guard).kind).toBe('go')
  })

  test('stops it when far fewer items came back, and not the first time', () => {
    expect(judgeSweep({ ...count, items: 800 }, guard).kind).toBe('go')
    expect(judgeSweep({ ...count, items: 799 }, guard).kind).toBe('stop')
    const { itemsBefore: _, ...first } = count
    expect(judgeSweep({ ...first, items: 0 }, guard).kind).toBe('go')
  })
})

describe('while Linnworks cannot be asked', () => {
  const units = fc.integer({ min: 0, max: 40 })
  const levels = fc.record({ onHand: units, committed: units, available: units })
  const target = (level: { onHand: number; committed: number; available: number }, hot = true) =>
    brownoutTarget(
      {
        ...{ onHand: level.onHand, committed: level.committed, isHotOrLow: hot, rules: {} },
        terms: {
          ...{ available: level.available, inLinnworks: 0, leftShelf: 0, elsewhere: 0, buffer: 0 },
        },
      },
      { rule: 'scaleDown', offerPercent: 50 },
    )

  test('hot and low items offer a part of what they did, the others keep what they have', () => {
    expect(target({ onHand: 12, committed: 2, available: 10 })).toBe(7)
    expect(target({ onHand: 12, committed: 2, available: 10 }, false)).toBe(12)
  })

  test('it does not shrink from sweep to sweep, and never raises', () => {
    fc.assert(
      fc.property(levels, (level) => {
        const onHand = target(level)
        expect(onHand).toBeLessThanOrEqual(level.onHand)
        expect(target({ ...level, onHand })).toBe(onHand)
      }),
    )
  })
})
