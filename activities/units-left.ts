import { countUnitsToShip } from '../domain/units-to-ship.ts'
import type { Ledger } from '../ledger/index.ts'
import type { OrderKey } from '../ledger/order-key.ts'
import type { OpenFulfillment } from '../shopify/index.ts'

/** How many units that are ours to ship Shopify still waits for: digital lines are not ours. */
export async function countUnitsLeft(
  ledger: Pick<Ledger, 'consignments'>,
  key: OrderKey,
  { fulfillmentOrders }: Pick<OpenFulfillment, 'fulfillmentOrders'>,
): Promise<number> {
  const consignments = await ledger.consignments.list(key)
  const units = consignments.flatMap(({ items }) => items).flatMap((item) => item.units)
  return countUnitsToShip(fulfillmentOrders, new Set(units.map(({ lineId }) => lineId)))
}
