import type { LinnworksOrder } from '../domain/consignment-order.ts'
import { duplicateLeft, duplicateStands } from '../domain/duplicate-exceptions.ts'
import { orderException, type OrderException } from '../domain/exceptions.ts'
import { toParcelUnits } from '../domain/parcel-units.ts'
import type { ConsignmentRow } from '../ledger/consignments.ts'
import type { OrderKey } from '../ledger/order-key.ts'
import type { ConsignmentView } from '../workflows/contract.ts'
import { toConsignmentViews } from './consignment-views.ts'
import type { Dependencies } from './dependencies.ts'
import { isLive } from './duplicate-case.ts'
import { findOutStanding } from './parcel-standing.ts'

export type ParcelReading = { readonly consignments: readonly ConsignmentView[] } & (
  | { readonly kind: 'dispatched' | 'cancelled' | 'open' | 'known' }
  | { readonly kind: 'exception'; readonly exception: OrderException }
)

/**
 * A parcel that left longer ago may have been posted by a Waybill whose ledger was lost since: see
 * the runbook on restores. Vendors' clocks differ, which only costs a closer look.
 */
const surelyUnpostedMs = 10 * 60_000

/**
 * Reads a Linnworks order that left the open orders, and keeps in the ledger what Shopify will be
 * told: the tracking number goes no further. Idempotent by the Linnworks order.
 */
export function createReadParcel(dependencies: Pick<Dependencies, 'linnworks' | 'ledger'>) {
  const { linnworks, ledger } = dependencies

  return {
    async readParcel(
      input: OrderKey & { readonly linnworksOrderId: string },
    ): Promise<ParcelReading> {
      const { shop, orderId, linnworksOrderId } = input
      const key = { shop, orderId }
      const [found] = await linnworks.getOrdersById([linnworksOrderId])
      if (found === undefined) return await answer('open')
      const consignment = await ledger.consignments.findByReference(shop, found.reference)
      if (consignment === undefined || consignment.orderId !== orderId) return await answer('open')
      const standing = await findOutStanding(dependencies, key, { consignment, found })
      if (standing === 'surplus') return await stopForSurplus(found)
      if (!found.processed) return await answer('open')
      if (found.holdOrCancel && consignment.state === 'cancelled') {
        if (await isNews(consignment)) return await answer('cancelled')
        await ledger.parcels.settle(linnworksOrderId)
        return await answer('known')
      }
      if (found.holdOrCancel && linnworksOrderId === consignment.linnworksOrderId) {
        await ledger.consignments.close(shop, found.reference, 'cancelled')
        return await answer('cancelled')
      }
      if (found.holdOrCancel && consignment.linnworksOrderId === null) {
        return await answer((await closeUnbound(found)) ? 'cancelled' : 'open')
      }
      await ledger.parcels.receive({ ...key, linnworksOrderId, reference: found.reference })
      if (standing === 'resent' || (standing === 'stranger' && found.holdOrCancel)) {
        await ledger.parcels.settle(linnworksOrderId)
        return await answer('known')
      }
      const reading = toParcelUnits(found.lines, consignment.items)
      if (reading.kind === 'unmatched') return await stop(found, reading.because)
      await ledger.parcels.describe(linnworksOrderId, {
        vendor: found.vendor,
        trackingNumber: found.trackingNumber,
        units: reading.units,
      })
      if (!hasJustLeft(found)) await ledger.parcels.suspect(linnworksOrderId)
      // The consignment itself still stands, whatever left in its place.
      if (standing === 'ours') await closeIfComplete(consignment)
      return found.holdOrCancel ? await stopForPart(found) : await answer('dispatched')

      /**
       * What an attempt made whose reply was lost was cancelled before anybody saw it. Where another
       * stands under its reference, that is left to the injection, which takes it.
       */
      async function closeUnbound({ reference, number }: LinnworksOrder): Promise<boolean> {
        const all = await linnworks.findOrdersByReference({ shop, reference })
        if (all.some(isLive)) return false
        const bound = { linnworksOrderId, linnworksNumber: number, sound: false }
        await ledger.consignments.markVerified(shop, reference, bound)
        await ledger.consignments.close(shop, reference, 'cancelled')
        return true
      }

      /** An attempt that died may have written it down: then the order has not heard of it yet. */
      async function isNews(consignment: ConsignmentRow): Promise<boolean> {
        const order = await ledger.orders.find(key)
        const isOver = order?.stage === 'cancelled' || order?.stage === 'fulfilled'
        return linnworksOrderId === consignment.linnworksOrderId && !isOver
      }

      async function answer(
        kind: 'dispatched' | 'cancelled' | 'open' | 'known',
      ): Promise<ParcelReading> {
        return { kind, consignments: await toConsignmentViews(ledger, key) }
      }

      /** A part that was split off will not come: the rest of the order may still. */
      async function stopForPart({ number }: LinnworksOrder): Promise<ParcelReading> {
        const exception = orderException('CANCELLED_IN_LINNWORKS', key, {
          sentence: `The warehouse split the order and cancelled part of it, Linnworks order ${number}; Shopify still waits for those units.`,
          remedy: `Refund them in Shopify, or send them otherwise; then accept: waybill order release ${shop} ${orderId}`,
        })
        return { kind: 'exception', exception, consignments: await toConsignmentViews(ledger, key) }
      }

      /** It is one too many: what has left cannot be undone, and is nothing to tell Shopify. */
      async function stopForSurplus(surplus: LinnworksOrder): Promise<ParcelReading> {
        if (surplus.processed) {
          await ledger.parcels.receive({ ...key, linnworksOrderId, reference: surplus.reference })
          await ledger.parcels.settle(linnworksOrderId)
          if (linnworksOrderId === consignment?.linnworksOrderId) {
            await ledger.consignments.close(shop, surplus.reference, 'dispatched')
          }
        }
        const exception = (surplus.processed ? duplicateLeft : duplicateStands)(key, surplus)
        return { kind: 'exception', exception, consignments: await toConsignmentViews(ledger, key) }
      }

      async function stop(parcel: LinnworksOrder, because: string): Promise<ParcelReading> {
        if (parcel.linnworksOrderId === consignment?.linnworksOrderId) {
          await ledger.consignments.close(shop, parcel.reference, 'dispatched')
        }
        const exception = orderException('PARCEL_UNMATCHED', key, {
          sentence: `Linnworks order ${parcel.number} was dispatched, but ${because}, so Shopify cannot be told what left.`,
          remedy: `Fulfil it in Shopify by hand, then accept: waybill order release ${shop} ${orderId}`,
        })
        return {
          kind: 'exception',
          exception,
          consignments: await toConsignmentViews(ledger, key),
        }
      }
    },
  }

  /** A split order's consignment is done once its parts, sent or cancelled, hold all its units. */
  async function closeIfComplete(consignment: ConsignmentRow): Promise<void> {
    const parcels = await ledger.parcels.list(consignment)
    const sent = parcels
      .filter(({ reference }) => reference === consignment.reference)
      .flatMap(({ units }) => units ?? [])
    const due = consignment.items.flatMap(({ units }) => units)
    const count = (units: readonly { readonly quantity: number }[]) =>
      units.reduce((total, { quantity }) => total + quantity, 0)
    if (count(sent) >= count(due)) {
      await ledger.consignments.close(consignment.shop, consignment.reference, 'dispatched')
    }
  }
}

function hasJustLeft({ processedAt }: Pick<LinnworksOrder, 'processedAt'>): boolean {
  return processedAt !== undefined && Date.now() - Date.parse(processedAt) < surelyUnpostedMs
}
