import type { Catalogue, ModelLevel } from './catalogues.ts'
import type { Linnworks } from './linnworks.ts'
import type { Moved, Shopify, ShopOrder } from './shopify.ts'

/**
 * What Linnworks really has free for each level: its available, had everything that was sold anywhere
 * in Shopify been entered there. Written from what happened, not from what Waybill believes.
 */
export function countFree(world: {
  readonly catalogue: Catalogue
  readonly shopify: Shopify
  readonly linnworks: Linnworks
  readonly moved: Moved
}): readonly number[] {
  const { catalogue, shopify, linnworks } = world
  const unknown = shopify.orders.flatMap((order) => listUnknown(order, world))
  return catalogue.levels.map((level) => freeOf(level, linnworks, unknown))
}

function freeOf(
  level: ModelLevel,
  linnworks: Linnworks,
  unknown: ReturnType<typeof listUnknown>,
): number {
  return level.linnworksLocationIds
    .map((location) => linnworks.available(level.stockItemId, location, unknown))
    .reduce((total, units) => total + units, 0)
}

/**
 * What of an order Linnworks does not hold, where it would stand. Where it sends what was moved from
 * where it has it, that is held as well.
 */
function listUnknown(
  order: ShopOrder,
  { catalogue, linnworks, moved }: Omit<Parameters<typeof countFree>[0], 'shopify'>,
) {
  const known = linnworks.orders.filter(({ shopOrder }) => shopOrder === order.id)
  const holding = known.filter(({ status, locked }) => status === 'open' && !locked)
  const processed = known.filter(({ status }) => status === 'processed')
  // What was sent for another location is sent all the same; what was sent from here goes first.
  let gone = Math.max(0, sum(processed) - order.posted)
  let spare = moved === 'sent' ? sum(holding) : 0
  const names = new Set([order.level, ...order.left.keys()])
  const needs = [...names].map((name) => {
    const { stockItemId, shipsFrom } = catalogue.levels.find((each) => each.name === name)!
    const sold = (name === order.level ? order.open : 0) + (order.left.get(name) ?? 0)
    const isHere = ({ location }: { readonly location: string }) => location === shipsFrom
    const held = Math.min(sold, sum(holding.filter(isHere)))
    spare = Math.max(0, spare - held)
    const missing = sold - held
    const sent = Math.min(missing, gone, sum(processed.filter(isHere)))
    gone -= sent
    return { stockItemId, location: shipsFrom, missing: missing - sent }
  })
  return needs.map(({ stockItemId, location, missing }) => {
    const elsewhere = Math.min(missing, spare)
    spare -= elsewhere
    const sent = Math.min(missing - elsewhere, gone)
    gone -= sent
    return { stockItemId, location, quantity: missing - elsewhere - sent }
  })
}

function sum(orders: readonly { readonly quantity: number }[]): number {
  return orders.reduce((total, { quantity }) => total + quantity, 0)
}
