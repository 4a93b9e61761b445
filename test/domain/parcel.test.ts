import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Fulfillment } from '../../domain/order.ts'
import {
  findOwnFulfillment,
  isFulfillable,
  type ParcelUnits,
  planPostBack,
} from '../../domain/parcel.ts'
import { fulfillmentOrderOf } from './builders.ts'
import { createShopifyModel, pileOf } from './shopify-model.ts'

const LONDON = '8001'
const LEEDS = '8002'

describe('a parcel is posted back', () => {
  test('any partition into parcels, posted in any order and interleaved, ends with one fulfilment each and nothing left', () => {
    fc.assert(
      fc.property(anyParcels(), fc.infiniteStream(fc.nat()), (parcels, choice) => {
        const shopify = createShopifyModel(totalsOf(parcels))
        const posted = new Map<Parcel, Fulfillment>()
        for (let step = 0; posted.size < parcels.length; step++) {
          expect(step).toBeLessThan(parcels.length * 20)
          const waiting = parcels.filter((parcel) => !posted.has(parcel))
          const parcel = waiting[choice.next().value! % waiting.length]!
          const plan = planPostBack({ ...parcel, fulfillmentOrders: shopify.orders() })
          if (plan.kind === 'unmatched') throw new Error(plan.because)
          if (plan.kind === 'split') shopify.split(plan)
          else posted.set(parcel, shopify.fulfil(plan))
        }
        for (const [parcel, fulfillment] of posted) {
          expect(pileOf(fulfillment.lines)).toEqual(pileOf(parcel.units))
        }
        expect(shopify.fulfillments()).toHaveLength(parcels.length)
        expect(shopify.orders().filter(isFulfillable).filter(holdsUnits)).toEqual([])
      }),
      { numRuns: 300 },
    )
  })

  test('that was posted already finds nothing left, and says so', () => {
    const shopify = createShopifyModel([{ lineId: 'L1', quantity: 2, locationId: LONDON }])
    const parcel = { units: [{ lineId: 'L1', quantity: 2 }], locationId: LONDON }
    const plan = planPostBack({ ...parcel, fulfillmentOrders: shopify.orders() })
    if (plan.kind !== 'fulfil') throw new Error(plan.kind)
    shopify.fulfil(plan)
    expect(planPostBack({ ...parcel, fulfillmentOrders: shopify.orders() })).toEqual({
      kind: 'unmatched',
      because: 'Shopify has no fulfilment order left that can be fulfilled',
    })
    expect(() => shopify.fulfil(plan)).toThrow('closed')
  })

  test('after a split whose reply was lost uses the part that is already cut off', () => {
    const shopify = createShopifyModel([{ lineId: 'L1', quantity: 5, locationId: LONDON }])
    const parcel = { units: [{ lineId: 'L1', quantity: 2 }], locationId: LONDON }
    const first = planPostBack({ ...parcel, fulfillmentOrders: shopify.orders() })
    expect(first).toMatchObject({ kind: 'split', lines: [{ quantity: 2 }] })
    if (first.kind === 'split') shopify.split(first)
    expect(planPostBack({ ...parcel, fulfillmentOrders: shopify.orders() })).toEqual({
      kind: 'fulfil',
      fulfillmentOrders: [
        { fulfillmentOrderId: 'F2', lines: [{ fulfillmentOrderLineId: 'F2-L1', quantity: 2 }] },
      ],
    })
  })

  test('prefers the location that it left from, and takes another where Shopify moved the units', () => {
    const both = createShopifyModel([
      { lineId: 'L1', quantity: 1, locationId: LEEDS },
      { lineId: 'L1', quantity: 1, locationId: LONDON },
    ])
    const parcel = { units: [{ lineId: 'L1', quantity: 1 }], locationId: LONDON }
    const fulfillmentOrders = both.orders()
    expect(planPostBack({ ...parcel, fulfillmentOrders })).toMatchObject({
      fulfillmentOrders: [{ fulfillmentOrderId: 'F2' }],
    })
    const moved = fulfillmentOrders.filter(({ locationId }) => locationId === LEEDS)
    expect(planPostBack({ ...parcel, fulfillmentOrders: moved })).toMatchObject({
      fulfillmentOrders: [{ fulfillmentOrderId: 'F1' }],
    })
  })

  test('that holds more than Shopify waits for, or units of two locations, is not forced in', () => {
    const { orders } = createShopifyModel([
      { lineId: 'L1', quantity: 1, locationId: LONDON },
      { lineId: 'L2', quantity: 1, locationId: LEEDS },
    ])
    const post = (units: readonly ParcelUnits[]) =>
      planPostBack({ units, locationId: LONDON, fulfillmentOrders: orders() })
    expect(post([{ lineId: 'L1', quantity: 2 }])).toEqual({
      kind: 'unmatched',
      because: 'Shopify waits for fewer units of line L1 than the parcel holds (2)',
    })
    expect(
      post([
        { lineId: 'L1', quantity: 1 },
        { lineId: 'L2', quantity: 1 },
      ]),
    ).toEqual({
      kind: 'unmatched',
      because: 'its units stand in fulfilment orders of several locations',
    })
  })

  test.each(['ON_HOLD', 'SCHEDULED', 'CLOSED', 'CANCELLED', 'INCOMPLETE'] as const)(
    'never against a fulfilment order that is %s, whatever remains of it',
    (status) => {
      expect(isFulfillable(fulfillmentOrderOf({ status }))).toBe(false)
    },
  )

  test('never against one that Shopify does not let us fulfil', () => {
    expect(isFulfillable(fulfillmentOrderOf({ supportedActions: ['HOLD'] }))).toBe(false)
    expect(isFulfillable(fulfillmentOrderOf({ status: 'IN_PROGRESS' }))).toBe(true)
  })
})

describe('the fulfilment of an earlier attempt', () => {
  const units = [{ lineId: 'L1', quantity: 2 }]
  const made = (fulfillment: Partial<Fulfillment> = {}): Fulfillment => ({
    fulfillmentId: 'U1',
    status: 'SUCCESS',
    createdAt: '2026-11-01T12:00:00Z',
    trackingNumbers: ['TRACK-1'],
    lines: units,
    ...fulfillment,
  })
  const find = (fulfillments: readonly Fulfillment[], claimedIds: readonly string[] = []) =>
    findOwnFulfillment({ units, trackingNumbers: ['TRACK-1'], fulfillments, claimedIds })
      ?.fulfillmentId

  test('is found by its units and its tracking number', () => {
    expect(find([made({ fulfillmentId: 'U0', trackingNumbers: ['TRACK-0'] }), made()])).toBe('U1')
    expect(
      find([
        made({
          lines: [
            { lineId: 'L1', quantity: 1 },
            { lineId: 'L1', quantity: 1 },
          ],
        }),
      ]),
    ).toBe('U1')
  })

  test.each<[string, Partial<Fulfillment>]>([
    ['holds other units', { lines: [{ lineId: 'L1', quantity: 1 }] }],
    ['holds another line', { lines: [{ lineId: 'L2', quantity: 2 }] }],
    ['bears another tracking number', { trackingNumbers: ['TRACK-2'] }],
    ['bears none', { trackingNumbers: [] }],
    ['was cancelled', { status: 'CANCELLED' }],
  ])('is none that %s', (_, fulfillment) => {
    expect(find([made(fulfillment)])).toBeUndefined()
  })

  test('of a parcel without tracking bears none either', () => {
    const search = { units, trackingNumbers: [null], claimedIds: [] }
    expect(findOwnFulfillment({ ...search, fulfillments: [made()] })).toBeUndefined()
    const bare = made({ trackingNumbers: [] })
    expect(findOwnFulfillment({ ...search, fulfillments: [bare] })).toEqual({
      fulfillmentId: 'U1',
      trackingNumber: null,
    })
  })

  test('bears what was sent with it, where Linnworks has another number by now', () => {
    const sentBare = { units, trackingNumbers: ['TRACK-1', null], claimedIds: [] }
    const bare = made({ fulfillmentId: 'U0', trackingNumbers: [] })
    const other = made({ fulfillmentId: 'U2', trackingNumbers: ['TRACK-2'] })
    expect(findOwnFulfillment({ ...sentBare, fulfillments: [other, bare] })).toEqual({
      fulfillmentId: 'U0',
      trackingNumber: null,
    })
    expect(findOwnFulfillment({ ...sentBare, fulfillments: [bare, made()] })).toEqual({
      fulfillmentId: 'U1',
      trackingNumber: 'TRACK-1',
    })
  })

  test("is never another parcel's: equal parcels each adopt one of their own, until none is left", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 8 }),
        (there, parcels) => {
          const fulfillments = Array.from({ length: there }, (_, index) =>
            made({ fulfillmentId: `U${index}` }),
          )
          const claimed: string[] = []
          for (let parcel = 0; parcel < parcels; parcel++) {
            const own = find(fulfillments, claimed)
            if (own === undefined) continue
            expect(claimed).not.toContain(own)
            claimed.push(own)
          }
          expect(claimed).toHaveLength(Math.min(there, parcels))
        },
      ),
    )
  })
})

interface Parcel {
  readonly locationId: string
  readonly units: readonly ParcelUnits[]
}

/** Up to six parcels of up to three lines, each from one of two locations. */
function anyParcels() {
  const units = fc.uniqueArray(
    fc.record({
      lineId: fc.constantFrom('L1', 'L2', 'L3'),
      quantity: fc.integer({ min: 1, max: 4 }),
    }),
    { minLength: 1, maxLength: 3, selector: ({ lineId }) => lineId },
  )
  return fc.array(fc.record({ locationId: fc.constantFrom(LONDON, LEEDS), units }), {
    minLength: 1,
    maxLength: 6,
  })
}

/** What Shopify waits for, if these parcels are all that was bought. */
function totalsOf(parcels: readonly Parcel[]) {
  return [LONDON, LEEDS].flatMap((locationId) => {
    const here = parcels.filter((parcel) => parcel.locationId === locationId)
    const pile = pileOf(here.flatMap(({ units }) => units))
    return Object.entries(pile).map(([lineId, quantity]) => ({ lineId, quantity, locationId }))
  })
}

function holdsUnits({ lines }: { readonly lines: readonly { remainingQuantity: number }[] }) {
  return lines.some(({ remainingQuantity }) => remainingQuantity > 0)
}
