import type { ConsignmentItem } from '../domain/consignment.ts'
import { toClaimed } from '../domain/standing-units.ts'
import type { ParcelUnits } from '../domain/parcel.ts'
import type { ConsignmentRow } from '../ledger/consignments.ts'
import type { Ledger } from '../ledger/index.ts'
import type { OrderKey } from '../ledger/order-key.ts'
import type { ParcelRow } from '../ledger/parcels.ts'

/** What the ledger knows of an order's units in Linnworks. */
export interface OrderBooks {
  readonly consignments: readonly ConsignmentRow[]
  /** All that was ever sent for it, what was cancelled included. */
  readonly items: readonly ConsignmentItem[]
  /** What is rightly in Linnworks, or was. */
  readonly claimed: readonly ParcelUnits[]
  /** The Linnworks orders that are its consignments, but for the cancelled. */
  readonly ownIds: ReadonlySet<string>
  /** The parcels that are a fulfilment in Shopify. */
  readonly told: readonly ParcelRow[]
}

export async function readOrderBooks(
  ledger: Pick<Ledger, 'orders' | 'consignments' | 'parcels'>,
  key: OrderKey,
): Promise<OrderBooks> {
  const [order, consignments, parcels] = await Promise.all([
    ledger.orders.find(key),
    ledger.consignments.list(key),
    ledger.parcels.list(key),
  ])
  // Of an order that is not sent any more a claim is nobody's: what was sent for it came too late.
  const wrong = order?.stage === 'skipped' ? ['cancelled', 'claimed'] : ['cancelled']
  const right = consignments.filter(({ state }) => !wrong.includes(state))
  const told = parcels.filter(({ fulfillmentId }) => fulfillmentId !== null)
  return {
    consignments,
    items: consignments.flatMap(({ items }) => items),
    claimed: toClaimed(
      right.flatMap(({ items }) => items).flatMap(({ units }) => units),
      told.flatMap(({ units }) => units ?? []),
    ),
    ownIds: new Set(right.flatMap(({ linnworksOrderId }) => linnworksOrderId ?? [])),
    told,
  }
}
