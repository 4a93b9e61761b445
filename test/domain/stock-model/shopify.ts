import type { Catalogue } from './catalogues.ts'

export interface ShopOrder {
  readonly id: number
  readonly shop: string
  /** Where its open units are to leave from. */
  level: string
  open: number
  /** Fulfilled by Waybill. */
  posted: number
  /** Fulfilled without Waybill, at the counter or by hand, by level. */
  readonly left: Map<string, number>
  /** Every change moves it: it is what the order sweep goes by. */
  updatedAt: number
}

export interface ShopLevel {
  onHand: number
  committed: number
  /** Of what is committed: units that no order waits for any more. */
  stuck: number
}

/**
 * What becomes of units that are taken back without restock, which no document settles: they leave
 * the shelf, stay committed for ever, or are sold again as if they had been restocked.
 */
export type Unrestocked = 'leaveShelf' | 'stayCommitted' | 'soldAgain'

/** What Linnworks has of an order that is moved: it is claimed anew, or sent from where it stands. */
export type Moved = 'carried' | 'sent'

/**
 * Shopify's stock by its published rules: on_hand = available + committed; a sale moves a unit
 * from available to committed; a fulfilment takes it from on_hand and committed; a cancellation
 * takes it from committed, and without restock does what `unrestocked` says.
 */
export function createShopify(
  catalogue: Catalogue,
  onHand: (level: string) => number,
  unrestocked: Unrestocked,
) {
  const levels = new Map<string, ShopLevel>(
    catalogue.levels.map(({ name }) => [name, { onHand: onHand(name), committed: 0, stuck: 0 }]),
  )
  const orders: ShopOrder[] = []

  function levelAt(name: string): ShopLevel {
    const level = levels.get(name)
    if (level === undefined) throw new Error(`no level ${name}`)
    return level
  }

  function place(level: string, open: number, at: number): ShopOrder {
    const shop = catalogue.levels.find(({ name }) => name === level)?.shop ?? ''
    const order = {
      id: orders.length + 1,
      shop,
      level,
      open,
      posted: 0,
      left: new Map(),
      updatedAt: at,
    }
    orders.push(order)
    return order
  }

  function fulfil(order: ShopOrder, quantity: number, at: number): number {
    const units = Math.min(order.open, quantity)
    const level = levelAt(order.level)
    level.onHand -= units
    level.committed -= units
    order.open -= units
    order.updatedAt = at
    return units
  }

  function leave(order: ShopOrder, quantity: number): void {
    order.left.set(order.level, (order.left.get(order.level) ?? 0) + quantity)
  }

  return {
    orders,
    unrestocked,
    level: levelAt,
    available: (name: string) => levelAt(name).onHand - levelAt(name).committed,

    /** Shopify sells nothing that it has not available. */
    sell(level: string, quantity: number, at: number): boolean {
      if (levelAt(level).onHand - levelAt(level).committed < quantity) return false
      levelAt(level).committed += quantity
      place(level, quantity, at)
      return true
    },

    sellAtCounter(level: string, quantity: number, at: number): boolean {
      if (levelAt(level).onHand < quantity) return false
      levelAt(level).onHand -= quantity
      leave(place(level, 0, at), quantity)
      return true
    },

    fulfilByHand(order: ShopOrder, quantity: number, at: number): void {
      leave(order, fulfil(order, quantity, at))
    },

    fulfilByWaybill(order: ShopOrder, quantity: number, at: number): void {
      order.posted += fulfil(order, quantity, at)
    },

    /** A cancellation, a refund before dispatch, or an edit that takes units away. */
    takeBack(order: ShopOrder, quantity: number, restock: boolean, at: number): void {
      const units = Math.min(order.open, quantity)
      const level = levelAt(order.level)
      const stays = !restock && unrestocked === 'stayCommitted'
      if (stays) level.stuck += units
      else level.committed -= units
      if (!restock && unrestocked === 'leaveShelf') level.onHand -= units
      order.open -= units
      order.updatedAt = at
    },

    add(order: ShopOrder, quantity: number, at: number): boolean {
      const level = levelAt(order.level)
      if (level.onHand - level.committed < quantity) return false
      level.committed += quantity
      order.open += quantity
      order.updatedAt = at
      return true
    },

    move(order: ShopOrder, to: string, at: number): void {
      levelAt(order.level).committed -= order.open
      levelAt(to).committed += order.open
      order.level = to
      order.updatedAt = at
    },

    /** A return that Shopify restocks, or somebody's stock count. */
    correct(level: string, by: number): void {
      levelAt(level).onHand += by
    },

    /** `inventorySetQuantities` with `changeFromQuantity`. */
    setOnHand(write: { level: string; from?: number; to: number }): boolean {
      const level = levelAt(write.level)
      if (write.from !== undefined && level.onHand !== write.from) return false
      level.onHand = write.to
      return true
    },
  }
}

export type Shopify = ReturnType<typeof createShopify>
