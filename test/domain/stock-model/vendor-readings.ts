import type { Bound } from './bound.ts'
import type { ModelLevel } from './catalogues.ts'
import type { Linnworks } from './linnworks.ts'
import type { Shopify } from './shopify.ts'

/** What one answer of Shopify said of a level. */
export interface ShopRow {
  readonly at: number
  readonly onHand: number
  readonly committed: number
}

/** What a reading of Shopify could have told, beside what it is used for. */
export interface WitnessedRow extends ShopRow {
  /** For the bound of each level, what had happened here. */
  readonly marks: ReadonlyMap<string, number>
  readonly orders: readonly {
    readonly id: number
    readonly open: number
    readonly left: number
    readonly updatedAt: number
  }[]
}

export interface StockReading {
  readonly at: number
  readonly available: number
  readonly mark: number
  /** The consignments that people had taken out of what Linnworks holds. */
  readonly displaced: ReadonlySet<number>
}

type Bounds = ReadonlyMap<string, Bound>

/** One answer of Shopify about a level, and what only the model knows of that moment. */
export function readShopify(
  level: ModelLevel,
  { shopify, bounds }: { readonly shopify: Shopify; readonly bounds: Bounds },
  at: number,
): WitnessedRow {
  const orders = shopify.orders.map((order) => ({
    id: order.id,
    open: order.level === level.name ? order.open : 0,
    left: order.left.get(level.name) ?? 0,
    updatedAt: order.updatedAt,
  }))
  const marks = new Map([...bounds].map(([name, bound]) => [name, bound.mark(level.name)]))
  return { ...shopify.level(level.name), at, orders, marks }
}

/** One answer of Linnworks, about all locations that count for a level. */
export function readLinnworks(
  level: ModelLevel,
  { linnworks, bounds }: { readonly linnworks: Linnworks; readonly bounds: Bounds },
  at: number,
): StockReading {
  const displaced = linnworks.orders.filter(
    ({ status, locked, endedByWaybill }) =>
      (status === 'cancelled' && !endedByWaybill) || (status === 'open' && locked),
  )
  return {
    at,
    mark: bounds.get(level.name)!.mark(''),
    available: level.linnworksLocationIds
      .map((location) => linnworks.available(level.stockItemId, location))
      .reduce((total, units) => total + units, 0),
    displaced: new Set(displaced.flatMap(({ consignment }) => consignment ?? [])),
  }
}
