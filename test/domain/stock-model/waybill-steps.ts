import { choose, tryEach } from './choose.ts'
import type { Step } from './steps.ts'
import type { Consignment } from './order-book.ts'
import type { Waybill } from './waybill.ts'
import type { World } from './world.ts'

const linnworks = { kind: 'linnworks' } as const

/** What Waybill does for orders, each request and its answer a step of their own. */
export const waybillSteps: Readonly<Record<string, Step>> = {
  webhook: ({ shopify, waybill }, pick) => {
    const order = choose(shopify.orders, pick)
    if (order !== undefined) waybill.hear(order)
    return order !== undefined
  },
  beginSweep: (world, pick) => {
    world.waybill.beginSweep(shopAt(world, pick), world.now)
    return true
  },
  endSweep: (world, pick) => world.waybill.endSweep(shopAt(world, pick)),
  wholeSweep,
  beginLook: ({ waybill, now }, pick) =>
    tryEach([...waybill.unlooked.keys()], pick, (id) => waybill.beginLook(id, now)),
  endLook: ({ waybill }, pick) =>
    tryEach([...waybill.looks.keys()], pick, (id) => waybill.endLook(id)),

  send: ofConsignment((waybill, each) => waybill.send(each)),
  // Reserving for an order that is alive leaves as much free as before; for a dead one it does not.
  createArrives: (world, pick) =>
    ofConsignment((waybill, each) => waybill.createArrives(each))(world, pick, 0) && linnworks,
  createIsLost: ofConsignment((waybill, each) => waybill.createIsLost(each)),
  verify: ofConsignment((waybill, each, now) => waybill.verify(each, now)),
  processLeft: ofConsignment((waybill, each) => waybill.processLeft(each)),
  /** All of it at once, as it mostly is. */
  inject: (world, pick) => {
    const { waybill } = world
    const order = choose(world.shopify.orders, pick)
    if (order === undefined) return false
    waybill.hear(order)
    if (!waybill.unlooked.has(order.id) || !waybill.beginLook(order.id, world.now)) return false
    waybill.endLook(order.id)
    for (const each of waybill.liveOf(order.id)) {
      if (!waybill.send(each)) continue
      waybill.createArrives(each)
      waybill.verify(each, world.now)
    }
    return linnworks
  },

  /** Sent, told to Shopify and answered. */
  deliver: ({ waybill, linnworks: stock, now }, pick) =>
    tryEach(waybill.consignments, pick, (each) => {
      const order = waybill.stockOrderOf(each)
      if (order?.status === 'open' && !order.locked && !order.parked) stock.process(order)
      return (
        waybill.beginPost(each) && waybill.postArrives(each, now) && waybill.postIsAnswered(each)
      )
    }),

  amend: ofConsignment((waybill, each) => waybill.amend(each)),
  cancelArrives: ofConsignment((waybill, each) => waybill.cancelArrives(each)),
  cancelIsAnswered: ofConsignment((waybill, each) => waybill.cancelIsAnswered(each)),
  hearCancelled: ofConsignment((waybill, each) => waybill.hearCancelled(each)),
  beginPost: ofConsignment((waybill, each) => waybill.beginPost(each)),
  postArrives: ofConsignment((waybill, each, now) => waybill.postArrives(each, now)),
  postIsLost: ofConsignment((waybill, each) => waybill.postIsLost(each)),
  postIsAnswered: ofConsignment((waybill, each) => waybill.postIsAnswered(each)),
}

function wholeSweep(world: World, pick: number): boolean {
  const shop = shopAt(world, pick)
  world.waybill.beginSweep(shop, world.now)
  return world.waybill.endSweep(shop)
}

/** The order sweeps of all shops, once. */
export function sweepAll(world: World): void {
  for (const shop of world.waybill.cursors.keys()) {
    world.waybill.beginSweep(shop, world.now)
    world.waybill.endSweep(shop)
  }
}

function shopAt({ catalogue }: World, pick: number): string {
  return choose([...new Set(catalogue.levels.map(({ shop }) => shop))], pick)!
}

function ofConsignment(step: (waybill: Waybill, each: Consignment, now: number) => boolean): Step {
  return ({ waybill, now }, pick) =>
    tryEach(waybill.consignments, pick, (each) => step(waybill, each, now))
}
