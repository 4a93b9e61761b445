import { randomUUID } from 'node:crypto'
import type { Stack } from '../stack.ts'
import { VARIANTS } from '../../sandbox/goods.ts'
import { AURORA, LINNWORKS_LOCATIONS, SHOPIFY_LOCATIONS } from '../../sandbox/world.ts'
import type { StoredOrder as ShopOrder } from '../../sandbox/shopify/state.ts'
import type { Chance } from '../chance.ts'
import { shopOrderIdOf, type Truth } from './truth.ts'
import type { Watcher } from './watcher.ts'

type Place = keyof typeof SHOPIFY_LOCATIONS

/** Goods that are sold in both, and where they stand. */
const goods = [
  { variantId: VARIANTS.mug, sku: 'MUG-BLUE' },
  { variantId: VARIANTS.teapot, sku: 'TEAPOT-1L' },
  { variantId: VARIANTS.breakfastTea, sku: 'TEA-BREAKFAST' },
  { variantId: VARIANTS.earlGrey, sku: 'TEA-EARL-GREY' },
  { variantId: VARIANTS.biscuits, sku: 'BISCUIT-TIN' },
] as const
const places: readonly Place[] = ['london', 'leeds']

/** What happens in a storm, and how often of a hundred times. */
const shares = {
  buy: 34,
  buySet: 4,
  dispatch: 17,
  cancelAndRestock: 6,
  cancel: 4,
  refund: 3,
  refundShipped: 2,
  takeBack: 2,
  move: 5,
  sellInStore: 5,
  sellElsewhere: 10,
  receive: 3,
  countInLinnworks: 3,
  countInShopify: 2,
} as const
type Deed = keyof typeof shares

export interface People {
  /** Somebody does something, or finds nothing to do it with. */
  act(): Promise<void>
  /** How often each was done. */
  readonly done: Readonly<Record<string, number>>
}

interface Around {
  readonly stack: Stack
  readonly watcher: Pick<Watcher, 'look' | 'latest'>
  readonly chance: Chance
}

/**
 * Shoppers, staff, the floor and other channels, as the seed has them. What changes a number in
 * Shopify without a reason that its API tells is done once a level: the second time within a day
 * Waybill asks a person, which is right, and no rest.
 */
export function createPeople({ stack, watcher, chance }: Around): People {
  const { shopper, warehouse } = stack
  const { shop } = AURORA
  const done: Record<string, number> = {}
  const unexplained = new Set<string>()

  const deeds: Readonly<Record<Deed, (truth: Truth) => Promise<boolean> | boolean>> = {
    buy: () => {
      const lines = chance
        .shuffle(goods)
        .slice(0, chance.between(1, 2))
        .map(({ variantId }) => lineOf(variantId, chance.between(1, 3)))
      return stack.shopify.tryOrder(shop, { lines }) !== undefined
    },
    buySet: () =>
      stack.shopify.tryOrder(shop, { lines: [lineOf(VARIANTS.teaSet, 1)] }) !== undefined,
    dispatch: ({ linnworksOrders, shopOrders }) => {
      const changed = new Set(
        shopOrders
          .filter(({ cancelledAt, refunds }) => cancelledAt !== null || refunds.length > 0)
          .map(({ id }) => id),
      )
      const open = linnworksOrders.filter(
        (each) =>
          each.source === 'WAYBILL' &&
          each.processedAt === null &&
          !changed.has(shopOrderIdOf(each)),
      )
      const found = pickOf(open)
      if (found === undefined) return false
      const trackingNumber = `RM${found.number}GB`
      stack.linnworks.backroom.dispatch({ orderId: found.id, trackingNumber })
      return true
    },
    cancelAndRestock: (truth) => cancel(truth, true),
    cancel: (truth) => cancel(truth, false),
    refund: async (truth) => {
      const order = pickOf(truth.shopOrders.filter(isUntouched))
      const line = order?.lines.find(({ currentQuantity, sku }) => currentQuantity > 1 && sku)
      if (order === undefined || line?.sku == null) return false
      const lines = [{ sku: line.sku, quantity: 1 }]
      await shopper.refund(gidOf(order), { lines, idempotencyKey: randomUUID() })
      return true
    },
    refundShipped: async (truth) => {
      const back = pickShipped(truth)
      if (back === undefined) return false
      const lines = [{ sku: back.sku, quantity: 1 }]
      const wish = { lines, restockType: 'RETURN', idempotencyKey: randomUUID() } as const
      await shopper.refund(gidOf(back.order), wish)
      return true
    },
    takeBack: async (truth) => {
      const back = pickShipped(truth)
      if (back === undefined) return false
      const lines = [{ sku: back.sku, quantity: 1 }]
      await shopper.takeBack(gidOf(back.order), { lines, restockAt: back.locationId })
      const held = truth.linnworksOrders.find(
        (each) => shopOrderIdOf(each) === back.order.id && isDispatched(each),
      )
      const item = held?.lines[0]
      if (held === undefined || item === undefined || chance.next() < 0.5) return true
      const items = [{ itemNumber: item.itemNumber, quantity: 1 }]
      await warehouse.takeBack({ orderId: held.id, locationId: held.locationId, items })
      return true
    },
    move: (truth) => (chance.next() < 0.5 ? moveBeforeItIsPaid() : moveOpen(truth)),
    sellInStore: () => {
      const { variantId } = chance.pick(goods)
      const locationId = SHOPIFY_LOCATIONS[chance.pick(places)]
      const lines = [lineOf(variantId, chance.between(1, 2))]
      stack.shopify.sellInStore(shop, { locationId, lines })
      return true
    },
    sellElsewhere: () => {
      const { sku } = chance.pick(goods)
      const locationId = LINNWORKS_LOCATIONS[chance.pick(places)]
      const sale = { sku, locationId, quantity: chance.between(1, 4) }
      stack.linnworks.backroom.sellElsewhere([{ ...sale, dispatched: chance.next() < 0.3 }])
      return true
    },
    receive: async () => {
      const { sku } = chance.pick(goods)
      const locationId = LINNWORKS_LOCATIONS[chance.pick(places)]
      await warehouse.receive({ sku, locationId, quantity: chance.between(3, 12) })
      return true
    },
    countInLinnworks: () => {
      const { sku } = chance.pick(goods)
      const locationId = LINNWORKS_LOCATIONS[chance.pick(places)]
      const item = stack.linnworks.backroom.listStock().find((each) => each.sku === sku)
      const stands = item?.levels.find((each) => each.locationId === locationId)?.stockLevel ?? 0
      const level = Math.max(0, stands + chance.between(-4, 4))
      stack.linnworks.backroom.setLevels([{ sku, locationId, level }])
      return true
    },
    countInShopify: (truth) => {
      const found = chance.pick(truth.levels)
      if (!claim(found.level)) return false
      const [inventoryItemId = '', locationId = ''] = found.level.split(':')
      const onHand = Math.max(0, found.onHand + chance.between(-5, 5))
      stack.shopify.setLevels(shop, [{ inventoryItemId, locationId, onHand }])
      return true
    },
  }

  async function cancel({ shopOrders }: Truth, restock: boolean): Promise<boolean> {
    const order = pickOf(shopOrders.filter(isUntouched))
    if (order === undefined || (!restock && !claimAll(levelsOf(order)))) return false
    await shopper.cancelOrder(gidOf(order), { restock })
    return true
  }

  /** Linnworks has no such order yet, and gets it from the right place. */
  async function moveBeforeItIsPaid(): Promise<boolean> {
    const { variantId } = chance.pick(goods.filter(({ sku }) => sku !== 'BISCUIT-TIN'))
    const lines = [lineOf(variantId, chance.between(1, 2))]
    const order = await shopper.placeOrder({ lines, paid: false })
    watcher.look()
    await shopper.moveOrder(order.id, SHOPIFY_LOCATIONS.leeds)
    watcher.look()
    await shopper.payOrder(order.id)
    return true
  }

  /** Linnworks may have it by now, and goes on sending it from where it has it. */
  async function moveOpen({ shopOrders }: Truth): Promise<boolean> {
    const order = pickOf(shopOrders.filter(isUntouched))
    if (order === undefined) return false
    await shopper.moveOrder(gidOf(order), SHOPIFY_LOCATIONS[chance.pick(places)])
    return true
  }

  /** A shipped unit that may come back to a shelf that nobody changed without a reason yet. */
  function pickShipped({ shopOrders, linnworksOrders }: Truth) {
    // What comes back before Linnworks heard of its sale is never entered: the auditor would miss it.
    const heardOf = new Set(linnworksOrders.map(shopOrderIdOf))
    const shipped = shopOrders.filter(
      ({ id, fulfillments, refunds, returns = [] }) =>
        heardOf.has(id) &&
        fulfillments.length === 1 &&
        refunds.length === 0 &&
        returns.length === 0,
    )
    const order = pickOf(shipped)
    const [parcel] = order?.fulfillments ?? []
    const line = order?.lines.find(({ id }) => id === parcel?.lines[0]?.lineId)
    if (order === undefined || parcel === undefined || line?.sku == null) return undefined
    if (!claim(`${line.inventoryItemId}:${parcel.locationId}`)) return undefined
    return { order, sku: line.sku, locationId: parcel.locationId }
  }

  function claim(level: string): boolean {
    return claimAll([level])
  }

  function claimAll(levels: readonly string[]): boolean {
    if (levels.some((level) => unexplained.has(level))) return false
    for (const level of levels) unexplained.add(level)
    return true
  }

  function pickOf<T>(from: readonly T[]): T | undefined {
    return from.length === 0 ? undefined : chance.pick(from)
  }

  const deck = Object.entries(shares).flatMap(([deed, share]) =>
    Array.from({ length: share }, () => deed as Deed),
  )
  return {
    done,
    act: async () => {
      const deed = chance.pick(deck)
      watcher.look()
      try {
        if (await deeds[deed](watcher.latest())) done[deed] = (done[deed] ?? 0) + 1
      } catch {
        // Somebody was refused: the order had changed meanwhile.
        done[`${deed} refused`] = (done[`${deed} refused`] ?? 0) + 1
      }
      watcher.look()
    },
  }
}

function lineOf(variantId: string, quantity: number) {
  return { variantId: `gid://shopify/ProductVariant/${variantId}`, quantity }
}

function gidOf({ id }: ShopOrder): string {
  return `gid://shopify/Order/${id}`
}

/** Nothing of it has left, and nothing was taken off it. */
function isUntouched({ cancelledAt, fulfillments, refunds }: ShopOrder): boolean {
  return cancelledAt === null && fulfillments.length === 0 && refunds.length === 0
}

function isDispatched({ processedAt, holdOrCancel }: Truth['linnworksOrders'][number]): boolean {
  return processedAt !== null && !holdOrCancel
}

function levelsOf({ fulfillmentOrders, lines }: ShopOrder): readonly string[] {
  return fulfillmentOrders.flatMap((group) =>
    group.lines.flatMap(({ lineId }) =>
      lines
        .filter(({ id }) => id === lineId)
        .map(({ inventoryItemId }) => `${inventoryItemId}:${group.locationId}`),
    ),
  )
}
