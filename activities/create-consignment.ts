import { orderException, type OrderException } from '../domain/exceptions.ts'
import type { PlannedConsignment } from '../domain/mapping.ts'
import type { ShopOrder } from '../domain/order.ts'
import { ApiError } from '../lib/api-error.ts'
import type { OrderKey } from '../ledger/order-key.ts'
import { attemptToken } from './attempt-token.ts'
import type { Dependencies } from './dependencies.ts'
import { adoptFound } from './settle-consignment.ts'
import { verifyAgain } from './verify-consignment.ts'

/**
 * How old an order may be for its first create to go without a look-up. A fresh order cannot be in
 * Linnworks; an older one can, if the ledger was restored from a backup that does not know of it.
 */
const surelyFreshMs = 10 * 60_000

interface Creation {
  readonly key: OrderKey
  readonly name: string
  readonly order: Pick<ShopOrder, 'createdAt'>
  readonly planned: PlannedConsignment
}

/**
 * Creates one consignment, and reads it back. Looks first whether it exists, unless it is fresh and
 * this is the first attempt. Only the attempt that has its turn in the ledger at the moment of
 * sending sends. Answers an exception where Linnworks refused it or shows it otherwise than it was
 * sent.
 */
export async function createConsignment(
  dependencies: Pick<Dependencies, 'linnworks' | 'ledger'>,
  { key, name, order: shopOrder, planned }: Creation,
): Promise<OrderException | undefined> {
  const { linnworks, ledger } = dependencies
  const { reference, locationName } = planned.order
  const sent = { reference, totalMinor: planned.totalMinor, items: planned.items }
  const row = await ledger.consignments.findByReference(key.shop, reference)
  if (row?.state === 'sent') throw superseded(reference)
  if (row !== undefined && row.state !== 'claimed') {
    return await verifyAgain(dependencies, { key, name }, row)
  }

  const token = attemptToken()
  await ledger.consignments.takeTurn(key.shop, reference, token)
  const isFresh = Date.now() - Date.parse(shopOrder.createdAt) < surelyFreshMs
  if (!isFresh || (row?.attemptToken ?? null) !== null) {
    const existing = await linnworks.findOrdersByReference({ shop: key.shop, reference })
    if (existing.length > 0) return await adoptFound(dependencies, { key, name }, sent, existing)
  }
  if (!(await ledger.consignments.stampSend(key.shop, reference, token))) {
    throw superseded(reference)
  }
  let created: readonly string[]
  try {
    created = await linnworks.createOrders({ locationName, orders: [planned.order] })
  } catch (error) {
    if (error instanceof ApiError && error.details.kind !== 'ambiguous') {
      await ledger.consignments.markNotCreated(key.shop, reference, token)
      if (error.details.kind === 'rejected') return refusal(key, name, error)
    }
    throw error
  }
  // An empty answer means "exists and is paid" or "not saved": only a look tells which.
  const found =
    created.length > 0
      ? (await linnworks.getOrdersById(created)).filter((each) => each.reference === reference)
      : await linnworks.findOrdersByReference({ shop: key.shop, reference })
  if (found.length > 0) return await adoptFound(dependencies, { key, name }, sent, found)
  throw new ApiError(`${reference} was accepted but cannot be read back yet`, {
    kind: 'unsettled',
    vendor: 'linnworks',
    operation: 'CreateOrders',
  })
}

function refusal(key: OrderKey, name: string, error: ApiError): OrderException {
  return orderException('CREATE_REJECTED', key, {
    sentence: `Linnworks refused order ${name}: ${error.message}`,
    remedy: `Mend what it names in Shopify or Linnworks, then run: waybill order retry ${key.shop} ${key.orderId}`,
  })
}

/** Another attempt has its turn; this one must not send. Trying again finds out what that one did. */
export function superseded(reference: string): ApiError {
  return new ApiError(`another attempt is sending ${reference}`, {
    kind: 'unsettled',
    vendor: 'linnworks',
    operation: 'CreateOrders',
  })
}
