import { choose } from './choose.ts'
import type { StockOrder } from './linnworks.ts'
import type { ShopOrder } from './shopify.ts'
import type { Done, Step } from './steps.ts'
import type { World } from './world.ts'

const linnworks = { kind: 'linnworks' } as const
const shopify = (level: string) => ({ kind: 'shopify', level }) as const
const sold = (level: string, units: number) =>
  ({ kind: 'shopify', level, sold: { level, units } }) as const

/** What customers, merchants, the warehouse and other channels do. */
export const personSteps: Readonly<Record<string, Step>> = {
  sale: atLevel(
    (world, name, size) => world.shopify.sell(name, size, world.now) && sold(name, size),
  ),
  saleAtCounter: atLevel(
    (world, name, size) => world.shopify.sellAtCounter(name, size, world.now) && sold(name, size),
  ),
  returnRestockedInShopify: atLevel((world, name, size) => {
    world.shopify.correct(name, size)
    return shopify(name)
  }),
  countInShopify: atLevel((world, name, size) => {
    world.shopify.correct(name, size % 2 === 0 ? size : -size)
    return shopify(name)
  }),

  handFulfilment: ofOpenOrder((world, order, size) => {
    world.shopify.fulfilByHand(order, size, world.now)
    return true
  }),
  cancelAndRestock: ofOpenOrder((world, order) => takeBack(world, order, order.open, true)),
  cancelWithoutRestock: ofOpenOrder((world, order) => takeBack(world, order, order.open, false)),
  refundOrEditDown: ofOpenOrder((world, order, size) => takeBack(world, order, size, true)),
  editUp: ofOpenOrder(
    (world, order, size) => world.shopify.add(order, size, world.now) && sold(order.level, size),
  ),
  move: ofOpenOrder((world, order) => {
    const { locationId, inventoryItemId } = world.catalogue.levels.find(
      ({ name }) => name === order.level,
    )!
    const to = world.catalogue.levels.find(
      (each) => each.inventoryItemId === inventoryItemId && each.locationId !== locationId,
    )
    if (to === undefined) return false
    const from = order.level
    world.shopify.move(order, to.name, world.now)
    const units = order.open
    return {
      ...shopify(from),
      putBack: units,
      sold: { level: to.name, units },
      takenBack: { level: from, units },
    }
  }),

  saleElsewhere: atPlace((world, place, size) => {
    world.linnworks.create({ ...place, quantity: size })
    return linnworks
  }),
  receipt: atPlace((world, { stockItemId, location }, size) => {
    world.linnworks.correct(stockItemId, location, size)
    return linnworks
  }),
  countInLinnworks: atPlace((world, { stockItemId, location }, size) => {
    world.linnworks.correct(stockItemId, location, -size)
    return linnworks
  }),

  dispatch: ofStockOrder(
    ({ locked, parked }) => !locked && !parked,
    (world, order) => world.linnworks.process(order),
  ),
  lock: ofStockOrder(
    ({ locked }) => !locked,
    (_, order) => (order.locked = true),
  ),
  unlock: ofStockOrder(
    ({ locked }) => locked,
    (_, order) => (order.locked = false),
  ),
  parkOrRelease: ofStockOrder(
    () => true,
    (_, order) => (order.parked = !order.parked),
  ),
  cancelInLinnworks: ofStockOrder(
    ({ locked }) => !locked,
    (_, order) => (order.status = 'cancelled'),
  ),
}

function atLevel(step: (world: World, name: string, size: number) => Done): Step {
  return (world, pick, size) => step(world, choose(world.catalogue.levels, pick)!.name, size)
}

function takeBack(world: World, order: ShopOrder, quantity: number, restock: boolean): Done {
  const units = Math.min(order.open, quantity)
  // Locked ones as well: they are held again as soon as somebody unlocks them.
  const standing = world.linnworks.orders
    .filter(({ shopOrder, status }) => shopOrder === order.id && status === 'open')
    .reduce((total, each) => total + each.quantity, 0)
  world.shopify.takeBack(order, units, restock, world.now)
  const isOnSale = restock || world.shopify.unrestocked === 'soldAgain'
  return {
    ...shopify(order.level),
    ...(isOnSale ? { putBack: Math.min(units, standing) } : {}),
    takenBack: { level: order.level, units },
  }
}

function atPlace(
  step: (
    world: World,
    place: { readonly stockItemId: string; readonly location: string },
    size: number,
  ) => Done,
): Step {
  return (world, pick, size) => step(world, choose(world.linnworks.places, pick)!, size)
}

function ofOpenOrder(step: (world: World, order: ShopOrder, size: number) => Done): Step {
  return (world, pick, size) => {
    const order = choose(
      world.shopify.orders.filter(({ open }) => open > 0),
      pick,
    )
    return order === undefined ? false : step(world, order, size)
  }
}

function ofStockOrder(
  isFit: (order: StockOrder) => boolean,
  step: (world: World, order: StockOrder) => unknown,
): Step {
  return (world, pick) => {
    const open = world.linnworks.orders.filter(({ status }) => status === 'open')
    const order = choose(open.filter(isFit), pick)
    if (order === undefined) return false
    step(world, order)
    return linnworks
  }
}
