import { expect, test } from 'vitest'
import type { LinnworksOrder, LinnworksOrderLine } from '../../domain/consignment-order.ts'
import { findDefects } from '../../domain/verification.ts'
import { linnworksOrderOf } from './builders.ts'

const mug: LinnworksOrderLine = {
  rowId: 'R1',
  itemNumber: 'L1',
  sku: 'MUG',
  quantity: 2,
  unlinked: false,
  isService: false,
}
const tip: LinnworksOrderLine = { ...mug, rowId: 'R2', itemNumber: '5512-tip', isService: true }
const expected = { totalMinor: 1000, items: [{ itemNumber: 'L1', quantity: 2 }] }

test('an order that reads back as it was sent has no defect', () => {
  expect(findDefects(linnworksOrderOf({ lines: [mug, tip] }), expected)).toEqual([])
})

test.each<[string, Partial<LinnworksOrder>, string]>([
  ['a line is missing', { lines: [] }, 'has 0 lines'],
  ['a line came twice', { lines: [mug, { ...mug, rowId: 'R3' }] }, 'has 2 lines'],
  ['a quantity differs', { lines: [{ ...mug, quantity: 1 }] }, 'has 1 lines'],
  ['a line is linked to no item', { lines: [{ ...mug, unlinked: true }] }, 'no stock (MUG)'],
  ['the total differs', { totalMinor: 999 }, 'shows a total of 999 where 1000 was sent'],
  ['it is unpaid', { paid: false }, 'is not marked as paid'],
  ['it is parked', { parked: true }, 'is parked'],
])('it shows when %s', (_, order, defect) => {
  const defects = findDefects(linnworksOrderOf({ lines: [mug], ...order }), expected)
  expect(defects).toEqual([expect.stringContaining(defect)])
})
