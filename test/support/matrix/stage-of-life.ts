import type { Ledger } from '../../../ledger/index.ts'
import { type OrderKey, orderSubject } from '../../../ledger/order-key.ts'

/** The columns of the fault matrix, in the order in which an order lives them. */
export const stagesOfLife = [
  'received',
  'injecting',
  'awaitingDispatch',
  'cancelling',
  'postingBack',
  'partlyDispatched',
  'fulfilled',
  'held',
  'needsAttention',
] as const

export type StageOfLife = (typeof stagesOfLife)[number]

/**
 * Where the ledger says that an order stands at this moment, as finely as the matrix tells stages
 * apart: being sent, being cancelled and being posted back are seen from what was claimed, asked for
 * and handed over.
 */
export async function findStageOfLife(
  ledger: Pick<Ledger, 'orders' | 'consignments' | 'parcels' | 'events'>,
  key: OrderKey,
): Promise<StageOfLife | 'cancelled' | 'skipped'> {
  const [order, consignments, parcels, events] = await Promise.all([
    ledger.orders.find(key),
    ledger.consignments.list(key),
    ledger.parcels.list(key),
    ledger.events.list(orderSubject(key)),
  ])
  const stage = order?.stage ?? 'received'
  const isOver = stage === 'fulfilled' || stage === 'cancelled' || stage === 'skipped'
  if (!isOver && events.some(({ what }) => what === 'cancelOrder')) return 'cancelling'
  if (stage === 'received' && consignments.length > 0) return 'injecting'
  if (stage === 'awaitingDispatch' && parcels.length > 0) return 'postingBack'
  return stage
}
