import { beforeEach, describe, expect, test } from 'vitest'
import { createReadParcel } from '../../activities/read-parcel.ts'
import type { LinnworksOrder } from '../../domain/consignment-order.ts'
import type { Ledger } from '../../ledger/index.ts'
import type { OrderRelation } from '../../linnworks/index.ts'
import { linnworksOrderOf } from '../domain/builders.ts'
import { claimAs, claimOf, key, useLedgers } from '../ledger/ledger.ts'
import { attempt, emptyLedger, linnworksOf } from './fakes.ts'

const rootId = 'b1000000-0000-4000-8000-000000000001'
const partId = 'b1000000-0000-4000-8000-000000000002'

describe('what left the open orders of Linnworks', () => {
  const ledgers = useLedgers()
  let ledger: Ledger
  let relations: OrderRelation[]
  /** What stands in Linnworks, by its id. */
  let shelf: Map<string, LinnworksOrder>

  beforeEach(async () => {
    await emptyLedger(ledgers.database)
    relations = [{ parentId: rootId, childId: partId, type: 'SPLIT' }]
    shelf = new Map([[rootId, linnworksOrderOf({ linnworksOrderId: rootId })]])
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
  })

  test('is cancelled by the warehouse before the reply to its create came: it is bound, and closed', async () => {
    await unbind()
    expect(await read(rootId, 3, true)).toMatchObject({ kind: 'cancelled' })
    expect(await ledger.consignments.findByReference('aurora', '5512')).toMatchObject({
      state: 'cancelled',
      linnworksOrderId: rootId,
    })
    expect(await ledger.parcels.find(rootId)).toBeUndefined()
  })

  test('is cancelled beside another that the lost create may have made: that one is waited for', async () => {
    await unbind()
    shelf.set(rootId, linnworksOrderOf({ linnworksOrderId: rootId }))
    expect(await read(partId, 3, true)).toMatchObject({ kind: 'open' })
    expect(await stateOf()).toBe('sent')
  })

  test('is told again as cancelled by the warehouse until the order knows it, should a worker die', async () => {
    await read(rootId, 3, true)
    expect(await read(rootId, 3, true)).toMatchObject({ kind: 'cancelled' })
    await ledger.orders.moveTo(key, { stage: 'cancelled', why: 'the warehouse cancelled it' })
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

  test('is of no interest where it was cancelled beside the order, and is no part of it', async () => {
    relations = []
    expect(await read(partId, 3, true)).toMatchObject({ kind: 'known' })
    expect((await ledger.parcels.find(partId))?.postedAt).not.toBeNull()
    expect(await stateOf()).toBe('verified')
  })

  test('is told in the place of the order that still stands, and leaves that open', async () => {
    relations = []
    expect(await read(partId, 3)).toMatchObject({ kind: 'dispatched' })
    expect(await stateOf()).toBe('verified')
  })

  test('is one parcel too many, once what was sent is known to have left', async () => {
    relations = []
    await read(partId, 3)
    await ledger.parcels.markPosted(partId, '900', 'RM1')
    const reading = await read(rootId, 3)
    expect(reading).toMatchObject({ kind: 'exception', exception: { code: 'PARCEL_UNMATCHED' } })
    expect(await stateOf()).toBe('dispatched')
  })

  test('is nothing to tell where it was sent before, and is sent again', async () => {
    relations = [{ parentId: rootId, childId: partId, type: 'RESEND' }]
    expect(await read(partId, 3)).toMatchObject({ kind: 'known' })
    expect(await stateOf()).toBe('verified')
  })

  /** As after a create whose reply was lost. */
  async function unbind(): Promise<void> {
    const row = { state: 'sent', everSent: true, linnworksOrderId: null } as const
    await ledgers.database.updateTable('consignments').set(row).execute()
  }

  function read(id: string, quantity: number, cancelled = false, itemNumber = 'L1') {
    const [line] = linnworksOrderOf().lines
    const found: LinnworksOrder = linnworksOrderOf({
      linnworksOrderId: id,
      reference: '5512',
      processed: true,
      holdOrCancel: cancelled,
      lines: [{ ...line!, itemNumber, quantity, isService: false }],
    })
    shelf.set(id, found)
    const linnworks = linnworksOf([], {
      getOrdersById: async (ids) =>
        [...shelf.values()].filter((each) => ids.includes(each.linnworksOrderId)),
      findOrdersByReference: async () => [...shelf.values()],
      listOrderRelations: async () => relations,
    })
    const { readParcel } = createReadParcel({ linnworks, ledger })
    return attempt(1, readParcel, { ...key, linnworksOrderId: id })
  }

  async function stateOf(): Promise<string | undefined> {
    return (await ledger.consignments.findByReference('aurora', '5512'))?.state
  }
})
