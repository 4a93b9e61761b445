import type { ConsignmentRow } from '../../ledger/consignments.ts'
import type { LedgerEvent } from '../../ledger/events.ts'
import type { ExceptionRow } from '../../ledger/exceptions.ts'
import type { OrderRow } from '../../ledger/orders.ts'
import type { ParcelRow } from '../../ledger/parcels.ts'
import { count, formatAge, formatTable, formatTime } from './table.ts'

/** All that is known of one order. */
export interface OrderStory {
  readonly order: OrderRow
  readonly exception?: ExceptionRow | undefined
  readonly consignments: readonly (ConsignmentRow & {
    readonly locationName?: string | undefined
  })[]
  readonly parcels: readonly ParcelRow[]
  readonly events: readonly LedgerEvent[]
  /** Whether no event was changed or removed afterwards. */
  readonly intact: boolean
  /** What the running workflow says comes next. */
  readonly next?: string | undefined
  /** Why its step under way has failed so far: a vendor, and its reason. */
  readonly waits?: string | undefined
}

/** For machines. The tracking number stays in the ledger. */
export function toOrderJson(story: OrderStory): unknown {
  return {
    ...story,
    parcels: story.parcels.map(({ trackingNumber, toldTrackingNumber, ...parcel }) => ({
      ...parcel,
      tracked: trackingNumber !== null,
      trackingTold: parcel.fulfillmentId !== null && toldTrackingNumber !== null,
    })),
  }
}

export function formatOrderList(
  orders: readonly (OrderRow & { readonly why?: string | undefined })[],
  view: { readonly width: number; readonly now: Date },
): string {
  if (orders.length === 0) return 'There are no such orders.'
  const rows = orders.map(({ shop, name, orderId, stage, stageSince, skipReason, why }) => [
    shop,
    name ?? '',
    orderId,
    stage,
    formatAge(stageSince, view.now),
    why ?? skipReason ?? '',
  ])
  return formatTable(['Shop', 'Order', 'Id', 'Stage', 'For', 'Why'], rows, view.width)
}

export function formatOrder(
  story: OrderStory,
  view: { readonly width: number; readonly now: Date },
): string {
  const { order, exception, consignments, parcels, events } = story
  const skipped = order.skipReason === null ? '' : `, ${order.skipReason}`
  const parts = [
    `Order ${order.name ?? order.orderId} (${order.shop} ${order.orderId}) is ${order.stage}${skipped}, since ${formatTime(order.stageSince)} (${formatAge(order.stageSince, view.now)}).`,
  ]
  if (exception !== undefined) {
    parts.push(
      `${exception.code}, for ${exception.owner}, open for ${formatAge(exception.openedAt, view.now)}:\n  ${exception.sentence}\n  ${exception.remedy}`,
    )
  }
  if (story.next !== undefined && story.next !== exception?.sentence) {
    parts.push(`Next: ${story.next}`)
  }
  if (story.waits !== undefined) parts.push(`Waits: ${story.waits}`)
  if (consignments.length > 0) parts.push(formatConsignments(consignments, view.width))
  if (parcels.length > 0) parts.push(formatParcels(parcels, view.width))
  if (events.length > 0) parts.push(formatEvents(events, view.width))
  if (!story.intact) {
    parts.push('Its history in the ledger was changed afterwards: the chain of hashes is broken.')
  }
  return parts.join('\n\n')
}

function formatConsignments(consignments: OrderStory['consignments'], width: number): string {
  const rows = consignments.map(
    ({ reference, state, linnworksNumber, locationName, linnworksLocationId, items }) => [
      reference,
      state,
      linnworksNumber === null ? '' : String(linnworksNumber),
      locationName ?? linnworksLocationId,
      items.map(({ quantity, sku }) => `${quantity} × ${sku}`).join(', '),
    ],
  )
  return formatTable(['Consignment', 'State', 'Linnworks', 'Location', 'Items'], rows, width)
}

function formatParcels(parcels: readonly ParcelRow[], width: number): string {
  const rows = parcels.map(
    ({ reference, vendor, trackingNumber, units, postedAt, fulfillmentId }) => [
      reference,
      vendor ?? '',
      trackingNumber === null ? 'no' : 'yes',
      count(units?.reduce((sum, { quantity }) => sum + quantity, 0) ?? 0, 'unit'),
      postedAt === null ? 'not posted yet' : `fulfilment ${fulfillmentId}, ${formatTime(postedAt)}`,
    ],
  )
  return formatTable(['Parcel of', 'Carrier', 'Tracked', 'Holds', 'In Shopify'], rows, width)
}

function formatEvents(events: readonly LedgerEvent[], width: number): string {
  const rows = events.map(({ at, actor, what, why }) => [formatTime(at), actor, what, why])
  return formatTable(['When', 'Who', 'What', 'Why'], rows, width)
}
