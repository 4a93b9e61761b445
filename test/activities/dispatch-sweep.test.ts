import { beforeEach, describe, expect, test } from 'vitest'
import { createDispatchSweep } from '../../activities/dispatch-sweep.ts'
import type { Ledger } from '../../ledger/index.ts'
import type { ProcessedPage, ProcessedRow, ProcessedSearch } from '../../linnworks/index.ts'
import { claimOf, useLedgers, claimAs } from '../ledger/ledger.ts'
import { attempt, deskOf, type DeskDouble, emptyLedger, linnworksOf } from './fakes.ts'

const minute = 60_000
const ledgers = useLedgers()

describe('the dispatch sweep', () => {
  let ledger: Ledger
  let desk: DeskDouble
  let stopping: AbortController

  beforeEach(async () => {
    await emptyLedger(ledgers.database)
    ledger = ledgers.ledger
    desk = deskOf()
    stopping = new AbortController()
  })

  test('hands every dispatch over once, whatever the vendor lists beside it', async () => {
    const rows = [await dispatchedOf('1'), await dispatchedOf('2')]
    const foreign = { ...rowOf('9'), source: 'EBAY', subSource: 'aurora' }
    expect(await sweep([...rows, foreign])).toEqual({ seen: 2, handed: 2 })
    expect(await sweep([...rows, foreign])).toEqual({ seen: 2, handed: 0 })
    expect(desk.told).toEqual(['1', '2'].map(idOf))
  })

  test('a list that shifts while it is read loses nothing', async () => {
    const rows = await Promise.all(['1', '2', '3', '4', '5'].map((id) => dispatchedOf(id)))
    await sweep(shiftingList(rows))
    expect(desk.told.toSorted()).toEqual(['1', '2', '3', '4', '5'].map(idOf))
  })

  test('the control: one reading of the same list loses the row that slipped', async () => {
    const search = shiftingList(['1', '2', '3', '4', '5'].map((id) => rowOf(id)))
    const once = [...(await search(anySearch(1))).rows, ...(await search(anySearch(2))).rows]
    const left = (await search(anySearch(3))).rows
    expect([...once, ...left].map(({ linnworksOrderId }) => linnworksOrderId)).not.toContain(
      idOf('3'),
    )
  })

  test('the cursor moves only when all was handed over; the next sweep hands over the rest', async () => {
    const rows = await Promise.all(['1', '2', '3'].map((id) => dispatchedOf(id)))
    desk.refuse((about) => about === idOf('2'))
    await expect(sweep(rows)).rejects.toThrow('Temporal')
    expect(await ledger.cursors.find('linnworks:processed')).toBeUndefined()
    desk.refuse(() => false)
    expect(await sweep(rows)).toEqual({ seen: 3, handed: 2 })
    expect(desk.told.toSorted()).toEqual(['1', '2', '3'].map(idOf))
    expect(await ledger.cursors.find('linnworks:processed')).toBeInstanceOf(Date)
  })

  test('ends with its worker in the middle, and another one hands over the rest', async () => {
    const rows = await Promise.all(['1', '2', '3'].map((id) => dispatchedOf(id)))
    desk.refuse(() => {
      stopping.abort()
      return false
    })
    await expect(sweep(rows)).rejects.toThrow('told to stop')
    expect(desk.told).toHaveLength(1)
    expect(await ledger.cursors.find('linnworks:processed')).toBeUndefined()
    desk.refuse(() => false)
    stopping = new AbortController()
    expect(await sweep(rows)).toEqual({ seen: 3, handed: 2 })
  })

  test.each([
    ['that the vendor shows late', -14],
    ["by a vendor's clock ten minutes ahead", 10],
    ["by a vendor's clock ten minutes behind", -10],
  ])('a dispatch %s is found behind the cursor', async (_what, minutes) => {
    await sweep([])
    const late = await dispatchedOf('1', new Date(Date.now() + minutes * minute))
    expect(await sweep([late])).toEqual({ seen: 1, handed: 1 })
  })

  test('the control: what is older than the overlap is behind the cursor for good', async () => {
    await sweep([])
    const older = await dispatchedOf('1', new Date(Date.now() - 16 * minute))
    expect(await sweep([older])).toEqual({ seen: 0, handed: 0 })
  })

  test('the cursor never moves back', async () => {
    const ahead = new Date(Date.now() + 60 * minute)
    await ledger.cursors.advance('linnworks:processed', ahead)
    await sweep([])
    expect(await ledger.cursors.find('linnworks:processed')).toEqual(ahead)
  })

  test('a parcel that is still not posted is told again, but not before its time', async () => {
    const row = await dispatchedOf('1')
    await sweep([row])
    await handedAt('1', 60_000)
    expect((await sweep([row])).handed).toBe(0)
    await handedAt('1', 3 * 3_600_000)
    expect((await sweep([row])).handed).toBe(1)
    await handedAt('1', 3 * 3_600_000)
    await ledger.parcels.markPosted(idOf('1'), '900', 'RM1')
    expect((await sweep([row])).handed).toBe(0)
    expect(desk.told).toEqual([idOf('1'), idOf('1')])
  })

  test('a cancellation by the warehouse is told until its order has taken note, and no longer', async () => {
    const row = { ...(await dispatchedOf('1')), cancelled: true }
    expect((await sweep([], [row])).handed).toBe(1)
    await ledger.consignments.close('aurora', '1', 'cancelled')
    expect((await sweep([], [row])).handed).toBe(0)
    expect(desk.told).toEqual([idOf('1')])
    expect(await ledger.parcels.find(idOf('1'))).toBeUndefined()
  })

  test('a part that was split off and cancelled is told to its order once', async () => {
    const whole = await dispatchedOf('1')
    const part = { ...whole, linnworksOrderId: idOf('99'), cancelled: true }
    expect((await sweep([], [part])).handed).toBe(1)
    expect((await sweep([], [part])).handed).toBe(0)
    expect(desk.told).toEqual([idOf('99')])
  })

  type Search = (search: ProcessedSearch) => Promise<ProcessedPage>

  async function sweep(
    processed: readonly ProcessedRow[] | Search,
    cancelled: readonly ProcessedRow[] = [],
  ) {
    const searchProcessed = async (search: ProcessedSearch): Promise<ProcessedPage> => {
      if (search.dateField === 'cancelled') return pageOf(cancelled, search, 500)
      if (typeof processed === 'function') return await processed(search)
      const within = processed.filter(
        ({ processedAt = '' }) => search.from <= processedAt && processedAt <= search.to,
      )
      return pageOf(within, search, 500)
    }
    const { sweepDispatches } = createDispatchSweep({
      linnworks: linnworksOf([], { searchProcessed }),
      ledger,
      orderDesk: desk.desk,
      sweepOverlapMs: 15 * minute,
      stopping: stopping.signal,
    })
    return await attempt(1, sweepDispatches, undefined)
  }

  /** The row of an order that Waybill created. */
  async function dispatchedOf(orderId: string, at = new Date()): Promise<ProcessedRow> {
    const key = { shop: 'aurora', orderId }
    await ledger.orders.receive(key)
    await claimAs(ledger, key, [claimOf({ reference: orderId })])
    const found = { linnworksOrderId: idOf(orderId), linnworksNumber: 100000 + Number(orderId) }
    await ledger.consignments.markVerified('aurora', orderId, found)
    return rowOf(orderId, at)
  }

  async function handedAt(orderId: string, agoMs: number): Promise<void> {
    await ledgers.database
      .updateTable('parcels')
      .set({ handedAt: new Date(Date.now() - agoMs) })
      .where('linnworksOrderId', '=', idOf(orderId))
      .execute()
  }
})

function idOf(orderId: string): string {
  return `44444444-4444-4444-8444-${orderId.padStart(12, '0')}`
}

function rowOf(orderId: string, at = new Date()): ProcessedRow {
  return {
    linnworksOrderId: idOf(orderId),
    number: 100000 + Number(orderId),
    source: 'WAYBILL',
    subSource: 'aurora',
    reference: orderId,
    processedAt: at.toISOString(),
    cancelled: false,
  }
}

function anySearch(page: number): ProcessedSearch {
  return { dateField: 'processed', from: '', to: '', page, pageSize: 500 }
}

function pageOf(rows: readonly ProcessedRow[], { page }: ProcessedSearch, size: number) {
  return {
    page,
    totalPages: Math.ceil(rows.length / size),
    totalEntries: rows.length,
    rows: rows.slice((page - 1) * size, page * size),
  }
}

/**
 * Two rows a page, which somebody shortens after the first page was read: the first row goes (an
 * order was reopened), and the third slips from the second page to the first.
 */
function shiftingList(rows: readonly ProcessedRow[]) {
  let now = rows
  return async (search: ProcessedSearch): Promise<ProcessedPage> => {
    const page = pageOf(now, search, 2)
    now = rows.slice(1)
    return page
  }
}
