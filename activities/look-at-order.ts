import type { FulfillmentOrder } from '../domain/order.ts'
import { isUnfinished } from '../domain/units-to-ship.ts'
import type { OrderKey } from '../ledger/order-key.ts'
import type { Dependencies } from './dependencies.ts'
import { heatLevels } from './heat-levels.ts'

/**
 * Notes what Shopify still waits for of an order, and where, as it was just read: what it waits for no
 * more, and was never told of by Waybill, must not count as committed there. Where that changed
 * (refunded, moved, cancelled, fulfilled by hand) stock is looked at soon. Idempotent by order.
 */
export async function noteLook(
  { ledger }: Pick<Dependencies, 'ledger'>,
  key: OrderKey,
  seen: {
    readonly updatedAt: string
    readonly fulfillmentOrders: readonly Pick<FulfillmentOrder, 'status' | 'locationId' | 'lines'>[]
  },
): Promise<void> {
  const waiting = seen.fulfillmentOrders
    .filter(({ status }) => isUnfinished(status))
    .flatMap(({ locationId = '', lines }) =>
      lines.map(({ lineId, remainingQuantity }) => ({
        lineId,
        locationId,
        quantity: remainingQuantity,
      })),
    )
  // A unit that is taken out of an order is in neither number any more.
  const departed = seen.fulfillmentOrders.flatMap(({ lines }) =>
    lines.map(({ lineId, totalQuantity, remainingQuantity }) => ({
      lineId,
      quantity: totalQuantity - remainingQuantity,
    })),
  )
  const { shop, orderId } = key
  const updatedAt = new Date(seen.updatedAt)
  const look = { key: { shop, orderId }, updatedAt, waiting, departed }
  const changed = await ledger.consignedUnits.noteLook(look)
  await heatLevels({ ledger }, key, changed, 'changed in Shopify')
}
