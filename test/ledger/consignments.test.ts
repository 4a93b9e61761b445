import { beforeEach, describe, expect, test } from 'vitest'
import { uniqueName } from '../support/servers.ts'
import { claimOf, useLedgers, claimAs, takeTurns } from './ledger.ts'

const ledgers = useLedgers()

/** An order of its own for each test: its id is its first reference. */
let order: { shop: string; orderId: string }
beforeEach(async () => {
  order = { shop: 'aurora', orderId: uniqueName('order') }
  await ledgers.ledger.orders.receive(order)
})

describe('a reference', () => {
  test('is claimed once, however many claim it at the same time', async () => {
    const claims = [claimOf({ reference: order.orderId })]
    await Promise.all([
      claimAs(ledgers.ledger, order, claims),
      claimAs(ledgers.other, order, claims),
      claimAs(ledgers.ledger, order, claims),
    ])
    const rows = await ledgers.ledger.consignments.list(order)
    expect(rows).toMatchObject([{ reference: order.orderId, state: 'claimed', sentAt: null }])
    expect(rows[0]!.items).toEqual(claimOf().items)
  })

  test("is one order's only: another order cannot claim it", async () => {
    await claim()
    const thief = { shop: 'aurora', orderId: uniqueName('order') }
    await ledgers.ledger.orders.receive(thief)
    await claimAs(ledgers.ledger, thief, [claimOf({ reference: order.orderId, totalMinor: 1 })])
    expect(await ledgers.ledger.consignments.list(thief)).toEqual([])
    expect((await find())!.totalMinor).toBe(claimOf().totalMinor)
    expect((await find())!.orderId).toBe(order.orderId)
  })

  test('follows the newest plan until it was sent, and stays as it was sent after that', async () => {
    await claim({ totalMinor: 1000 })
    await claim({ totalMinor: 900 })
    expect(await find()).toMatchObject({ totalMinor: 900 })
    await sendAs('attempt-1')
    await claim({ totalMinor: 800 })
    expect(await find()).toMatchObject({ totalMinor: 900, state: 'sent' })
  })

  test('that was sent and is planned no more is remembered, should it come back', async () => {
    const second = claimOf({ reference: `${order.orderId}-2`, ordinal: 2 })
    const first = claimOf({ reference: order.orderId })
    const { ledger } = ledgers
    await claimAs(ledger, order, [first, second])
    await sendAs('attempt-1')
    await notCreated('attempt-1')
    await claimAs(ledger, order, [second])
    await claimAs(ledger, order, [first, second])
    expect(await find()).toMatchObject({ state: 'claimed', everSent: true })
  })

  test('may be worth more than four bytes hold, as orders in rupiah are', async () => {
    await claim({ totalMinor: 5_000_000_000 })
    expect(await find()).toMatchObject({ totalMinor: 5_000_000_000 })
  })
})

describe('the right to send', () => {
  test('is the last taker’s alone: a superseded attempt may not send', async () => {
    await claim()
    await takeTurns(ledgers.ledger, order, 'attempt-1')
    await takeTurns(ledgers.other, order, 'attempt-2')
    expect(await stamp('attempt-1')).toBe(false)
    expect(await find()).toMatchObject({ state: 'claimed', sentAt: null })
    expect(await stamp('attempt-2')).toBe(true)
    expect(await find()).toMatchObject({ state: 'sent', sentAt: expect.any(Date) })
  })

  test('is used up by sending, even for the one that has it, until nothing was created for certain', async () => {
    await claim()
    await sendAs('attempt-1')
    expect(await stamp('attempt-1')).toBe(false)
    await takeTurns(ledgers.ledger, order, 'attempt-2')
    expect(await stamp('attempt-2')).toBe(false)

    await notCreated('attempt-1')
    expect(await find()).toMatchObject({ state: 'sent' })
    await notCreated('attempt-2')
    expect(await find()).toMatchObject({ state: 'claimed', sentAt: null })
    expect(await stamp('attempt-2')).toBe(true)
  })

  test('goes to one of many that stamp at the same time', async () => {
    await claim()
    await takeTurns(ledgers.ledger, order, 'attempt-1')
    const stamps = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        stamp('attempt-1', index % 2 === 0 ? ledgers.ledger : ledgers.other),
      ),
    )
    expect(stamps.filter(Boolean)).toHaveLength(1)
  })

  test('is lost with the order’s turn: an attempt that was given up claims and sends nothing', async () => {
    const claims = [claimOf({ reference: order.orderId })]
    await ledgers.ledger.orders.takeTurn(order, 'attempt-1')
    await ledgers.other.orders.takeTurn(order, 'the cancellation')
    expect(await ledgers.ledger.consignments.claim(order, claims, 'attempt-1')).toBeUndefined()
    expect(await find()).toBeUndefined()
    await claim()
    await ledgers.ledger.consignments.takeTurn(order.shop, order.orderId, 'attempt-1')
    expect(await stamp('attempt-1')).toBe(false)
  })

  test('is each consignment’s own: of many that leave together those go that may', async () => {
    await claim()
    await takeTurns(ledgers.ledger, order, 'attempt-1')
    const late = { shop: 'aurora', orderId: uniqueName('order') }
    await ledgers.ledger.orders.receive(late)
    await claimAs(ledgers.ledger, late, [claimOf({ reference: late.orderId })], 'attempt-2')
    await ledgers.other.orders.takeTurn(late, 'the cancellation')
    const leaving = await ledgers.ledger.consignments.stampSends([
      { shop: 'aurora', reference: order.orderId, token: 'attempt-1' },
      { shop: 'aurora', reference: late.orderId, token: 'attempt-2' },
    ])
    expect(leaving).toEqual(new Set([`aurora ${order.orderId}`]))
  })

  test('is lost by a new plan: what an attempt prepared for the old one does not leave', async () => {
    await claim()
    await takeTurns(ledgers.ledger, order, 'attempt-1')
    await claim({ totalMinor: 900 })
    expect(await stamp('attempt-1')).toBe(false)
  })
})

test('what was read back is verified, and a cancelled consignment stays cancelled', async () => {
  await claim()
  await sendAs('attempt-1')
  const found = { linnworksOrderId: uniqueName('lw'), linnworksNumber: 100234 }
  await ledgers.ledger.consignments.markVerified(order.shop, order.orderId, found)
  expect(await find()).toMatchObject({ ...found, state: 'verified', verifiedAt: expect.any(Date) })
  expect(await ledgers.ledger.consignments.listNotCancelled([found.linnworksOrderId])).toEqual(
    new Set([found.linnworksOrderId]),
  )
  await ledgers.ledger.consignments.close(order.shop, order.orderId, 'cancelled')
  await ledgers.ledger.consignments.markVerified(order.shop, order.orderId, found)
  expect(await find()).toMatchObject({ state: 'cancelled' })
  expect(await ledgers.ledger.consignments.listNotCancelled([found.linnworksOrderId])).toEqual(
    new Set(),
  )
})

describe('a parcel', () => {
  test('is noted once, and its order is told of it once', async () => {
    await claim()
    const parcel = await receiveParcel()
    const again = { ...order, linnworksOrderId: parcel, reference: order.orderId }
    await ledgers.other.parcels.receive(again)
    expect(await ledgers.ledger.parcels.list(order)).toHaveLength(1)
    const { parcels } = ledgers.ledger
    expect(await parcels.listUnhanded([parcel, 'unknown'])).toEqual(new Set([parcel, 'unknown']))
    await parcels.markHanded(parcel)
    expect(await parcels.listUnhanded([parcel, 'unknown'])).toEqual(new Set(['unknown']))
  })

  test('whose order was told is waited for until it is posted', async () => {
    await claim()
    const parcel = await receiveParcel()
    const { parcels } = ledgers.ledger
    const waits = async (stale: Date) =>
      (await parcels.listWaiting(stale, 1000)).some((each) => each.linnworksOrderId === parcel)
    const [anHourAgo, inAnHour] = [-3_600_000, 3_600_000].map((ms) => new Date(Date.now() + ms))
    await parcels.markHanded(parcel)
    expect(await waits(anHourAgo!)).toBe(false)
    expect(await waits(inAnHour!)).toBe(true)
    await parcels.markPosted(parcel, uniqueName('U'), null)
    expect(await waits(inAnHour!)).toBe(false)
  })

  test('is posted by the last taker only, and never again once it is posted', async () => {
    await claim()
    const parcel = await receiveParcel()
    const { parcels } = ledgers.ledger
    await parcels.takeTurn(parcel, 'attempt-1')
    await ledgers.other.parcels.takeTurn(parcel, 'attempt-2')
    expect(
      await parcels.stampSend(
        { linnworksOrderId: parcel, trackingNumber: null },
        'attempt-1',
        null,
      ),
    ).toBe(false)
    expect(
      await parcels.stampSend(
        { linnworksOrderId: parcel, trackingNumber: null },
        'attempt-2',
        null,
      ),
    ).toBe(true)
    // One that read the parcel before that does not know of what was sent.
    await parcels.takeTurn(parcel, 'attempt-3')
    expect(
      await parcels.stampSend(
        { linnworksOrderId: parcel, trackingNumber: null },
        'attempt-3',
        null,
      ),
    ).toBe(false)
    await parcels.takeTurn(parcel, 'attempt-2')
    await parcels.markPosted(parcel, uniqueName('U'), null)
    expect(
      await parcels.stampSend(
        { linnworksOrderId: parcel, trackingNumber: null },
        'attempt-2',
        null,
      ),
    ).toBe(false)
    await parcels.markNotCreated(parcel, 'attempt-2')
    expect(await parcels.find(parcel)).toMatchObject({ sentAt: expect.any(Date) })
  })

  test('is one fulfilment, and a fulfilment is one parcel', async () => {
    await claim()
    const [one, two] = [await receiveParcel(), await receiveParcel()]
    const fulfillmentId = uniqueName('U')
    await ledgers.ledger.parcels.markPosted(one, fulfillmentId, null)
    await expect(ledgers.other.parcels.markPosted(two, fulfillmentId, null)).rejects.toThrow(
      'unique',
    )
    expect(await ledgers.ledger.parcels.find(two)).toMatchObject({ fulfillmentId: null })
  })

  async function receiveParcel(): Promise<string> {
    const linnworksOrderId = uniqueName('lw')
    await ledgers.ledger.parcels.receive({ ...order, linnworksOrderId, reference: order.orderId })
    return linnworksOrderId
  }
})

function claim(changes: Parameters<typeof claimOf>[0] = {}) {
  return claimAs(ledgers.ledger, order, [claimOf({ reference: order.orderId, ...changes })])
}

function find() {
  return ledgers.ledger.consignments.findByReference(order.shop, order.orderId)
}

async function stamp(token: string, ledger = ledgers.ledger): Promise<boolean> {
  const leaving = { shop: order.shop, reference: order.orderId, token }
  return (await ledger.consignments.stampSends([leaving])).size === 1
}

function notCreated(token: string): Promise<void> {
  const { shop, orderId: reference } = order
  return ledgers.ledger.consignments.markNotCreated([{ shop, reference, token }])
}

async function sendAs(token: string): Promise<void> {
  await takeTurns(ledgers.ledger, order, token)
  expect(await stamp(token)).toBe(true)
}
