import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { judgeDuplicates, type StandingOrder } from '../../domain/duplicates.ts'
import { findSurplus, toClaimed, toStandingUnits } from '../../domain/standing-units.ts'
import { linnworksOrderOf } from './builders.ts'

const two = [{ lineId: 'L1', quantity: 2 }]
const one = [{ lineId: 'L1', quantity: 1 }]

describe('what stands in Linnworks beyond what was sent', () => {
  test('is nothing where each unit stands once', () => {
    expect(judge(two, [standing(1, { own: true, units: two })])).toEqual(verdict([], []))
    const parts = [standing(1, { own: true, units: one }), standing(2, { units: one })]
    expect(judge(two, parts)).toEqual(verdict([], []))
  })

  test('is the newest that the ledger does not know, and what it knows stays', () => {
    const all = [standing(1, {}), standing(2, { own: true }), standing(3, {})]
    expect(judge(two, all)).toEqual(verdict([3, 1], []))
    expect(judge(two, [standing(1, {}), standing(2, {})])).toEqual(verdict([2], []))
  })

  test('is not cancelled where only a part of it is too many', () => {
    const all = [standing(1, { own: true, units: one }), standing(2, { units: two })]
    expect(judge(two, all)).toEqual(verdict([], [2]))
  })

  test.each([
    ['somebody parked or began', { untouched: false }],
    ['holds something that was not sent', { clear: false }],
  ])('is asked about where it is one that %s', (_what, more) => {
    const all = [standing(1, { own: true }), standing(2, more)]
    expect(judge(two, all)).toEqual(verdict([], [2]))
  })

  test('is never a resend', () => {
    const family = { family: 'f', related: true }
    const sent = standing(1, { own: true, told: true, dispatched: true, ...family })
    expect(judge(two, [sent, standing(2, family)])).toEqual(verdict([], []))
  })

  test('is a duplicate beside a family, and no member of it', () => {
    const family = { family: 'f', related: true }
    const all = [
      standing(1, { own: true, units: one, ...family }),
      standing(2, {}),
      standing(3, { units: one, ...family }),
    ]
    expect(judge(two, all)).toEqual(verdict([2], []))
    const alone = all.map((each) => ({ ...each, related: false, family: each.linnworksOrderId }))
    expect(judge(two, alone).cancel).toEqual([alone[2]])
  })

  test('is asked about where a whole family of it is too many', () => {
    const family = { family: 'f', related: true, units: one }
    const all = [standing(1, { own: true }), standing(2, family), standing(3, family)]
    expect(judge(two, all)).toEqual(verdict([], [2, 3]))
  })

  test('is the order itself where its double has left, and only then', () => {
    const own = standing(1, { own: true })
    expect(judge(two, [own, standing(2, { dispatched: true, told: true })])).toEqual(
      verdict([1], []),
    )
    expect(judge(two, [own, standing(2, { untouched: false })])).toEqual(verdict([], [2]))
    const untold = standing(2, { dispatched: true })
    expect(judge(two, [own, untold])).toEqual(verdict([], []))
  })

  test('is the parcel that Shopify was not told of, where both have left', () => {
    const dispatched = true
    const told = standing(2, { dispatched, told: true })
    expect(judge(two, [standing(1, { own: true, dispatched }), told])).toEqual(verdict([], [1]))
  })

  test('is all of a cancelled order, parked or not, but for its families', () => {
    const all = [
      standing(1, {}),
      standing(2, { untouched: false }),
      standing(3, { related: true, family: 'f' }),
    ]
    expect(judge([], all, true)).toEqual(verdict([2, 1], [3]))
  })

  test('is asked about where nothing was claimed and nobody cancelled: it may be on purpose', () => {
    expect(judge([], [standing(1, {})])).toEqual(verdict([], [1]))
  })
})

describe('whatever stands there', () => {
  const order = fc.record({
    dispatched: fc.boolean(),
    untouched: fc.boolean(),
    told: fc.boolean(),
    related: fc.boolean(),
    clear: fc.boolean(),
    family: fc.integer({ min: 0, max: 2 }),
    units: fc.array(
      fc.record({
        lineId: fc.constantFrom('L1', 'L2'),
        quantity: fc.integer({ min: 1, max: 3 }),
      }),
      { minLength: 1, maxLength: 2 },
    ),
  })
  const orders = fc.array(order, { maxLength: 6 }).map((all) =>
    all.map((each, index): StandingOrder => ({
      ...standing(index, { ...each, family: '' }),
      own: index === 0,
      family: each.related ? `family ${each.family}` : `alone ${index}`,
    })),
  )
  const units = fc.record({
    L1: fc.integer({ min: 1, max: 4 }),
    L2: fc.integer({ min: 0, max: 4 }),
  })
  const claims = units.map((counts) =>
    Object.entries(counts).map(([lineId, quantity]) => ({ lineId, quantity })),
  )

  test('what is cancelled leaves what was claimed, and no family loses a member', () => {
    fc.assert(
      fc.property(claims, orders, (claimed, standing) => {
        const { cancel } = judge(claimed, standing)
        const left = standing.filter((each) => !cancel.includes(each))
        for (const { lineId, quantity } of claimed) {
          const before = countOf(standing, lineId)
          expect(countOf(left, lineId)).toBeGreaterThanOrEqual(Math.min(before, quantity))
        }
        expect(
          cancel.filter(({ related, dispatched, clear }) => related || dispatched || !clear),
        ).toEqual([])
      }),
    )
  })

  test('nothing is both cancelled and asked about, and judging what is left cancels no more', () => {
    fc.assert(
      fc.property(claims, orders, (claimed, standing) => {
        const { cancel, report } = judge(claimed, standing)
        expect(report.filter((each) => cancel.includes(each))).toEqual([])
        const left = standing.filter((each) => !cancel.includes(each))
        expect(judge(claimed, left).cancel).toEqual([])
      }),
    )
  })

  test('of any number of copies one stays, and it is the one that the ledger knows', () => {
    fc.assert(
      fc.property(fc.nat(8), fc.nat(8), (copies, at) => {
        const own = at % (copies + 1)
        const all = Array.from({ length: copies + 1 }, (_, n) => standing(n, { own: n === own }))
        const { cancel, report } = judge(two, all)
        expect(cancel).toHaveLength(copies)
        expect(cancel.some((each) => each.own)).toBe(false)
        expect(report).toEqual([])
      }),
    )
  })
})

describe('units', () => {
  const [line] = linnworksOrderOf({
    lines: [
      { rowId: 'r', itemNumber: 'B1', sku: 'SET', quantity: 2, unlinked: false, isService: false },
    ],
  }).lines
  const items = [
    {
      itemNumber: 'B1',
      sku: 'SET',
      quantity: 2,
      units: [
        { lineId: 'L1', quantity: 2 },
        { lineId: 'L2', quantity: 4 },
      ],
    },
  ]

  test("of a bundle's line are those of its components", () => {
    expect(toStandingUnits([line!], items)).toEqual({ units: items[0]!.units, clear: true })
  })

  test('of a line that somebody replaced are not known', () => {
    const replaced = { ...line!, itemNumber: '' }
    expect(toStandingUnits([line!, replaced], items)).toEqual({
      units: items[0]!.units,
      clear: false,
    })
  })

  test('of a service are none', () => {
    expect(toStandingUnits([{ ...line!, isService: true }], items).units).toEqual([])
  })

  test('claimed are those that were sent, or those that Shopify was told of, if they are more', () => {
    expect(toClaimed(one, two)).toEqual(two)
    expect(toClaimed([...one, ...one], one)).toEqual(two)
    expect([...findSurplus(one, two)]).toEqual([['L1', 1]])
    expect([...findSurplus(two, one)]).toEqual([])
  })
})

/** An open order of two mugs that the ledger does not know, unless told. */
function standing(n: number, more: Partial<StandingOrder>): StandingOrder {
  const linnworksOrderId = `order ${n}`
  return {
    linnworksOrderId,
    number: 100_000 + n,
    reference: '5512',
    dispatched: false,
    untouched: true,
    own: false,
    told: false,
    related: false,
    family: linnworksOrderId,
    units: two,
    clear: true,
    ...more,
  }
}

function judge(
  claimed: Parameters<typeof judgeDuplicates>[0]['claimed'],
  standing: readonly StandingOrder[],
  cancelled = false,
) {
  return judgeDuplicates({ claimed, standing, cancelled })
}

/** By number: which are cancelled, in this order, and which are asked about. */
function verdict(cancel: readonly number[], report: readonly number[]) {
  const some = (numbers: readonly number[]) =>
    numbers.map((n) => expect.objectContaining({ linnworksOrderId: `order ${n}` }))
  return { cancel: some(cancel), report: some(report) }
}

function countOf(standing: readonly StandingOrder[], lineId: string): number {
  return standing
    .flatMap(({ units }) => units)
    .filter((unit) => unit.lineId === lineId)
    .reduce((total, { quantity }) => total + quantity, 0)
}
