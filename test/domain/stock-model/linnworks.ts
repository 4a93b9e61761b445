import type { CompositePart } from '../../../domain/stock-sharing.ts'

export interface StockOrder {
  readonly id: number
  /** Waybill's, by consignment; absent for another channel's. */
  readonly consignment?: number
  readonly shopOrder?: number
  readonly stockItemId: string
  readonly location: string
  readonly quantity: number
  status: 'open' | 'processed' | 'cancelled'
  locked: boolean
  parked: boolean
  /** By Waybill; what people cancel is another matter. */
  endedByWaybill: boolean
}

/**
 * Linnworks' stock by its published rules: available = stock level − what open orders hold. A
 * locked order holds nothing, a parked one does. Processing takes the stock level down. A composite
 * is computed from its components at the same location and its orders hold those.
 */
export function createLinnworks(
  parts: readonly CompositePart[],
  stock: readonly {
    readonly stockItemId: string
    readonly location: string
    readonly level: number
  }[],
) {
  const levels = new Map(stock.map((each) => [keyOf(each.stockItemId, each.location), each.level]))
  const orders: StockOrder[] = []

  function keyOf(stockItemId: string, location: string): string {
    return `${stockItemId}@${location}`
  }

  function recipeOf(stockItemId: string): readonly { stockItemId: string; quantity: number }[] {
    const recipe = parts.filter((part) => part.stockItemId === stockItemId)
    return recipe.length === 0
      ? [{ stockItemId, quantity: 1 }]
      : recipe.map(({ componentId, quantity }) => ({ stockItemId: componentId, quantity }))
  }

  function change(stockItemId: string, location: string, by: number): void {
    for (const part of recipeOf(stockItemId)) {
      const key = keyOf(part.stockItemId, location)
      levels.set(key, (levels.get(key) ?? 0) + by * part.quantity)
    }
  }

  /** Plain items; `extra` is held as well, as if it stood in open orders. */
  function plainAvailable(
    stockItemId: string,
    location: string,
    extra: readonly Pick<StockOrder, 'stockItemId' | 'location' | 'quantity'>[],
  ): number {
    const holding = orders.filter(({ status, locked }) => status === 'open' && !locked)
    const held = [...holding, ...extra]
      .filter((order) => order.location === location)
      .flatMap((order) =>
        recipeOf(order.stockItemId).map((part) =>
          part.stockItemId === stockItemId ? part.quantity * order.quantity : 0,
        ),
      )
      .reduce((total, units) => total + units, 0)
    return (levels.get(keyOf(stockItemId, location)) ?? 0) - held
  }

  return {
    orders,

    available(
      stockItemId: string,
      location: string,
      extra: readonly Pick<StockOrder, 'stockItemId' | 'location' | 'quantity'>[] = [],
    ): number {
      return Math.min(
        ...recipeOf(stockItemId).map((part) =>
          Math.floor(plainAvailable(part.stockItemId, location, extra) / part.quantity),
        ),
      )
    },

    create(
      order: Pick<
        StockOrder,
        'consignment' | 'shopOrder' | 'stockItemId' | 'location' | 'quantity'
      >,
    ): void {
      const id = orders.length + 1
      orders.push({
        ...order,
        id,
        status: 'open',
        locked: false,
        parked: false,
        endedByWaybill: false,
      })
    },

    process(order: StockOrder): void {
      order.status = 'processed'
      change(order.stockItemId, order.location, -order.quantity)
    },

    /** A receipt, or a count that found more or less. */
    correct(stockItemId: string, location: string, by: number): void {
      change(stockItemId, location, by)
    },

    /** Plain items and where they lie. */
    places: stock,
  }
}

export type Linnworks = ReturnType<typeof createLinnworks>
