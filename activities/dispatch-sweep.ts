import { heartbeat } from '@temporalio/activity'
import { type ProcessedRow, SOURCE } from '../linnworks/index.ts'
import type { Dependencies } from './dependencies.ts'
import type { SweepResult } from './order-sweep.ts'
import { readProcessedRows } from './processed-rows.ts'
import { leaveToOthers } from './stopping.ts'

const firstLookMs = 24 * 3_600_000

/** A parcel told to its order this long ago and still not posted is told once more. */
const tellAgainMs = 10 * 60_000
const mostToldAgain = 200

/** For how long a tracking number that was missing is looked for. */
const trackingMayComeMs = 7 * 24 * 3_600_000
const mostLookedAt = 100

/**
 * Finds what left Linnworks' open orders, dispatched or cancelled, and tells the orders concerned:
 * one sweep for all orders, never a poll for each. The cursor moves only when all that was seen has
 * been handed over. Idempotent by the Linnworks order.
 */
export function createDispatchSweep(
  dependencies: Pick<
    Dependencies,
    'linnworks' | 'ledger' | 'orderDesk' | 'sweepOverlapMs' | 'stopping'
  >,
) {
  const { linnworks, ledger, orderDesk, sweepOverlapMs: overlapMs, stopping } = dependencies

  return {
    async sweepDispatches(): Promise<SweepResult> {
      const dispatched = await sweep('processed')
      const cancelled = await sweep('cancelled')
      const toldAgain = (await tellAgain()) + (await tellLateTracking())
      return {
        seen: dispatched.seen + cancelled.seen,
        handed: dispatched.handed + cancelled.handed + toldAgain,
      }
    },
  }

  async function sweep(dateField: 'processed' | 'cancelled'): Promise<SweepResult> {
    const cursorName = `linnworks:${dateField}`
    const startedAt = new Date()
    const cursor = await ledger.cursors.find(cursorName)
    const fromMs = (cursor?.getTime() ?? startedAt.getTime() - firstLookMs) - overlapMs
    const rows = await readProcessedRows(dependencies, {
      dateField,
      from: new Date(fromMs).toISOString(),
      // The vendor's clock may be ahead of ours: what it processed "later" is wanted too.
      to: new Date(startedAt.getTime() + overlapMs).toISOString(),
    })
    const ours = rows.filter(({ source }) => source === SOURCE)
    const fresh = await listFresh(dateField, ours)
    for (const row of fresh) {
      leaveToOthers(stopping)
      await handOver(row)
      heartbeat(row.linnworksOrderId)
    }
    await ledger.cursors.advance(cursorName, startedAt)
    return { seen: ours.length, handed: fresh.length }
  }

  async function tellAgain(): Promise<number> {
    const stale = new Date(Date.now() - tellAgainMs)
    const waiting = await ledger.parcels.listWaiting(stale, mostToldAgain)
    for (const { linnworksOrderId, ...order } of waiting) {
      leaveToOthers(stopping)
      await orderDesk.parcelDispatched(order, linnworksOrderId)
      await ledger.parcels.markHanded(linnworksOrderId)
      heartbeat(linnworksOrderId)
    }
    return waiting.length
  }

  /** A tracking number that came after the dispatch shows in no search: those orders are read. */
  async function tellLateTracking(): Promise<number> {
    const now = Date.now()
    const untracked = await ledger.parcels.listUntracked(
      new Date(now - trackingMayComeMs),
      new Date(now - tellAgainMs),
      mostLookedAt,
    )
    if (untracked.length === 0) return 0
    const ids = untracked.map(({ linnworksOrderId }) => linnworksOrderId)
    const found = await linnworks.getOrdersById(ids)
    const tracked = new Set(
      found
        .filter((each) => each.trackingNumber !== undefined)
        .map((each) => each.linnworksOrderId),
    )
    for (const { linnworksOrderId, ...order } of untracked) {
      leaveToOthers(stopping)
      if (tracked.has(linnworksOrderId)) await orderDesk.parcelDispatched(order, linnworksOrderId)
      await ledger.parcels.markHanded(linnworksOrderId)
    }
    return tracked.size
  }

  async function listFresh(
    dateField: 'processed' | 'cancelled',
    rows: readonly ProcessedRow[],
  ): Promise<readonly ProcessedRow[]> {
    const wanted = rows.filter(({ cancelled }) => cancelled === (dateField === 'cancelled'))
    const ids = wanted.map(({ linnworksOrderId }) => linnworksOrderId)
    const unhanded =
      dateField === 'processed'
        ? await ledger.parcels.listUnhanded(ids)
        : await listCancelledUnhanded(ids)
    return wanted.filter(({ linnworksOrderId }) => unhanded.has(linnworksOrderId))
  }

  /** What Waybill created is known by its state; a part that was split off, by having been told. */
  async function listCancelledUnhanded(ids: readonly string[]): Promise<ReadonlySet<string>> {
    const created = await ledger.consignments.listCreated(ids)
    const parts = ids.filter((id) => !created.has(id))
    return new Set([
      ...(await ledger.consignments.listNotCancelled(ids)),
      ...(await ledger.parcels.listUnhanded(parts)),
    ])
  }

  async function handOver(row: ProcessedRow): Promise<void> {
    const { linnworksOrderId, reference, subSource: shop } = row
    const consignment = await ledger.consignments.findByReference(shop, reference)
    if (consignment === undefined) return
    const { orderId } = consignment
    const isParcel = !row.cancelled || linnworksOrderId !== consignment.linnworksOrderId
    if (isParcel) await ledger.parcels.receive({ shop, orderId, reference, linnworksOrderId })
    await orderDesk.parcelDispatched({ shop, orderId }, linnworksOrderId)
    if (isParcel) await ledger.parcels.markHanded(linnworksOrderId)
  }
}
