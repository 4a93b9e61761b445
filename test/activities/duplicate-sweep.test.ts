import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createDuplicateSweep } from '../../activities/duplicate-sweep.ts'
import type { Stage } from '../../domain/stage.ts'
import type { Ledger } from '../../ledger/index.ts'
import { toChannelOrder } from '../../linnworks/channel-order.ts'
import type { LinnworksClient } from '../../linnworks/index.ts'
import type { OrderKey } from '../../ledger/order-key.ts'
import { ChannelOrderSchema } from '../../sandbox/linnworks/channel-order.ts'
import type { LinnworksTwin } from '../../sandbox/linnworks/index.ts'
import { createWarehouse } from '../../sandbox/warehouse.ts'
import { claimAs, claimOf, useLedgers } from '../ledger/ledger.ts'
import {
  clientOf,
  consignmentOf,
  CREDENTIALS,
  lineOf,
  LONDON,
  startTwin,
} from '../linnworks/twin.ts'
import { attempt, deskOf, type DeskDouble, emptyLedger, shopOf } from './fakes.ts'

const waitMs = 120_000
const ledgers = useLedgers()

describe('the duplicate sweep', () => {
  let ledger: Ledger
  let twin: LinnworksTwin
  let linnworks: LinnworksClient
  let desk: DeskDouble
  let stopping: AbortController
  let own: string
  /** One a test, for what happened is never forgotten. */
  let key: OrderKey
  let orders = 5600

  beforeEach(async () => {
    await ledgers.database.deleteFrom('exceptionCauses').execute()
    await ledgers.database.deleteFrom('exceptions').execute()
    await emptyLedger(ledgers.database)
    orders += 1
    key = { shop: 'aurora', orderId: String(orders) }
    ledger = ledgers.ledger
    twin = await startTwin({})
    linnworks = clientOf(twin)
    desk = deskOf()
    stopping = new AbortController()
    own = save()
    await bind(own)
  })
  afterEach(async () => {
    linnworks.close()
    await twin.stop()
  })

  test('of orders in their place asks for nothing but the lists', async () => {
    expect(await sweep()).toEqual({ seen: 1, suspected: 0, cancelled: 0, reported: 0 })
    const { calls } = twin.stats()
    expect(calls).toEqual({
      AuthorizeByApplication: 1,
      GetStockLocations: 1,
      GetAllOpenOrders: 2,
      SearchProcessedOrders: 1,
    })
    expect(await ledger.cursors.find('linnworks:duplicates')).toBeInstanceOf(Date)
  })

  test('reads an order of another source once, however long it stays open', async () => {
    const order = { ...toChannelOrder(consignmentOf()), Source: 'DIRECT' }
    twin.backroom.saveOrders(LONDON, [ChannelOrderSchema.parse(order)])
    const { sweepDuplicates } = createSweep()
    await attempt(1, sweepDuplicates, undefined)
    await attempt(1, sweepDuplicates, undefined)
    expect(twin.stats().calls['GetOrdersById']).toBe(1)
  })

  test('cancels a second one, says so in the history, and tells nobody to post it back', async () => {
    const second = save()
    expect(await sweep()).toMatchObject({ suspected: 1, cancelled: 1, reported: 0 })
    expect(await openIds()).toEqual([own])
    expect(await whatHappened()).toEqual(['duplicate found', 'duplicate cancelled'])
    expect(await ledger.parcels.listUnhanded([second])).toEqual(new Set())
    expect(await sweep()).toMatchObject({ suspected: 0, cancelled: 0, reported: 0 })
    expect(desk.told).toEqual([])
  })

  test('ends with its worker and leaves the second one to the next', async () => {
    save()
    stopping.abort()
    await expect(sweep()).rejects.toThrow('told to stop')
    expect(await openIds()).toHaveLength(2)
    expect(await ledger.cursors.find('linnworks:duplicates')).toBeUndefined()
  })

  test('whose answer is lost cancels once, and the history knows it all the same', async () => {
    save()
    twin.faults.add({ operation: 'CancelOrder', kind: 'replyLost' })
    await expect(sweep()).rejects.toThrow('CancelOrder')
    expect(await sweep()).toMatchObject({ cancelled: 0, reported: 0 })
    expect(await openIds()).toEqual([own])
    expect(await whatHappened()).toEqual(['duplicate found'])
    expect(twin.stats().calls['CancelOrder']).toBe(1)
  })

  test('leaves what was sent a moment ago to those who wait for it, and comes back', async () => {
    await sentAgo(1000)
    save()
    expect(await sweep()).toMatchObject({ suspected: 1, cancelled: 0, reported: 0 })
    expect(await openIds()).toHaveLength(2)
    expect(await ledger.cursors.find('linnworks:duplicates')).toBeUndefined()
    await sentAgo(waitMs + 1000)
    expect(await sweep()).toMatchObject({ cancelled: 1 })
  })

  test('takes the right to send from an injection that is under way', async () => {
    await ledger.orders.takeTurn(key, 'an injection')
    save()
    await sweep()
    expect(await ledger.consignments.claim(key, [claim()], 'an injection')).toBeFalsy()
  })

  test('leaves both to people where the warehouse has begun with the second one', async () => {
    const second = save()
    await linnworks.parkOrders([second])
    expect(await sweep()).toMatchObject({ cancelled: 0, reported: 1 })
    expect(await openIds()).toHaveLength(2)
    expect(desk.told).toEqual([second])
  })

  test('asks the same question once, and ends it when its cause is gone', async () => {
    const second = save()
    await linnworks.parkOrders([second])
    await ask(second)
    expect(await sweep()).toMatchObject({ reported: 1 })
    expect(desk.told).toEqual([])
    await cancel(second)
    expect(await sweep()).toMatchObject({ suspected: 1, reported: 0 })
    expect(desk.told).toEqual([key.orderId])
  })

  test('asks no question of an order that waits with another one', async () => {
    const second = save()
    await linnworks.parkOrders([second])
    await ask(second, 'CANCEL_REFUSED')
    await sweep()
    expect(desk.told).toEqual([])
    expect((await ledger.exceptions.findOpen(key))?.code).toBe('CANCEL_REFUSED')
  })

  test('cancels what stands of a cancelled order, parked or not', async () => {
    await ledger.consignments.close(key.shop, key.orderId, 'cancelled')
    await moveTo('cancelled')
    await linnworks.parkOrders([own])
    expect(await sweep()).toMatchObject({ cancelled: 1, reported: 0 })
    expect(await openIds()).toEqual([])
  })

  test('asks about what stands of a skipped order, in the ledger, for nobody else would hear', async () => {
    await cancel(own)
    await ledgers.database.deleteFrom('parcels').execute()
    await ledgers.database.deleteFrom('consignments').execute()
    await moveTo('skipped')
    const stray = save()
    expect(await sweep()).toMatchObject({ cancelled: 0, reported: 1 })
    expect(await ledger.exceptions.findOpen(key)).toMatchObject({ code: 'DUPLICATE_IN_LINNWORKS' })
    expect((await ledger.orders.find(key))?.stage).toBe('skipped')
    await cancel(stray)
    await sweep()
    expect(await ledger.exceptions.findOpen(key)).toBeUndefined()
    expect(desk.told).toEqual([])
  })

  test('asks about what was created late for an order that is skipped by now', async () => {
    await unbind()
    expect(await sweep()).toMatchObject({ reported: 0 })
    await moveTo('skipped')
    expect(await sweep()).toMatchObject({ cancelled: 0, reported: 1 })
    expect(await ledger.exceptions.findOpen(key)).toMatchObject({ code: 'DUPLICATE_IN_LINNWORKS' })
  })

  test('cancels nothing that the ledger does not know, and lets its order look', async () => {
    save({ reference: '7700' })
    save({ reference: '7701', shop: 'unknown' })
    save({ reference: 'by hand' })
    expect(await sweep()).toMatchObject({ suspected: 2, cancelled: 0, reported: 0 })
    expect(desk.told).toEqual(['7700'])
    expect(await openIds()).toHaveLength(4)
  })

  test('finds by its relations what an order was merged into, and cancels the late double', async () => {
    const other = save({ reference: '7700', lines: [lineOf({ itemNumber: 'L7' })] })
    const merged = await merge([own, other])
    expect(await openIds()).toEqual([merged])
    expect(await sweep()).toMatchObject({ cancelled: 0, reported: 0 })
    save()
    expect(await sweep()).toMatchObject({ cancelled: 1, reported: 0 })
    expect(await openIds()).toEqual([merged])
  })

  test('the control: without relations the late double of a merged order stays', async () => {
    const other = save({ reference: '7700', lines: [lineOf({ itemNumber: 'L7' })] })
    await merge([own, other])
    save()
    const blind = { ...linnworks, listOrderRelations: async () => [] }
    expect(await sweep(blind)).toMatchObject({ cancelled: 0 })
    expect(await openIds()).toHaveLength(2)
  })

  function createSweep(client = linnworks) {
    const shops = new Map([['aurora', shopOf([], {})]])
    return createDuplicateSweep({
      findShop: (shop) => {
        const found = shops.get(shop)
        if (found === undefined) throw new Error(`no shop ${shop}`)
        return found
      },
      linnworks: client,
      ledger,
      orderDesk: desk.desk,
      lateCommitWaitMs: waitMs,
      sweepOverlapMs: 15 * 60_000,
      stopping: stopping.signal,
    })
  }

  function sweep(client = linnworks) {
    return attempt(1, createSweep(client).sweepDuplicates, undefined)
  }

  /** Puts an order of one mug into Linnworks, whatever stands there already. Answers its id. */
  function save(order: Parameters<typeof consignmentOf>[0] = {}): string {
    const lines = [lineOf({ itemNumber: 'L1', quantity: 1 })]
    const wanted = toChannelOrder(consignmentOf({ reference: key.orderId, lines, ...order }))
    const saved = twin.backroom.saveOrders(LONDON, [ChannelOrderSchema.parse(wanted)])
    return saved[0]!
  }

  function claim() {
    return claimOf({ reference: key.orderId })
  }

  async function bind(linnworksOrderId: string): Promise<void> {
    await ledger.orders.receive(key)
    await claimAs(ledger, key, [claim()])
    const found = { linnworksOrderId, linnworksNumber: 100_001 }
    await ledger.consignments.markVerified(key.shop, key.orderId, found)
    await moveTo('awaitingDispatch')
  }

  /** As after a create that was waited for, and was carried out later still. */
  async function unbind(): Promise<void> {
    const row = { state: 'claimed', everSent: true, linnworksOrderId: null } as const
    await ledgers.database.updateTable('consignments').set(row).execute()
  }

  async function openIds(): Promise<readonly string[]> {
    return await linnworks.listOpenOrderIds(LONDON)
  }

  async function cancel(linnworksOrderId: string): Promise<void> {
    await linnworks.unparkOrders([linnworksOrderId])
    await linnworks.cancelOrder({ linnworksOrderId, locationId: LONDON, note: '' })
  }

  async function ask(
    about: string,
    code: 'DUPLICATE_IN_LINNWORKS' | 'CANCEL_REFUSED' = 'DUPLICATE_IN_LINNWORKS',
  ): Promise<void> {
    const [found] = await linnworks.getOrdersById([about])
    const sentence = `Linnworks order ${found?.number}`
    const exception = {
      code,
      owner: 'operations',
      causeKeys: [`order:${key.orderId}`],
      sentence,
    } as const
    await moveTo('needsAttention', { ...exception, remedy: 'Decide.' })
  }

  async function moveTo(
    stage: Stage,
    exception?: Parameters<Ledger['orders']['moveTo']>[1]['exception'],
  ): Promise<void> {
    const more = exception === undefined ? {} : { exception }
    await ledger.orders.moveTo(key, { stage, why: 'a test', ...more })
  }

  async function whatHappened(): Promise<readonly string[]> {
    const events = await ledger.events.list(`order:aurora:${key.orderId}`)
    return events.map(({ what }) => what).filter((what) => what.startsWith('duplicate'))
  }

  async function sentAgo(ms: number): Promise<void> {
    const sentAt = new Date(Date.now() - ms)
    await ledgers.database.updateTable('consignments').set({ sentAt }).execute()
  }

  async function merge(ids: readonly string[]): Promise<string> {
    return await createWarehouse({ ...CREDENTIALS, authUrl: twin.url }).merge(ids)
  }
})
