import { beforeEach, describe, expect, test, vi } from 'vitest'
import { createPostParcel } from '../../activities/post-parcel.ts'
import type { Fulfillment } from '../../domain/order.ts'
import type { Ledger } from '../../ledger/index.ts'
import type { ShopifyClient } from '../../shopify/index.ts'
import { apiErrorOf } from '../support/api-errors.ts'
import { fulfillmentOrderOf } from '../domain/builders.ts'
import { claimOf, key, useLedgers, claimAs } from '../ledger/ledger.ts'
import { attempt, type Calls, emptyLedger, failure, shopOf } from './fakes.ts'

const ledgers = useLedgers()
const waitMs = 60_000
const parcelId = '55555555-5555-4555-8555-555555555551'
const siblingId = '55555555-5555-4555-8555-555555555552'

const updatedAt = '2026-11-23T10:00:00Z'

describe('the posting of a parcel', () => {
  let ledger: Ledger
  let calls: Calls
  /** What Shopify has. */
  let fulfillments: Fulfillment[]

  beforeEach(async () => {
    await emptyLedger(ledgers.database)
    ledger = ledgers.ledger
    calls = []
    fulfillments = []
    await ledger.orders.receive(key)
    const units = [{ lineId: 'L1', inventoryItemId: 'I1', quantity: 2 }]
    const items = [{ itemNumber: 'L1', sku: 'MUG', quantity: 2, units }]
    await claimAs(ledger, key, [claimOf({ items })])
    for (const id of [parcelId, siblingId]) await receive(id)
  })

  test('makes one fulfilment, and asked again makes none', async () => {
    expect(await post(1)).toMatchObject({ kind: 'posted', unitsLeft: 1 })
    expect(await post(2)).toMatchObject({ kind: 'posted', unitsLeft: 1 })
    expect(calls.filter((call) => call === 'createFulfillment')).toHaveLength(1)
  })

  test('costs one look and one create, and knows what is left without looking again', async () => {
    expect(await post(1)).toMatchObject({ kind: 'posted', unitsLeft: 1 })
    expect(calls).toEqual(['getOpenFulfillment', 'createFulfillment'])
  })

  test('makes its levels hot, and goes on where that fails', async () => {
    const heated: unknown[] = []
    const heat = async (...told: unknown[]) => {
      heated.push(told)
      throw new Error('deadlock detected')
    }
    const watched: Ledger = { ...ledger, stockLevels: { ...ledger.stockLevels, heat } }
    expect(await post(1, {}, watched)).toMatchObject({ kind: 'posted' })
    const level = { shop: 'aurora', inventoryItemId: 'I1', locationId: '8001' }
    expect(heated).toEqual([[[level], 'dispatched']])
  })

  test('asks Shopify nothing while the shop waits for its tracking number', async () => {
    await ledgers.database.updateTable('parcels').set({ trackingNumber: null }).execute()
    expect(await post(1, {}, ledger, 'wait')).toEqual({ kind: 'awaitingTracking' })
    expect(calls).toEqual([])
  })

  test('of an order cancelled in Shopify waits until a person accepts it, and is then handed over no more', async () => {
    const fulfillmentOrders = openOrders()
    const methods: Partial<ShopifyClient> = {
      getOpenFulfillment: async () => ({
        updatedAt,
        fulfillmentOrders,
        cancelledAt: '2026-11-23T11:00:00Z',
      }),
    }
    expect(await post(1, methods)).toEqual({ kind: 'cancelled' })
    expect(await ledger.parcels.find(parcelId)).toMatchObject({ postedAt: null })
    await ledger.orders.moveTo(key, { stage: 'fulfilled', why: 'accepted as it is' })
    expect(await post(2, methods)).toEqual({ kind: 'cancelled' })
    expect((await ledger.parcels.find(parcelId))?.postedAt).not.toBeNull()
  })

  test('after a reply was lost it looks, refuses to send too early, and says when to look again', async () => {
    await apiErrorOf(post(1, { createFulfillment: lost }))
    calls.length = 0
    const error = await apiErrorOf(post(2))
    expect(calls).toEqual(['getFulfillmentState'])
    expect(error.details).toMatchObject({ kind: 'unsettled', operation: 'fulfillmentCreate' })
    expect(error.message).toMatch(/looking again in \d+ s$/)
    expect(error.details.retryAfterMs).toBeGreaterThan(waitMs - 30_000)
    expect(error.details.retryAfterMs).toBeLessThanOrEqual(waitMs)
  })

  test('sends a second time only when the time is over, and after a look', async () => {
    await apiErrorOf(post(1, { createFulfillment: lost }))
    await sentAgo(parcelId, waitMs + 1000)
    calls.length = 0
    expect(await post(2)).toMatchObject({ kind: 'posted' })
    expect(calls.slice(0, 2)).toEqual(['getFulfillmentState', 'createFulfillment'])
    expect(calls.filter((call) => call === 'createFulfillment')).toHaveLength(1)
  })

  test('adopts what the lost attempt made', async () => {
    await apiErrorOf(post(1, { createFulfillment: lost }))
    fulfillments.push(fulfillmentOf('900'))
    calls.length = 0
    expect(await post(2)).toMatchObject({ kind: 'posted', unitsLeft: 1 })
    expect(calls).toEqual(['getFulfillmentState'])
    expect((await ledger.parcels.find(parcelId))?.fulfillmentId).toBe('900')
  })

  test('adopts what the lost attempt made without a number, and tells the number that came since', async () => {
    await describeAs(null)
    await apiErrorOf(post(1, { createFulfillment: lost }))
    fulfillments.push({ ...fulfillmentOf('900'), trackingNumbers: [] })
    await describeAs('RM1GB')
    const updated: unknown[] = []
    const updateTracking: UpdateTracking = async ({ fulfillmentId, tracking, atDeparture }) => {
      await atDeparture?.()
      updated.push([fulfillmentId, tracking.number])
      return { outcome: 'updated' }
    }
    calls.length = 0
    expect(await post(2, { updateTracking })).toMatchObject({ kind: 'posted', untracked: false })
    expect(calls).toEqual(['getFulfillmentState', 'updateTracking'])
    expect(updated).toEqual([['900', 'RM1GB']])
    expect(await ledger.parcels.find(parcelId)).toMatchObject({
      fulfillmentId: '900',
      toldTrackingNumber: 'RM1GB',
    })
  })

  test('adopts what the lost attempt made under the number that was corrected since', async () => {
    await describeAs('RM0GB')
    await apiErrorOf(post(1, { createFulfillment: lost }))
    fulfillments.push({ ...fulfillmentOf('900'), trackingNumbers: ['RM0GB'] })
    await describeAs('RM1GB')
    const updateTracking: UpdateTracking = async () => ({ outcome: 'updated' })
    expect(await post(2, { updateTracking })).toMatchObject({ kind: 'posted' })
    expect((await ledger.parcels.find(parcelId))?.fulfillmentId).toBe('900')
  })

  test('does not adopt one without a number where its number was sent', async () => {
    await apiErrorOf(post(1, { createFulfillment: lost }))
    fulfillments.push({ ...fulfillmentOf('900'), trackingNumbers: [] })
    expect((await apiErrorOf(post(2))).details).toMatchObject({ kind: 'unsettled' })
  })

  test('sends what it planned by quantity, and plans anew where Shopify refuses it as changed', async () => {
    let changed = false
    const sent: unknown[] = []
    const createFulfillment: CreateFulfillment = async ({ atDeparture, fulfillmentOrders }) => {
      await atDeparture?.()
      sent.push(fulfillmentOrders)
      changed = true
      const message = 'Invalid fulfillment order line item quantity requested.'
      return { outcome: 'refused', message }
    }
    const getFulfillmentState = async () => {
      const [first, ...others] = openOrders()
      const open = changed ? others : [first!, ...others]
      return { updatedAt, fulfillmentOrders: open, fulfillments }
    }
    const error = await apiErrorOf(post(1, { createFulfillment, getFulfillmentState }))
    expect(sent).toEqual([
      [{ fulfillmentOrderId: 'F0', lines: [{ fulfillmentOrderLineId: 'F0-L1', quantity: 1 }] }],
    ])
    expect(error.details.kind).toBe('unsettled')
    expect(await post(2, { getFulfillmentState })).toMatchObject({ kind: 'posted' })
  })

  test('waits by the clock that stamped it: a worker whose own is ahead does not send too early', async () => {
    await apiErrorOf(post(1, { createFulfillment: lost }))
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 10 * waitMs })
    try {
      expect((await apiErrorOf(post(2))).details).toMatchObject({ kind: 'unsettled' })
    } finally {
      vi.useRealTimers()
    }
  })

  test('does not adopt a fulfilment of the same tracking that another parcel claimed', async () => {
    fulfillments.push(fulfillmentOf('900'))
    await ledger.parcels.markPosted(siblingId, '900', 'RM9')
    await apiErrorOf(post(1, { createFulfillment: lost }))
    await apiErrorOf(post(2))
    expect((await ledger.parcels.find(parcelId))?.fulfillmentId).toBeNull()
    await sentAgo(parcelId, waitMs + 1000)
    expect(await post(3)).toMatchObject({ kind: 'posted' })
    expect((await ledger.parcels.find(parcelId))?.fulfillmentId).toBe('901')
  })

  test('the control: unclaimed, the same fulfilment would be taken as its own', async () => {
    fulfillments.push(fulfillmentOf('900'))
    await apiErrorOf(post(1, { createFulfillment: lost }))
    expect(await post(2)).toMatchObject({ kind: 'posted' })
    expect((await ledger.parcels.find(parcelId))?.fulfillmentId).toBe('900')
  })

  test('an attempt that was superseded at the last moment does not send', async () => {
    const { parcels } = ledger
    const overtaken: Ledger = {
      ...ledger,
      parcels: {
        ...parcels,
        takeTurn: async (id, token) => {
          await parcels.takeTurn(id, token)
          await parcels.takeTurn(id, 'the next attempt')
        },
      },
    }
    const error = await apiErrorOf(post(1, {}, overtaken))
    expect(error.message).toContain('another attempt is posting this parcel')
    expect(fulfillments).toEqual([])
    expect(await ledger.parcels.find(parcelId)).toMatchObject({ sentAt: null })
  })

  test('refused as closed, it looks before it believes: a late commit had made it', async () => {
    const outcome = await post(1, {
      createFulfillment: async ({ atDeparture }) => {
        await atDeparture?.()
        fulfillments.push(fulfillmentOf('900'))
        return refusedAsClosed
      },
    })
    expect(outcome).toMatchObject({ kind: 'posted', unitsLeft: 1 })
    expect(calls).toEqual(['getOpenFulfillment', 'createFulfillment', 'getFulfillmentState'])
    expect((await ledger.parcels.find(parcelId))?.fulfillmentId).toBe('900')
  })

  test('refused with nothing of its own there, it says so and may be tried again', async () => {
    const createFulfillment: CreateFulfillment = async ({ atDeparture }) => {
      await atDeparture?.()
      return refusedAsClosed
    }
    const outcome = await post(1, { createFulfillment })
    expect(outcome).toMatchObject({
      kind: 'exception',
      exception: { code: 'POST_BACK_REFUSED' },
    })
    expect(await ledger.parcels.find(parcelId)).toMatchObject({ sentAt: null, postedAt: null })
    expect(await post(2)).toMatchObject({ kind: 'posted' })
  })

  test('one that waits for its turn in the budget is not sent once another attempt has the turn', async () => {
    const { parcels } = ledger
    const error = await apiErrorOf(
      post(1, {
        createFulfillment: async ({ atDeparture }) => {
          await parcels.takeTurn(parcelId, 'the next attempt')
          await atDeparture?.()
          fulfillments.push(fulfillmentOf('900'))
          return { outcome: 'created', fulfillmentId: '900' }
        },
      }),
    )
    expect(error.message).toContain('another attempt is posting this parcel')
    expect(fulfillments).toEqual([])
  })

  test('one that was turned away at the door may leave again, with a stamp of its own', async () => {
    const createFulfillment: CreateFulfillment = async ({ atDeparture }) => {
      await atDeparture?.()
      await atDeparture?.()
      fulfillments.push(fulfillmentOf('900'))
      return { outcome: 'created', fulfillmentId: '900' }
    }
    expect(await post(1, { createFulfillment })).toMatchObject({ kind: 'posted' })
  })

  function post(
    nth: number,
    methods: Partial<ShopifyClient> = {},
    over: Ledger = ledger,
    withoutTracking: 'post' | 'wait' = 'post',
  ) {
    const { client, policy, stock } = shopOf(calls, {
      getOpenFulfillment: async () => ({ updatedAt, fulfillmentOrders: openOrders() }),
      getFulfillmentState: async () => ({
        updatedAt,
        fulfillmentOrders: openOrders(),
        fulfillments,
      }),
      createFulfillment: async ({ atDeparture }) => {
        await atDeparture?.()
        const fulfillmentId = String(900 + fulfillments.length)
        fulfillments.push(fulfillmentOf(fulfillmentId))
        return { outcome: 'created', fulfillmentId }
      },
      ...methods,
    })
    const shop = { client, stock, policy: { ...policy, withoutTracking } }
    const dependencies = { findShop: () => shop, ledger: over, lateCommitWaitMs: waitMs }
    const { postParcel } = createPostParcel(dependencies)
    return attempt(nth, postParcel, { ...key, linnworksOrderId: parcelId })
  }

  /** One of a mug for each parcel: its split was done before. */
  function openOrders() {
    const left = 2 - fulfillments.length
    return Array.from({ length: Math.max(left, 1) }, (_, index) =>
      fulfillmentOrderOf({
        fulfillmentOrderId: `F${index}`,
        lines: [
          {
            fulfillmentOrderLineId: `F${index}-L1`,
            lineId: 'L1',
            totalQuantity: 1,
            remainingQuantity: 1,
          },
        ],
      }),
    )
  }

  async function receive(linnworksOrderId: string): Promise<void> {
    await ledger.parcels.receive({ ...key, linnworksOrderId, reference: '5512' })
    await ledger.parcels.describe(linnworksOrderId, {
      vendor: 'Royal Mail',
      trackingNumber: 'RM1GB',
      units: [{ lineId: 'L1', quantity: 1 }],
    })
  }

  async function describeAs(trackingNumber: string | null): Promise<void> {
    const parcels = ledgers.database.updateTable('parcels').set({ trackingNumber })
    await parcels.where('linnworksOrderId', '=', parcelId).execute()
  }

  async function sentAgo(linnworksOrderId: string, ms: number): Promise<void> {
    await ledgers.database
      .updateTable('parcels')
      .set({ sentAt: new Date(Date.now() - ms) })
      .where('linnworksOrderId', '=', linnworksOrderId)
      .execute()
  }
})

/** Shopify's words for a fulfilment order that has none left to fulfil (observed on live stores). */
const refusedAsClosed = {
  outcome: 'refused',
  message: 'Fulfillment order 1 has an unfulfillable status= closed.',
} as const

type CreateFulfillment = ShopifyClient['createFulfillment']
type UpdateTracking = ShopifyClient['updateTracking']

const lost: CreateFulfillment = async ({ atDeparture }) => {
  await atDeparture?.()
  throw failure('ambiguous', 'fulfillmentCreate')
}

function fulfillmentOf(fulfillmentId: string): Fulfillment {
  return {
    fulfillmentId,
    status: 'SUCCESS',
    createdAt: '2026-11-23T10:00:00Z',
    trackingNumbers: ['RM1GB'],
    lines: [{ lineId: 'L1', quantity: 1 }],
  }
}
