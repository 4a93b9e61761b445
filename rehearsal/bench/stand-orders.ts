import type { Client } from '@temporalio/client'
import { orderStart, orderWorkflowType, parcelDispatched } from '../../workflows/contract.ts'
import type { Database } from '../../ledger/database.ts'
import * as world from '../../sandbox/world.ts'
import type { WaitingOrder } from './twins-desk.ts'

const { shop } = world.AURORA
const rowsAtOnce = 500
const startsAtOnce = 40
const agoMs = 3 * 3_600_000

/** Writes the orders into the ledger as they stand once they were read back from Linnworks. */
export async function standInLedger(
  database: Database,
  orders: readonly WaitingOrder[],
): Promise<void> {
  const then = new Date(Date.now() - agoMs)
  for (let start = 0; start < orders.length; start += rowsAtOnce) {
    const some = orders.slice(start, start + rowsAtOnce)
    await database
      .insertInto('orders')
      .values(
        some.map(({ orderId, name }) => ({
          shop,
          orderId,
          name,
          stage: 'awaitingDispatch' as const,
          stageSince: then,
          placedAt: then,
          handedUpdatedAt: then,
        })),
      )
      .execute()
    await database
      .insertInto('consignments')
      .values(some.map((order) => toConsignment(order, then)))
      .execute()
  }
}

/**
 * Opens a real workflow for each order, as every way in does, by a signal that starts it. The
 * signal names no parcel, which orders pass over: no vendor is asked.
 */
export async function openWorkflows(
  client: Client,
  orders: readonly WaitingOrder[],
  opened: (count: number) => void,
): Promise<void> {
  const left = orders.values()
  let count = 0
  const work = async () => {
    for (const { orderId } of left) {
      const order = { shop, orderId }
      await client.workflow.signalWithStart(orderWorkflowType, {
        ...orderStart(order),
        args: [order],
        signal: parcelDispatched.name,
        signalArgs: [{}],
      })
      count += 1
      opened(count)
    }
  }
  await Promise.all(Array.from({ length: startsAtOnce }, work))
}

function toConsignment(order: WaitingOrder, then: Date) {
  const link = world.LOCATION_LINKS.find(({ locationId }) => locationId === order.locationId)
  return {
    shop,
    reference: order.orderId,
    orderId: order.orderId,
    ordinal: 1,
    state: 'verified' as const,
    locationId: order.locationId,
    linnworksLocationId: link?.linnworksLocationId ?? '',
    items: JSON.stringify(
      order.lines.map(({ lineId, sku, quantity }) => ({
        itemNumber: lineId,
        sku,
        quantity,
        units: [{ lineId, quantity }],
      })),
    ),
    totalMinor: order.lines.reduce((sum, line) => sum + line.unitPriceMinor * line.quantity, 0),
    attemptToken: 'bench',
    sentAt: then,
    everSent: true,
    linnworksOrderId: order.linnworksOrderId,
    linnworksNumber: order.linnworksNumber,
    verifiedAt: then,
  }
}
