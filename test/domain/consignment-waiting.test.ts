import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  locateUnits,
  type SeenUnits,
  type UnitsToLocate,
} from '../../domain/consignment-waiting.ts'

const [street, market] = ['8001', '8002']

describe('where Shopify waits for planned units', () => {
  test('is where they were planned, as long as it does', () => {
    expect(locate([planned()], { [street]: 3 })).toEqual([{ gone: 0, moved: {} }])
  })

  test('is elsewhere once they were moved', () => {
    expect(locate([planned()], { [market]: 2, [street]: 1 })).toEqual([
      { gone: 2, moved: { [market]: 2 } },
    ])
  })

  test('is nowhere once they left by hand, though an edit added as many elsewhere', () => {
    expect(locate([planned()], { [market]: 3 }, 3)).toEqual([{ gone: 3, moved: {} }])
  })

  test('counts what Shopify was told of for what left', () => {
    expect(locate([planned({ told: 2 })], { [market]: 1 }, 2)).toEqual([
      { gone: 1, moved: { [market]: 1 } },
    ])
  })

  test('counts once what had left the shelf before, told or not', () => {
    const before = { reference: '2', leftShelf: true, quantity: 2 }
    for (const told of [0, 2]) {
      const units = [planned({ quantity: 2 }), planned({ ...before, told })]
      expect(locate(units, { [market]: 2 }, 2)).toEqual([{ gone: 2, moved: { [market]: 2 } }])
      expect(locate(units, { [market]: 2 }, 4)).toEqual([{ gone: 2, moved: {} }])
    }
  })

  test('takes nothing from what stays, whatever else of the line left, and when', () => {
    expect(locate([planned()], { [street]: 3 }, 9)).toEqual([{ gone: 0, moved: {} }])
  })

  test('is elsewhere for no unit of what is cancelled, or being so', () => {
    expect(locate([planned({ stands: false })], { [market]: 3 })).toEqual([{ gone: 3, moved: {} }])
  })
})

describe('whatever was planned and seen', () => {
  const units = fc.record({
    reference: fc.constantFrom('1', '2', '3'),
    lineId: fc.constantFrom('L1', 'L2'),
    inventoryItemId: fc.constant('I'),
    locationId: fc.constantFrom(street, market),
    quantity: fc.nat(5),
    told: fc.nat(5),
    stands: fc.boolean(),
    leftShelf: fc.boolean(),
  })
  const lineUnits = fc.record({
    lineId: fc.constantFrom('L1', 'L2'),
    locationId: fc.constantFrom(street, market, '8003'),
    quantity: fc.nat(5),
  })
  const story = fc.tuple(
    fc.uniqueArray(units, { selector: ({ reference, lineId }) => `${reference} ${lineId}` }),
    fc.record({ waiting: fc.array(lineUnits), departed: fc.array(lineUnits) }),
  )

  test('no more is located at a level than Shopify waits for there', () => {
    fc.assert(
      fc.property(story, ([all, seen]) => {
        for (const lineId of ['L1', 'L2']) {
          for (const place of [street, market, '8003']) {
            const waiting = sum(
              seen.waiting.filter((each) => each.lineId === lineId && each.locationId === place),
            )
            expect(countAt(all, seen, lineId, place)).toBeLessThanOrEqual(waiting)
          }
        }
      }),
    )
  })

  test('no more is located of a line than stands and was not told', () => {
    fc.assert(
      fc.property(story, ([all, seen]) => {
        for (const each of locateUnits(all, seen)) {
          const untold = Math.max(0, each.quantity - each.told)
          expect(each.gone).toBeLessThanOrEqual(untold)
          expect(sum(each.moved)).toBeLessThanOrEqual(each.stands ? each.gone : 0)
        }
      }),
    )
  })

  /** What a level counts of the line: what stays where it was planned, and what was moved there. */
  function countAt(all: readonly UnitsToLocate[], seen: SeenUnits, lineId: string, place: string) {
    const located = locateUnits(all, seen).filter((each) => each.lineId === lineId && each.stands)
    const stays = located
      .filter(({ locationId }) => locationId === place)
      .reduce((total, { quantity, told, gone }) => total + Math.max(0, quantity - told) - gone, 0)
    const moved = located.flatMap((each) => each.moved)
    return stays + sum(moved.filter(({ locationId }) => locationId === place))
  }
})

function planned(change: Partial<UnitsToLocate> = {}): UnitsToLocate {
  return {
    ...{ reference: '1', lineId: 'L1', inventoryItemId: 'I', locationId: street, quantity: 3 },
    ...{ told: 0, stands: true, leftShelf: false },
    ...change,
  }
}

function locate(
  units: readonly UnitsToLocate[],
  waiting: Readonly<Record<string, number>>,
  departed = 0,
) {
  return locateUnits(units, {
    waiting: Object.entries(waiting).map(([locationId, quantity]) => ({
      ...{ lineId: 'L1', locationId, quantity },
    })),
    departed: [{ lineId: 'L1', quantity: departed }],
  }).map(({ gone, moved }) => ({
    gone,
    moved: Object.fromEntries(moved.map(({ locationId, quantity }) => [locationId, quantity])),
  }))
}

function sum(units: readonly { readonly quantity: number }[]): number {
  return units.reduce((total, { quantity }) => total + quantity, 0)
}
