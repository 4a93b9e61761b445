import { skuCause } from '../../../domain/exceptions.ts'
import { renamedSku } from '../../../rehearsal/fates.ts'
import { VARIANTS } from '../../../sandbox/goods.ts'
import type { PlacedOrder } from '../../../sandbox/shopper.ts'
import { AURORA } from '../../../sandbox/world.ts'
import { causeReviewId, createOrderDesk, orderSweepId } from '../../../workflows/contract.ts'
import { type VendorFaultKind, writeKinds } from './fault-classes.ts'
import type { Hits } from './hits.ts'
import { awaitStageOfLife, buy, keyOf, type Scene } from './scene.ts'
import { aim, linnworksRead, linnworksWrite, mostLives, type Travel } from './travel.ts'

const { shop } = AURORA

/**
 * The review of causes wakes all of them when the SKU is linked, and a sweep pokes each once that it
 * finds changed: two woken together travel in one call, and only one of them meets its fault.
 */
const wokenByHand = 'orders are woken one by one'

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
  const schedules = [causeReviewId, orderSweepId(shop)].map((id) =>
    scene.client.schedule.getHandle(id),
  )
  for (const schedule of schedules) await schedule.pause(wokenByHand)
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
  const link = { shop, sku: renamedSku.shop, linnworksSku: renamedSku.linnworks }
  await scene.ledger.links.linkSku({ ...link, actor: 'staff-1' })
  const desk = createOrderDesk(scene.client.workflow)
  for (const [nth, [, order]] of towels.entries()) {
    await desk.retryNow(keyOf(order))
    await creating[nth]?.struck
  }
  for (const schedule of schedules) await schedule.unpause()
  for (const [, order] of towels) await awaitStageOfLife(scene, order, 'awaitingDispatch')
  const waiting = await scene.ledger.exceptions.listWaiting([skuCause(shop, renamedSku.shop)])
  if (waiting.length > 0) throw new Error(`${waiting.length} orders still wait for the SKU`)
}
