import { releaseOrder } from '../../../workflows/contract.ts'
import type { Cohort } from './cohort.ts'
import { awaitStageOfLife, dispatch, linnworksIdOf, type Scene, workflowOf } from './scene.ts'
import type { StageOfLife } from './stage-of-life.ts'

/** Where an order ends, or comes to rest, that was struck while it passed through a stage. */
const ends: Readonly<Partial<Record<StageOfLife, string>>> = {
  received: 'awaitingDispatch',
  injecting: 'awaitingDispatch',
  cancelling: 'cancelled',
  postingBack: 'fulfilled',
}

/**
 * Sees every order to its end: what was passing gets there by itself; of what stands, each is where
 * it was, and then people do with it what is to be done.
 */
export async function converge(
  scene: Scene,
  standing: Cohort,
  passed: readonly Cohort[],
): Promise<void> {
  for (const orders of passed) {
    for (const [stage, order] of orders) await awaitStageOfLife(scene, order, ends[stage] ?? stage)
  }
  for (const [stage, order] of standing) await awaitStageOfLife(scene, order, stage)
  const held = standing.get('held')!
  await workflowOf(scene, held).executeUpdate(releaseOrder, { args: [{ actor: 'staff-1' }] })
  await awaitStageOfLife(scene, held, 'awaitingDispatch')
  const stopped = standing.get('needsAttention')!
  await scene.shopper.cancelOrder(stopped.id, { restock: false })
  await awaitStageOfLife(scene, stopped, 'cancelled')
  const partly = standing.get('partlyDispatched')!
  dispatch(scene, await linnworksIdOf(scene, partly))
  await awaitStageOfLife(scene, partly, 'fulfilled')
}
