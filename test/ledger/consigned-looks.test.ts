import { beforeEach, describe, expect, test } from 'vitest'
import type { UnitCounts } from '../../ledger/consigned-units.ts'
import { uniqueName } from '../support/servers.ts'
import { claimAs, claimOf, useLedgers } from './ledger.ts'
import { after, before, nothing, useMugOrder } from './mug-order.ts'

const ledgers = useLedgers()
const mugs = useMugOrder(ledgers)

const [here, there] = ['8001', '8002']

test('a look at an order names the levels where it shows a change: refunded, or moved away', async () => {
  await mugs.claim({ items: [mugs.itemOf('L1', { quantity: 3 })] })
  expect(await look({ [here]: 3 })).toEqual([])
  expect(await look({ [here]: 2 })).toEqual([here])
  expect(await look({ [here]: 2 })).toEqual([])
  expect(await look({ [there]: 2 })).toEqual([here, there])
  expect(await look({ [there]: 2 })).toEqual([])
  expect(await look({ '8003': 2 })).toEqual([there, '8003'])
  expect(await look({ [here]: 2 })).toEqual([here, '8003'])
})

describe('units that were moved to another location, and Linnworks sends from where it has them', () => {
  beforeEach(async () => {
    await mugs.claim({ items: [mugs.itemOf('L1', { quantity: 3 })] })
    await mugs.send()
    await mugs.verify()
  })

  test('are in Linnworks, and committed where Shopify waits for them', async () => {
    await look({ [there]: 3 })
    expect(await count(here)).toEqual(nothing)
    expect(await count(there)).toEqual({ ...nothing, inLinnworks: 3 })
    await look({ [here]: 1, [there]: 2 })
    expect(await count(here)).toEqual({ ...nothing, inLinnworks: 1 })
    expect(await count(there)).toEqual({ ...nothing, inLinnworks: 2 })
    await look({ [here]: 3 })
    expect(await count(here)).toEqual({ ...nothing, inLinnworks: 3 })
    expect(await count(there)).toEqual(nothing)
  })

  test('are to be taken off where they stand, as long as Linnworks was not seen to have them', async () => {
    await look({ [there]: 3 })
    expect(await count(here, before)).toEqual({ ...nothing, leftShelf: 3 })
    expect(await count(there, before)).toEqual({ ...nothing, claimed: 3 })
  })

  test('leave as Shopify is told of them', async () => {
    await look({ [there]: 3 })
    const parcel = await mugs.receive([{ lineId: 'L1', quantity: 2 }])
    expect(await count(there)).toEqual({ ...nothing, inLinnworks: 3 })
    await mugs.sendParcel(parcel)
    expect(await count(there)).toEqual({ ...nothing, inLinnworks: 1 })
    await ledgers.ledger.parcels.markPosted(parcel, uniqueName('U'), null)
    await look({ [there]: 1 }, 2)
    expect(await count(there)).toEqual({ ...nothing, inLinnworks: 1 })
  })

  test('are no more than Linnworks has of the line: what an edit added is not there yet', async () => {
    await look({ [there]: 4 })
    expect(await count(there)).toEqual({ ...nothing, inLinnworks: 3 })
    await look({ [here]: 3, [there]: 1 })
    expect(await count(there)).toEqual(nothing)
  })

  test('are not those that left by hand, though as many were added elsewhere', async () => {
    await look({ [there]: 3 }, 2)
    expect(await count(there)).toEqual({ ...nothing, inLinnworks: 1 })
    await look({ [there]: 3 }, 3)
    expect(await count(there)).toEqual(nothing)
  })

  test('take nothing, however many others of the line left, from those that wait where they were planned', async () => {
    await look({ [here]: 3 }, 6)
    expect(await count(here)).toEqual({ ...nothing, inLinnworks: 3 })
  })

  test('are not back where they were planned because Shopify was not told of their parcel after all', async () => {
    const parcel = await mugs.receive([{ lineId: 'L1', quantity: 3 }])
    await mugs.sendParcel(parcel)
    await look({ [there]: 3 })
    await ledgers.ledger.parcels.markNotCreated(parcel, 'attempt')
    expect(await count(here)).toEqual(nothing)
    await look({ [there]: 3 })
    expect(await count(there)).toEqual({ ...nothing, inLinnworks: 3 })
  })

  test('stay as they were seen last, whoever still notes what he saw before', async () => {
    const aMinuteAgo = new Date(Date.now() - 60_000)
    await look({ [there]: 3 })
    expect(await look({ [here]: 3 }, 0, aMinuteAgo)).toEqual([])
    expect(await count(there)).toEqual({ ...nothing, inLinnworks: 3 })
  })

  test('count nowhere once a step began that ends them, or they were cancelled', async () => {
    await look({ [there]: 3 })
    await ledgers.ledger.consignments.beginEnding(mugs.order)
    expect(await count(there)).toEqual(nothing)
    await ledgers.ledger.consignments.close(mugs.order.shop, mugs.order.orderId, 'cancelled')
    await look({ [there]: 3 })
    expect(await count(there)).toEqual(nothing)
  })
})

test('units of a line that stands at two locations are waited for at these first', async () => {
  const [first, second] = [mugs.order.orderId, `${mugs.order.orderId}-2`]
  const items = [mugs.itemOf('L1', { quantity: 1 })]
  await claimAs(ledgers.ledger, mugs.order, [
    claimOf({ reference: first, locationId: here, items }),
    claimOf({ reference: second, ordinal: 2, locationId: there, items }),
  ])
  await look({ [here]: 1, [there]: 1 })
  expect(await count(here)).toEqual({ ...nothing, claimed: 1 })
  expect(await count(there)).toEqual({ ...nothing, claimed: 1 })
  await look({ [there]: 2 })
  expect(await count(here)).toEqual({ ...nothing, leftShelf: 1 })
  expect(await count(there)).toEqual({ ...nothing, claimed: 2 })
  await look({ [there]: 1, '8003': 1 })
  expect(await count('8003')).toEqual({ ...nothing, claimed: 1 })
})

test('a consignment that is planned anew where its units were moved to counts them there once', async () => {
  const items = [mugs.itemOf('L1', { quantity: 3 })]
  await mugs.claim({ items })
  await look({ [there]: 3 })
  await mugs.claim({ items, locationId: there })
  expect(await count(here)).toEqual(nothing)
  expect(await count(there)).toEqual({ ...nothing, claimed: 3 })
})

describe('a parcel of units that were moved', () => {
  test('may have taken them from either level: a fall of one is no question', async () => {
    await mugs.claim()
    await mugs.send()
    await mugs.verify()
    await look({ [there]: 2 })
    const parcel = await mugs.receive([{ lineId: 'L1', quantity: 2 }])
    await mugs.sendParcel(parcel)
    await ledgers.ledger.parcels.markPosted(parcel, uniqueName('U'), null)
    await look({}, 2)
    const level = { shop: 'aurora', inventoryItemId: mugs.mug, since: before, readAt: after }
    const changes = await ledgers.ledger.stockLevels.countChanges([
      { ...level, locationId: here },
      { ...level, locationId: there },
      { ...level, locationId: '8003' },
    ])
    const either = { posted: 0, perhapsPosted: 2, left: 0 }
    expect(changes).toEqual([either, either, { ...either, perhapsPosted: 0 }])
  })
})

/** What Shopify waits for of the line, by location, and how many of it have left; answers the levels. */
async function look(
  waiting: Readonly<Record<string, number>>,
  departed = 0,
  updatedAt = new Date(),
): Promise<readonly string[]> {
  const levels = await ledgers.ledger.consignedUnits.noteLook({
    key: mugs.order,
    updatedAt,
    waiting: Object.entries(waiting).map(([locationId, quantity]) => ({
      ...{ lineId: 'L1', locationId, quantity },
    })),
    departed: [{ lineId: 'L1', quantity: departed }],
  })
  expect(levels.every(({ inventoryItemId }) => inventoryItemId === mugs.mug)).toBe(true)
  return levels.map(({ locationId }) => locationId)
}

async function count(locationId: string, verifiedBefore = after): Promise<UnitCounts> {
  const level = { shop: 'aurora', inventoryItemId: mugs.mug, locationId, verifiedBefore }
  const [counts] = await ledgers.ledger.consignedUnits.countUnits([level])
  return counts!
}
