import { describe, expect, test } from 'vitest'
import { judgeLevel, type LevelCase, type Standing } from '../../domain/stock-standing.ts'

const item = { sku: 'MUG', tracked: true, isBundle: false, productStatus: 'ACTIVE' } as const
const terms = { available: 10, inLinnworks: 2, leftShelf: 0, elsewhere: 0, buffer: 0 }

function judge(change: Partial<LevelCase> = {}) {
  return judgeLevel({ ...caseOf(), ...change })
}

describe('a level that is ours', () => {
  test('is in accord when it holds what it should', () => {
    expect(judge()).toMatchObject({ standing: 'inAccord', target: 12 })
  })

  test('is lowered at once, even while orders are not heard of or somebody else changes it', () => {
    const verdict = judge({ onHand: 15, ordersHeard: false, disputed: true })
    expect(verdict).toMatchObject({ standing: 'lower', target: 12 })
  })

  test('is raised only when every order was heard of', () => {
    expect(judge({ onHand: 9 })).toMatchObject({ standing: 'raise', target: 12 })
    expect(judge({ onHand: 9, ordersHeard: false }).standing).toBe('raiseWaits')
  })

  test('is not raised against somebody else', () => {
    expect(judge({ onHand: 9, disputed: true })).toMatchObject({ standing: 'frozen', target: 12 })
  })

  test('that is not stocked at its location is activated by policy, which is a raise', () => {
    const inactive = { isActive: false, inactiveLevels: 'activate', onHand: 20 } as const
    expect(judge(inactive)).toMatchObject({ standing: 'raise', target: 12, activate: true })
    expect(judge({ ...inactive, ordersHeard: false }).standing).toBe('raiseWaits')
  })

  test('of a composite that Linnworks computes counts as tracked', () => {
    expect(judge({ stockItem: { tracked: false, isComposite: true } }).standing).toBe('inAccord')
  })
})

const kept: readonly [string, Partial<LevelCase>, Standing, RegExp][] = [
  ['not tracked in Shopify', { item: { ...item, tracked: false } }, 'skipped', /Shopify does not/],
  ['a bundle', { item: { ...item, isBundle: true } }, 'skipped', /bundle/],
  ['archived', { item: { ...item, productStatus: 'ARCHIVED' } }, 'skipped', /archived/],
  ['at a location without a link', { linked: false }, 'skipped', /linked/],
  ['without a SKU', { item: { ...item, sku: '' } }, 'skipped', /no SKU/],
  [
    'not tracked in Linnworks',
    { stockItem: { tracked: false, isComposite: false } },
    'skipped',
    /Linnworks does not track/,
  ],
  ['not stocked at its location', { isActive: false }, 'skipped', /not stocked/],
  ['paused', { rules: { buffer: 0, paused: true } }, 'paused', /paused/],
  ['of a shop that is stopped', { stopped: 'too many would be empty' }, 'frozen', /too many/],
  ['with a write that is unsettled', { unsettled: true }, 'frozen', /last write/],
  ['in a brownout', { brownout: { onHand: 12 } }, 'frozen', /cannot be asked/],
]

describe('a level is left alone that is', () => {
  test.each(kept)('%s', (_, change, standing, reason) => {
    const verdict = judge({ onHand: 3, ...change, ...(change.brownout && { onHand: 12 }) })
    expect(verdict).toMatchObject({ standing })
    expect(verdict.reason).toMatch(reason)
  })

  test('sold under a SKU that Linnworks does not have, and the reason names it', () => {
    const { stockItem: _, ...unmapped } = caseOf()
    const verdict = judgeLevel(unmapped)
    expect(verdict).toMatchObject({
      standing: 'skipped',
      reason: 'Linnworks has no item for SKU MUG',
    })
  })

  test('not read in Linnworks yet', () => {
    const { terms: _, ...unread } = caseOf()
    expect(judgeLevel(unread).standing).toBe('frozen')
  })
})

test('a brownout lowers, and never raises', () => {
  expect(judge({ brownout: { onHand: 7 } })).toMatchObject({ standing: 'lower', target: 7 })
  expect(judge({ onHand: 5, brownout: { onHand: 7 } }).standing).toBe('frozen')
})

function caseOf(): LevelCase {
  return {
    item,
    stockItem: { tracked: true, isComposite: false },
    linked: true,
    inactiveLevels: 'skip',
    onHand: 12,
    isActive: true,
    terms,
    rules: { buffer: 0, paused: false },
    ordersHeard: true,
    unsettled: false,
  }
}
