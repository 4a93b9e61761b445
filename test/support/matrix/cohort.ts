import { VARIANTS } from '../../../sandbox/goods.ts'
import type { PlacedOrder } from '../../../sandbox/shopper.ts'
import { cancelOrder } from '../../../workflows/contract.ts'
import type { VendorName } from './fault-classes.ts'
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
import type { StageOfLife } from './stage-of-life.ts'

/** Orders by the stage that they stand in: one for each. */
export type Cohort = ReadonlyMap<StageOfLife, PlacedOrder>

/** Orders that pass through a stage, each stopped there by a vendor that does not answer yet. */
export interface Passing {
  readonly orders: Cohort
  /** Lets the vendors answer. */
  release(): void
}

/** One order for each stage in which an order can stand for days. */
export async function gatherStanding(scene: Scene): Promise<Cohort> {
  const place = async (stage: StageOfLife, bring: (order: PlacedOrder) => Promise<void>) => {
    const order = await buy(scene, VARIANTS.earlGrey, 2)
    await awaitStageOfLife(scene, order, 'awaitingDispatch')
    await bring(order)
    await awaitStageOfLife(scene, order, stage)
    return [stage, order] as const
  }
  const standing = [
    place('awaitingDispatch', () => Promise.resolve()),
    place('fulfilled', async (order) => dispatch(scene, await linnworksIdOf(scene, order))),
    place('held', (order) => hold(scene, order)),
    place('needsAttention', async (order) => {
      await scene.warehouse.cancel(await linnworksIdOf(scene, order))
    }),
    place('partlyDispatched', async (order) => {
      dispatch(scene, await splitOne(scene, await linnworksIdOf(scene, order)))
    }),
  ]
  return new Map(await Promise.all(standing))
}

/** One order for each stage that lasts as long as a vendor's answer. */
export async function gatherPassing(scene: Scene): Promise<Passing> {
  const pauses: Pause[] = []
  const stop = (order: PlacedOrder, vendor: VendorName, operations: readonly string[]) => {
    const pause = pauseAt(scene, order, vendor, operations)
    pauses.push(pause)
    return pause.reached
  }
  const [postingBack, cancelling] = await Promise.all([stopPostingBack(), stopCancelling()])
  const injecting = await stopAtOnce('Linnworks', ['CreateOrders'])
  const received = await stopAtOnce('Shopify', ['order', 'orders', 'nodes'])
  return {
    orders: new Map([
      ['received', received],
      ['injecting', injecting],
      ['cancelling', cancelling],
      ['postingBack', postingBack],
    ]),
    release: () => {
      for (const pause of pauses) pause.release()
    },
  }

  async function stopPostingBack(): Promise<PlacedOrder> {
    const order = await buy(scene, VARIANTS.mug)
    await awaitStageOfLife(scene, order, 'awaitingDispatch')
    const reached = stop(order, 'Shopify', ['fulfillmentCreate'])
    dispatch(scene, await linnworksIdOf(scene, order))
    await reached
    return order
  }

  async function stopCancelling(): Promise<PlacedOrder> {
    const order = await buy(scene, VARIANTS.mug)
    await awaitStageOfLife(scene, order, 'awaitingDispatch')
    const reached = stop(order, 'Linnworks', ['CancelOrder'])
    const asked = workflowOf(scene, order).executeUpdate(cancelOrder, {
      args: [{ reason: 'CUSTOMER', actor: 'staff-1' }],
    })
    // The answer may be lost with Temporal or the worker: the wish is not.
    asked.catch(() => undefined)
    await reached
    return order
  }

  /** Nobody hears of the order before its stop is prepared. */
  async function stopAtOnce(vendor: VendorName, operations: readonly string[]) {
    scene.shopify.webhooks.withhold()
    const order = await buy(scene, VARIANTS.breakfastTea)
    const reached = stop(order, vendor, operations)
    scene.shopify.webhooks.release(0)
    await reached
    return order
  }
}

interface Pause {
  /** Resolves when a call about the order has arrived, and waits. */
  readonly reached: Promise<void>
  readonly release: () => void
}

function pauseAt(
  scene: Scene,
  { orderId: about }: PlacedOrder,
  vendor: VendorName,
  operations: readonly string[],
): Pause {
  const twin = vendor === 'Linnworks' ? scene.linnworks : scene.shopify
  const arrival = Promise.withResolvers<void>()
  const leave = Promise.withResolvers<void>()
  for (const operation of operations) {
    twin.faults.add({ operation, kind: 'slow', delayMs: 0, about }, async () => {
      arrival.resolve()
      await leave.promise
    })
  }
  return { reached: arrival.promise, release: leave.resolve }
}
