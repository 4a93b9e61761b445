import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Allocation } from '../../domain/consignment.ts'
import { linnworksLineMinor, sum } from '../../domain/line-pricing.ts'
import { listNeededSkus, mapOrder, type PlannedConsignment } from '../../domain/mapping.ts'
import type { OrderLine, ShopOrder } from '../../domain/order.ts'
import {
  contextOf,
  leeds,
  lineOf,
  london,
  orderOf,
  shippingOf,
  shopifyTotalMinor,
} from './builders.ts'

describe('an order becomes one Linnworks order', () => {
  test('that names the customer, the shipping method, the promise and every line', () => {
    const order = orderOf({
      lines: [lineOf({ quantity: 2 }), lineOf({ lineId: 'L2', sku: ' POT ', title: 'Pot' })],
      shippingLines: [shippingOf({ code: 'express' })],
      totalMinor: 3495,
      deliveryAddress: { fullName: 'Ada', city: 'York' },
      email: 'ada@example.com',
      note: 'Ring twice',
    })
    const [consignment] = mapped(order, [wholeOrder(order)])
    expect(consignment).toMatchObject({ totalMinor: 3495, locationId: london.locationId })
    expect(consignment!.order).toMatchObject({
      reference: '5512',
      orderName: '#1001',
      dispatchBy: '2026-11-03T09:00:00.000Z',
      locationName: 'London warehouse',
      shippingMethod: 'express',
      shippingMinor: 495,
      deliveryAddress: { fullName: 'Ada', city: 'York' },
      billingAddress: { fullName: 'Ada', city: 'York' },
      email: 'ada@example.com',
      note: 'Ring twice',
    })
    expect(consignment!.order.lines).toMatchObject([
      { itemNumber: 'L1', sku: 'MUG', quantity: 2, unitPrice: 10, isService: false },
      { itemNumber: 'L2', sku: 'POT', quantity: 1, unitPrice: 10, isService: false },
    ])
    expect(consignment!.items.map(({ units }) => units)).toEqual([
      [{ lineId: 'L1', quantity: 2 }],
      [{ lineId: 'L2', quantity: 1 }],
    ])
  })

  test('in which two lines of one SKU stay two lines', () => {
    const order = orderOf({ lines: [lineOf(), lineOf({ lineId: 'L2' })], totalMinor: 2000 })
    const [consignment] = mapped(order, [wholeOrder(order)])
    expect(consignment!.order.lines.map(({ itemNumber, sku }) => [itemNumber, sku])).toEqual([
      ['L1', 'MUG'],
      ['L2', 'MUG'],
    ])
  })

  test('with services for what moves no stock: digital goods, a gift card, a tip, duties', () => {
    const order = orderOf({
      lines: [
        lineOf(),
        lineOf({ lineId: 'L2', sku: 'PDF', requiresShipping: false, unitPriceMinor: 300 }),
        lineOf({ lineId: 'L3', requiresShipping: false, isGiftCard: true, unitPriceMinor: 2500 }),
      ],
      tipMinor: 150,
      dutiesMinor: 720,
      totalMinor: 1000 + 300 + 2500 + 150 + 720,
    })
    const [consignment] = mapped(order, [wholeOrder(order)])
    const services = consignment!.order.lines.filter(({ isService }) => isService)
    expect(services.map(({ itemNumber, unitPrice }) => [itemNumber, unitPrice])).toEqual([
      ['L2', 3],
      ['L3', 25],
      ['5512-tip', 1.5],
      ['5512-duties', 7.2],
    ])
    expect(consignment!.items.map(({ itemNumber }) => itemNumber)).toEqual(['L1'])
    expect(consignment!.totalMinor).toBe(order.totalMinor)
  })

  test('that leaves out shipping lines and units that were removed', () => {
    const order = orderOf({
      lines: [
        lineOf({ quantity: 3, currentQuantity: 1, discountMinor: 300 }),
        lineOf({ lineId: 'L2', currentQuantity: 0 }),
      ],
      shippingLines: [
        shippingOf({ removed: true }),
        shippingOf({ title: 'Slow', priceMinor: 100 }),
      ],
      totalMinor: 900 + 100,
    })
    const [consignment] = mapped(order, [wholeOrder(order)])
    expect(consignment!.order).toMatchObject({ shippingMinor: 100, shippingMethod: 'Slow' })
    expect(consignment!.order.lines).toMatchObject([
      { itemNumber: 'L1', quantity: 1, discountPercent: 10 },
    ])
  })

  test.each([
    ['JPY', 1, 1500],
    ['KWD', 1000, 12_345],
  ])('in %s, whose smallest unit is not a hundredth', (currency, minorPerUnit, unitPriceMinor) => {
    const order = orderOf({
      currency,
      lines: [lineOf({ quantity: 3, unitPriceMinor, discountMinor: 7 })],
      totalMinor: unitPriceMinor * 3 - 7,
    })
    const [consignment] = mapped(order, [wholeOrder(order)], { minorPerUnit })
    expect(consignment!.totalMinor).toBe(order.totalMinor)
  })
})

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

describe('SKUs', () => {
  test('every SKU that Linnworks lacks is named, and no consignment is made', () => {
    const order = orderOf({
      lines: [lineOf(), lineOf({ lineId: 'L2', sku: 'POT' }), lineOf({ lineId: 'L3', sku: 'CUP' })],
      totalMinor: 3000,
    })
    const context = contextOf(order, { linnworksSkus: new Map([['MUG', 'MUG']]) })
    expect(mapOrder(order, [wholeOrder(order)], context)).toMatchObject({
      kind: 'exception',
      exception: {
        code: 'SKU_UNMAPPED',
        sentence: expect.stringContaining('POT, CUP'),
        causeKeys: ['sku:aurora:POT', 'sku:aurora:CUP'],
      },
    })
  })

  test('a line is sent under the SKU that it is linked to', () => {
    const order = orderOf()
    const context = contextOf(order, { linnworksSkus: new Map([['MUG', 'LW-MUG']]) })
    const [consignment] = mapped(order, [wholeOrder(order)], context)
    expect(consignment!.order.lines[0]!.sku).toBe('LW-MUG')
  })

  test('a line that does not ship, or that another system ships, needs no item in Linnworks', () => {
    const order = orderOf({
      lines: [
        lineOf(),
        lineOf({ lineId: 'L2', sku: 'PDF', requiresShipping: false }),
        lineOf({ lineId: 'L3', sku: 'SOFA' }),
      ],
      totalMinor: 3000,
    })
    const context = contextOf(order, { linnworksSkus: new Map([['MUG', 'MUG']]) })
    const ours = { link: london, units: [{ lineId: 'L1', quantity: 1 }] }
    expect(mapOrder(order, [ours], context).kind).toBe('mapped')
  })

  test('what mapping will ask for is each trimmed SKU once, bundles included', () => {
    const group = { groupId: 'G1', title: 'Set', quantity: 1, sku: ' SET ' }
    const order = orderOf({
      lines: [
        lineOf({ sku: ' MUG', group }),
        lineOf({ lineId: 'L2', group }),
        lineOf({ lineId: 'L3', sku: 'PDF', requiresShipping: false }),
        lineOf({ lineId: 'L4', sku: '' }),
      ],
    })
    expect(listNeededSkus(order)).toEqual(['MUG', 'SET'])
  })
})

function mapped(
  order: ShopOrder,
  allocations: readonly Allocation[],
  context: Parameters<typeof contextOf>[1] = {},
): readonly PlannedConsignment[] {
  const result = mapOrder(order, allocations, contextOf(order, context))
  if (result.kind === 'exception') throw new Error(result.exception.sentence)
  return result.consignments
}

/** Linnworks' own sum of what is sent. */
function recomputed({ order }: PlannedConsignment): number {
  return order.shippingMinor + sum(order.lines.map((line) => linnworksLineMinor(line, 100)))
}

function wholeOrder(order: ShopOrder): Allocation {
  return { link: london, units: shippable(order).map(toUnits) }
}

function shippable({ lines }: ShopOrder): readonly OrderLine[] {
  return lines.filter((line) => line.requiresShipping && line.currentQuantity > 0)
}

function toUnits({ lineId, currentQuantity }: OrderLine) {
  return { lineId, quantity: currentQuantity }
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
