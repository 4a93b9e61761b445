import { expect, test } from 'vitest'
import type { LinnworksOrderLine } from '../../domain/consignment-order.ts'
import type { ConsignmentItem } from '../../domain/consignment.ts'
import { toParcelUnits } from '../../domain/parcel-units.ts'

const mug: ConsignmentItem = {
  itemNumber: 'L1',
  sku: 'MUG',
  quantity: 3,
  units: [{ lineId: 'L1', quantity: 3 }],
}
const teaSet: ConsignmentItem = {
  itemNumber: 'G1',
  sku: 'SET',
  quantity: 2,
  units: [
    { lineId: 'L2', quantity: 4 },
    { lineId: 'L3', quantity: 2 },
  ],
}

test('a parcel holds the units of its lines, known by their item numbers', () => {
  expect(toParcelUnits([row({ quantity: 2 })], [mug, teaSet])).toEqual({
    kind: 'matched',
    units: [{ lineId: 'L1', quantity: 2 }],
  })
})

test("a bundle's line stands for the units of its components", () => {
  const lines = [row({ itemNumber: 'G1', quantity: 1 }), row({ quantity: 3 })]
  expect(toParcelUnits(lines, [mug, teaSet])).toEqual({
    kind: 'matched',
    units: [
      { lineId: 'L2', quantity: 2 },
      { lineId: 'L3', quantity: 1 },
      { lineId: 'L1', quantity: 3 },
    ],
  })
})

test('services are no units', () => {
  const tip = row({ itemNumber: '5512-tip', isService: true })
  expect(toParcelUnits([tip, row()], [mug])).toMatchObject({
    units: [{ lineId: 'L1', quantity: 1 }],
  })
})

test('a line that a person replaced in Linnworks is named, not guessed', () => {
  expect(toParcelUnits([row({ itemNumber: '', sku: 'CUP' })], [mug])).toEqual({
    kind: 'unmatched',
    because: 'its line CUP is not one of those that were sent',
  })
})

test('a bundle whose item was split inside one bundle is not matched', () => {
  const odd = { ...teaSet, quantity: 3 }
  expect(toParcelUnits([row({ itemNumber: 'G1', sku: 'SET' })], [odd])).toMatchObject({
    kind: 'unmatched',
    because: expect.stringContaining('SET'),
  })
})

test('a parcel of nothing that was sold is not matched', () => {
  expect(toParcelUnits([], [mug]).kind).toBe('unmatched')
})

function row(line: Partial<LinnworksOrderLine> = {}): LinnworksOrderLine {
  return {
    rowId: 'R1',
    itemNumber: 'L1',
    sku: 'MUG',
    quantity: 1,
    unlinked: false,
    isService: false,
    ...line,
  }
}
