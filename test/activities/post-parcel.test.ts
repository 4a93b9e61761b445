import { describe, expect, test } from 'vitest'
import type { Ledger } from '../../ledger/index.ts'
import type { ShopifyClient } from '../../shopify/index.ts'
import { key } from '../ledger/ledger.ts'
import { apiErrorOf } from '../support/api-errors.ts'
import {
  type CreateFulfillment,
  fulfillmentOf,
  parcelId,
  updatedAt,
  usePosting,
} from './posting.ts'

const posting = usePosting()

describe('the posting of a parcel', () => {
  test('makes one fulfilment, and asked again makes none', async () => {
    expect(await posting.post(1)).toMatchObject({ kind: 'posted', unitsLeft: 1 })
    expect(await posting.post(2)).toMatchObject({ kind: 'posted', unitsLeft: 1 })
    expect(posting.calls.filter((call) => call === 'createFulfillment')).toHaveLength(1)
  })

  test('costs one look and one create, and knows what is left without looking again', async () => {
    expect(await posting.post(1)).toMatchObject({ kind: 'posted', unitsLeft: 1 })
    expect(posting.calls).toEqual(['getOpenFulfillment', 'createFulfillment'])
  })

  test('makes its levels hot, and goes on where that fails', async () => {
    const heated: unknown[] = []
    const heat = async (...told: unknown[]) => {
      heated.push(told)
      throw new Error('deadlock detected')
    }
    const watched: Ledger = {
      ...posting.ledger,
      stockLevels: { ...posting.ledger.stockLevels, heat },
    }
    expect(await posting.post(1, {}, watched)).toMatchObject({ kind: 'posted' })
    const level = { shop: 'aurora', inventoryItemId: 'I1', locationId: '8001' }
    expect(heated).toEqual([[[level], 'dispatched']])
  })

  test('asks Shopify nothing while the shop waits for its tracking number', async () => {
    await posting.database.updateTable('parcels').set({ trackingNumber: null }).execute()
    expect(await posting.post(1, {}, posting.ledger, 'wait')).toEqual({ kind: 'awaitingTracking' })
    expect(posting.calls).toEqual([])
  })

  test('of an order cancelled in Shopify waits until a person accepts it, and is then handed over no more', async () => {
    const fulfillmentOrders = posting.openOrders()
    const methods: Partial<ShopifyClient> = {
      getOpenFulfillment: async () => ({
        updatedAt,
        fulfillmentOrders,
        cancelledAt: '2026-11-23T11:00:00Z',
      }),
    }
    expect(await posting.post(1, methods)).toEqual({ kind: 'cancelled' })
    expect(await posting.ledger.parcels.find(parcelId)).toMatchObject({ postedAt: null })
    await posting.ledger.orders.moveTo(key, { stage: 'fulfilled', why: 'accepted as it is' })
    expect(await posting.post(2, methods)).toEqual({ kind: 'cancelled' })
    expect((await posting.ledger.parcels.find(parcelId))?.postedAt).not.toBeNull()
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
      const [first, ...others] = posting.openOrders()
      const open = changed ? others : [first!, ...others]
      return { updatedAt, fulfillmentOrders: open, fulfillments: posting.fulfillments }
    }
    const error = await apiErrorOf(posting.post(1, { createFulfillment, getFulfillmentState }))
    expect(sent).toEqual([
      [{ fulfillmentOrderId: 'F0', lines: [{ fulfillmentOrderLineId: 'F0-L1', quantity: 1 }] }],
    ])
    expect(error.details.kind).toBe('unsettled')
    expect(await posting.post(2, { getFulfillmentState })).toMatchObject({ kind: 'posted' })
  })

  test('an attempt that was superseded at the last moment does not send', async () => {
    const { parcels } = posting.ledger
    const overtaken: Ledger = {
      ...posting.ledger,
      parcels: {
        ...parcels,
        takeTurn: async (id, token) => {
          await parcels.takeTurn(id, token)
          await parcels.takeTurn(id, 'the next attempt')
        },
      },
    }
    const error = await apiErrorOf(posting.post(1, {}, overtaken))
    expect(error.message).toContain('another attempt is posting this parcel')
    expect(posting.fulfillments).toEqual([])
    expect(await posting.ledger.parcels.find(parcelId)).toMatchObject({ sentAt: null })
  })

  test('refused as closed, it looks before it believes: a late commit had made it', async () => {
    const outcome = await posting.post(1, {
      createFulfillment: async ({ atDeparture }) => {
        await atDeparture?.()
        posting.fulfillments.push(fulfillmentOf('900'))
        return refusedAsClosed
      },
    })
    expect(outcome).toMatchObject({ kind: 'posted', unitsLeft: 1 })
    expect(posting.calls).toEqual([
      'getOpenFulfillment',
      'createFulfillment',
      'getFulfillmentState',
    ])
    expect((await posting.ledger.parcels.find(parcelId))?.fulfillmentId).toBe('900')
  })

  test('refused with nothing of its own there, it says so and may be tried again', async () => {
    const createFulfillment: CreateFulfillment = async ({ atDeparture }) => {
      await atDeparture?.()
      return refusedAsClosed
    }
    const outcome = await posting.post(1, { createFulfillment })
    expect(outcome).toMatchObject({
      kind: 'exception',
      exception: { code: 'POST_BACK_REFUSED' },
    })
    expect(await posting.ledger.parcels.find(parcelId)).toMatchObject({
      sentAt: null,
      postedAt: null,
    })
    expect(await posting.post(2)).toMatchObject({ kind: 'posted' })
  })

  test('one that waits for its turn in the budget is not sent once another attempt has the turn', async () => {
    const { parcels } = posting.ledger
    const error = await apiErrorOf(
      posting.post(1, {
        createFulfillment: async ({ atDeparture }) => {
          await parcels.takeTurn(parcelId, 'the next attempt')
          await atDeparture?.()
          posting.fulfillments.push(fulfillmentOf('900'))
          return { outcome: 'created', fulfillmentId: '900' }
        },
      }),
    )
    expect(error.message).toContain('another attempt is posting this parcel')
    expect(posting.fulfillments).toEqual([])
  })

  test('one that was turned away at the door may leave again, with a stamp of its own', async () => {
    const createFulfillment: CreateFulfillment = async ({ atDeparture }) => {
      await atDeparture?.()
      await atDeparture?.()
      posting.fulfillments.push(fulfillmentOf('900'))
      return { outcome: 'created', fulfillmentId: '900' }
    }
    expect(await posting.post(1, { createFulfillment })).toMatchObject({ kind: 'posted' })
  })
})

/** Shopify's words for a fulfilment order that has none left to fulfil (observed on live stores). */
const refusedAsClosed = {
  outcome: 'refused',
  message: 'Fulfillment order 1 has an unfulfillable status= closed.',
} as const
