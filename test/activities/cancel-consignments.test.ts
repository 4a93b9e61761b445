import { beforeEach, describe, expect, test } from 'vitest'
import { createCancelConsignments } from '../../activities/cancel-consignments.ts'
import type { LinnworksOrder } from '../../domain/consignment-order.ts'
import type { Ledger } from '../../ledger/index.ts'
import { apiErrorOf } from '../support/api-errors.ts'
import { linnworksOrderOf } from '../domain/builders.ts'
import { claimOf, key, useLedgers, claimAs, takeTurns } from '../ledger/ledger.ts'
import { attempt, type Calls, emptyLedger, failure, linnworksOf } from './fakes.ts'

const ledgers = useLedgers()
const waitMs = 120_000

describe('the cancellation of what stands in Linnworks', () => {
  let ledger: Ledger
  let calls: Calls
  let shelf: LinnworksOrder[]
  let locked: boolean

  beforeEach(async () => {
    await emptyLedger(ledgers.database)
    ledger = ledgers.ledger
    calls = []
    shelf = []
    locked = false
    await ledger.orders.receive(key)
    await claimAs(ledger, key, [claimOf()])
  })

  test('of a claim that was never sent asks nothing of Linnworks', async () => {
    expect(await cancel()).toMatchObject({ kind: 'cancelled' })
    expect(calls).toEqual([])
    expect(await stateOf()).toBe('cancelled')
  })

  test('of a create that is under way waits, and takes the right to send from it', async () => {
    await send('the first attempt')
    const error = await apiErrorOf(cancel())
    expect(error.details.retryAfterMs).toBeGreaterThan(0)
    expect(error.message).toMatch(/not known yet; looking again in/)
    expect(calls).toEqual(['findOrdersByReference'])
    const first = { shop: 'aurora', reference: '5512', token: 'the first attempt' }
    await ledger.consignments.markNotCreated([first])
    expect(await ledger.consignments.stampSends([first])).toEqual(new Set())
  })

  test('of a create that was refused looks all the same: of a batch some may have been saved', async () => {
    await send('the first attempt')
    const first = { shop: 'aurora', reference: '5512', token: 'the first attempt' }
    await ledger.consignments.markNotCreated([first])
    shelf.push(linnworksOrderOf())
    expect(await cancel()).toMatchObject({ kind: 'cancelled' })
    expect(calls).toEqual(['findOrdersByReference', 'cancelOrder', 'getOrdersById'])
  })

  test('of a create that certainly came to nothing is done when the time is over', async () => {
    await send('the first attempt')
    await ledgers.database
      .updateTable('consignments')
      .set({ sentAt: new Date(Date.now() - waitMs - 1000) })
      .execute()
    expect(await cancel()).toMatchObject({ kind: 'cancelled' })
    expect(calls).toEqual(['findOrdersByReference'])
    expect(await stateOf()).toBe('cancelled')
  })

  test('of what a lost attempt made cancels it, and reads that back', async () => {
    await send('the first attempt')
    shelf.push(linnworksOrderOf())
    expect(await cancel()).toMatchObject({ kind: 'cancelled' })
    expect(calls).toEqual(['findOrdersByReference', 'cancelOrder', 'getOrdersById'])
    expect(await stateOf()).toBe('cancelled')
  })

  test('does not believe an answer of 200 that changed nothing', async () => {
    await send('the first attempt')
    shelf.push(linnworksOrderOf())
    const outcome = await cancel({ cancelOrder: async () => undefined })
    expect(outcome).toMatchObject({ kind: 'refused' })
    expect(await stateOf()).not.toBe('cancelled')
  })

  test('frees a locked order first', async () => {
    await send('the first attempt')
    shelf.push(linnworksOrderOf())
    locked = true
    expect(await cancel()).toMatchObject({ kind: 'cancelled' })
    expect(calls.filter((call) => !call.startsWith('get'))).toEqual([
      'findOrdersByReference',
      'cancelOrder',
      'unlockOrders',
      'cancelOrder',
    ])
  })

  test.each([
    ['was parked', { parked: true }, false],
    ['is held, and was freed by an attempt before', { parked: false }, true],
  ])('that is refused parks again what %s', async (_what, order, held) => {
    await send('the first attempt')
    shelf.push(linnworksOrderOf(order))
    await ledger.orders.setHeld(key, held)
    const refused = () => Promise.reject(failure('rejected', 'CancelOrder'))
    expect(await cancel({ cancelOrder: refused })).toMatchObject({ kind: 'refused' })
    expect(shelf.map(({ parked }) => parked)).toEqual([true])
  })

  test('that is refused leaves open what nobody held', async () => {
    await send('the first attempt')
    shelf.push(linnworksOrderOf())
    const refused = () => Promise.reject(failure('rejected', 'CancelOrder'))
    expect(await cancel({ cancelOrder: refused })).toMatchObject({ kind: 'refused' })
    expect(shelf.map(({ parked }) => parked)).toEqual([false])
  })

  test('of what has left says so, with the number that people see', async () => {
    await send('the first attempt')
    shelf.push(linnworksOrderOf({ processed: true }))
    const outcome = await cancel()
    expect(outcome).toMatchObject({ kind: 'dispatched', linnworksNumbers: [100234] })
    expect(calls).not.toContain('cancelOrder')
  })

  test('done twice cancels once', async () => {
    await send('the first attempt')
    shelf.push(linnworksOrderOf())
    await cancel()
    calls.length = 0
    expect(await cancel()).toMatchObject({ kind: 'cancelled' })
    expect(calls).toEqual([])
  })

  test('says before its first step that what stands there may end, and takes it back where it stands', async () => {
    await send('the first attempt')
    shelf.push(linnworksOrderOf())
    const seen: unknown[] = []
    const look = async () => {
      seen.push(await endingAt())
    }
    expect(await cancel({ cancelOrder: look })).toMatchObject({ kind: 'refused' })
    expect(seen).toEqual([expect.any(Date), expect.any(Date)])
    expect(await endingAt()).toBeNull()
  })

  test('of what has left takes back that it may end: its units stand until Shopify is told', async () => {
    await send('the first attempt')
    shelf.push(linnworksOrderOf({ processed: true }))
    await cancel()
    expect(await endingAt()).toBeNull()
  })

  test('of a part only leaves it ending: the stock of that part is free', async () => {
    await send('the first attempt')
    const part = { linnworksOrderId: '44444444-4444-4444-8444-444444444444', processed: true }
    shelf.push(linnworksOrderOf({ ...part, holdOrCancel: true }), linnworksOrderOf())
    expect(await cancel({ cancelOrder: async () => undefined })).toMatchObject({ kind: 'refused' })
    expect(await endingAt()).toBeInstanceOf(Date)
  })

  test('whose fate is unknown leaves it ending', async () => {
    await send('the first attempt')
    shelf.push(linnworksOrderOf())
    const cancelOrder = () => Promise.reject(failure('ambiguous', 'CancelOrder'))
    await apiErrorOf(cancel({ cancelOrder }))
    expect(await endingAt()).toBeInstanceOf(Date)
  })

  test('that ends it makes its levels hot', async () => {
    const heated: unknown[] = []
    const heat = async (...told: unknown[]) => void heated.push(told)
    const watched = { ...ledger, stockLevels: { ...ledger.stockLevels, heat } }
    const units = [{ lineId: 'L1', inventoryItemId: 'I1', quantity: 1 }]
    await claimAs(ledger, key, [
      claimOf({ items: [{ itemNumber: 'L1', sku: 'MUG', quantity: 1, units }] }),
    ])
    expect(await cancel({}, watched)).toMatchObject({ kind: 'cancelled' })
    const level = { shop: 'aurora', inventoryItemId: 'I1', locationId: '8001' }
    expect(heated).toEqual([[[level], 'cancelled']])
  })

  function cancel(
    methods: { readonly cancelOrder?: () => Promise<void> } = {},
    over: Ledger = ledger,
  ) {
    const linnworks = linnworksOf(calls, {
      findOrdersByReference: async () => shelf,
      getOrdersById: async (ids) => shelf.filter((each) => ids.includes(each.linnworksOrderId)),
      unlockOrders: async () => {
        locked = false
      },
      parkOrders: async () => {
        shelf = shelf.map((order) => ({ ...order, parked: true }))
      },
      unparkOrders: async () => {
        shelf = shelf.map((order) => ({ ...order, parked: false }))
      },
      cancelOrder: async () => {
        if (locked) throw failure('rejected', 'CancelOrder')
        shelf = shelf.map((order) => ({ ...order, processed: true, holdOrCancel: true }))
      },
      ...methods,
      ...(methods.cancelOrder === undefined ? {} : { unlockOrders: async () => undefined }),
    })
    const { cancelConsignments } = createCancelConsignments({
      linnworks,
      ledger: over,
      lateCommitWaitMs: waitMs,
    })
    return attempt(1, cancelConsignments, key)
  }

  async function send(token: string): Promise<void> {
    await takeTurns(ledger, key, token)
    const leaving = { shop: 'aurora', reference: '5512', token }
    expect((await ledger.consignments.stampSends([leaving])).size).toBe(1)
  }

  async function endingAt(): Promise<Date | null | undefined> {
    const row = await ledgers.database
      .selectFrom('consignments')
      .select('endingAt')
      .where('reference', '=', '5512')
      .executeTakeFirst()
    return row?.endingAt
  }

  async function stateOf(): Promise<string | undefined> {
    return (await ledger.consignments.findByReference('aurora', '5512'))?.state
  }
})
