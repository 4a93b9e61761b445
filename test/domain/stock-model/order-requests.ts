import type { Catalogue } from './catalogues.ts'
import type { Linnworks } from './linnworks.ts'
import type { Consignment, OrderBook } from './order-book.ts'
import type { Rules } from './rules.ts'
import type { Shopify } from './shopify.ts'

/** What Waybill asks of the vendors for an order: the request and its answer are two steps. */
export function createOrderRequests(
  book: OrderBook,
  world: {
    readonly catalogue: Catalogue
    readonly shopify: Shopify
    readonly linnworks: Linnworks
  },
  rules: Rules,
) {
  const { looks, claim, askForLook, orderOf, stockOrderOf } = book
  const { catalogue, shopify, linnworks } = world
  const levelOf = (name: string) => catalogue.levels.find((level) => level.name === name)!

  return {
    send(each: Consignment): boolean {
      if (each.state !== 'claimed' || looks.has(each.orderId)) return false
      each.state = 'sent'
      each.creating = true
      return true
    },

    /** The create reaches Linnworks; whether Waybill hears of it is another matter. */
    createArrives(each: Consignment): boolean {
      if (!each.creating) return false
      each.creating = false
      const { stockItemId, shipsFrom } = levelOf(each.level)
      linnworks.create({
        consignment: each.id,
        shopOrder: each.orderId,
        stockItemId,
        location: shipsFrom,
        quantity: each.quantity,
      })
      return true
    },

    createIsLost(each: Consignment): boolean {
      if (!each.creating) return false
      each.creating = false
      return true
    },

    /** Looks it up in Linnworks: there and unlocked, surely not there, or to be asked again. */
    verify(each: Consignment, at: number): boolean {
      if (each.state !== 'sent') return false
      const order = stockOrderOf(each)
      if (order?.status === 'open' && order.locked) return false
      if (order?.status === 'cancelled') {
        each.state = 'ended'
        if (each.left > 0) claim(each.orderId, each.level, 0, each.left)
        askForLook(each.orderId)
      } else if (order !== undefined) {
        each.state = 'verified'
        each.verifiedAt = at
      } else if (!each.creating) each.state = 'claimed'
      return true
    },

    /** What has left already is processed as well. */
    processLeft(each: Consignment): boolean {
      const order = stockOrderOf(each)
      if (each.state !== 'verified' || each.left < each.quantity) return false
      if (order?.status !== 'open' || order.locked || order.parked) return false
      linnworks.process(order)
      return true
    },

    cancelArrives(each: Consignment): boolean {
      const order = stockOrderOf(each)
      if (!each.cancelling || order?.status !== 'open') return false
      order.status = 'cancelled'
      order.endedByWaybill = true
      return true
    },

    cancelIsAnswered(each: Consignment): boolean {
      const order = stockOrderOf(each)
      if (!each.cancelling || order === undefined || order.status === 'open') return false
      each.cancelling = false
      each.ending = false
      each.waiting = 0
      if (order.status === 'cancelled') each.state = 'ended'
      else each.dispatched = true
      const { open } = orderOf(each.orderId)
      if (open > 0) askForLook(each.orderId)
      return true
    },

    /** The dispatch sweep tells that the warehouse cancelled it. */
    hearCancelled(each: Consignment): boolean {
      if (each.state !== 'verified' || each.cancelling || looks.has(each.orderId)) return false
      if (stockOrderOf(each)?.status !== 'cancelled') return false
      if (each.left > 0) claim(each.orderId, each.level, 0, each.left)
      each.state = 'ended'
      askForLook(each.orderId)
      return true
    },

    beginPost(each: Consignment): boolean {
      if (each.state !== 'verified' || each.cancelling || each.post === 'told') return false
      if (each.posting !== 'no' || each.quantity === each.left) return false
      if (looks.has(each.orderId) || stockOrderOf(each)?.status !== 'processed') return false
      each.posting = 'underWay'
      if (rules.leavesBeforePostBack) each.post = 'sent'
      return true
    },

    postArrives(each: Consignment, at: number): boolean {
      if (each.posting !== 'underWay') return false
      shopify.fulfilByWaybill(orderOf(each.orderId), each.quantity - each.left, at)
      each.posting = 'arrived'
      return true
    },

    postIsLost(each: Consignment): boolean {
      if (each.posting !== 'underWay') return false
      each.posting = 'no'
      return true
    },

    /** Answered at once, or found by a later look. */
    postIsAnswered(each: Consignment): boolean {
      if (each.posting !== 'arrived') return false
      each.posting = 'no'
      each.post = 'told'
      each.waiting = 0
      return true
    },
  }
}
