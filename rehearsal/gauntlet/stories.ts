import { setTimeout as sleep } from 'node:timers/promises'
import type { Stage } from '../../domain/stage.ts'
import { VARIANTS } from '../../sandbox/goods.ts'
import type { OrderWish, PlacedOrder } from '../../sandbox/shopper.ts'
import type { Chance } from '../chance.ts'
import {
  cancelTooLate,
  done,
  freeTheParked,
  leave,
  lockAndCancel,
  sellOverTheCounter,
  splitAndLeave,
} from './lives.ts'
import type { Town } from './town.ts'

/** How long people take, in milliseconds. */
export interface Pace {
  /** From the order's placing to what somebody does about it. */
  readonly reactMs: number
  /** From there until the warehouse may send it. */
  readonly dwellMs: number
  /** For what comes later still: the rest, the tracking number, a release. */
  readonly laterMs: number
}

/** What happens to an order, as people make it happen. */
export interface Story {
  readonly title: string
  /** How many of a hundred orders live it. */
  readonly share: number
  /** Steps or calls that few other stories lead to. */
  readonly leadsTo?: readonly string[]
  readonly wish: (chance: Chance) => OrderWish
  /** How it comes about, where nobody orders it in the shop. */
  readonly place?: (town: Town, wish: OrderWish) => Promise<PlacedOrder>
  /** Where its life may end. */
  readonly ends: readonly Stage[]
  readonly live: (town: Town, order: PlacedOrder, pace: Pace) => Promise<void>
}

const some = (variant: string, quantity: number) => ({
  variantId: `gid://shopify/ProductVariant/${variant}`,
  quantity,
})
const inLondon = [VARIANTS.mug, VARIANTS.breakfastTea, VARIANTS.earlGrey, VARIANTS.teapot]
const anything = (chance: Chance): OrderWish => ({
  lines: chance
    .shuffle(inLondon)
    .slice(0, chance.between(1, 3))
    .map((variant) => some(variant, chance.between(1, 3))),
  ...(chance.next() < 0.5 ? { shippingPrice: '3.95' } : {}),
  ...(chance.next() < 0.3 ? { discountCode: { code: 'TEA10', percentage: 10 } } : {}),
  ...(chance.next() < 0.3 ? { taxRate: 0.2 } : {}),
})
const gone: readonly Stage[] = ['cancelled', 'skipped']

export const stories: readonly Story[] = [
  {
    title: 'sent from one place',
    share: 26,
    wish: anything,
    ends: ['fulfilled'],
    live: async (town, order, pace) => leave(town, order, pace),
  },
  {
    title: 'sent from two places',
    share: 12,
    wish: () => ({
      lines: [some(VARIANTS.teapot, 1), some(VARIANTS.biscuits, 2)],
      shippingPrice: '3.95',
    }),
    ends: ['fulfilled'],
    live: async (town, order, pace) => leave(town, order, pace),
  },
  {
    title: 'a bundle and a guide to read',
    share: 8,
    wish: (chance) => ({
      lines: [
        some(VARIANTS.teaSet, chance.between(1, 2)),
        ...(chance.next() < 0.5 ? [some(VARIANTS.brewingGuide, 1)] : []),
      ],
    }),
    ends: ['fulfilled'],
    live: async (town, order, pace) => leave(town, order, pace),
  },
  {
    title: 'nothing to ship',
    share: 1,
    wish: () => ({ lines: [some(VARIANTS.brewingGuide, 1)] }),
    ends: ['skipped'],
    live: () => Promise.resolve(),
  },
  {
    title: 'split by the warehouse, sent in two parcels',
    share: 8,
    leadsTo: ['fulfillmentOrderSplit'],
    wish: () => ({ lines: [some(VARIANTS.earlGrey, 3), some(VARIANTS.mug, 1)] }),
    ends: ['fulfilled'],
    live: splitAndLeave,
  },
  {
    title: 'sent before its tracking number is known',
    share: 6,
    leadsTo: ['fulfillmentTrackingInfoUpdate'],
    wish: anything,
    ends: ['fulfilled'],
    live: async (town, order, pace) =>
      leave(town, order, pace, { trackingAfterMs: 2000 + pace.laterMs }),
  },
  {
    title: 'its address edited while it is on its way',
    share: 10,
    leadsTo: ['addressEdits'],
    wish: anything,
    ends: ['fulfilled'],
    live: async (town, order, pace) => {
      await town.awaitUnsettled(order, pace.reactMs)
      const address1 = `${order.orderId.slice(-3)} Canary Row`
      const edit = () => done(town.shopper.changeAddress(order.id, { address1 }))
      await town.insist(() => town.observe(order, 'addressEdits', edit))
      leave(town, order, pace)
    },
  },
  {
    title: 'cancelled in Shopify while it is on its way',
    share: 9,
    leadsTo: ['cancels'],
    wish: anything,
    ends: gone,
    live: async (town, order, pace) => {
      await town.awaitUnsettled(order, pace.reactMs)
      const cancel = () => done(town.shopper.cancelOrder(order.id, { restock: false }))
      await town.insist(() => town.observe(order, 'cancels', cancel))
    },
  },
  {
    title: 'cancelled by staff, who wait for the answer',
    share: 5,
    leadsTo: ['cancelShopifyOrder', 'cancelConsignments', 'recordRequest'],
    wish: anything,
    ends: gone,
    live: async (town, order, pace) => {
      await sleep(pace.reactMs)
      await town.insist(async () => {
        const stage = await town.findStage(order)
        return stage === 'cancelled' || (await town.ask(order, 'cancel'))
      })
    },
  },
  {
    title: 'cancelled by staff with a message',
    share: 3,
    leadsTo: ['cancels'],
    wish: anything,
    ends: gone,
    live: async (town, order, pace) => {
      await town.awaitUnsettled(order, pace.reactMs)
      const cancel = () => town.signal(order, 'cancelOrder')
      await town.insist(() => town.observe(order, 'cancels', cancel))
    },
  },
  {
    title: 'locked by the warehouse and cancelled',
    share: 2,
    leadsTo: ['LockOrder'],
    wish: anything,
    ends: gone,
    live: lockAndCancel,
  },
  {
    title: 'handed over the counter',
    share: 2,
    leadsTo: ['ProcessOrder'],
    wish: () => ({ lines: [some(VARIANTS.mug, 2), some(VARIANTS.breakfastTea, 1)] }),
    place: sellOverTheCounter,
    ends: ['fulfilled'],
    live: () => Promise.resolve(),
  },
  {
    title: 'held, and released later',
    share: 4,
    leadsTo: ['parkConsignments', 'unparkConsignments', 'setHeld'],
    wish: anything,
    ends: ['fulfilled'],
    live: async (town, order, pace) => {
      await sleep(pace.reactMs)
      await town.insist(() => town.ask(order, 'hold'))
      await sleep(pace.laterMs)
      await town.insist(() => town.ask(order, 'release'))
      leave(town, order, pace)
    },
  },
  {
    title: 'cancelled when its parcel has left',
    share: 3,
    leadsTo: ['acceptParcels'],
    wish: anything,
    ends: ['fulfilled', 'cancelled'],
    live: cancelTooLate,
  },
  {
    title: 'cancelled by the warehouse',
    share: 2,
    wish: anything,
    ends: ['cancelled'],
    live: async (town, order) => {
      await town.awaitStage(order, ['awaitingDispatch'])
      await town.insist(async () => {
        const all = await town.warehouse.findOrders(order.orderId)
        for (const { orderId } of all) await town.warehouse.cancel(orderId)
        return true
      })
    },
  },
  {
    title: 'parked by the floor the moment it arrives',
    share: 1.5,
    leadsTo: ['verifyConsignments'],
    wish: () => ({ lines: [some(VARIANTS.mug, 1)] }),
    ends: ['fulfilled'],
    live: freeTheParked,
  },
  {
    title: 'waits until its SKU is linked',
    share: 1.5,
    wish: () => ({ lines: [some(VARIANTS.towel, 1), some(VARIANTS.mug, 1)] }),
    ends: ['fulfilled'],
    live: async (town, order, pace) => leave(town, order, pace),
  },
]
