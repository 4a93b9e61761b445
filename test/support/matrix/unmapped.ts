import { skuCause } from '../../../domain/exceptions.ts'
import { renamedSku } from '../../../rehearsal/fates.ts'
import { VARIANTS } from '../../../sandbox/goods.ts'
import type { PlacedOrder } from '../../../sandbox/shopper.ts'
import { AURORA } from '../../../sandbox/world.ts'
import { causeReviewId, createOrderDesk } from '../../../workflows/contract.ts'
import { type VendorFaultKind, writeKinds } from './fault-classes.ts'
import type { Hits } from './hits.ts'
import { awaitStageOfLife, buy, keyOf, type Scene } from './scene.ts'
import { aim, linnworksRead, linnworksWrite, mostLives, type Travel } from './travel.ts'

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
  // One at a time, or they travel in one call and share its fault: the review would wake them all.
  const review = scene.client.schedule.getHandle(causeReviewId)
  await review.pause('orders are woken one by one')
  const { shop } = AURORA
  const link = { shop, sku: renamedSku.shop, linnworksSku: renamedSku.linnworks }
  await scene.ledger.links.linkSku({ ...link, actor: 'staff-1' })
  const desk = createOrderDesk(scene.client.workflow)
  for (const [nth, [, order]] of towels.entries()) {
    await desk.retryNow(keyOf(order))
    await creating[nth]?.struck
  }
  await review.unpause()
  for (const [, order] of towels) await awaitStageOfLife(scene, order, 'awaitingDispatch')
  const waiting = await scene.ledger.exceptions.listWaiting([skuCause(shop, renamedSku.shop)])
  if (waiting.length > 0) throw new Error(`${waiting.length} orders still wait for the SKU`)
}
