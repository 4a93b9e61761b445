import { listRelated } from './catalogues.ts'
import { pushWhole } from './push-steps.ts'
import { happen } from './steps.ts'
import { sweepAll } from './waybill-steps.ts'
import type { World } from './world.ts'

/**
 * Lets everything that is under way arrive and be settled, has every order injected, and pushes
 * every level once. With `dispatched`, what stands in Linnworks is sent and told to Shopify first.
 */
export function settle(world: World, { dispatched }: { readonly dispatched: boolean }): void {
  world.pushes.length = 0
  for (const order of world.linnworks.orders) order.locked = order.parked = false
  do sweepAll(world)
  while (finishOrders(world) || (dispatched && repeat(world, ['dispatch'])))
  while (repeat(world, ['writeArrives', 'writeIsSettled']));
  // What others read of their siblings is read anew as well, and all of it is passed by the sweep.
  for (const level of world.catalogue.levels) {
    pushWhole(world, world.pushing.begin(level), { sweeping: true })
  }
  for (const shop of world.waybill.cursors.keys()) world.waybill.cursors.set(shop, Infinity)
  for (const level of world.catalogue.levels) {
    pushWhole(world, world.pushing.begin(level), { sweeping: false })
  }
}

/**
 * What Shopify should hold then: nothing is in flight, and all that is committed is in Linnworks.
 * Units that stay committed for ever look sold: other levels of the same stock may hold less.
 */
export function listUnsettled(world: World): readonly string[] {
  const { catalogue, shopify, available, buffer } = world
  return catalogue.levels.flatMap((level) => {
    const isDoubtful = listRelated(level, catalogue).some(
      ({ name }) => shopify.level(name).stuck > 0,
    )
    const { onHand, committed, stuck } = shopify.level(level.name)
    const target = Math.max(0, available(level) + committed - stuck - buffer)
    const isRight = isDoubtful ? onHand <= target : onHand === target
    return isRight ? [] : [`${level.name} holds ${onHand} instead of ${target}`]
  })
}

/** Steps of the order path, until none has anything to do. */
function finishOrders(world: World): boolean {
  return repeat(world, [
    'beginLook',
    'endLook',
    'send',
    'createArrives',
    'verify',
    'processLeft',
    'cancelArrives',
    'cancelIsAnswered',
    'hearCancelled',
    'beginPost',
    'postArrives',
    'postIsAnswered',
  ])
}

function repeat(world: World, names: readonly string[]): boolean {
  let any = false
  for (let more = true; more;) {
    more = names.some((step) => happen(world, { step, pick: 0, size: 1 }))
    any ||= more
  }
  return any
}
