import { beforeEach, describe, expect, test } from 'vitest'
import { createReadParcel } from '../../activities/read-parcel.ts'
import type { LinnworksOrder } from '../../domain/consignment-order.ts'
import type { Ledger } from '../../ledger/index.ts'
import { linnworksOrderOf } from '../domain/builders.ts'
import { claimAs, claimOf, key, useLedgers } from '../ledger/ledger.ts'
import { attempt, emptyLedger, linnworksOf } from './fakes.ts'

const rootId = 'b1000000-0000-4000-8000-000000000001'
const partId = 'b1000000-0000-4000-8000-000000000002'

describe('what left the open orders of Linnworks', () => {
  const ledgers = useLedgers()
  let ledger: Ledger

  beforeEach(async () => {
    await emptyLedger(ledgers.database)
    ledger = ledgers.ledger
    await ledger.orders.receive(key)
    const units = [{ lineId: 'L1', quantity: 3 }]
    const items = [{ itemNumber: 'L1', sku: 'MUG', quantity: 3, units }]
    await claimAs(ledger, key, [claimOf({ items })])
    const found = { linnworksOrderId: rootId, linnworksNumber: 100234 }
    await ledger.consignments.markVerified('aurora', '5512', found)
  })

  test('is a parcel of the units that it holds', async () => {
    expect(await read(rootId, 3)).toMatchObject({ kind: 'dispatched' })
    expect((await ledger.parcels.find(rootId))?.units).toEqual([{ lineId: 'L1', quantity: 3 }])
    expect(await stateOf()).toBe('dispatched')
  })

  test('leaves its consignment open while a part of it is still to leave', async () => {
    expect(await read(partId, 1)).toMatchObject({ kind: 'dispatched' })
    expect(await stateOf()).toBe('verified')
    expect(await read(rootId, 2)).toMatchObject({ kind: 'dispatched' })
    expect(await stateOf()).toBe('dispatched')
  })

  test('is the whole order, cancelled by the warehouse', async () => {
    expect(await read(rootId, 3, true)).toMatchObject({ kind: 'cancelled' })
    expect(await stateOf()).toBe('cancelled')
    expect(await read(rootId, 3, true)).toMatchObject({ kind: 'known' })
  })

  test('is a part that was split off and cancelled: a question of its own, and the rest goes on', async () => {
    expect(await read(partId, 1, true)).toMatchObject({
      kind: 'exception',
      exception: { code: 'CANCELLED_IN_LINNWORKS' },
    })
    expect(await stateOf()).toBe('verified')
    expect(await read(rootId, 2)).toMatchObject({ kind: 'dispatched' })
    expect(await stateOf()).toBe('dispatched')
  })

  test('is of no interest any more once we cancelled the order ourselves', async () => {
    await ledger.parcels.receive({ ...key, linnworksOrderId: partId, reference: '5512' })
    await ledger.consignments.close('aurora', '5512', 'cancelled')
    expect(await read(partId, 1, true)).toMatchObject({ kind: 'known' })
    expect((await ledger.parcels.find(partId))?.postedAt).not.toBeNull()
  })

  test('is a parcel that Shopify cannot be told of, where a line was replaced by hand', async () => {
    const reading = await read(rootId, 3, false, 'another line')
    expect(reading).toMatchObject({ kind: 'exception', exception: { code: 'PARCEL_UNMATCHED' } })
    expect(await stateOf()).toBe('dispatched')
  })

  function read(id: string, quantity: number, cancelled = false, itemNumber = 'L1') {
    const [line] = linnworksOrderOf().lines
    const found: LinnworksOrder = linnworksOrderOf({
      linnworksOrderId: id,
      reference: '5512',
      processed: true,
      holdOrCancel: cancelled,
      lines: [{ ...line!, itemNumber, quantity, isService: false }],
    })
    const linnworks = linnworksOf([], { getOrdersById: async () => [found] })
    const { readParcel } = createReadParcel({ linnworks, ledger })
    return attempt(1, readParcel, { ...key, linnworksOrderId: id })
  }

  async function stateOf(): Promise<string | undefined> {
    return (await ledger.consignments.findByReference('aurora', '5512'))?.state
  }
})
