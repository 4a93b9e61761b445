import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { mostLevelsAWrite, type OnHandWrite, type ShopifyClient } from '../../shopify/index.ts'
import type { ShopifyTwin } from '../../sandbox/shopify/index.ts'
import { ApiError } from '../../lib/api-error.ts'
import { apiErrorOf } from '../support/api-errors.ts'
import { BUNDLE, buy, clientOf, LEEDS, LONDON, MUG, startTwin, TEAPOT } from './twin.ts'

const mug = { inventoryItemId: `1${MUG}`, locationId: LONDON }
const teapot = { inventoryItemId: `1${TEAPOT}`, locationId: LONDON }

describe('stock set in a shop', () => {
  let twin: ShopifyTwin
  let shopify: ShopifyClient
  let keys = 0

  beforeEach(async () => {
    twin = await startTwin()
    shopify = clientOf(twin)
  })

  afterEach(async () => {
    shopify.close()
    await twin.stop()
  })

  const set = (writes: readonly OnHandWrite[], idempotencyKey = `key-${(keys += 1)}`) =>
    shopify.setOnHand({ writes, idempotencyKey })

  async function levelOf(of: { readonly inventoryItemId: string; readonly locationId: string }) {
    const levels = (await shopify.getLevels([of.inventoryItemId])).get(of.inventoryItemId)
    if (levels === undefined || levels instanceof ApiError) throw new Error('no levels')
    return levels.find(({ locationId }) => locationId === of.locationId)
  }

  test('is what is there, open orders included', async () => {
    await buy(twin, [{ variantId: MUG, quantity: 2 }])
    const writes = [
      { ...mug, onHand: 40, changeFrom: 1000 },
      { ...teapot, onHand: 0, changeFrom: 1000 },
    ]
    expect(await set(writes)).toEqual({ outcome: 'written' })
    expect(await levelOf(mug)).toMatchObject({ onHand: 40, committed: 2 })
    expect(await levelOf(teapot)).toMatchObject({ onHand: 0 })
    expect(await levelOf({ ...mug, locationId: LEEDS })).toMatchObject({ onHand: 1000 })
  })

  test('over a number that changed meanwhile is refused, and so is all that came with it', async () => {
    const writes = [
      { ...mug, onHand: 40, changeFrom: 1000 },
      { ...teapot, onHand: 41, changeFrom: 999 },
    ]
    expect(await set(writes)).toEqual({
      outcome: 'refused',
      refusals: [
        {
          index: 1,
          kind: 'stale',
          code: 'CHANGE_FROM_QUANTITY_STALE',
          message: expect.any(String),
        },
      ],
    })
    expect(await levelOf(mug)).toMatchObject({ onHand: 1000 })
  })

  test('of a bundle, or of what does not exist, poisons the call and is named', async () => {
    const bundle = { inventoryItemId: `1${BUNDLE}`, locationId: LONDON }
    const answer = await set([
      { ...mug, onHand: 40, changeFrom: 1000 },
      { ...bundle, onHand: 1, changeFrom: 1000 },
    ])
    expect(answer).toMatchObject({
      outcome: 'refused',
      refusals: [{ index: 1, kind: 'poisoned', code: 'NON_MUTABLE_INVENTORY_ITEM' }],
    })
    expect(await set([{ ...mug, inventoryItemId: '999', onHand: 1, changeFrom: 0 }])).toMatchObject(
      {
        refusals: [{ index: 0, kind: 'poisoned', code: 'INVALID_INVENTORY_ITEM' }],
      },
    )
    expect(await set([{ ...mug, locationId: '999', onHand: 1, changeFrom: 0 }])).toMatchObject({
      refusals: [{ index: 0, kind: 'poisoned', code: 'INVALID_LOCATION' }],
    })
    expect(await set([{ ...mug, onHand: -1, changeFrom: 1000 }])).toMatchObject({
      refusals: [{ index: 0, kind: 'poisoned', code: 'INVALID_QUANTITY_NEGATIVE' }],
    })
    expect(await levelOf(mug)).toMatchObject({ onHand: 1000 })
  })

  test('under the key of an earlier call is set once, and never in place of it', async () => {
    const first = [{ ...mug, onHand: 40, changeFrom: 1000 }]
    expect(await set(first, 'one key')).toEqual({ outcome: 'written' })
    expect(await set([{ ...mug, onHand: 50, changeFrom: 40 }])).toEqual({ outcome: 'written' })
    expect(await set(first, 'one key')).toEqual({ outcome: 'written' })
    expect(await levelOf(mug)).toMatchObject({ onHand: 50 })
    expect(await set([{ ...mug, onHand: 60, changeFrom: 50 }], 'one key')).toMatchObject({
      refusals: [{ kind: 'keyMismatch', code: 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH' }],
    })
  })

  test('whose answer was lost is in doubt, and settled by the same call again', async () => {
    twin.faults.add({ operation: 'inventorySetQuantities', kind: 'replyLost' })
    const writes = [{ ...mug, onHand: 40, changeFrom: 1000 }]
    const error = await apiErrorOf(set(writes, 'lost'))
    expect(error.details).toMatchObject({ kind: 'ambiguous', operation: 'inventorySetQuantities' })
    expect(await set(writes, 'lost')).toEqual({ outcome: 'written' })
    expect(await levelOf(mug)).toMatchObject({ onHand: 40 })
  })

  test('with a reason that Shopify does not know is refused as a whole', async () => {
    const writes = [{ ...mug, onHand: 40, changeFrom: 1000 }]
    const wanted = { writes, idempotencyKey: 'reason', reason: 'whim' }
    const answer = await shopify.setOnHand(wanted)
    expect(answer).toMatchObject({ refusals: [{ kind: 'invalid', code: 'INVALID_REASON' }] })
    expect(answer).not.toHaveProperty('refusals.0.index')
  })

  test('fits as many levels in a call as it says, and no more', async () => {
    const writes = Array.from({ length: mostLevelsAWrite + 1 }, (_, nth) => ({
      inventoryItemId: String(nth + 1),
      locationId: LONDON,
      onHand: 1,
      changeFrom: 0,
    }))
    expect(await set(writes.slice(1))).toMatchObject({ outcome: 'refused' })
    const error = await apiErrorOf(set(writes))
    expect(error.details).toMatchObject({ kind: 'rejected', code: 'MAX_INPUT_SIZE_EXCEEDED' })
  })
})

test('a level that is not active takes a number, and keeps it when it is made active', async () => {
  const variant = {
    variantId: MUG,
    sku: 'MUG',
    price: '1.00',
    tracked: true,
    requiresShipping: true,
    inventoryItemId: mug.inventoryItemId,
    stock: { [LONDON]: 3 },
    inactiveAt: [LONDON],
  }
  const twin = await startTwin(
    {},
    {
      products: [{ productId: '6001', title: 'Mug', variants: [variant] }],
    },
  )
  const shopify = clientOf(twin)
  const writes = [{ ...mug, onHand: 7, changeFrom: 3 }]
  expect(await shopify.setOnHand({ writes, idempotencyKey: 'a' })).toEqual({ outcome: 'written' })
  const read = async () => (await shopify.listLocationLevels({ locationId: LONDON }))?.levels
  expect(await read()).toMatchObject([{ onHand: 7, isActive: false }])
  for (const idempotencyKey of ['b', 'b', 'c']) {
    expect(await shopify.activateLevel({ ...mug, idempotencyKey })).toEqual({ outcome: 'active' })
    expect(await read()).toMatchObject([{ onHand: 7, isActive: true }])
  }
  const nothing = { ...mug, inventoryItemId: '999', idempotencyKey: 'd' }
  expect(await shopify.activateLevel(nothing)).toMatchObject({ outcome: 'refused' })
  shopify.close()
  await twin.stop()
})
