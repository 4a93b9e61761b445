import type { Backroom } from '../../sandbox/linnworks/index.ts'
import type { BulkOrder } from '../../sandbox/shopify/index.ts'
import * as world from '../../sandbox/world.ts'
import { toChannelOrder } from '../channel-order.ts'
import type { WaitingOrder } from './twins-desk.ts'

/** Saves orders of the shop in Linnworks as Waybill would have, each at its location. */
export function standInLinnworks(
  backroom: Backroom,
  orders: readonly BulkOrder[],
): readonly WaitingOrder[] {
  const at = new Date(Date.now() - 3 * 3_600_000).toISOString()
  const references = new Map(orders.map((order) => [order.orderId, order]))
  for (const { locationId, linnworksLocationId } of world.LOCATION_LINKS) {
    const here = orders.filter((order) => order.locationId === locationId)
    const channelOrders = here.map((order) => toChannelOrder(order, at))
    backroom.saveOrders(linnworksLocationId, channelOrders)
  }
  return backroom.listOrders().flatMap(({ id, number, reference }) => {
    const order = references.get(reference)
    if (order === undefined) return []
    return [{ ...order, linnworksOrderId: id, linnworksNumber: number }]
  })
}
