import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  lineAmounts,
  type LinePricing,
  linnworksLineMinor,
  priceLine,
} from '../../domain/line-pricing.ts'
import { lineOf } from './builders.ts'

const minorPerUnits = fc.constantFrom(1, 100, 1000)

describe('what Linnworks computes for a line', () => {
  test.each<[string, LinePricing & { quantity: number }, number]>([
    ['a plain price', pricingOf({ unitPrice: 12.5, quantity: 2 }), 2500],
    ['a tenth off', pricingOf({ unitPrice: 9.99, quantity: 3, discountPercent: 10 }), 2697],
    [
      'tax on top',
      pricingOf({ unitPrice: 9.99, quantity: 1, taxRatePercent: 20, taxInclusive: false }),
      1199,
    ],
    ['tax inside', pricingOf({ unitPrice: 9.99, quantity: 1, taxRatePercent: 20 }), 999],
    ['half a penny goes up', pricingOf({ unitPrice: 0.005, quantity: 1 }), 1],
    ['less than half goes down', pricingOf({ unitPrice: 0.0049, quantity: 1 }), 0],
  ])('%s', (_, line, minor) => {
    expect(linnworksLineMinor(line, 100)).toBe(minor)
  })

  test('it agrees with fractions reckoned another way, for any price, discount and tax', () => {
    const line = fc.record({
      quantity: fc.integer({ min: 1, max: 500 }),
      price: fc.integer({ min: 0, max: 50_000_000 }),
      discount: fc.integer({ min: 0, max: 1_000_000 }),
      tax: fc.integer({ min: 0, max: 300_000 }),
      taxInclusive: fc.boolean(),
      minorPerUnit: minorPerUnits,
    })
    fc.assert(
      fc.property(line, ({ quantity, price, discount, tax, taxInclusive, minorPerUnit }) => {
        const computed = linnworksLineMinor(
          {
            unitPrice: price / 10_000,
            discountPercent: discount / 10_000,
            taxRatePercent: tax / 10_000,
            taxInclusive,
            quantity,
          },
          minorPerUnit,
        )
        const exact = [
          fraction(price * quantity, 10_000),
          fraction(1_000_000 - discount, 1_000_000),
          fraction(taxInclusive ? 1 : 1_000_000 + tax, taxInclusive ? 1 : 1_000_000),
          fraction(minorPerUnit, 1),
        ].reduce(multiply)
        expect(BigInt(computed)).toBe(roundToNearest(exact))
      }),
    )
  })
})

describe('the price a line is created with', () => {
  test("is the shop's own price with its discount, where that is exact", () => {
    const line = lineOf({ quantity: 2, unitPriceMinor: 1250, discountMinor: 250 })
    expect(price(line, true)).toEqual({
      unitPrice: 12.5,
      discountPercent: 10,
      taxRatePercent: 0,
      taxInclusive: true,
    })
  })

  test('has the tax on top where the shop adds it, and inside where a rounded tax does not come out', () => {
    const onTop = lineOf({ taxes: [{ rate: 0.2, amountMinor: 200 }] })
    expect(price(onTop, false)).toMatchObject({ unitPrice: 10, taxInclusive: false })
    // Two taxes of 7.5 % on 5.00 are 38 each, rounded apart; one of 15 % is 75.
    const apart = lineOf({
      unitPriceMinor: 500,
      taxes: [
        { rate: 0.075, amountMinor: 38 },
        { rate: 0.075, amountMinor: 38 },
      ],
    })
    expect(price(apart, false)).toMatchObject({ unitPrice: 5.76, taxInclusive: true })
  })

  test('never costs the customer a penny more or less, whatever was taken off and taxed', () => {
    fc.assert(
      fc.property(anyLine(), fc.boolean(), minorPerUnits, (line, taxesIncluded, minorPerUnit) => {
        const amounts = lineAmounts(line, line.quantity, taxesIncluded)
        const { quantity } = line
        const pricing = priceLine({ line, quantity, taxesIncluded, amounts, minorPerUnit })
        expect(pricing).toBeDefined()
        expect(linnworksLineMinor({ ...pricing!, quantity }, minorPerUnit)).toBe(amounts.totalMinor)
      }),
      { numRuns: 500 },
    )
  })

  test('a price of three decimals for dozens of units comes out too', () => {
    const taxes = [
      { rate: 0.19, amountMinor: 154_620 },
      { rate: 0.0725, amountMinor: 59_000 },
    ]
    const line = lineOf({ quantity: 59, unitPriceMinor: 13_793, taxes })
    const amounts = lineAmounts(line, 59, false)
    const input = { line, quantity: 59, taxesIncluded: false, amounts, minorPerUnit: 1000 }
    const pricing = priceLine(input)!
    expect(linnworksLineMinor({ ...pricing, quantity: 59 }, 1000)).toBe(1_027_407)
  })

  test('carries prices and percentages of four decimals at most, for Linnworks keeps no more', () => {
    fc.assert(
      fc.property(anyLine(), fc.boolean(), (line, taxesIncluded) => {
        const pricing = price(line, taxesIncluded)!
        for (const value of [pricing.unitPrice, pricing.discountPercent, pricing.taxRatePercent]) {
          expect(Number(value.toFixed(4))).toBe(value)
        }
      }),
    )
  })

  test('is none, rather than a wrong one, where no price of four decimals is exact', () => {
    const line = lineOf({ quantity: 977, unitPriceMinor: 1_000_003, discountMinor: 487_654_321 })
    expect(price(line, true)).toBeUndefined()
  })
})

test('the discount and the tax of a line shrink with its units, and add up over all of them', () => {
  const line = lineOf({
    quantity: 3,
    discountMinor: 100,
    taxes: [{ rate: 0.2, amountMinor: 483 }],
  })
  expect(lineAmounts(line, 3, true)).toEqual({ totalMinor: 2900, taxMinor: 483 })
  expect(lineAmounts(line, 1, true)).toEqual({ totalMinor: 967, taxMinor: 161 })
  expect(lineAmounts(line, 1, false)).toEqual({ totalMinor: 1128, taxMinor: 161 })
  expect(lineAmounts(line, 0, true)).toEqual({ totalMinor: 0, taxMinor: 0 })
})

function price(line: ReturnType<typeof lineOf>, taxesIncluded: boolean): LinePricing | undefined {
  const { quantity } = line
  const amounts = lineAmounts(line, quantity, taxesIncluded)
  return priceLine({ line, quantity, taxesIncluded, amounts, minorPerUnit: 100 })
}

function pricingOf(
  line: Partial<LinePricing> & { readonly quantity: number },
): LinePricing & { quantity: number } {
  return { unitPrice: 1, discountPercent: 0, taxRatePercent: 0, taxInclusive: true, ...line }
}

/** Up to 60 units of up to 150.00, discounted by any amount, taxed by up to two rounded taxes. */
function anyLine() {
  return fc
    .record({
      quantity: fc.integer({ min: 1, max: 60 }),
      unitPriceMinor: fc.integer({ min: 0, max: 15_000 }),
      discounted: fc.double({ min: 0, max: 1, noNaN: true }),
      rates: fc.array(fc.constantFrom(0.2, 0.05, 0.0725, 0.09975, 0.19), { maxLength: 2 }),
    })
    .map(({ discounted, rates, ...line }) => {
      const fullMinor = line.unitPriceMinor * line.quantity
      const discountMinor = Math.floor(fullMinor * discounted)
      const taxes = rates.map((rate) => ({
        rate,
        amountMinor: Math.round((fullMinor - discountMinor) * rate),
      }))
      return lineOf({ ...line, discountMinor, taxes })
    })
}

interface Fraction {
  readonly over: bigint
  readonly under: bigint
}

function fraction(over: number, under: number): Fraction {
  return { over: BigInt(over), under: BigInt(under) }
}

function multiply(one: Fraction, other: Fraction): Fraction {
  return { over: one.over * other.over, under: one.under * other.under }
}

/** By the remainder, not by adding a half. */
function roundToNearest({ over, under }: Fraction): bigint {
  const whole = over / under
  return (over - whole * under) * 2n >= under ? whole + 1n : whole
}
