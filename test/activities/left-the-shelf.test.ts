import { beforeEach, describe, expect, test } from 'vitest'
import { createInjectOrder } from '../../activities/inject-order.ts'
import { createPostParcel } from '../../activities/post-parcel.ts'
import { createReadParcel } from '../../activities/read-parcel.ts'
import { createVerifyConsignments } from '../../activities/verify-consignment.ts'
import type { LinnworksOrder } from '../../domain/consignment-order.ts'
import type { FulfillmentOrder, ShopOrder } from '../../domain/order.ts'
import type { ShopPolicy } from '../../domain/policy.ts'
import type { Ledger } from '../../ledger/index.ts'
import type { LinnworksClient } from '../../linnworks/index.ts'
import { apiErrorOf } from '../support/api-errors.ts'
import {
  fulfillmentOrderOf,
  lineOf,
  linnworksOrderOf,
  london,
  orderOf,
} from '../domain/builders.ts'
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
const level = { shop: 'aurora', inventoryItemId: 'I1', locationId: london.locationId }
const longAgo = '2026-11-01T09:00:00Z'
const [before, after] = [new Date(0), new Date('2100-01-01')]

describe('an order that left the shelf without Waybill', () => {
  let ledger: Ledger
  let calls: Calls
  /** What stands in Linnworks. */
  let shelf: LinnworksOrder[]
  let policy: Partial<ShopPolicy>

  beforeEach(async () => {
    await emptyLedger(ledgers.database)
    await ledgers.database.deleteFrom('leftUnits').execute()
    ledger = ledgers.ledger
    await ledger.links.linkLocation({ shop: 'aurora', actor: 'staff-1', ...london })
    calls = []
    shelf = []
    policy = {}
  })

  test('is in Linnworks when the step answers, dispatched there, and told as a parcel', async () => {
    const { linnworksOrderId } = linnworksOrderOf()
    expect(await inject(gone())).toMatchObject({ kind: 'injected', departed: [linnworksOrderId] })
    expect(shelf).toMatchObject([{ reference: '5512', processed: true, holdOrCancel: false }])
    expect(calls.filter((call) => call === 'processOrder')).toHaveLength(1)
  })

  test('is done once its parcel is settled: nobody is told of it a second time', async () => {
    await inject(gone())
    expect(await read('5512')).toMatchObject({
      ...{ kind: 'dispatched', consignments: [{ state: 'dispatched' }] },
    })
    policy = { withoutTracking: 'wait' }
    const outcome = await post('5512', [])
    expect(outcome).toEqual({ kind: 'posted', unitsLeft: 0 })
    const [parcel] = await ledger.parcels.list(key)
    expect(parcel).toMatchObject({ postedAt: expect.any(Date), sentAt: null, fulfillmentId: null })
  })

  test('is missing from Linnworks’ stock until it is known there, and held by nobody afterwards', async () => {
    await inject(gone())
    expect(await count(before)).toEqual({ inLinnworks: 0, claimed: 0, leftShelf: 2, unheard: 0 })
    expect(await count(after)).toEqual({ inLinnworks: 0, claimed: 0, leftShelf: 0, unheard: 0 })
  })

  test('is not created again by an attempt after the reply was lost, but processed', async () => {
    const processOrder = () => Promise.reject(failure('ambiguous', 'ProcessOrder'))
    await apiErrorOf(inject(gone(), { processOrder }))
    calls.length = 0
    expect(await inject(gone())).toMatchObject({ kind: 'injected' })
    expect(calls).not.toContain('createOrders')
    expect(shelf).toMatchObject([{ processed: true }])
  })

  test('is not processed again if the lost attempt did it', async () => {
    const lateReply: LinnworksClient['processOrder'] = async (input) => {
      await processing(input)
      throw failure('ambiguous', 'ProcessOrder')
    }
    await apiErrorOf(inject(gone(), { processOrder: lateReply }))
    calls.length = 0
    expect(await inject(gone())).toMatchObject({ kind: 'injected', departed: [expect.any(String)] })
    expect(calls).not.toContain('processOrder')
  })

  test.each<[string, LinnworksClient['processOrder'], string]>([
    ['refuses', async () => ({ outcome: 'refused', message: 'It is locked.' }), 'It is locked.'],
    ['says yes and does nothing', async () => ({ outcome: 'processed' }), 'it is still open'],
  ])('waits with a reason where Linnworks %s', async (_what, processOrder, because) => {
    const outcome = await inject(gone(), { processOrder })
    expect(outcome).toMatchObject({ kind: 'exception', exception: { code: 'FULFILLED_ELSEWHERE' } })
    expect(outcome.kind === 'exception' && outcome.exception.sentence).toContain(because)
    expect(await ledger.parcels.list(key)).toEqual([])
  })

  test('is processed when somebody has mended in Linnworks what was not as it was sent', async () => {
    const broken = { createOrders: creating({ totalMinor: 1 }) }
    expect(await inject(gone(), broken)).toMatchObject({ kind: 'exception' })
    expect(calls).not.toContain('processOrder')
    shelf = shelf.map((order) => ({ ...order, totalMinor: 2000 }))
    const { verifyConsignments } = createVerifyConsignments({ linnworks: linnworks(), ledger })
    expect(await attempt(1, verifyConsignments, key)).toEqual({})
    expect(shelf).toMatchObject([{ processed: true }])
  })

  test('waits for no edits of its customer', async () => {
    policy = { editWindowMinutes: 60 }
    expect(await inject(gone())).toMatchObject({ kind: 'injected' })
  })

  test('in part is two orders in Linnworks, and only what left is processed', async () => {
    expect(await inject(partly())).toMatchObject({
      consignments: [{ reference: '5512' }, { reference: '5512-2' }],
    })
    expect(shelf.toSorted(byReference)).toMatchObject([
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

  test('is skipped and kept off sale under the policy that freezes, until a person settles it', async () => {
    policy = { leftTheShelf: 'freeze' }
    const skipped = { kind: 'skipped', reason: 'FULFILLED_ELSEWHERE' }
    expect(await inject(gone())).toMatchObject(skipped)
    expect(shelf).toEqual([])
    expect(await count(after)).toMatchObject({ leftShelf: 2 })
    await ledger.consignedUnits.settleLeft({ ...key, actor: 'staff-1' })
    expect(await inject(gone())).toMatchObject(skipped)
    expect(await count(after)).toMatchObject({ leftShelf: 0 })
  })

  test('and that a person settled is not taken off Linnworks’ stock a second time', async () => {
    policy = { leftTheShelf: 'freeze' }
    await inject(gone())
    await ledger.consignedUnits.settleLeft({ ...key, actor: 'staff-1' })
    policy = {}
    expect(await inject(gone())).toMatchObject({ kind: 'skipped' })
    expect(shelf).toEqual([])
  })

  test('and is old may be in Linnworks, unknown to a restored ledger: it is not created again', async () => {
    shelf = [linnworksOrderOf({ processed: true })]
    expect(await inject({ ...gone(), createdAt: longAgo })).toMatchObject({ kind: 'skipped' })
    expect(await count(after)).toEqual({ inLinnworks: 0, claimed: 0, leftShelf: 0, unheard: 0 })
    expect(calls).toEqual(['findOrdersByReference'])
  })

  test('in part and is old is taken for what stands in Linnworks, unknown to a restored ledger', async () => {
    const line = { rowId: 'R1', itemNumber: 'L1', sku: 'MUG', quantity: 1 }
    const lines = [{ ...line, unlinked: false, isService: false }]
    shelf = [linnworksOrderOf({ lines })]
    const outcome = await inject({ ...partly(), createdAt: longAgo })
    expect(outcome).toMatchObject({ kind: 'injected', consignments: [{ reference: '5512' }] })
    expect(calls).not.toContain('createOrders')
    expect(shelf).toHaveLength(1)
  })

  test('and whose old order in Linnworks was cancelled is kept off sale: a person can tell', async () => {
    shelf = [linnworksOrderOf({ processed: true, holdOrCancel: true })]
    expect(await inject({ ...gone(), createdAt: longAgo })).toMatchObject({ kind: 'skipped' })
    expect(await count(after)).toMatchObject({ leftShelf: 2 })
  })

  test('and is old goes to Linnworks if it is not there', async () => {
    expect(await inject({ ...gone(), createdAt: longAgo })).toMatchObject({ kind: 'injected' })
    expect(shelf).toMatchObject([{ processed: true }])
  })

  test('is kept off sale while its SKU is unknown to Linnworks, and no longer', async () => {
    await ledger.links.forgetItems(['MUG'])
    expect(await inject(gone(), { findStockItems: async () => [] })).toMatchObject({
      exception: { code: 'SKU_UNMAPPED' },
    })
    expect(await count(after)).toMatchObject({ leftShelf: 2 })
    await inject(gone())
    expect(await count(after)).toMatchObject({ leftShelf: 0 })
    expect(await ledger.consignedUnits.listLeft('aurora')).toEqual([])
  })

  test.each([
    ['goes to Linnworks', {}],
    ['is skipped', { leftTheShelf: 'freeze' }],
  ] as const)('is unseen no more once it %s', async (_what, chosen) => {
    policy = chosen
    await ledger.orders.receive(key)
    await ledger.orders.markLeftUnseen('aurora', [key.orderId])
    expect(await ledger.orders.listLeftUnseen('aurora', 2)).toHaveLength(1)
    await inject(gone())
    expect(await ledger.orders.listLeftUnseen('aurora', 2)).toEqual([])
    const row = await ledgers.database.selectFrom('orders').select('leftUnseen').executeTakeFirst()
    expect(row).toEqual({ leftUnseen: false })
  })

  test('is unseen no more once Shopify has no such order', async () => {
    await ledger.orders.receive(key)
    await ledger.orders.markLeftUnseen('aurora', [key.orderId])
    expect(await inject(undefined)).toMatchObject({ kind: 'missing' })
    expect(await ledger.orders.listLeftUnseen('aurora', 2)).toEqual([])
  })

  test('makes its levels hot', async () => {
    const heated: unknown[] = []
    const watched: Ledger = {
      ...ledger,
      stockLevels: {
        ...ledger.stockLevels,
        heat: async (levels, reason) => {
          heated.push({ levels, reason })
        },
      },
    }
    await inject(gone(), {}, watched)
    expect(heated).toEqual([{ levels: [level], reason: 'sold' }])
  })

  test('goes on if its levels cannot be made hot', async () => {
    const heat = () => Promise.reject(new Error('deadlock detected'))
    const broken: Ledger = { ...ledger, stockLevels: { ...ledger.stockLevels, heat } }
    expect(await inject(gone(), {}, broken)).toMatchObject({ kind: 'injected' })
  })

  function inject(
    order: ShopOrder | undefined,
    methods: Partial<LinnworksClient> = {},
    over: Ledger = ledger,
  ) {
    const usual = shopOf([], { getOrder: async () => order })
    const shop = { ...usual, policy: { ...usual.policy, ...policy } }
    const { injectOrder } = createInjectOrder({
      ...{ findShop: () => shop, linnworks: linnworks(methods), ledger: over },
      lateCommitWaitMs: 120_000,
    })
    return attempt(1, injectOrder, key)
  }

  function read(reference: string) {
    const { readParcel } = createReadParcel({ linnworks: linnworks(), ledger })
    return attempt(1, readParcel, { ...key, linnworksOrderId: idOf(reference) })
  }

  function post(reference: string, fulfillmentOrders: readonly FulfillmentOrder[]) {
    const usual = shopOf([], {
      getOpenFulfillment: async () => ({ updatedAt: '2026-11-23T10:00:00Z', fulfillmentOrders }),
    })
    const shop = { ...usual, policy: { ...usual.policy, ...policy } }
    const dependencies = { findShop: () => shop, ledger, lateCommitWaitMs: 120_000 }
    const { postParcel } = createPostParcel(dependencies)
    return attempt(1, postParcel, { ...key, linnworksOrderId: idOf(reference) })
  }

  function linnworks(methods: Partial<LinnworksClient> = {}): LinnworksClient {
    return linnworksOf(calls, {
      findStockItems: async (skus) => skus.map((sku) => ({ sku, stockItemId: idOf('mug') })),
      createOrders: creating(),
      processOrder: processing,
      getOrdersById: async (ids) =>
        shelf.filter(({ linnworksOrderId }) => ids.includes(linnworksOrderId)),
      findOrdersByReference: async ({ reference }) =>
        shelf.filter((each) => each.reference === reference),
      listOrderRelations: async () => [],
      ...methods,
    })
  }

  function creating(change: Partial<LinnworksOrder> = {}): LinnworksClient['createOrders'] {
    return async ({ orders }) => {
      const created = (await departing(orders)).map(({ reference, lines }) =>
        linnworksOrderOf({
          ...{ linnworksOrderId: idOf(reference), reference },
          totalMinor: lines.reduce((sum, each) => sum + each.unitPrice * each.quantity * 100, 0),
          lines: lines.map(({ itemNumber, sku, quantity }) => ({
            ...{ rowId: itemNumber, itemNumber, sku, quantity, unlinked: false, isService: false },
          })),
          ...change,
        }),
      )
      shelf.push(...created)
      return created.map(({ linnworksOrderId }) => linnworksOrderId)
    }
  }

  async function processing({ linnworksOrderId }: { readonly linnworksOrderId: string }) {
    shelf = shelf.map((order) =>
      order.linnworksOrderId === linnworksOrderId
        ? { ...order, processed: true, processedAt: new Date().toISOString() }
        : order,
    )
    return { outcome: 'processed' } as const
  }

  async function count(verifiedBefore: Date) {
    const [counts] = await ledger.consignedUnits.countUnits([{ ...level, verifiedBefore }])
    return counts
  }
})

/** The Linnworks order of each reference. */
function idOf(reference: string): string {
  return reference === '5512' ? linnworksOrderOf().linnworksOrderId : `lw-${reference}`
}

function byReference(one: LinnworksOrder, other: LinnworksOrder): number {
  return one.reference < other.reference ? -1 : 1
}

/** Two mugs, handed over the counter. */
function gone(): ShopOrder {
  return ofTwoMugs({ status: 'CLOSED', remainingQuantity: 0 })
}

/** Two mugs, one of which staff sent by hand. */
function partly(): ShopOrder {
  return ofTwoMugs({ status: 'IN_PROGRESS', remainingQuantity: 1 })
}

function ofTwoMugs({
  status,
  remainingQuantity,
}: {
  readonly status: FulfillmentOrder['status']
  readonly remainingQuantity: number
}): ShopOrder {
  const line = { fulfillmentOrderLineId: 'F-L1', lineId: 'L1', inventoryItemId: 'I1' }
  return orderOf({
    createdAt: new Date().toISOString(),
    lines: [lineOf({ quantity: 2 })],
    totalMinor: 2000,
    fulfillments: [{ status: 'SUCCESS' }],
    fulfillmentOrders: [
      fulfillmentOrderOf({ status, lines: [{ ...line, totalQuantity: 2, remainingQuantity }] }),
    ],
  })
}
