import { describe, expect, test } from 'vitest'
import { createVerifyConsignments } from '../../activities/verify-consignment.ts'
import type { LinnworksOrder } from '../../domain/consignment-order.ts'
import type { LinnworksClient } from '../../linnworks/index.ts'
import { linnworksOrderOf } from '../domain/builders.ts'
import { key } from '../ledger/ledger.ts'
import { apiErrorOf } from '../support/api-errors.ts'
import { attempt, failure } from './fakes.ts'
import { after, gone, longAgo, partly, useLeftTheShelf } from './shelf-departure.ts'

const left = useLeftTheShelf()
const { count, creating, inject, linnworks, post, processOrder, read, world } = left

describe('an order that left the shelf without Waybill', () => {
  test('is in Linnworks when the step answers, dispatched there, and told as a parcel', async () => {
    const { linnworksOrderId } = linnworksOrderOf()
    expect(await inject(gone())).toMatchObject({ kind: 'injected', departed: [linnworksOrderId] })
    expect(world.shelf).toMatchObject([{ reference: '5512', processed: true, holdOrCancel: false }])
    expect(world.calls.filter((call) => call === 'processOrder')).toHaveLength(1)
  })

  test('is done once its parcel is settled: nobody is told of it a second time', async () => {
    await inject(gone())
    expect(await read('5512')).toMatchObject({
      ...{ kind: 'dispatched', consignments: [{ state: 'dispatched' }] },
    })
    world.policy = { withoutTracking: 'wait' }
    const outcome = await post('5512', [])
    expect(outcome).toEqual({ kind: 'posted', unitsLeft: 0 })
    const [parcel] = await left.ledger.parcels.list(key)
    expect(parcel).toMatchObject({ postedAt: expect.any(Date), sentAt: null, fulfillmentId: null })
  })

  test('is not created again by an attempt after the reply was lost, but processed', async () => {
    const processOrder = () => Promise.reject(failure('ambiguous', 'ProcessOrder'))
    await apiErrorOf(inject(gone(), { processOrder }))
    world.calls.length = 0
    expect(await inject(gone())).toMatchObject({ kind: 'injected' })
    expect(world.calls).not.toContain('createOrders')
    expect(world.shelf).toMatchObject([{ processed: true }])
  })

  test('is not processed again if the lost attempt did it', async () => {
    const lateReply: LinnworksClient['processOrder'] = async (input) => {
      await processOrder(input)
      throw failure('ambiguous', 'ProcessOrder')
    }
    await apiErrorOf(inject(gone(), { processOrder: lateReply }))
    world.calls.length = 0
    expect(await inject(gone())).toMatchObject({ kind: 'injected', departed: [expect.any(String)] })
    expect(world.calls).not.toContain('processOrder')
  })

  test.each<[string, LinnworksClient['processOrder'], string]>([
    ['refuses', async () => ({ outcome: 'refused', message: 'It is locked.' }), 'It is locked.'],
    ['says yes and does nothing', async () => ({ outcome: 'processed' }), 'it is still open'],
  ])('waits with a reason where Linnworks %s', async (_what, processOrder, because) => {
    const outcome = await inject(gone(), { processOrder })
    expect(outcome).toMatchObject({ kind: 'exception', exception: { code: 'FULFILLED_ELSEWHERE' } })
    expect(outcome.kind === 'exception' && outcome.exception.sentence).toContain(because)
    expect(await left.ledger.parcels.list(key)).toEqual([])
  })

  test('is processed when somebody has mended in Linnworks what was not as it was sent', async () => {
    const broken = { createOrders: creating({ totalMinor: 1 }) }
    expect(await inject(gone(), broken)).toMatchObject({ kind: 'exception' })
    expect(world.calls).not.toContain('processOrder')
    world.shelf = world.shelf.map((order) => ({ ...order, totalMinor: 2000 }))
    const { verifyConsignments } = createVerifyConsignments({
      linnworks: linnworks(),
      ledger: left.ledger,
    })
    expect(await attempt(1, verifyConsignments, key)).toEqual({})
    expect(world.shelf).toMatchObject([{ processed: true }])
  })

  test('waits for no edits of its customer', async () => {
    world.policy = { editWindowMinutes: 60 }
    expect(await inject(gone())).toMatchObject({ kind: 'injected' })
  })

  test('in part is two orders in Linnworks, and only what left is processed', async () => {
    expect(await inject(partly())).toMatchObject({
      consignments: [{ reference: '5512' }, { reference: '5512-2' }],
    })
    expect(world.shelf.toSorted(byReference)).toMatchObject([
      { reference: '5512', processed: false },
      { reference: '5512-2', processed: true },
    ])
    expect(await count(after)).toEqual({ inLinnworks: 1, claimed: 0, leftShelf: 0, unheard: 0 })
  })

  test('in part takes nothing of the rest along: its parcel fulfils nothing in Shopify', async () => {
    await inject(partly())
    expect(await read('5512-2')).toMatchObject({ kind: 'dispatched' })
    const open = partly().fulfillmentOrders
    expect(await post('5512-2', open)).toEqual({ kind: 'posted', unitsLeft: 1 })
  })

  test('and is old may be in Linnworks, unknown to a restored ledger: it is not created again', async () => {
    world.shelf = [linnworksOrderOf({ processed: true })]
    expect(await inject({ ...gone(), createdAt: longAgo })).toMatchObject({ kind: 'skipped' })
    expect(await count(after)).toEqual({ inLinnworks: 0, claimed: 0, leftShelf: 0, unheard: 0 })
    expect(world.calls).toEqual(['findOrdersByReference'])
  })

  test('in part and is old is taken for what stands in Linnworks, unknown to a restored ledger', async () => {
    const line = { rowId: 'R1', itemNumber: 'L1', sku: 'MUG', quantity: 1 }
    const lines = [{ ...line, unlinked: false, isService: false }]
    world.shelf = [linnworksOrderOf({ lines })]
    const outcome = await inject({ ...partly(), createdAt: longAgo })
    expect(outcome).toMatchObject({ kind: 'injected', consignments: [{ reference: '5512' }] })
    expect(world.calls).not.toContain('createOrders')
    expect(world.shelf).toHaveLength(1)
  })

  test('and is old goes to Linnworks if it is not there', async () => {
    expect(await inject({ ...gone(), createdAt: longAgo })).toMatchObject({ kind: 'injected' })
    expect(world.shelf).toMatchObject([{ processed: true }])
  })
})

function byReference(one: LinnworksOrder, other: LinnworksOrder): number {
  return one.reference < other.reference ? -1 : 1
}
