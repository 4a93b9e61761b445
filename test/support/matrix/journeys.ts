import { VARIANTS } from '../../../sandbox/goods.ts'
import { cancelOrder, orderChanged, releaseOrder, retryNow } from '../../../workflows/contract.ts'
import { readKinds, type VendorFaultKind, writeKinds } from './fault-classes.ts'
import type { Hits } from './hits.ts'
import {
  awaitStageOfLife,
  buy,
  dispatch,
  hold,
  linnworksIdOf,
  type Scene,
  splitOne,
  workflowOf,
} from './scene.ts'
import { openFulfillmentOrders, putOnHold, releaseHolds } from './shop-staff.ts'
import type { StageOfLife } from './stage-of-life.ts'
import {
  aim,
  allStruck,
  linnworksRead,
  linnworksWrite,
  mostLives,
  shopifyRead,
  shopifyWrite,
  type Travel,
} from './travel.ts'

/** An order that lives through faults of one kind, a vendor failing at each turn, to its end. */
type Journey = (travel: Travel) => Promise<void>

/** Lives a journey for each kind; those of one kind and those of another do not disturb each other. */
export async function liveJourneys(scene: Scene, hits: Hits): Promise<void> {
  let line: Promise<unknown> = Promise.resolve()
  const alone = <T>(act: () => Promise<T>): Promise<T> => {
    const mine = line.then(act)
    line = mine.catch(() => undefined)
    return mine
  }
  const live = (journey: Journey, kinds: readonly VendorFaultKind[]) =>
    kinds.map(async (kind) => {
      for (let life = 0; life < mostLives; life += 1) {
        const travel: Travel = { scene, hits, kind, alone, missed: [] }
        await journey(travel)
        if (travel.missed.length === 0) return
      }
    })
  await Promise.all([
    ...live(cancellation, writeKinds),
    ...live(holding, writeKinds),
    ...live(cancelledByWarehouse, readKinds),
    ...live(refusedByShopify, writeKinds),
    ...live(injection, writeKinds),
  ])
}

/**
 * With which kind the order is read again in Shopify after its create was struck. A create that was
 * only slow, or whose session the client renewed, has no second attempt: others read for them.
 */
const readAgain: Readonly<Partial<Record<VendorFaultKind, VendorFaultKind>>> = {
  unavailable: 'unavailable',
  throttled: 'throttled',
  reset: 'reset',
  malformed: 'malformed',
  replyLost: 'slow',
  lateCommit: 'unauthorized',
}

/** Received, sent, dispatched in two parcels. */
const injection: Journey = async (travel) => {
  const { scene, kind, alone } = travel
  const order = await alone(async () => {
    scene.shopify.webhooks.withhold()
    const placed = await buy(scene, VARIANTS.breakfastTea, 2)
    const received = aim(travel, placed, shopifyRead('received'))
    const injecting = aim(travel, placed, linnworksWrite('injecting', 'CreateOrders'))
    scene.shopify.webhooks.release(0)
    await allStruck([received, injecting])
    return placed
  })
  const again = readAgain[kind]
  const readBack = aim(travel, order, linnworksRead('injecting'))
  if (again !== undefined) {
    await aim(travel, order, { ...shopifyRead('injecting'), kind: again }).struck
  }
  await readBack.struck
  await awaitStageOfLife(scene, order, 'awaitingDispatch')

  const looking = aim(travel, order, shopifyRead('awaitingDispatch'))
  await workflowOf(scene, order).signal(orderChanged)
  await looking.struck

  const whole = await linnworksIdOf(scene, order)
  const part = await splitOne(scene, whole)
  await sendUnderFaults('postingBack', part)
  await awaitStageOfLife(scene, order, 'partlyDispatched')
  await sendUnderFaults('partlyDispatched', whole)
  await awaitStageOfLife(scene, order, 'fulfilled')

  async function sendUnderFaults(stage: StageOfLife, linnworksOrderId: string): Promise<void> {
    const reading = aim(travel, order, linnworksRead(stage, ['GetOrdersById']))
    const writing = aim(travel, order, shopifyWrite(stage, 'fulfillmentCreate'))
    dispatch(scene, linnworksOrderId)
    await reading.struck
    await aim(travel, order, shopifyRead(stage)).struck
    await writing.struck
  }
}

/** Cancelled by staff. */
const cancellation: Journey = async (travel) => {
  const { scene } = travel
  const order = await buy(scene, VARIANTS.earlGrey)
  await awaitStageOfLife(scene, order, 'awaitingDispatch')
  const atLinnworks = [
    aim(travel, order, linnworksRead('cancelling')),
    aim(travel, order, linnworksWrite('cancelling', 'CancelOrder')),
  ]
  const atShopify = aim(travel, order, shopifyWrite('cancelling', 'orderCancel'))
  const answered = workflowOf(scene, order).executeUpdate(cancelOrder, {
    args: [{ reason: 'CUSTOMER', actor: 'staff-1' }],
  })
  await allStruck(atLinnworks)
  await allStruck([aim(travel, order, shopifyRead('cancelling')), atShopify])
  await answered
  await awaitStageOfLife(scene, order, 'cancelled')
}

/** Held, released, held again and sent all the same. */
const holding: Journey = async (travel) => {
  const { scene } = travel
  const order = await buy(scene, VARIANTS.mug)
  await awaitStageOfLife(scene, order, 'awaitingDispatch')
  await hold(scene, order)
  const looking = aim(travel, order, shopifyRead('held'))
  await workflowOf(scene, order).signal(orderChanged)
  await looking.struck
  const releasing = [
    aim(travel, order, linnworksRead('held')),
    aim(travel, order, linnworksWrite('held', 'ChangeOrderTag')),
  ]
  await workflowOf(scene, order).executeUpdate(releaseOrder, { args: [{ actor: 'staff-1' }] })
  await allStruck(releasing)
  await hold(scene, order)
  const linnworksId = await linnworksIdOf(scene, order)
  await scene.warehouse.unpark(linnworksId)
  const posting = aim(travel, order, shopifyWrite('held', 'fulfillmentCreate'))
  dispatch(scene, linnworksId)
  await posting.struck
  await awaitStageOfLife(scene, order, 'fulfilled')
}

/** Cancelled by the warehouse, then in Shopify. */
const cancelledByWarehouse: Journey = async (travel) => {
  const { scene } = travel
  const order = await buy(scene, VARIANTS.earlGrey)
  await awaitStageOfLife(scene, order, 'awaitingDispatch')
  const reading = aim(travel, order, linnworksRead('awaitingDispatch', ['GetOrdersById']))
  await scene.warehouse.cancel(await linnworksIdOf(scene, order))
  await reading.struck
  await awaitStageOfLife(scene, order, 'needsAttention')
  await scene.shopper.cancelOrder(order.id, { restock: false })
  await awaitStageOfLife(scene, order, 'cancelled')
}

/** Dispatched while Shopify holds its fulfilment. */
const refusedByShopify: Journey = async (travel) => {
  const { scene } = travel
  const order = await buy(scene, VARIANTS.mug)
  await awaitStageOfLife(scene, order, 'awaitingDispatch')
  const held = await openFulfillmentOrders(scene, order)
  await putOnHold(scene, held)
  dispatch(scene, await linnworksIdOf(scene, order))
  await awaitStageOfLife(scene, order, 'needsAttention')
  const looking = [
    aim(travel, order, shopifyRead('needsAttention')),
    aim(travel, order, linnworksRead('needsAttention', ['GetOrdersById'])),
  ]
  await workflowOf(scene, order).signal(retryNow, { actor: 'staff-1' })
  await allStruck(looking)
  const posting = aim(travel, order, shopifyWrite('needsAttention', 'fulfillmentCreate'))
  await releaseHolds(scene, held)
  await workflowOf(scene, order).signal(retryNow, { actor: 'staff-1' })
  await posting.struck
  await awaitStageOfLife(scene, order, 'fulfilled')
}
