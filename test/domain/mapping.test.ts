import { describe, expect, test } from 'vitest'
import { listNeededSkus, mapOrder } from '../../domain/mapping.ts'
import { contextOf, lineOf, london, orderOf, shippingOf } from './builders.ts'
import { mapped, wholeOrder } from './mapped.ts'

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
