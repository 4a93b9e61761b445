import { describe, expect, test } from 'vitest'
import { allocateByLocation, consignmentReference, toOrderId } from '../../domain/consignment.ts'
import { fulfillmentOrderOf, leeds, lineOf, london, orderOf } from './builders.ts'

const lines = [
  lineOf({ lineId: 'L1', quantity: 3 }),
  lineOf({ lineId: 'L2', quantity: 1 }),
  lineOf({ lineId: 'PDF', requiresShipping: false }),
]

test('an order is allocated to the locations that Shopify assigned', () => {
  const order = orderOf({
    lines,
    fulfillmentOrders: [at('8001', { L1: 2, PDF: 1 }), at('8002', { L1: 1, L2: 1 })],
  })
  expect(allocateByLocation(order, [london, leeds], [])).toEqual({
    kind: 'allocated',
    allocations: [
      { link: london, units: [{ lineId: 'L1', quantity: 2 }] },
      {
        link: leeds,
        units: [
          { lineId: 'L1', quantity: 1 },
          { lineId: 'L2', quantity: 1 },
        ],
      },
    ],
  })
})

test('two Shopify locations that one Linnworks location ships for are one consignment', () => {
  const order = orderOf({
    lines,
    fulfillmentOrders: [at('8001', { L1: 2 }), at('8003', { L1: 1, L2: 1 })],
  })
  const plan = allocateByLocation(order, [london, { ...london, locationId: '8003' }], [])
  expect(plan).toMatchObject({
    allocations: [
      {
        units: [
          { lineId: 'L1', quantity: 3 },
          { lineId: 'L2', quantity: 1 },
        ],
      },
    ],
  })
})

describe('a location without a link', () => {
  test('refuses the whole order and is named, however well the rest is linked', () => {
    const order = orderOf({
      lines,
      fulfillmentOrders: [at('8001', { L1: 3 }), at('8002', { L2: 1 })],
    })
    expect(allocateByLocation(order, [london], [])).toEqual({
      kind: 'unmapped',
      locations: [{ locationId: '8002', locationName: 'Place 8002' }],
    })
  })

  test('that was deleted in Shopify refuses too', () => {
    const { locationId: _, ...gone } = at('8002', { L1: 3 })
    const order = orderOf({ lines, fulfillmentOrders: [gone] })
    expect(allocateByLocation(order, [london], []).kind).toBe('unmapped')
  })

  test('that another system ships for is left out', () => {
    const order = orderOf({
      lines,
      fulfillmentOrders: [at('8001', { L1: 3 }), at('8002', { L2: 1 })],
    })
    expect(allocateByLocation(order, [london], ['8002'])).toMatchObject({
      kind: 'allocated',
      allocations: [{ link: london }],
    })
  })

  test('does not matter where nothing ships from it any more', () => {
    const done = [
      { ...at('8002', { L2: 1 }), status: 'CLOSED' as const },
      at('8002', { L2: 0 }),
      at('8002', { PDF: 1 }),
    ]
    const order = orderOf({ lines, fulfillmentOrders: [at('8001', { L1: 3 }), ...done] })
    expect(allocateByLocation(order, [london], [])).toMatchObject({
      allocations: [{ link: london, units: [{ lineId: 'L1', quantity: 3 }] }],
    })
  })
})

test('references count from the order id on', () => {
  expect([1, 2, 3].map((ordinal) => consignmentReference('5512', ordinal))).toEqual([
    '5512',
    '5512-2',
    '5512-3',
  ])
})

function at(locationId: string, remaining: Readonly<Record<string, number>>) {
  return fulfillmentOrderOf({
    fulfillmentOrderId: `F-${locationId}`,
    locationId,
    locationName: `Place ${locationId}`,
    lines: Object.entries(remaining).map(([lineId, remainingQuantity]) => ({
      fulfillmentOrderLineId: `F-${locationId}-${lineId}`,
      lineId,
      totalQuantity: 3,
      remainingQuantity,
    })),
  })
}

test('a reference names its order, and what is no reference names none', () => {
  for (const ordinal of [1, 2, 9, 10, 27]) {
    expect(toOrderId(consignmentReference('5512', ordinal))).toBe('5512')
  }
  for (const other of ['', 'MERGED', '5512-1', '5512-0', '5512-2-2', 'by hand']) {
    expect(toOrderId(other)).toBeUndefined()
  }
})
