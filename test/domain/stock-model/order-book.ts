import type { Catalogue } from './catalogues.ts'
import type { Linnworks, StockOrder } from './linnworks.ts'
import type { Shopify, ShopOrder } from './shopify.ts'

/** What the ledger holds of one Linnworks order of ours. */
export interface Consignment {
  readonly id: number
  readonly orderId: number
  /** Linnworks sends it from here. */
  readonly level: string
  /** Where Shopify was last seen to wait for it: elsewhere once the order was moved. */
  waitsAt: string
  readonly quantity: number
  /** Of these, what Shopify waited for when they were claimed. */
  readonly open: number
  /** Of these, what Shopify was last seen to wait for. */
  waiting: number
  /** Of these, what left the shelf without us. */
  left: number
  state: 'claimed' | 'sent' | 'verified' | 'ended'
  verifiedAt?: number
  /** A cancellation in Linnworks is being sent, or was. */
  ending: boolean
  /** Linnworks refused to cancel it: it has left. */
  dispatched: boolean
  post: 'none' | 'sent' | 'told'
  /** Requests under way: their fate is open. */
  creating: boolean
  posting: 'no' | 'underWay' | 'arrived'
  cancelling: boolean
}

/** An order that changed, as far as the sweep or a webhook said, and was not looked at since. */
export interface Unlooked {
  /** Units of it have left without us. */
  readonly left: boolean
}

export interface Look {
  readonly at: number
  readonly open: number
  readonly level: string
  readonly left: ReadonlyMap<string, number>
}

/** What the ledger knows of orders. */
export function createOrderBook(catalogue: Catalogue, shopify: Shopify, linnworks: Linnworks) {
  const consignments: Consignment[] = []
  const unlooked = new Map<number, Unlooked>()
  const looks = new Map<number, Look>()
  /** Up to when every order that changed was heard of, by shop. */
  const cursors = new Map<string, number>(catalogue.levels.map(({ shop }) => [shop, 0]))

  const liveOf = (orderId: number) =>
    consignments.filter((each) => each.orderId === orderId && each.state !== 'ended')

  function claim(orderId: number, level: string, waiting: number, left: number): void {
    consignments.push({
      id: consignments.length + 1,
      orderId,
      level,
      waitsAt: level,
      quantity: waiting + left,
      open: waiting,
      waiting,
      left,
      state: 'claimed',
      ending: false,
      dispatched: false,
      post: 'none',
      creating: false,
      posting: 'no',
      cancelling: false,
    })
  }

  /** One step at a time for an order: its workflow waits for each. */
  function isBusy(orderId: number): boolean {
    return liveOf(orderId).some(
      (each) =>
        each.state === 'sent' ||
        each.ending ||
        each.cancelling ||
        each.posting !== 'no' ||
        each.post === 'sent',
    )
  }

  function askForLook(orderId: number): void {
    unlooked.set(orderId, unlooked.get(orderId) ?? { left: false })
  }

  return {
    consignments,
    unlooked,
    looks,
    cursors,
    liveOf,
    claim,
    isBusy,
    askForLook,
    orderOf: (id: number): ShopOrder => shopify.orders.find((order) => order.id === id)!,
    stockOrderOf: (each: Consignment): StockOrder | undefined =>
      linnworks.orders.find(({ consignment }) => consignment === each.id),
  }
}

export type OrderBook = ReturnType<typeof createOrderBook>
