import { expect, test } from 'vitest'
import { holdsItsStock } from '../../domain/consignment-holding.ts'
import type { LinnworksOrderLine } from '../../domain/consignment-order.ts'
import { leeds, linnworksOrderOf, london } from './builders.ts'

const unit = { lineId: 'L1', quantity: 2 }
const sent = {
  items: [{ itemNumber: 'L1', sku: 'MUG', quantity: 2, units: [unit] }],
  linnworksLocationId: london.linnworksLocationId,
}
const mugs: LinnworksOrderLine = {
  ...{ rowId: 'R1', itemNumber: 'L1', sku: 'MUG', quantity: 2 },
  ...{ unlinked: false, isService: false },
}

test('an order holds the stock of what was sent, parked or not, whatever else it says', () => {
  const lines = [mugs, { ...mugs, rowId: 'R2', itemNumber: 'tip', isService: true }]
  const found = linnworksOrderOf({ lines, parked: true, paid: false, totalMinor: 1 })
  expect(holdsItsStock(found, sent)).toBe(true)
})

test.each([
  ['a line is linked to no item', { lines: [{ ...mugs, unlinked: true }] }],
  ['a line is missing', { lines: [] }],
  ['a line holds less', { lines: [{ ...mugs, quantity: 1 }] }],
  ['it stands at another location', { lines: [mugs], locationId: leeds.linnworksLocationId }],
])('it does not where %s', (_what, order) => {
  expect(holdsItsStock(linnworksOrderOf(order), sent)).toBe(false)
})
