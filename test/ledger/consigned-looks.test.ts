import { expect, test } from 'vitest'
import { claimAs, claimOf, key, useLedgers } from './ledger.ts'

const ledgers = useLedgers()

test('a look at an order names the levels where it shows a change: refunded, or moved away', async () => {
  const { ledger } = ledgers
  await ledger.orders.receive(key)
  const units = [{ lineId: 'L1', inventoryItemId: 'I1', quantity: 3 }]
  await claimAs(ledger, key, [
    claimOf({ items: [{ itemNumber: 'L1', sku: 'MUG', quantity: 3, units }] }),
  ])
  const look = (waiting: Readonly<Record<string, number>>) =>
    ledger.consignedUnits.noteLook({
      key,
      updatedAt: new Date(),
      waiting: Object.entries(waiting).map(([locationId, quantity]) => ({
        ...{ lineId: 'L1', locationId, quantity },
      })),
    })
  const here = { inventoryItemId: 'I1', locationId: '8001' }

  expect(await look({ 8001: 3 })).toEqual([])
  expect(await look({ 8001: 2 })).toEqual([here])
  expect(await look({ 8001: 2 })).toEqual([])
  expect(await look({ 8002: 2 })).toEqual([here, { ...here, locationId: '8002' }])
})
