import { describe, expect, test, vi } from 'vitest'
import type { ShopifyClient } from '../../shopify/index.ts'
import { apiErrorOf } from '../support/api-errors.ts'
import { failure } from './fakes.ts'
import {
  type CreateFulfillment,
  fulfillmentOf,
  parcelId,
  siblingId,
  usePosting,
  waitMs,
} from './posting.ts'

const posting = usePosting()

describe('the posting of a parcel', () => {
  test('after a reply was lost it looks, refuses to send too early, and says when to look again', async () => {
    await apiErrorOf(posting.post(1, { createFulfillment: lost }))
    posting.calls.length = 0
    const error = await apiErrorOf(posting.post(2))
    expect(posting.calls).toEqual(['getFulfillmentState'])
    expect(error.details).toMatchObject({ kind: 'unsettled', operation: 'fulfillmentCreate' })
    expect(error.message).toMatch(/looking again in \d+ s$/)
    expect(error.details.retryAfterMs).toBeGreaterThan(waitMs - 30_000)
    expect(error.details.retryAfterMs).toBeLessThanOrEqual(waitMs)
  })

  test('sends a second time only when the time is over, and after a look', async () => {
    await apiErrorOf(posting.post(1, { createFulfillment: lost }))
    await posting.sentAgo(parcelId, waitMs + 1000)
    posting.calls.length = 0
    expect(await posting.post(2)).toMatchObject({ kind: 'posted' })
    expect(posting.calls.slice(0, 2)).toEqual(['getFulfillmentState', 'createFulfillment'])
    expect(posting.calls.filter((call) => call === 'createFulfillment')).toHaveLength(1)
  })

  test('adopts what the lost attempt made', async () => {
    await apiErrorOf(posting.post(1, { createFulfillment: lost }))
    posting.fulfillments.push(fulfillmentOf('900'))
    posting.calls.length = 0
    expect(await posting.post(2)).toMatchObject({ kind: 'posted', unitsLeft: 1 })
    expect(posting.calls).toEqual(['getFulfillmentState'])
    expect((await posting.ledger.parcels.find(parcelId))?.fulfillmentId).toBe('900')
  })

  test('adopts what the lost attempt made without a number, and tells the number that came since', async () => {
    await posting.describeAs(null)
    await apiErrorOf(posting.post(1, { createFulfillment: lost }))
    posting.fulfillments.push({ ...fulfillmentOf('900'), trackingNumbers: [] })
    await posting.describeAs('RM1GB')
    const updated: unknown[] = []
    const updateTracking: UpdateTracking = async ({ fulfillmentId, tracking, atDeparture }) => {
      await atDeparture?.()
      updated.push([fulfillmentId, tracking.number])
      return { outcome: 'updated' }
    }
    posting.calls.length = 0
    expect(await posting.post(2, { updateTracking })).toMatchObject({
      kind: 'posted',
      untracked: false,
    })
    expect(posting.calls).toEqual(['getFulfillmentState', 'updateTracking'])
    expect(updated).toEqual([['900', 'RM1GB']])
    expect(await posting.ledger.parcels.find(parcelId)).toMatchObject({
      fulfillmentId: '900',
      toldTrackingNumber: 'RM1GB',
    })
  })

  test('adopts what the lost attempt made under the number that was corrected since', async () => {
    await posting.describeAs('RM0GB')
    await apiErrorOf(posting.post(1, { createFulfillment: lost }))
    posting.fulfillments.push({ ...fulfillmentOf('900'), trackingNumbers: ['RM0GB'] })
    await posting.describeAs('RM1GB')
    const updateTracking: UpdateTracking = async () => ({ outcome: 'updated' })
    expect(await posting.post(2, { updateTracking })).toMatchObject({ kind: 'posted' })
    expect((await posting.ledger.parcels.find(parcelId))?.fulfillmentId).toBe('900')
  })

  test('does not adopt one without a number where its number was sent', async () => {
    await apiErrorOf(posting.post(1, { createFulfillment: lost }))
    posting.fulfillments.push({ ...fulfillmentOf('900'), trackingNumbers: [] })
    expect((await apiErrorOf(posting.post(2))).details).toMatchObject({ kind: 'unsettled' })
  })

  test('waits by the clock that stamped it: a worker whose own is ahead does not send too early', async () => {
    await apiErrorOf(posting.post(1, { createFulfillment: lost }))
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 10 * waitMs })
    try {
      expect((await apiErrorOf(posting.post(2))).details).toMatchObject({ kind: 'unsettled' })
    } finally {
      vi.useRealTimers()
    }
  })

  test('does not adopt a fulfilment of the same tracking that another parcel claimed', async () => {
    posting.fulfillments.push(fulfillmentOf('900'))
    await posting.ledger.parcels.markPosted(siblingId, '900', 'RM9')
    await apiErrorOf(posting.post(1, { createFulfillment: lost }))
    await apiErrorOf(posting.post(2))
    expect((await posting.ledger.parcels.find(parcelId))?.fulfillmentId).toBeNull()
    await posting.sentAgo(parcelId, waitMs + 1000)
    expect(await posting.post(3)).toMatchObject({ kind: 'posted' })
    expect((await posting.ledger.parcels.find(parcelId))?.fulfillmentId).toBe('901')
  })

  test('the control: unclaimed, the same fulfilment would be taken as its own', async () => {
    posting.fulfillments.push(fulfillmentOf('900'))
    await apiErrorOf(posting.post(1, { createFulfillment: lost }))
    expect(await posting.post(2)).toMatchObject({ kind: 'posted' })
    expect((await posting.ledger.parcels.find(parcelId))?.fulfillmentId).toBe('900')
  })
})

type UpdateTracking = ShopifyClient['updateTracking']

const lost: CreateFulfillment = async ({ atDeparture }) => {
  await atDeparture?.()
  throw failure('ambiguous', 'fulfillmentCreate')
}
