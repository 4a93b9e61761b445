import type { Consignment, Look, OrderBook } from './order-book.ts'
import type { Rules } from './rules.ts'
import type { Moved, Shopify, ShopOrder } from './shopify.ts'

/** How Waybill hears that orders changed, and what a look at one makes of it. */
export function createOrderLooks(
  book: OrderBook,
  { shopify, moved }: { readonly shopify: Shopify; readonly moved: Moved },
  rules: Rules,
) {
  const { unlooked, looks, cursors, liveOf, claim, isBusy, orderOf } = book
  const lookedAt = new Map<number, number>()
  const sweeps = new Map<string, { at: number; orders: readonly number[] }>()

  /** Units that left without us are found in what was claimed, or claimed for themselves. */
  function noteLeft(orderId: number, { left }: Look): void {
    for (const [level, units] of left) {
      const here = liveOf(orderId).filter((each) => each.waitsAt === level)
      let unknown = units - here.reduce((total, each) => total + each.left, 0)
      for (const each of here) {
        const taken = Math.min(each.waiting, Math.max(0, unknown))
        if (each.post !== 'none' || each.dispatched || taken === 0) continue
        unknown -= taken
        if (rules.looksMarkLeft || each.state === 'verified') each.left += taken
        if (rules.looksLeaveB || each.state !== 'verified') each.waiting -= taken
      }
      if (unknown > 0) claim(orderId, level, 0, unknown)
    }
  }

  /**
   * What Shopify waits for is what is claimed; what is too much is ended. So is what is elsewhere,
   * unless Linnworks sends it all the same.
   */
  function noteOpen(orderId: number, { open, level }: Look): void {
    const live = liveOf(orderId).filter((each) => each.post === 'none' && !each.dispatched)
    const toPost = liveOf(orderId)
      .filter(({ dispatched, post }) => dispatched && post === 'none')
      .reduce((total, each) => total + each.quantity - each.left, 0)
    let wanted = Math.max(0, open - toPost)
    let ending = false
    for (const each of live.filter(({ waiting }) => waiting > 0)) {
      const stays = each.level === level || (moved === 'sent' && each.state === 'verified')
      if (stays && each.waiting <= wanted) {
        wanted -= each.waiting
        each.waitsAt = level
        continue
      }
      if (rules.looksLeaveB && rules.leavesBeforeCancel) each.waiting = 0
      ending ||= each.state === 'verified'
      end(each)
    }
    if (!ending && wanted > 0) claim(orderId, level, wanted, 0)
  }

  function end(each: Consignment): void {
    // What of it has left is claimed anew at once: it must not be free in between.
    if (each.left > 0) claim(each.orderId, each.level, 0, each.left)
    each.left = 0
    if (each.state === 'claimed') each.state = 'ended'
    else if (rules.leavesBeforeCancel) each.ending = true
    if (each.state === 'verified') each.cancelling = true
  }

  function hear(order: ShopOrder): void {
    if ((lookedAt.get(order.id) ?? -1) >= order.updatedAt) return
    const known = liveOf(order.id).reduce((total, { left }) => total + left, 0)
    const left = [...order.left.values()].reduce((total, units) => total + units, 0)
    unlooked.set(order.id, { left: left > known })
  }

  return {
    heardAt: (orderId: number) => lookedAt.get(orderId) ?? -1,

    /** A webhook, or the end of a sweep, names an order. */
    hear,

    beginSweep(shop: string, at: number): void {
      const since = cursors.get(shop) ?? 0
      const orders = shopify.orders.filter(
        (order) => order.shop === shop && order.updatedAt >= since,
      )
      sweeps.set(shop, { at, orders: orders.map(({ id }) => id) })
    },

    endSweep(shop: string): boolean {
      const sweep = sweeps.get(shop)
      if (sweep === undefined) return false
      for (const id of sweep.orders) hear(orderOf(id))
      cursors.set(shop, sweep.at)
      sweeps.delete(shop)
      return true
    },

    beginLook(orderId: number, at: number): boolean {
      if (isBusy(orderId) || looks.has(orderId)) return false
      const { open, level, left } = orderOf(orderId)
      looks.set(orderId, { at, open, level, left: new Map(left) })
      return true
    },

    endLook(orderId: number): boolean {
      const look = looks.get(orderId)
      if (look === undefined) return false
      looks.delete(orderId)
      noteLeft(orderId, look)
      noteOpen(orderId, look)
      lookedAt.set(orderId, look.at)
      if (orderOf(orderId).updatedAt <= look.at) unlooked.delete(orderId)
      return true
    },

    /** A change that moves no stock, of the address for instance, has it injected anew. */
    amend(each: Consignment): boolean {
      if (each.state !== 'verified' || each.dispatched || each.post !== 'none') return false
      if (looks.has(each.orderId) || isBusy(each.orderId)) return false
      end(each)
      return true
    },
  }
}
