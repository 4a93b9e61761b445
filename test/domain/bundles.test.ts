import { expect, test } from 'vitest'
import type { Allocation } from '../../domain/consignment.ts'
import { sum } from '../../domain/line-pricing.ts'
import { mapOrder } from '../../domain/mapping.ts'
import { contextOf, leeds, lineOf, london, orderOf } from './builders.ts'

/** Two tea sets, of two mugs and a pot each. */
const group = { groupId: 'G1', title: 'Tea set', quantity: 2, sku: 'SET' }
const mugs = lineOf({ lineId: 'L1', quantity: 4, unitPriceMinor: 900, discountMinor: 1, group })
const pots = lineOf({ lineId: 'L2', sku: 'POT', quantity: 2, unitPriceMinor: 3000, group })
const teaSets = orderOf({ lines: [mugs, pots], totalMinor: 9599 })
const composites = { compositeSkus: new Map([['SET', 'LW-SET']]) }

test('a bundle is its components where nothing else was linked', () => {
  const [consignment] = map(teaSets, [ship(london, { L1: 4, L2: 2 })], {})
  expect(consignment!.order.lines).toMatchObject([
    { itemNumber: 'L1', sku: 'MUG', quantity: 4 },
    { itemNumber: 'L2', sku: 'POT', quantity: 2 },
  ])
})

test('a bundle linked to a composite is one line, at the price of its components', () => {
  const [consignment] = map(teaSets, [ship(london, { L1: 4, L2: 2 })], {
    ...composites,
    linnworksSkus: new Map(),
  })
  expect(consignment!.order.lines).toMatchObject([
    { itemNumber: 'G1', sku: 'LW-SET', title: 'Tea set', quantity: 2 },
  ])
  expect(consignment!.totalMinor).toBe(9599)
  expect(consignment!.items).toMatchObject([
    {
      itemNumber: 'G1',
      quantity: 2,
      units: [
        { lineId: 'L1', quantity: 4 },
        { lineId: 'L2', quantity: 2 },
      ],
    },
  ])
})

test('a bundle stands for the inventory items of its components', () => {
  const units = [
    { lineId: 'L1', inventoryItemId: 'I-MUG', quantity: 4 },
    { lineId: 'L2', inventoryItemId: 'I-POT', quantity: 2 },
  ]
  const [composite] = map(teaSets, [{ link: london, units }], composites)
  expect(composite!.items.map((item) => item.units)).toEqual([units])
  const [torn] = map(teaSets, [{ link: london, units, leftShelf: true }], {})
  expect(torn!.items).toMatchObject([
    { units: [{ inventoryItemId: 'I-MUG', quantity: 4 }], leftShelf: true },
    { units: [{ inventoryItemId: 'I-POT', quantity: 2 }], leftShelf: true },
  ])
})

test('bundles that leave from two locations whole are composites in both, and none is counted twice', () => {
  const consignments = map(
    teaSets,
    [ship(london, { L1: 2, L2: 1 }), ship(leeds, { L1: 2, L2: 1 })],
    composites,
  )
  expect(
    consignments.map(({ items }) => items.map(({ sku, quantity }) => [sku, quantity])),
  ).toEqual([[['LW-SET', 1]], [['LW-SET', 1]]])
  expect(sum(consignments.map(({ totalMinor }) => totalMinor))).toBe(9599)
})

test('a bundle torn apart between two locations takes the stock of its components, not two composites', () => {
  const consignments = map(teaSets, [ship(london, { L1: 4 }), ship(leeds, { L2: 2 })], composites)
  expect(
    consignments.map(({ items }) => items.map(({ sku, quantity }) => [sku, quantity])),
  ).toEqual([[['MUG', 4]], [['POT', 2]]])
})

test('a bundle that lost a component to an edit is the components that are left', () => {
  const order = { ...teaSets, lines: [mugs, { ...pots, currentQuantity: 0 }], totalMinor: 3599 }
  const [consignment] = map(order, [ship(london, { L1: 4 })], composites)
  expect(consignment!.items).toMatchObject([{ sku: 'MUG', quantity: 4 }])
})

test('one bundle of two that was taken out leaves one composite', () => {
  const lines = [
    { ...mugs, discountMinor: 0, currentQuantity: 2 },
    { ...pots, currentQuantity: 1 },
  ]
  const order = { ...teaSets, lines, totalMinor: 4800 }
  const [consignment] = map(order, [ship(london, { L1: 2, L2: 1 })], composites)
  expect(consignment!.items).toMatchObject([{ sku: 'LW-SET', quantity: 1 }])
})

test('a bundle taxed on top is priced before tax', () => {
  const taxes = [{ rate: 0.2, amountMinor: 600 }]
  const order = orderOf({
    lines: [lineOf({ unitPriceMinor: 3000, taxes, group: { ...group, quantity: 1 } })],
    taxesIncluded: false,
    totalMinor: 3600,
  })
  const [consignment] = map(order, [ship(london, { L1: 1 })], composites)
  expect(consignment!.order.lines).toMatchObject([
    { unitPrice: 30, discountPercent: 0, taxRatePercent: 20, taxInclusive: false },
  ])
})

test('a torn bundle whose component Linnworks lacks stops the order and names the component', () => {
  const context = contextOf(teaSets, { ...composites, linnworksSkus: new Map([['MUG', 'MUG']]) })
  const torn = [ship(london, { L1: 4 }), ship(leeds, { L2: 2 })]
  expect(mapOrder(teaSets, torn, context)).toMatchObject({
    exception: { code: 'SKU_UNMAPPED', causeKeys: ['sku:aurora:POT'] },
  })
})

function ship(link: Allocation['link'], units: Readonly<Record<string, number>>): Allocation {
  return {
    link,
    units: Object.entries(units).map(([lineId, quantity]) => ({ lineId, quantity })),
  }
}

function map(
  order: Parameters<typeof mapOrder>[0],
  allocations: readonly Allocation[],
  context: Parameters<typeof contextOf>[1],
) {
  const result = mapOrder(order, allocations, contextOf(order, context))
  if (result.kind === 'exception') throw new Error(result.exception.sentence)
  return result.consignments
}
