import type { Client } from '@temporalio/client'
import type { Ledger } from '../../../ledger/index.ts'
import type { OrderKey } from '../../../ledger/order-key.ts'
import { eventually } from '../../../rehearsal/eventually.ts'
import type { LinnworksTwin } from '../../../sandbox/linnworks/index.ts'
import type { PlacedOrder, Shopper } from '../../../sandbox/shopper.ts'
import type { ShopifyTwin } from '../../../sandbox/shopify/index.ts'
import type { Warehouse } from '../../../sandbox/warehouse.ts'
import { AURORA } from '../../../sandbox/world.ts'
import { holdOrder, orderWorkflowId } from '../../../workflows/contract.ts'
import { findStageOfLife } from './stage-of-life.ts'

/** What the people and the faults of the matrix need of a running Waybill. */
export interface Scene {
  readonly ledger: Ledger
  readonly client: Client
  readonly shopify: ShopifyTwin
  readonly linnworks: LinnworksTwin
  readonly shopper: Shopper
  readonly warehouse: Warehouse
  readonly receiverUrl: string
}

export function keyOf({ orderId }: Pick<PlacedOrder, 'orderId'>): OrderKey {
  return { shop: AURORA.shop, orderId }
}

export async function buy(scene: Scene, variant: string, quantity = 1): Promise<PlacedOrder> {
  const variantId = `gid://shopify/ProductVariant/${variant}`
  return await scene.shopper.placeOrder({ lines: [{ variantId, quantity }] })
}

/** Waits until the order stands there, as finely as the matrix tells stages apart. */
export async function awaitStageOfLife(scene: Scene, order: PlacedOrder, stage: string) {
  await eventually(`${order.name} is ${stage}`, async () => {
    return (await findStageOfLife(scene.ledger, keyOf(order))) === stage
  })
}

export function workflowOf(scene: Scene, { orderId }: PlacedOrder) {
  return scene.client.workflow.getHandle(orderWorkflowId(AURORA.shop, orderId))
}

export async function hold(scene: Scene, order: PlacedOrder): Promise<void> {
  await workflowOf(scene, order).executeUpdate(holdOrder, { args: [{ actor: 'staff-1' }] })
  await awaitStageOfLife(scene, order, 'held')
}

/** The Linnworks order that the first consignment of an order became. */
export async function linnworksIdOf(scene: Scene, order: PlacedOrder): Promise<string> {
  const [consignment] = await scene.ledger.consignments.list(keyOf(order))
  const id = consignment?.linnworksOrderId
  if (id == null) throw new Error(`${order.name} is not in Linnworks`)
  return id
}

/** The parcel leaves, by a back door: no call of the warehouse stands in a fault's way. */
export function dispatch(scene: Scene, linnworksOrderId: string): void {
  const trackingNumber = `RM${linnworksOrderId.slice(0, 8).toUpperCase()}GB`
  scene.linnworks.backroom.dispatch({ orderId: linnworksOrderId, trackingNumber })
}

/** Moves one unit of a consignment into an order of its own, and answers that order's id. */
export async function splitOne(scene: Scene, linnworksOrderId: string): Promise<string> {
  const { lines } = await scene.warehouse.getOrder(linnworksOrderId)
  const [line] = lines
  if (line === undefined) throw new Error('there is nothing to split')
  const { itemNumber } = line
  return await scene.warehouse.splitOff({
    orderId: linnworksOrderId,
    items: [{ itemNumber, quantity: 1 }],
  })
}
