import { toChannelOrder } from '../channel-order.ts'
import { floor } from './goods.ts'
import type { ShopSale } from './market.ts'
import type { Town } from './town.ts'

/** Saves orders of the shop in Linnworks, where they reserve their units from now on. */
export function saveInLinnworks(
  town: Town,
  sales: readonly ShopSale[],
  at: Date,
): readonly string[] {
  if (sales.length === 0) return []
  return town.linnworks.backroom.saveOrders(
    floor.linnworksLocationId,
    sales.map(({ order }) => toChannelOrder(order, at.toISOString())),
  )
}
