import { describe, expect, test } from 'vitest'
import { uniqueName } from '../support/servers.ts'
import { claimAs, claimOf, useLedgers } from './ledger.ts'
import { after, before, locationId, nothing, useMugOrder } from './mug-order.ts'

const ledgers = useLedgers()
const mugs = useMugOrder(ledgers)

describe('units that left the shelf without Waybill', () => {
  test('are missing from Linnworks until it knows of them', async () => {
    await mugs.claim({ items: [mugs.itemOf('L1', { leftShelf: true })] })
    expect(await mugs.count()).toEqual({ ...nothing, leftShelf: 2 })
    await mugs.send()
    await mugs.verify()
    expect(await mugs.count(before)).toEqual({ ...nothing, leftShelf: 2 })
    expect(await mugs.count()).toEqual(nothing)
  })

  test('are nobody’s any more if their consignment is cancelled', async () => {
    await mugs.claim({ items: [mugs.itemOf('L1', { leftShelf: true })] })
    await ledgers.ledger.consignments.close(mugs.order.shop, mugs.order.orderId, 'cancelled')
    expect(await mugs.count()).toEqual(nothing)
  })

  test('of an order that stays out of Linnworks are kept off until a person settles it', async () => {
    await note(2)
    expect(await mugs.count()).toEqual({ ...nothing, leftShelf: 2 })
    expect(await listNoted()).toMatchObject([
      { ...mugs.order, inventoryItemId: mugs.mug, quantity: 2 },
    ])
    expect(await ledgers.ledger.consignedUnits.isLeftSettled(mugs.order)).toBe(false)
    const settled = await ledgers.ledger.consignedUnits.settleLeft({
      ...mugs.order,
      actor: 'staff-1',
    })
    expect(settled).toEqual([{ shop: 'aurora', inventoryItemId: mugs.mug, locationId }])
    expect(await mugs.count()).toEqual(nothing)
    expect(await listNoted()).toEqual([])
    expect(await ledgers.ledger.consignedUnits.isLeftSettled(mugs.order)).toBe(true)
    expect(
      await ledgers.ledger.consignedUnits.settleLeft({ ...mugs.order, actor: 'staff-1' }),
    ).toEqual([])
  })

  test('are in the order’s history once, with who settled them', async () => {
    await note(2)
    await ledgers.ledger.consignedUnits.settleLeft({ ...mugs.order, actor: 'staff-1' })
    await ledgers.ledger.consignedUnits.settleLeft({ ...mugs.order, actor: 'staff-2' })
    const events = await ledgers.ledger.events.list(
      `order:${mugs.order.shop}:${mugs.order.orderId}`,
    )
    expect(events.filter(({ what }) => what === 'leftUnitsSettled')).toMatchObject([
      { actor: 'staff-1' },
    ])
  })

  test('stay settled at the next look, unless more has left', async () => {
    await note(2)
    await ledgers.ledger.consignedUnits.settleLeft({ ...mugs.order, actor: 'staff-1' })
    await note(2)
    expect(await mugs.count()).toEqual(nothing)
    await note(3)
    expect(await mugs.count()).toEqual({ ...nothing, leftShelf: 3 })
  })

  test('are what the last look found: what came back is off the shelf no more', async () => {
    await note(2)
    await note(1)
    expect(await mugs.count()).toEqual({ ...nothing, leftShelf: 1 })
    await ledgers.ledger.consignedUnits.noteLeft(mugs.order, [], after)
    expect(await mugs.count()).toEqual(nothing)
  })

  test('are counted once when they go to Linnworks after all', async () => {
    await note(2)
    await ledgers.ledger.orders.takeTurn(mugs.order, 'attempt-0')
    const claims = [
      claimOf({ reference: mugs.order.orderId, items: [mugs.itemOf('L1', { leftShelf: true })] }),
    ]
    await ledgers.ledger.consignments.claim(mugs.order, claims, 'attempt-0', {
      left: [],
      seenAt: after,
    })
    expect(await mugs.count()).toEqual({ ...nothing, leftShelf: 2 })
  })

  test('stay noted beside a claim that does not hold them', async () => {
    const left = [{ inventoryItemId: mugs.mug, locationId, quantity: 1 }]
    await ledgers.ledger.orders.takeTurn(mugs.order, 'attempt-0')
    const claims = [claimOf({ reference: mugs.order.orderId, items: [mugs.itemOf('L1')] })]
    await ledgers.ledger.consignments.claim(mugs.order, claims, 'attempt-0', {
      left,
      seenAt: after,
    })
    expect(await mugs.count()).toEqual({ ...nothing, claimed: 2, leftShelf: 1 })
  })

  test('take the place of units that were planned to be sent', async () => {
    await mugs.claim()
    await note(2)
    expect(await mugs.count()).toEqual({ ...nothing, leftShelf: 2 })
  })
})

describe('an order that Shopify shows as fulfilled', () => {
  test('keeps its shop from being sure, until it is looked at', async () => {
    const shop = await markedShop()
    expect(await hasUnseen(shop)).toBe(true)
    await ledgers.ledger.consignedUnits.noteLeft({ ...mugs.order, shop }, [], after)
    expect(await hasUnseen(shop)).toBe(false)
  })

  test('is looked at by its claim too', async () => {
    const shop = await markedShop()
    const key = { ...mugs.order, shop }
    await ledgers.ledger.orders.takeTurn(key, 'attempt-0')
    const claims = [claimOf({ reference: mugs.order.orderId })]
    await ledgers.ledger.consignments.claim(key, claims, 'attempt-0', { seenAt: after })
    expect(await hasUnseen(shop)).toBe(false)
  })

  test('is not looked at by who saw it as it was before', async () => {
    const shop = await markedShop()
    const key = { ...mugs.order, shop }
    await ledgers.ledger.orders.markHanded(key, new Date('2026-11-01T10:00:00Z'))
    await ledgers.ledger.consignedUnits.noteLeft(key, [], new Date('2026-11-01T09:59:59Z'))
    expect(await hasUnseen(shop)).toBe(true)
    await ledgers.ledger.consignedUnits.noteLeft(key, [], new Date('2026-11-01T10:00:00Z'))
    expect(await hasUnseen(shop)).toBe(false)
  })

  test.each([
    ['that Waybill has in Linnworks', 'verified'],
    ['whose end Waybill saw', 'dispatched'],
  ] as const)('%s left nothing unseen', async (_what, state) => {
    const shop = await markedShop()
    await claimAs(ledgers.ledger, { ...mugs.order, shop }, [
      claimOf({ reference: mugs.order.orderId }),
    ])
    expect(await hasUnseen(shop)).toBe(true)
    await ledgers.database
      .updateTable('consignments')
      .set({ state })
      .where('shop', '=', shop)
      .execute()
    expect(await hasUnseen(shop)).toBe(false)
  })

  test('and that a person holds stops nothing: nobody looks at it before it is released', async () => {
    const shop = await markedShop()
    await ledgers.ledger.orders.setHeld({ ...mugs.order, shop }, true)
    expect(await hasUnseen(shop)).toBe(false)
  })

  async function markedShop(): Promise<string> {
    const shop = uniqueName('shop')
    await ledgers.ledger.orders.receive({ ...mugs.order, shop })
    await ledgers.ledger.orders.markLeftUnseen(shop, [mugs.order.orderId])
    return shop
  }

  const hasUnseen = async (shop: string) =>
    (await ledgers.other.orders.listLeftUnseen(shop, 2)).length > 0
})

async function note(quantity: number): Promise<void> {
  await ledgers.ledger.consignedUnits.noteLeft(
    mugs.order,
    [{ inventoryItemId: mugs.mug, locationId, quantity }],
    after,
  )
}

async function listNoted() {
  const all = await ledgers.ledger.consignedUnits.listLeft('aurora')
  return all.filter(({ orderId }) => orderId === mugs.order.orderId)
}
