import { describe, expect, test } from 'vitest'
import { allocateOrder, type Departures } from '../../domain/consignment-allocation.ts'
import { allocateLeft, toLeftUnits } from '../../domain/consignment-left.ts'
import type { FulfillmentOrder, ShopOrder } from '../../domain/order.ts'
import type { ShopPolicy } from '../../domain/policy.ts'
import { fulfillmentOrderOf, leeds, lineOf, london, orderOf, usualPolicy } from './builders.ts'

const links = [london, leeds]
const success = [{ status: 'SUCCESS' }] as const
const threeMugs = lineOf({ quantity: 3 })

describe('the units that left a linked location without Waybill', () => {
  test('are those that no fulfilment order waits for any more, at its location', () => {
    const order = orderOf({
      lines: [threeMugs],
      fulfillments: success,
      fulfillmentOrders: [
        part(london, { total: 2, remaining: 0 }),
        part(leeds, { total: 1, remaining: 1 }),
      ],
    })
    expect(allocateLeft(order, links, [])).toEqual([
      {
        link: london,
        leftShelf: true,
        units: [{ lineId: 'L1', inventoryItemId: 'I1', quantity: 2 }],
      },
    ])
  })

  test('are the fulfilled ones of a fulfilment order that waits for the rest', () => {
    const order = orderOf({
      lines: [threeMugs],
      fulfillments: success,
      fulfillmentOrders: [part(london, { total: 3, remaining: 2, status: 'IN_PROGRESS' })],
    })
    expect(leftOf(order)).toEqual([{ inventoryItemId: 'I1', locationId: '8001', quantity: 1 }])
  })

  test('are counted by item and location, whatever line they are of', () => {
    const lines = [threeMugs, lineOf({ lineId: 'L2' })]
    const first = part(london, { total: 3, remaining: 0 })
    const second = part(london, { total: 1, remaining: 0, lineId: 'L2' })
    const order = orderOf({ lines, fulfillments: success, fulfillmentOrders: [first, second] })
    expect(leftOf(order)).toEqual([{ inventoryItemId: 'I1', locationId: '8001', quantity: 4 }])
  })

  test.each<[string, Partial<ShopOrder>]>([
    ['whose fulfilment was cancelled', { fulfillments: [{ status: 'CANCELLED' }] }],
    ['of a line that does not ship', { lines: [lineOf({ quantity: 3, requiresShipping: false })] }],
    ['that were taken out of the order', { lines: [lineOf({ quantity: 3, currentQuantity: 0 })] }],
  ])('are none %s', (_what, change) => {
    const fulfillmentOrders = [part(london, { total: 3, remaining: 0 })]
    const order = orderOf({ lines: [threeMugs], fulfillments: success, fulfillmentOrders })
    expect(leftOf(order)).toHaveLength(1)
    expect(leftOf({ ...order, ...change })).toEqual([])
  })

  test('are fewer by what was refunded, not by what is still to be sent', () => {
    const order = orderOf({
      lines: [lineOf({ quantity: 3, currentQuantity: 2 })],
      fulfillments: success,
      fulfillmentOrders: [
        part(london, { total: 2, remaining: 0 }),
        part(leeds, { total: 1, remaining: 1 }),
      ],
    })
    expect(leftOf(order)).toMatchObject([{ quantity: 1 }])
  })

  test('are none of ours at a location without a link, or of another system', () => {
    const fulfillmentOrders = [part(london, { total: 3, remaining: 0 })]
    const order = orderOf({ lines: [threeMugs], fulfillments: success, fulfillmentOrders })
    expect(allocateLeft(order, [leeds], [])).toEqual([])
    expect(allocateLeft(order, links, ['8001'])).toEqual([])
  })

  const leftOf = (order: ShopOrder) => toLeftUnits(allocateLeft(order, links, []))
})

describe('an order of which something left the shelf', () => {
  const gone = orderOf({
    lines: [threeMugs],
    fulfillments: success,
    fulfillmentOrders: [part(london, { total: 3, remaining: 0 })],
  })
  const partly = orderOf({
    lines: [threeMugs],
    fulfillments: success,
    fulfillmentOrders: [part(london, { total: 3, remaining: 2, status: 'IN_PROGRESS' })],
  })
  const atLondon = (quantity: number) => [{ inventoryItemId: 'I1', locationId: '8001', quantity }]

  test('goes to Linnworks, though Shopify waits for nothing of it', () => {
    expect(allocate(gone)).toMatchObject({
      kind: 'allocated',
      allocations: [{ leftShelf: true, units: [{ quantity: 3 }] }],
      unallocated: [],
    })
  })

  test('is skipped where the shop’s policy says so, and its units are kept off', () => {
    expect(allocate(gone, {}, 'freeze')).toMatchObject({
      ...{ kind: 'skipped', reason: 'FULFILLED_ELSEWHERE', left: atLondon(3) },
    })
  })

  test('is two orders there: what is still to be sent, and behind it what left', () => {
    const allocation = allocate(partly)
    expect(allocation).toMatchObject({ kind: 'allocated', unallocated: [] })
    expect('allocations' in allocation && allocation.allocations).toEqual([
      { link: london, units: [{ lineId: 'L1', inventoryItemId: 'I1', quantity: 2 }] },
      {
        link: london,
        leftShelf: true,
        units: [{ lineId: 'L1', inventoryItemId: 'I1', quantity: 1 }],
      },
    ])
  })

  test('sends only what is still to be sent under the policy that freezes', () => {
    const allocation = allocate(partly, {}, 'freeze')
    expect(allocation).toMatchObject({ kind: 'allocated', unallocated: atLondon(1) })
    expect('allocations' in allocation && allocation.allocations).toHaveLength(1)
  })

  test.each<[string, ShopOrder]>([
    ['wholly', gone],
    ['in part', partly],
  ])(
    'that left %s waits for its money like any other, its units kept off meanwhile',
    (_what, order) => {
      const unpaid = allocate({ ...order, financialStatus: 'PENDING' })
      expect(unpaid).toMatchObject({ kind: 'skipped', reason: 'UNPAID' })
      expect(unpaid.left).toEqual(atLondon(order === gone ? 3 : 1))
    },
  )

  test('keeps its units off while a location of the rest has no link', () => {
    const fulfillmentOrders = [
      part(london, { total: 2, remaining: 0 }),
      part(leeds, { total: 1, remaining: 1 }),
    ]
    const order = { ...gone, fulfillmentOrders }
    expect(
      allocateOrder(order, [london], { eligibility: usualPolicy }, 'injectAndProcess'),
    ).toMatchObject({
      ...{ kind: 'unmapped', locations: [{ locationId: '8002' }], left: atLondon(2) },
    })
  })

  test('goes in alone where another system ships the rest', () => {
    const fulfillmentOrders = [
      part(london, { total: 2, remaining: 0 }),
      part(leeds, { total: 1, remaining: 1 }),
    ]
    const eligibility = { ...usualPolicy, foreignLocationIds: ['8002'] }
    expect(allocate({ ...gone, fulfillmentOrders }, { eligibility })).toMatchObject({
      ...{ kind: 'allocated', allocations: [{ leftShelf: true, units: [{ quantity: 2 }] }] },
    })
  })

  test.each<[string, Partial<ShopOrder>, Partial<ShopPolicy>]>([
    ['a test', { test: true }, {}],
    [
      'from the time before Waybill',
      {},
      { eligibility: { ...usualPolicy, ignoreCreatedBefore: '2026-12-01T00:00:00Z' } },
    ],
  ])('and is %s takes nothing from the stock', (_what, change, policy) => {
    expect(allocate({ ...gone, ...change }, policy)).toMatchObject({ kind: 'skipped', left: [] })
  })

  test('is skipped as before where it left from a location that is not linked', () => {
    expect(allocateOrder(gone, [leeds], { eligibility: usualPolicy }, 'injectAndProcess')).toEqual({
      kind: 'skipped',
      reason: 'FULFILLED_ELSEWHERE',
      because: 'it left the shelf without Waybill',
      left: [],
    })
  })

  test('is allocated as ever if nothing of it left', () => {
    const fulfillmentOrders = [part(london, { total: 3, remaining: 3, status: 'OPEN' })]
    expect(allocate(orderOf({ lines: [threeMugs], fulfillmentOrders }))).toEqual({
      kind: 'allocated',
      allocations: [
        { link: london, units: [{ lineId: 'L1', inventoryItemId: 'I1', quantity: 3 }] },
      ],
      left: [],
      unallocated: [],
    })
  })

  test('is judged by the rest alone where Linnworks has what left', () => {
    const allocation = allocate(partly, {}, 'known')
    expect(allocation).toMatchObject({ kind: 'allocated', left: [], unallocated: [] })
    expect('allocations' in allocation && allocation.allocations).toHaveLength(1)
    expect(allocate(gone, {}, 'known')).toMatchObject({ kind: 'skipped', left: [] })
  })

  function allocate(
    order: ShopOrder,
    policy: Partial<ShopPolicy> = {},
    departures: Departures = 'injectAndProcess',
  ) {
    return allocateOrder(order, links, { eligibility: usualPolicy, ...policy }, departures)
  }
})

/** A fulfilment order of one line; closed once nothing of it remains. */
function part(
  { locationId }: { readonly locationId: string },
  units: {
    readonly total: number
    readonly remaining: number
    readonly status?: FulfillmentOrder['status']
    readonly lineId?: string
  },
): FulfillmentOrder {
  const { total, remaining, lineId = 'L1' } = units
  const status = units.status ?? (remaining === 0 ? 'CLOSED' : 'OPEN')
  return fulfillmentOrderOf({
    ...{ fulfillmentOrderId: `F-${locationId}-${lineId}`, locationId, status },
    lines: [
      {
        ...{ fulfillmentOrderLineId: `F-${lineId}`, lineId, inventoryItemId: 'I1' },
        ...{ totalQuantity: total, remainingQuantity: remaining },
      },
    ],
  })
}
