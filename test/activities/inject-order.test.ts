import { beforeEach, describe, expect, test, vi } from 'vitest'
import { createInjectOrder } from '../../activities/inject-order.ts'
import { createVerifyConsignments } from '../../activities/verify-consignment.ts'
import type { LinnworksOrder } from '../../domain/consignment-order.ts'
import type { Ledger } from '../../ledger/index.ts'
import type { LinnworksClient } from '../../linnworks/index.ts'
import { apiErrorOf } from '../support/api-errors.ts'
import { linnworksOrderOf, london, orderOf } from '../domain/builders.ts'
import { key, useLedgers } from '../ledger/ledger.ts'
import {
  attempt,
  type Calls,
  departing,
  emptyLedger,
  failure,
  linnworksOf,
  shopOf,
} from './fakes.ts'

const ledgers = useLedgers()
const waitMs = 120_000
const injectedId = '33333333-3333-4333-8333-333333333333'

describe('the injection of an order', () => {
  let ledger: Ledger
  let calls: Calls
  /** What stands in Linnworks. */
  let shelf: LinnworksOrder[]

  beforeEach(async () => {
    await emptyLedger(ledgers.database)
    ledger = ledgers.ledger
    await ledger.links.linkLocation({ shop: 'aurora', actor: 'staff-1', ...london })
    calls = []
    shelf = []
  })

  test('creates a fresh order once, and reads it back', async () => {
    expect(await inject(1)).toMatchObject({ kind: 'injected', name: '#1001' })
    expect(writesAndLooks()).toEqual(['createOrders', 'getOrdersById'])
    expect(await rowOf()).toMatchObject({ state: 'verified', linnworksOrderId: injectedId })
  })

  test('after a reply was lost it looks, refuses to send too early, and says when to look again', async () => {
    await apiErrorOf(inject(1, { createOrders: lost }))
    calls.length = 0
    const error = await apiErrorOf(inject(2))
    expect(writesAndLooks()).toEqual(['findOrdersByReference'])
    expect(error.details).toMatchObject({ kind: 'unsettled', operation: 'CreateOrders' })
    expect(error.message).toMatch(/looking again in \d+ s$/)
    expect(error.details.retryAfterMs).toBeGreaterThan(waitMs - 60_000)
    expect(error.details.retryAfterMs).toBeLessThanOrEqual(waitMs)
    expect((await rowOf()).state).toBe('sent')
  })

  test('waits by the clock that stamped it: a worker whose own is ahead does not send too early', async () => {
    await apiErrorOf(inject(1, { createOrders: lost }))
    const createdAt = new Date().toISOString()
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 10 * waitMs })
    try {
      const { details } = await apiErrorOf(inject(2, {}, { createdAt }))
      expect(details).toMatchObject({ kind: 'unsettled' })
    } finally {
      vi.useRealTimers()
    }
  })

  test('creates a second time only when the time is over, and after a look', async () => {
    await apiErrorOf(inject(1, { createOrders: lost }))
    await sentAgo(waitMs + 1000)
    calls.length = 0
    expect(await inject(2)).toMatchObject({ kind: 'injected' })
    const [first, ...rest] = writesAndLooks()
    expect(first).toBe('findOrdersByReference')
    expect(rest.filter((call) => call === 'createOrders')).toHaveLength(1)
  })

  test('adopts what the lost attempt made, and never creates it again', async () => {
    await apiErrorOf(inject(1, { createOrders: lost }))
    shelf.push(standing())
    calls.length = 0
    expect(await inject(2)).toMatchObject({ kind: 'injected' })
    expect(await inject(3)).toMatchObject({ kind: 'injected' })
    expect(calls).not.toContain('createOrders')
    expect(await rowOf()).toMatchObject({ state: 'verified', linnworksNumber: 100234 })
  })

  test.each(['throttled', 'unavailable', 'rejected'] as const)(
    'a create that was %s is looked for before it is tried again',
    async (kind) => {
      const refuse: CreateOrders = async ({ orders }) => {
        await departing(orders)
        throw failure(kind, 'CreateOrders')
      }
      await inject(1, { createOrders: refuse }).catch(() => undefined)
      expect(await rowOf()).toMatchObject({ state: 'claimed', sentAt: null })
      calls.length = 0
      expect(await inject(2)).toMatchObject({ kind: 'injected' })
      expect(writesAndLooks()).toEqual(['findOrdersByReference', 'createOrders', 'getOrdersById'])
    },
  )

  test('a create that never left is not looked for: our own budget held it back', async () => {
    const held = () => Promise.reject(failure('throttled', 'CreateOrders'))
    await apiErrorOf(inject(1, { createOrders: held }))
    expect(await rowOf()).toMatchObject({ state: 'claimed', everSent: false })
    calls.length = 0
    expect(await inject(2)).toMatchObject({ kind: 'injected' })
    expect(writesAndLooks()).toEqual(['createOrders', 'getOrdersById'])
  })

  test('an order cancelled in Shopify of which a create ever left is cancelled, not skipped', async () => {
    await apiErrorOf(inject(1, { createOrders: lost }))
    await sentAgo(waitMs + 1000)
    calls.length = 0
    const cancelledAt = new Date().toISOString()
    expect(await inject(2, {}, { cancelledAt })).toMatchObject({
      kind: 'injected',
      cancelled: true,
      consignments: [{ reference: '5512', state: 'claimed' }],
    })
    expect(calls).toEqual(['findOrdersByReference'])
  })

  test('an order cancelled in Shopify before anything left is skipped', async () => {
    const held = () => Promise.reject(failure('throttled', 'CreateOrders'))
    await apiErrorOf(inject(1, { createOrders: held }))
    const cancelledAt = new Date().toISOString()
    expect(await inject(2, {}, { cancelledAt })).toMatchObject({
      kind: 'skipped',
      reason: 'CANCELLED_BEFORE_INJECTION',
    })
  })

  test('an old order is looked for before its first create: a restored ledger may not know it', async () => {
    shelf.push(standing())
    const createdAt = '2026-11-01T09:00:00Z'
    expect(await inject(1, {}, { createdAt })).toMatchObject({ kind: 'injected' })
    expect(writesAndLooks()).toEqual(['findOrdersByReference'])
  })

  test('an order whose customer may still edit it is not sent, and says until when', async () => {
    const editWindowMinutes = 5
    const createdAt = new Date().toISOString()
    const answer = await inject(1, {}, { createdAt, editWindowMinutes })
    const editableUntil = new Date(Date.parse(createdAt) + 5 * 60_000).toISOString()
    expect(answer).toEqual({ kind: 'tooEarly', name: '#1001', editableUntil })
    expect(calls).toEqual([])
  })

  test('an order that Shopify’s clock places in our future waits for nothing without an edit window', async () => {
    const createdAt = new Date(Date.now() + 600_000).toISOString()
    expect(await inject(1, {}, { createdAt })).toMatchObject({ kind: 'injected' })
  })

  test('an attempt that was superseded at the last moment does not send', async () => {
    const { consignments } = ledger
    const overtaken: Ledger = {
      ...ledger,
      consignments: {
        ...consignments,
        claim: async (order, claims, token) => {
          const before = await consignments.claim(order, claims, token)
          await consignments.takeTurn('aurora', '5512', 'the next attempt')
          return before
        },
      },
    }
    const error = await apiErrorOf(inject(1, {}, {}, overtaken))
    expect(error.message).toContain('another attempt is sending 5512')
    expect(shelf).toEqual([])
    expect(await rowOf()).toMatchObject({ state: 'claimed', everSent: false })
  })

  test('an answer without ids may mean that it exists: it is looked up and adopted', async () => {
    const createOrders: CreateOrders = async ({ orders }) => {
      await departing(orders)
      shelf.push(standing())
      return []
    }
    expect(await inject(1, { createOrders })).toMatchObject({ kind: 'injected' })
    expect(writesAndLooks()).toEqual(['createOrders', 'findOrdersByReference'])
  })

  test('an order that stands twice is a question for a person, and is not created a third time', async () => {
    await apiErrorOf(inject(1, { createOrders: lost }))
    shelf.push(standing(), standing({ linnworksOrderId: `${injectedId.slice(0, -1)}4` }))
    calls.length = 0
    expect(await inject(2)).toMatchObject({
      kind: 'exception',
      exception: { code: 'DUPLICATE_IN_LINNWORKS' },
    })
    expect(calls).not.toContain('createOrders')
  })

  test('an order whose line is linked to no item is in Linnworks, and holds no stock there until it is', async () => {
    const createOrders = creating({ unlinked: true })
    expect(await inject(1, { createOrders })).toMatchObject({
      exception: { code: 'VERIFICATION_FAILED' },
    })
    expect(await rowOf()).toMatchObject({ state: 'verified', verifiedAt: null })
    shelf = [standing()]
    const linnworks = linnworksOf([], { getOrdersById: async () => shelf })
    const { verifyConsignments } = createVerifyConsignments({ linnworks, ledger })
    expect(await attempt(1, verifyConsignments, key)).toEqual({})
    expect((await rowOf()).verifiedAt).toBeInstanceOf(Date)
  })

  test('an order of another price holds its stock all the same', async () => {
    const createOrders = creating({}, { totalMinor: 1 })
    expect(await inject(1, { createOrders })).toMatchObject({ kind: 'exception' })
    expect((await rowOf()).verifiedAt).toBeInstanceOf(Date)
  })

  /** Creates the mug's line otherwise than it was sent. */
  function creating(
    line: Partial<LinnworksOrder['lines'][number]>,
    order: Partial<LinnworksOrder> = {},
  ): CreateOrders {
    return async ({ orders }) => {
      await departing(orders)
      const lines = standing().lines.map((each) => ({ ...each, ...line }))
      shelf.push(standing({ lines, ...order }))
      return [injectedId]
    }
  }

  function inject(
    nth: number,
    methods: Partial<LinnworksClient> = {},
    order: {
      readonly createdAt?: string
      readonly cancelledAt?: string
      readonly editWindowMinutes?: number
    } = {},
    over: Ledger = ledger,
  ) {
    const { createdAt = new Date().toISOString(), editWindowMinutes = 0, ...more } = order
    const found = orderOf({ createdAt, ...more })
    const usual = shopOf([], { getOrder: async () => found })
    const shop = { ...usual, policy: { ...usual.policy, editWindowMinutes } }
    const linnworks = linnworksOf(calls, {
      findStockItems: async (skus) => skus.map((sku) => ({ sku, stockItemId: injectedId })),
      createOrders: async ({ orders }) => {
        if ((await departing(orders)).length === 0) return []
        shelf.push(standing())
        return [injectedId]
      },
      getOrdersById: async (ids) =>
        shelf.filter(({ linnworksOrderId }) => ids.includes(linnworksOrderId)),
      findOrdersByReference: async ({ reference }) =>
        shelf.filter((each) => each.reference === reference),
      listOrderRelations: async () => [],
      ...methods,
    })
    const dependencies = { findShop: () => shop, linnworks, ledger: over, lateCommitWaitMs: waitMs }
    const { injectOrder } = createInjectOrder(dependencies)
    return attempt(nth, injectOrder, key)
  }

  /** Without what is asked about SKUs. */
  function writesAndLooks(): readonly string[] {
    return calls.filter((call) => call !== 'findStockItems')
  }

  async function rowOf() {
    const row = await ledger.consignments.findByReference('aurora', '5512')
    if (row === undefined) throw new Error('5512 was never claimed')
    return row
  }

  async function sentAgo(ms: number): Promise<void> {
    await ledgers.database
      .updateTable('consignments')
      .set({ sentAt: new Date(Date.now() - ms) })
      .execute()
  }
})

type CreateOrders = LinnworksClient['createOrders']

const lost: CreateOrders = async ({ orders }) => {
  await departing(orders)
  throw failure('ambiguous', 'CreateOrders')
}

/** The order as Linnworks has it after a create of the mug. */
function standing(order: Partial<LinnworksOrder> = {}): LinnworksOrder {
  const line = { rowId: 'R1', itemNumber: 'L1', sku: 'MUG', quantity: 1 }
  return linnworksOrderOf({ lines: [{ ...line, unlinked: false, isService: false }], ...order })
}
