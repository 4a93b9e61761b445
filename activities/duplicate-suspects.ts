import { heartbeat } from '@temporalio/activity'
import type { LinnworksOrder } from '../domain/consignment-order.ts'
import { findSurplus, toStandingUnits } from '../domain/standing-units.ts'
import type { OrderKey } from '../ledger/order-key.ts'
import { SOURCE } from '../linnworks/index.ts'
import type { Dependencies } from './dependencies.ts'
import { isLive } from './duplicate-case.ts'
import { readOrderBooks } from './order-books.ts'
import { readProcessedRows } from './processed-rows.ts'
import { leaveToOthers } from './stopping.ts'

/** So many have been seen to work elsewhere in the vendor's API; it names no limit. */
const idsPerRead = 100
/** So many ids in one question to the ledger. */
const idsPerQuestion = 1000

/**
 * Finds at low cost the Linnworks orders that may be one too many. Linnworks lists ids only: those
 * that the ledger knows as consignments are passed over, and only the others are read, those of
 * other sources once in a process' life.
 */
export function createDuplicateSuspects(
  dependencies: Pick<Dependencies, 'linnworks' | 'ledger' | 'stopping'>,
) {
  const { linnworks, ledger, stopping } = dependencies
  let foreign: ReadonlySet<string> = new Set()

  return {
    /** Of all open orders, ours that are not known to be in their place. */
    async listOpen(): Promise<{ seen: number; suspects: readonly LinnworksOrder[] }> {
      const ids: string[] = []
      for (const { locationId } of await linnworks.listStockLocations()) {
        leaveToOthers(stopping)
        ids.push(...(await linnworks.listOpenOrderIds(locationId)))
        heartbeat(ids.length)
      }
      const known = await listTrusted(ids, ['verified'])
      const unknown = ids.filter((id) => !known.has(id) && !foreign.has(id))
      const read = await readAll(unknown)
      const strangers = read.filter(({ source }) => source !== SOURCE)
      const open = new Set(ids)
      foreign = new Set([
        ...[...foreign].filter((id) => open.has(id)),
        ...strangers.map(({ linnworksOrderId }) => linnworksOrderId),
      ])
      return { seen: ids.length, suspects: read.filter(isOurs) }
    },

    /** The same of what was dispatched in a time (ISO 8601). */
    async listDispatched(
      from: string,
      to: string,
    ): Promise<{ seen: number; suspects: readonly LinnworksOrder[] }> {
      const rows = await readProcessedRows(dependencies, { dateField: 'processed', from, to })
      const ours = rows.filter(({ source, cancelled }) => source === SOURCE && !cancelled)
      const ids = ours.map(({ linnworksOrderId }) => linnworksOrderId)
      const known = await listTrusted(ids, ['verified', 'dispatched'])
      const read = await readAll(ids.filter((id) => !known.has(id)))
      return { seen: ours.length, suspects: read.filter(isOurs) }
    },

    /** Whether the order's units may be too many, judged by what is known without another call. */
    async isSuspicious(key: OrderKey, suspects: readonly LinnworksOrder[]): Promise<boolean> {
      const { items, claimed, consignments, told } = await readOrderBooks(ledger, key)
      const read = suspects.map(({ lines }) => toStandingUnits(lines, items))
      const ids = new Set(suspects.map(({ linnworksOrderId }) => linnworksOrderId))
      const others = told.filter(({ linnworksOrderId }) => !ids.has(linnworksOrderId))
      for (const { linnworksOrderId } of told) ids.add(linnworksOrderId)
      const unread = consignments.filter(
        ({ state, linnworksOrderId }) =>
          (state === 'verified' || state === 'dispatched') && !ids.has(linnworksOrderId ?? ''),
      )
      const held = [
        ...read.flatMap(({ units }) => units),
        ...others.flatMap(({ units }) => units ?? []),
        ...unread.flatMap((row) => row.items).flatMap(({ units }) => units),
      ]
      return read.some(({ clear }) => !clear) || findSurplus(claimed, held).size > 0
    },
  }

  async function listTrusted(
    ids: readonly string[],
    states: readonly ('verified' | 'dispatched')[],
  ): Promise<ReadonlySet<string>> {
    const trusted = new Set<string>()
    for (let start = 0; start < ids.length; start += idsPerQuestion) {
      const part = ids.slice(start, start + idsPerQuestion)
      for (const id of await ledger.duplicates.listTrusted(part, states)) trusted.add(id)
      heartbeat(start)
    }
    return trusted
  }

  async function readAll(ids: readonly string[]): Promise<readonly LinnworksOrder[]> {
    const read: LinnworksOrder[] = []
    for (let start = 0; start < ids.length; start += idsPerRead) {
      leaveToOthers(stopping)
      read.push(...(await linnworks.getOrdersById(ids.slice(start, start + idsPerRead))))
      heartbeat(read.length)
    }
    return read
  }
}

function isOurs(order: LinnworksOrder): boolean {
  return order.source === SOURCE && isLive(order)
}
