import { orderException, type OrderException } from '../domain/exceptions.ts'
import type { PlannedConsignment } from '../domain/mapping.ts'
import type { ShopOrder } from '../domain/order.ts'
import { ApiError } from '../lib/api-error.ts'
import type { ConsignmentRow } from '../ledger/consignments.ts'
import type { OrderKey } from '../ledger/order-key.ts'
import type { CreationEnd, PlaceInLine } from './creation-line.ts'
import type { Dependencies } from './dependencies.ts'
import { adoptFound } from './settle-consignment.ts'
import { verifyAgain } from './verify-consignment.ts'

/**
 * How old an order may be for its first create to go without a look-up. A fresh order cannot be in
 * Linnworks; an older one can, if the ledger was restored from a backup that does not know of it.
 */
const surelyFreshMs = 10 * 60_000

interface Planned {
  readonly key: OrderKey
  readonly name: string
  readonly order: Pick<ShopOrder, 'createdAt'>
  readonly planned: PlannedConsignment
  /** The attempt that claimed the consignment. */
  readonly token: string
  /** The consignment before it was claimed by this attempt, if there was one. */
  readonly before: ConsignmentRow | undefined
  /** Whether a create of the order ever left. */
  readonly everSent: boolean
  readonly place: Pick<PlaceInLine, 'create'>
}

/**
 * Creates one claimed consignment, and takes what then stands in Linnworks as it. Looks first
 * whether it exists, unless it is fresh and no create of its order ever left. Answers an exception where
 * Linnworks refused it or shows it otherwise than it was sent.
 */
export async function createConsignment(
  dependencies: Pick<Dependencies, 'linnworks' | 'ledger'>,
  { key, name, order: shopOrder, planned, token, before, everSent, place }: Planned,
): Promise<OrderException | undefined> {
  const { reference } = planned.order
  if (before?.state === 'sent') throw superseded(reference)
  if (before !== undefined && before.state !== 'claimed') {
    return await verifyAgain(dependencies, { key, name }, before)
  }
  const { totalMinor, items, linnworksLocationId } = planned
  const sent = { reference, totalMinor, items, linnworksLocationId }
  if (!isSurelyFresh(shopOrder) || everSent) {
    const existing = await dependencies.linnworks.findOrdersByReference({
      shop: key.shop,
      reference,
    })
    if (existing.length > 0) return await adoptFound(dependencies, { key, name }, sent, existing)
  }
  const end = await place.create({ shop: key.shop, reference, token, order: planned.order })
  switch (end.kind) {
    case 'superseded':
      throw superseded(reference)
    case 'failed':
      throw end.error
    case 'refused':
      return refusal(key, name, end)
    case 'standing':
      if (end.found.length === 0) throw unseen(reference)
      return await adoptFound(dependencies, { key, name }, sent, end.found)
  }
}

/** Whether the order is too young for a ledger that does not know it to have been restored since. */
export function isSurelyFresh({ createdAt }: Pick<ShopOrder, 'createdAt'>): boolean {
  return Date.now() - Date.parse(createdAt) < surelyFreshMs
}

function refusal(
  key: OrderKey,
  name: string,
  { because }: CreationEnd & { readonly kind: 'refused' },
): OrderException {
  return orderException('CREATE_REJECTED', key, {
    sentence: `Linnworks refused order ${name}: ${because}`,
    remedy: `Mend what it names in Shopify or Linnworks, then run: waybill order retry ${key.shop} ${key.orderId}`,
  })
}

/** Another attempt has its turn; this one must not send. Trying again finds out what that one did. */
export function superseded(reference: string): ApiError {
  return unsettled(`another attempt is sending ${reference}`)
}

function unseen(reference: string): ApiError {
  return unsettled(`${reference} was accepted but cannot be read back yet`)
}

function unsettled(sentence: string): ApiError {
  return new ApiError(sentence, {
    kind: 'unsettled',
    vendor: 'linnworks',
    operation: 'CreateOrders',
  })
}
