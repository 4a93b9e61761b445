import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  countInFlight,
  elsewhereUnits,
  expandRecipes,
  type InFlightLevel,
  listSharing,
} from '../../domain/stock-sharing.ts'

const parts = [
  { stockItemId: 'SET', componentId: 'MUG', quantity: 2 },
  { stockItemId: 'SET', componentId: 'TRAY', quantity: 1 },
  { stockItemId: 'PARTY', componentId: 'MUG', quantity: 6 },
]

function levelOf(stockItemId: string, inFlight = 0, change: Partial<InFlightLevel> = {}) {
  const level: InFlightLevel = {
    ...{ shop: 'aurora', inventoryItemId: stockItemId, locationId: 'street', stockItemId },
    linnworksLocationIds: ['north'],
    inFlight,
  }
  return { ...level, ...change }
}

describe('what is in flight through others', () => {
  test('of the same stock item counts one for one, the level itself does not', () => {
    const gift = levelOf('MUG', 3, { inventoryItemId: 'gift' })
    expect(elsewhereUnits(levelOf('MUG'), [levelOf('MUG', 5), gift], [])).toBe(3)
  })

  test('in another shop counts too, and where nothing is shared it does not', () => {
    const far = levelOf('MUG', 4, { shop: 'borealis' })
    expect(elsewhereUnits(levelOf('MUG'), [far], [])).toBe(4)
    const south = levelOf('MUG', 4, { shop: 'borealis', linnworksLocationIds: ['south'] })
    expect(elsewhereUnits(levelOf('MUG'), [south], [])).toBe(0)
  })

  test('in a bundle counts as often as the bundle holds it', () => {
    const sold = [levelOf('SET', 3), levelOf('PARTY', 1)]
    expect(elsewhereUnits(levelOf('MUG'), sold, parts)).toBe(12)
    expect(elsewhereUnits(levelOf('TRAY'), sold, parts)).toBe(3)
  })

  test('of components costs as many bundles as the scarcest of them', () => {
    const sold = [levelOf('MUG', 3), levelOf('TRAY', 1)]
    expect(elsewhereUnits(levelOf('SET'), sold, parts)).toBe(2)
    expect(elsewhereUnits(levelOf('SET'), [levelOf('PARTY', 1)], parts)).toBe(3)
  })

  test('says which items draw on the same stock', () => {
    expect(listSharing('MUG', parts).toSorted()).toEqual(['MUG', 'PARTY', 'SET'])
    expect(listSharing('SET', parts).toSorted()).toEqual(['MUG', 'PARTY', 'SET', 'TRAY'])
    expect(listSharing('CUP', parts)).toEqual(['CUP'])
  })
})

describe('against stock that is counted bundle by bundle', () => {
  const few = fc.integer({ min: 0, max: 9 })
  const places = fc.array(fc.record({ mugs: few, trays: few, sets: few }), {
    minLength: 1,
    maxLength: 3,
  })

  test('a bundle is never offered of which a component is sold already', () => {
    fc.assert(
      fc.property(places, places, few, (stock, sales, ownSets) => {
        // Each place of Shopify ships from a Linnworks location of its own; all count for the level.
        const everywhere = stock.map((_, place) => `L${place}`)
        const siblings = stock.flatMap((_, place) => {
          const { mugs = 0, trays = 0, sets = 0 } = sales[place] ?? {}
          const change = { locationId: `S${place}`, linnworksLocationIds: everywhere }
          return [levelOf('MUG', mugs, change), levelOf('TRAY', trays, change)].concat(
            levelOf('SET', sets, { ...change, inventoryItemId: 'sibling' }),
          )
        })
        const level = levelOf('SET', ownSets, { linnworksLocationIds: everywhere })
        const available = sum(stock.map(({ mugs, trays }) => countSets(mugs, trays)))
        const left = stock.map(({ mugs, trays }, place) => {
          const sold = sales[place] ?? { mugs: 0, trays: 0, sets: 0 }
          return countSets(mugs - sold.mugs - 2 * sold.sets, trays - sold.trays - sold.sets)
        })
        const offered = available - elsewhereUnits(level, siblings, parts)
        expect(offered).toBeLessThanOrEqual(sum(left))
      }),
    )
  })

  test('to take the scarcest of all places together would not be enough', () => {
    const two = ['L0', 'L1']
    const siblings = [
      levelOf('MUG', 1, { locationId: 'S0', linnworksLocationIds: two }),
      levelOf('TRAY', 1, { locationId: 'S1', linnworksLocationIds: two }),
    ]
    const level = levelOf('SET', 0, { linnworksLocationIds: two })
    expect(elsewhereUnits(level, siblings, parts)).toBe(2)
  })
})

describe('a composite inside a composite', () => {
  const partOf = (stockItemId: string, componentId: string, quantity: number) => ({
    ...{ stockItemId, componentId, quantity },
  })

  test('is taken apart, and what is reached twice is told twice', () => {
    const hamper = [partOf('HAMPER', 'SET', 3), partOf('HAMPER', 'MUG', 1)]
    const expanded = expandRecipes([...hamper, ...parts])
    expect(expanded.filter(({ stockItemId }) => stockItemId === 'HAMPER')).toEqual([
      partOf('HAMPER', 'MUG', 6),
      partOf('HAMPER', 'TRAY', 3),
      partOf('HAMPER', 'MUG', 1),
    ])
    expect(listSharing('TRAY', expanded).toSorted()).toEqual(['HAMPER', 'SET', 'TRAY'])
  })

  test('that holds itself, by mistake, is taken apart once', () => {
    const circle = [partOf('A', 'B', 2), partOf('B', 'A', 3), partOf('B', 'MUG', 1)]
    expect(expandRecipes(circle)).toEqual([
      partOf('A', 'A', 6),
      partOf('A', 'MUG', 2),
      partOf('B', 'B', 6),
      partOf('B', 'MUG', 1),
    ])
  })

  test('is never offered where its inner parts are sold, nor its parts where it is', () => {
    const few = fc.integer({ min: 1, max: 3 })
    const some = fc.integer({ min: 0, max: 12 })
    const units = fc.record({ mugs: some, trays: some, sets: some, hampers: some })
    fc.assert(
      fc.property(fc.tuple(few, few, few, few), some, some, units, (held, mugs, trays, sold) => {
        const [mugsOfSet, traysOfSet, sets, moreMugs] = held
        const expanded = expandRecipes([
          partOf('SET', 'MUG', mugsOfSet),
          partOf('SET', 'TRAY', traysOfSet),
          partOf('HAMPER', 'SET', sets),
          partOf('HAMPER', 'MUG', moreMugs),
        ])
        const siblings = [
          ...[levelOf('MUG', sold.mugs), levelOf('TRAY', sold.trays), levelOf('SET', sold.sets)],
          levelOf('HAMPER', sold.hampers),
        ].map((each) => ({ ...each, shop: 'borealis' }))
        // As Linnworks computes each composite: from what stands of its own parts.
        const count = (mugsHere: number, traysHere: number) => {
          const made = Math.min(
            Math.floor(mugsHere / mugsOfSet),
            Math.floor(traysHere / traysOfSet),
          )
          const hampers = Math.min(Math.floor(made / sets), Math.floor(mugsHere / moreMugs))
          return { MUG: mugsHere, TRAY: traysHere, SET: made, HAMPER: hampers }
        }
        const setsSold = sold.sets + sets * sold.hampers
        const before = count(mugs, trays)
        const left = count(
          mugs - sold.mugs - moreMugs * sold.hampers - mugsOfSet * setsSold,
          trays - sold.trays - traysOfSet * setsSold,
        )
        for (const each of ['MUG', 'TRAY', 'SET', 'HAMPER'] as const) {
          const offered = before[each] - elsewhereUnits(levelOf(each), siblings, expanded)
          expect(offered).toBeLessThanOrEqual(left[each])
        }
      }),
    )
  })
})

test('in flight is what was sold and is not in Linnworks, still there or gone', () => {
  expect(countInFlight({ committed: 7, counted: 4, claimed: 2, leftShelf: 1 })).toBe(4)
  expect(countInFlight({ committed: 2, counted: 4, claimed: 0, leftShelf: 0 })).toBe(0)
})

function countSets(mugs: number, trays: number): number {
  return Math.min(Math.floor(mugs / 2), trays)
}

function sum(units: readonly number[]): number {
  return units.reduce((total, each) => total + each, 0)
}
