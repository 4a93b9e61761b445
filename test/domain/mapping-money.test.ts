import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Allocation } from '../../domain/consignment.ts'
import { linnworksLineMinor, sum } from '../../domain/line-pricing.ts'
import { mapOrder, type PlannedConsignment } from '../../domain/mapping.ts'
import type { ShopOrder } from '../../domain/order.ts'
import {
  contextOf,
  leeds,
  lineOf,
  london,
  orderOf,
  shippingOf,
  shopifyTotalMinor,
} from './builders.ts'
import { mapped, shippable, wholeOrder } from './mapped.ts'

describe('to the penny', () => {
  test('whatever was bought, discounted, taxed, shipped and tipped, wherever it ships from', () => {
    fc.assert(
      fc.property(anyOrder(), anySplit(), (order, split) => {
        const allocations = splitOver(order, split)
        const consignments = mapped(order, allocations)
        expect(sum(consignments.map(({ totalMinor }) => totalMinor))).toBe(order.totalMinor)
        expect(consignments.map(recomputed)).toEqual(
          consignments.map(({ totalMinor }) => totalMinor),
        )
        expect(unitsOf(consignments.flatMap(({ items }) => items))).toEqual(unitsOf(allocations))
      }),
      { numRuns: 300 },
    )
  })

  test('shipping, tip and services stand on the first consignment only', () => {
    const order = orderOf({
      lines: [lineOf({ quantity: 2 })],
      shippingLines: [shippingOf()],
      tipMinor: 100,
      totalMinor: 2595,
    })
    const [first, second] = mapped(order, [
      { link: london, units: [{ lineId: 'L1', quantity: 1 }] },
      { link: leeds, units: [{ lineId: 'L1', quantity: 1 }] },
    ])
    expect(first).toMatchObject({ totalMinor: 1595, order: { reference: '5512' } })
    expect(second).toMatchObject({
      totalMinor: 1000,
      order: { reference: '5512-2', shippingMinor: 0 },
    })
  })

  test('units that another system ships are left out of what is compared', () => {
    const order = orderOf({ lines: [lineOf({ quantity: 3 })], totalMinor: 3000 })
    const [consignment] = mapped(order, [{ link: london, units: [{ lineId: 'L1', quantity: 2 }] }])
    expect(consignment!.totalMinor).toBe(2000)
  })

  test('a penny between the systems stops the order before anything is sent', () => {
    fc.assert(
      fc.property(anyOrder(), fc.constantFrom(-1, 1), (order, penny) => {
        const off = { ...order, totalMinor: order.totalMinor + penny }
        const result = mapOrder(off, [wholeOrder(off)], contextOf(off))
        expect(result).toMatchObject({
          kind: 'exception',
          exception: { code: 'TOTAL_MISMATCH', owner: 'finance' },
        })
      }),
      { numRuns: 50 },
    )
  })

  test('the sentence of a mismatch names both amounts in their currency', () => {
    const order = orderOf({ totalMinor: 1001 })
    const result = mapOrder(order, [wholeOrder(order)], contextOf(order))
    expect(result).toMatchObject({
      exception: {
        sentence:
          'Order #1001 waits: Shopify says 10.01 GBP, but Linnworks would compute 10.00 GBP.',
        remedy: expect.stringContaining('waybill order retry aurora 5512'),
      },
    })
  })
})

/** Linnworks' own sum of what is sent. */
function recomputed({ order }: PlannedConsignment): number {
  return order.shippingMinor + sum(order.lines.map((line) => linnworksLineMinor(line, 100)))
}

/** Units by line, however they are spread. */
function unitsOf(
  holders: readonly { readonly units: readonly { lineId: string; quantity: number }[] }[],
): Record<string, number> {
  const totals: Record<string, number> = {}
  for (const { lineId, quantity } of holders.flatMap(({ units }) => units)) {
    totals[lineId] = (totals[lineId] ?? 0) + quantity
  }
  return totals
}

/** For each line the part of it that the first location ships. */
function anySplit() {
  return fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 })
}

function splitOver(order: ShopOrder, split: readonly number[]): readonly Allocation[] {
  const parts = shippable(order).map((line, index) => {
    const first = Math.round(line.currentQuantity * (split[index] ?? 1))
    return { lineId: line.lineId, first, second: line.currentQuantity - first }
  })
  const allocation = (link: Allocation['link'], pick: 'first' | 'second') => ({
    link,
    units: parts
      .map((part) => ({ lineId: part.lineId, quantity: part[pick] }))
      .filter(({ quantity }) => quantity > 0),
  })
  return [allocation(london, 'first'), allocation(leeds, 'second')].filter(
    ({ units }) => units.length > 0,
  )
}

/** What Shopify could show: every amount a whole number of pence, rounded by itself. */
function anyOrder() {
  const taxes = (amountMinor: number, rates: readonly number[], inside: boolean) =>
    rates.map((rate) => ({
      rate,
      amountMinor: Math.round(inside ? amountMinor - amountMinor / (1 + rate) : amountMinor * rate),
    }))
  return fc
    .record({
      taxesIncluded: fc.boolean(),
      rates: fc.constantFrom([], [0.2], [0.05], [0.05, 0.09975]),
      lines: fc.array(
        fc.record({
          quantity: fc.integer({ min: 1, max: 12 }),
          unitPriceMinor: fc.integer({ min: 1, max: 30_000 }),
          discounted: fc.double({ min: 0, max: 1, noNaN: true }),
          requiresShipping: fc.boolean(),
        }),
        { minLength: 0, maxLength: 3 },
      ),
      shippingMinor: fc.integer({ min: 0, max: 2500 }),
      tipMinor: fc.integer({ min: 0, max: 500 }),
      dutiesMinor: fc.integer({ min: 0, max: 500 }),
    })
    .map(({ taxesIncluded, rates, shippingMinor, tipMinor, dutiesMinor, ...bought }) => {
      const lines = [
        lineOf({ lineId: 'L0', taxes: taxes(1000, rates, taxesIncluded) }),
        ...bought.lines.map(({ discounted, ...line }, index) => {
          const fullMinor = line.unitPriceMinor * line.quantity
          const discountMinor = Math.floor(fullMinor * discounted)
          const charged = taxes(fullMinor - discountMinor, rates, taxesIncluded)
          return lineOf({ ...line, lineId: `L${index + 1}`, discountMinor, taxes: charged })
        }),
      ]
      const shippingLines = [
        shippingOf({
          priceMinor: shippingMinor,
          taxes: taxes(shippingMinor, rates, taxesIncluded),
        }),
      ]
      const order = orderOf({ taxesIncluded, lines, shippingLines, tipMinor, dutiesMinor })
      return { ...order, totalMinor: shopifyTotalMinor(order) }
    })
}
