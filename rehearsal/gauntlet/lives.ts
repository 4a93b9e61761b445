import { setTimeout as sleep } from 'node:timers/promises'
import type { OrderWish, PlacedOrder } from '../../sandbox/shopper.ts'
import { SHOPIFY_LOCATIONS } from '../../sandbox/world.ts'
import type { Pace } from './stories.ts'
import type { Town } from './town.ts'

/** Its parcels may leave from now on. */
export function leave(
  { floor }: Town,
  { orderId }: PlacedOrder,
  { dwellMs }: Pace,
  more: { readonly trackingAfterMs?: number } = {},
): void {
  floor.allow(orderId, { fromMs: performance.now() + dwellMs, ...more })
}

/** One unit first, then the rest. */
export async function splitAndLeave(town: Town, order: PlacedOrder, pace: Pace): Promise<void> {
  const { warehouse } = town
  await town.awaitStage(order, ['awaitingDispatch'])
  await town.insist(async () => {
    const known = await warehouse.findOrders(order.orderId)
    if (known.length > 1) return true
    const line = known[0]?.lines.find(({ quantity }) => quantity > 1)
    if (known[0] === undefined || line === undefined) return false
    const items = [{ itemNumber: line.itemNumber, quantity: 1 }]
    await warehouse.splitOff({ orderId: known[0].orderId, items })
    return true
  })
  const [parent, child] = (await warehouse.findOrders(order.orderId)).toSorted(
    (one, other) => one.number - other.number,
  )
  const parcel = child ?? parent
  if (parcel === undefined) throw new Error(`order ${order.name} is gone from Linnworks`)
  await town.insist(() =>
    done(
      warehouse.dispatch({
        orderId: parcel.orderId,
        vendor: 'Royal Mail',
        trackingNumber: `RM${parcel.number}GB`,
      }),
    ),
  )
  await sleep(pace.laterMs)
  leave(town, order, pace)
}

/** The warehouse locks it, which Linnworks lets nobody cancel; then it is cancelled in Shopify. */
export async function lockAndCancel(town: Town, order: PlacedOrder): Promise<void> {
  await town.awaitStage(order, ['awaitingDispatch'])
  await town.insist(async () => {
    const all = await town.warehouse.findOrders(order.orderId)
    for (const { orderId } of all) await town.warehouse.lock(orderId)
    return all.length > 0
  })
  await town.insist(() => done(town.shopper.cancelOrder(order.id, { restock: false })))
}

/** It is fulfilled in Shopify from the beginning; Linnworks hears of it from Waybill. */
export async function sellOverTheCounter(
  { shopper }: Pick<Town, 'shopper'>,
  { lines }: OrderWish,
): Promise<PlacedOrder> {
  const id = await shopper.sellInStore({ locationId: SHOPIFY_LOCATIONS.london, lines })
  const orderId = id.slice(id.lastIndexOf('/') + 1)
  return { id, orderId, name: `the sale ${orderId}` }
}

/** Cancelled in Shopify when its parcel has left; people accept that, unless Waybill was faster. */
export async function cancelTooLate(town: Town, order: PlacedOrder, pace: Pace): Promise<void> {
  leave(town, order, { ...pace, dwellMs: 0 })
  await town.insist(async () => town.floor.hasSent(order.orderId))
  // Shopify says no where Waybill was faster: then it is simply fulfilled.
  await town.shopper.cancelOrder(order.id, { restock: false }).catch(() => undefined)
  await town.insist(async () => {
    const isOver = (await town.findStage(order)) === 'fulfilled'
    if (isOver && (await town.hasEnded(order))) return true
    const exception = await town.findException(order)
    // Who got no answer asks again, though the books may show it as accepted already.
    const isDue = isOver || exception?.code === 'CANCELLED_AFTER_DISPATCH'
    return isDue && (await town.ask(order, 'accept'))
  })
}

/** Parked as it arrives, and freed by the floor. */
export async function freeTheParked(town: Town, order: PlacedOrder, pace: Pace): Promise<void> {
  town.toPark.add(order.orderId)
  await town.awaitStage(order, ['awaitingDispatch', 'needsAttention'])
  town.toPark.delete(order.orderId)
  await town.insist(async () => {
    for (const { orderId, parked } of await town.warehouse.findOrders(order.orderId)) {
      if (parked) await town.warehouse.unpark(orderId)
    }
    if ((await town.findStage(order)) === 'awaitingDispatch') return true
    await town.signal(order, 'retryNow')
    return false
  })
  leave(town, order, pace)
}

/** An act that either throws or is done. */
export async function done(act: Promise<unknown>): Promise<boolean> {
  await act
  return true
}
