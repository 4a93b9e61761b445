import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import type { CallMoment } from '../../../sandbox/call-moment.ts'
import { levelAt, mugItem, setDocument, setInput, setQuantities } from './stock.ts'
import { london, rigOf } from './support.ts'

const hour = 3_600_000
const mugs = (quantity: number, changeFromQuantity: number | null = null) =>
  setInput([{ inventoryItemId: mugItem, locationId: london, quantity, changeFromQuantity }])
const addTwo = `mutation($key: String!) { inventoryAdjustQuantities(input: {
    name: "available" reason: "received" changes: [{
      inventoryItemId: "gid://shopify/InventoryItem/401" locationId: "gid://shopify/Location/101"
      delta: 2 changeFromQuantity: null }] }) @idempotent(key: $key) {
  inventoryAdjustmentGroup { id } userErrors { code } } }`

describe('an idempotency key', () => {
  test('gives the first answer again, and nothing is done twice', async () => {
    const rig = await rigOf()
    const first = await rig.ask(addTwo, { key: 'twice' })
    expect(first.inventoryAdjustQuantities.userErrors).toEqual([])
    expect(await rig.ask(addTwo, { key: 'twice' })).toEqual(first)
    expect(await levelAt(rig, mugItem, london)).toMatchObject({ on_hand: 12 })
    // Negative control: another key does it again.
    await rig.ask(addTwo, { key: 'another' })
    expect(await levelAt(rig, mugItem, london)).toMatchObject({ on_hand: 14 })
  })

  test('gives the first answer even where the compare would be stale by now', async () => {
    const rig = await rigOf()
    const first = await setQuantities(rig, mugs(20, 10), 'k')
    await rig.shopper.setOnHand({ inventoryItemId: mugItem, locationId: london, quantity: 7 })
    expect(await setQuantities(rig, mugs(20, 10), 'k')).toEqual(first)
    expect(await levelAt(rig, mugItem, london)).toMatchObject({ on_hand: 7 })
  })

  test('with other parameters is refused, and nothing is done', async () => {
    const rig = await rigOf()
    await setQuantities(rig, mugs(20, 10), 'k')
    expect(await setQuantities(rig, mugs(30, 20), 'k')).toEqual({
      inventoryAdjustmentGroup: null,
      userErrors: [
        {
          code: 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH',
          field: null,
          message: 'The same idempotency key cannot be used with different operation parameters.',
        },
      ],
    })
    expect(await levelAt(rig, mugItem, london)).toMatchObject({ on_hand: 20 })
  })

  test('is not used up by a refusal', async () => {
    const rig = await rigOf()
    expect((await setQuantities(rig, mugs(20, 9), 'k')).userErrors).toMatchObject([
      { code: 'CHANGE_FROM_QUANTITY_STALE' },
    ])
    expect((await setQuantities(rig, mugs(20, 10), 'k')).userErrors).toEqual([])
    expect(await levelAt(rig, mugItem, london)).toMatchObject({ on_hand: 20 })
  })

  test('is forgotten after a day', async () => {
    let now = Date.parse('2026-11-02T10:00:00Z')
    const rig = await rigOf({ clock: () => now })
    await rig.ask(addTwo, { key: 'old' })
    now += 23 * hour
    await rig.ask(addTwo, { key: 'old' })
    expect(await levelAt(rig, mugItem, london)).toMatchObject({ on_hand: 12 })
    now += 1 * hour
    await rig.ask(addTwo, { key: 'old' })
    expect(await levelAt(rig, mugItem, london)).toMatchObject({ on_hand: 14 })
  })

  test('outlives a restart of the shop', async () => {
    const statePath = join(mkdtempSync(join(tmpdir(), 'twin-')), 'state.sqlite')
    const before = await rigOf({ statePath })
    const first = await before.ask(addTwo, { key: 'k' })
    await before.twin.stop()
    const rig = await rigOf({ statePath })
    expect(await rig.ask(addTwo, { key: 'k' })).toEqual(first)
    expect(await levelAt(rig, mugItem, london)).toMatchObject({ on_hand: 12 })
  })

  test('makes a call whose reply was lost safe to send again', async () => {
    const rig = await rigOf()
    rig.twin.faults.add({ operation: 'inventoryAdjustQuantities', kind: 'replyLost' })
    await expect(rig.ask(addTwo, { key: 'k' })).rejects.toThrow('fetch failed')
    expect((await rig.ask(addTwo, { key: 'k' })).inventoryAdjustQuantities.userErrors).toEqual([])
    expect(await levelAt(rig, mugItem, london)).toMatchObject({ on_hand: 12 })
  })

  test('of a call that Shopify is still at work on is refused until that is done', async () => {
    const rig = await rigOf()
    rig.twin.faults.add({
      operation: 'inventorySetQuantities',
      kind: 'lateCommit',
      about: 'InventoryItem/401',
      delayMs: 60,
    })
    await expect(rig.send(setDocument, { input: mugs(20, 10), key: 'k' })).rejects.toThrow(
      'fetch failed',
    )
    expect((await setQuantities(rig, mugs(20, 10), 'k')).userErrors).toEqual([
      {
        code: 'IDEMPOTENCY_CONCURRENT_REQUEST',
        field: null,
        message: 'This request is currently in progress, please try again.',
      },
    ])
    await vi.waitFor(async () =>
      expect(await levelAt(rig, mugItem, london)).toMatchObject({ on_hand: 20 }),
    )
    const answer = await setQuantities(rig, mugs(20, 10), 'k')
    expect(answer.userErrors).toEqual([])
    expect(answer.inventoryAdjustmentGroup.changes).toHaveLength(2)
  })

  test('of a call that has arrived and is not begun is refused too', async () => {
    const held = Promise.withResolvers<undefined>()
    const arrived = Promise.withResolvers<undefined>()
    let calls = 0
    const onCall = async ({ moment }: CallMoment) => {
      if (moment !== 'received') return
      calls += 1
      if (calls > 1) return
      arrived.resolve(undefined)
      await held.promise
    }
    const rig = await rigOf({ onCall })
    const first = setQuantities(rig, mugs(20, 10), 'k')
    await arrived.promise
    expect((await setQuantities(rig, mugs(20, 10), 'k')).userErrors).toMatchObject([
      { code: 'IDEMPOTENCY_CONCURRENT_REQUEST' },
    ])
    held.resolve(undefined)
    expect((await first).userErrors).toEqual([])
    expect(await setQuantities(rig, mugs(20, 10), 'k')).toEqual(await first)
  })

  test('of a call that failed inside Shopify is refused for a day, and does nothing', async () => {
    let now = Date.parse('2026-11-02T10:00:00Z')
    const rig = await rigOf({ clock: () => now })
    rig.twin.faults.add({ operation: 'inventorySetQuantities', kind: 'failedInside', status: 500 })
    const response = await rig.send(setDocument, { input: mugs(20, 10), key: 'k' })
    expect(response.status).toBe(500)
    const spent = [
      {
        code: 'IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED',
        field: null,
        message: 'The previous attempt failed. Retry with a new idempotency key.',
      },
    ]
    expect((await setQuantities(rig, mugs(20, 10), 'k')).userErrors).toEqual(spent)
    now += 23 * hour
    expect((await setQuantities(rig, mugs(20, 10), 'k')).userErrors).toEqual(spent)
    expect(await levelAt(rig, mugItem, london)).toMatchObject({ on_hand: 10 })
    expect((await setQuantities(rig, mugs(20, 10), 'another')).userErrors).toEqual([])
    now += 1 * hour
    expect((await setQuantities(rig, mugs(21, 20), 'k')).userErrors).toEqual([])
  })
})
