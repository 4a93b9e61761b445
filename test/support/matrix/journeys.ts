import { skuCause } from '../../../domain/exceptions.ts'
import { renamedSku } from '../../../rehearsal/fates.ts'
import { VARIANTS } from '../../../sandbox/goods.ts'
import type { PlacedOrder } from '../../../sandbox/shopper.ts'
import { AURORA } from '../../../sandbox/world.ts'
import {
  cancelOrder,
  createOrderDesk,
  orderChanged,
  releaseOrder,
  retryNow,
} from '../../../workflows/contract.ts'
import { readKinds, type VendorFaultKind, writeKinds } from './fault-classes.ts'
import type { Hits } from './hits.ts'
import {
  awaitStageOfLife,
  buy,
  dispatch,
  hold,
  keyOf,
  linnworksIdOf,
  type Scene,
  splitOne,
  workflowOf,
} from './scene.ts'
import { openFulfillmentOrders, putOnHold, releaseHolds } from './shop-staff.ts'
import type { StageOfLife } from './stage-of-life.ts'
import { arm, type Armed, type VendorStrike } from './vendor-strike.ts'

/** How Waybill reads an order in Shopify: one by one, or several at once. */
const orderReads = ['order', 'orders', 'nodes']
const linnworksReads = ['GetOrdersById', 'GetOrderDetailsByReferenceId']

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

/** An order that lives through faults of one kind, a vendor failing at each turn, to its end. */
type Journey = (travel: Travel) => Promise<void>

interface Travel {
  readonly scene: Scene
  readonly hits: Hits
  readonly kind: VendorFaultKind
  /** What did not strike, or not where it was meant to. */
  readonly missed: VendorStrike[]
  /** Orders that must not share a call with others are placed one after another. */
  readonly alone: <T>(act: () => Promise<T>) => Promise<T>
}

type Aim = Omit<VendorStrike, 'order' | 'kind'> & { readonly kind?: VendorFaultKind }

/** Arms what there is of this kind: a read has no reply to lose and nothing to commit late. */
function aim(travel: Travel, order: PlacedOrder, at: Aim): Armed {
  const strike = { kind: travel.kind, ...at, order }
  if (strike.effect === 'read' && !readKinds.includes(strike.kind)) {
    return { struck: Promise.resolve(true) }
  }
  const { struck } = arm(travel.scene, travel.hits, strike)
  return {
    struck: struck.then((asMeant) => {
      if (!asMeant) travel.missed.push(strike)
      return asMeant
    }),
  }
}

async function allStruck(armed: readonly Armed[]): Promise<void> {
  await Promise.all(armed.map(({ struck }) => struck))
}

const linnworksRead = (stage: StageOfLife, operations = linnworksReads): Aim => {
  return { vendor: 'Linnworks', effect: 'read', stage, operations }
}
const linnworksWrite = (stage: StageOfLife, operation: string): Aim => {
  return { vendor: 'Linnworks', effect: 'write', stage, operations: [operation] }
}
const shopifyRead = (stage: StageOfLife): Aim => {
  return { vendor: 'Shopify', effect: 'read', stage, operations: orderReads }
}
const shopifyWrite = (stage: StageOfLife, operation: string): Aim => {
  return { vendor: 'Shopify', effect: 'write', stage, operations: [operation] }
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

/** A fault may strike a moment too early or too late: then another order lives that life. */
const mostLives = 3

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
 * Orders for a SKU that Linnworks does not have: their look-up of the item is struck while they are
 * received, and their create when the SKU is linked and they need attention.
 */
export async function liveUnmapped(scene: Scene, hits: Hits): Promise<void> {
  const travelOf = (kind: VendorFaultKind): Travel => {
    return { scene, hits, kind, alone: (act) => act(), missed: [] }
  }
  const placeTowel = async (travel: Travel): Promise<PlacedOrder> => {
    scene.shopify.webhooks.withhold()
    const order = await buy(scene, VARIANTS.towel)
    const looking = linnworksRead('received', ['GetStockItemIdsBySKU'])
    const { struck } = aim(travel, order, { ...looking, about: renamedSku.shop })
    scene.shopify.webhooks.release(0)
    await struck
    await awaitStageOfLife(scene, order, 'needsAttention')
    return order
  }
  const towels: (readonly [Travel, PlacedOrder])[] = []
  for (const kind of writeKinds) {
    for (let life = 0; life < mostLives; life += 1) {
      const travel = travelOf(kind)
      towels.push([travel, await placeTowel(travel)])
      if (travel.missed.length === 0) break
    }
  }
  const creating = towels.map(([travel, order]) =>
    aim(travel, order, linnworksWrite('needsAttention', 'CreateOrders')),
  )
  const { shop } = AURORA
  const link = { shop, sku: renamedSku.shop, linnworksSku: renamedSku.linnworks }
  await scene.ledger.links.linkSku({ ...link, actor: 'staff-1' })
  const desk = createOrderDesk(scene.client.workflow)
  for (const [nth, [, order]] of towels.entries()) {
    await desk.retryNow(keyOf(order))
    await creating[nth]?.struck
  }
  for (const [, order] of towels) await awaitStageOfLife(scene, order, 'awaitingDispatch')
  const waiting = await scene.ledger.exceptions.listWaiting([skuCause(shop, renamedSku.shop)])
  if (waiting.length > 0) throw new Error(`${waiting.length} orders still wait for the SKU`)
}
