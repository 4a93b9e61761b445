import type { LinnworksOrder } from '../domain/consignment-order.ts'
import type { ConsignmentRow } from '../ledger/consignments.ts'
import { ApiError } from '../lib/api-error.ts'
import type { Dependencies } from './dependencies.ts'

/**
 * Of the orders found under one reference, those that are nobody's child: a warehouse that splits an
 * order leaves the reference on every part.
 */
export async function withoutSplitChildren(
  { linnworks }: Pick<Dependencies, 'linnworks'>,
  found: readonly LinnworksOrder[],
): Promise<readonly LinnworksOrder[]> {
  const [first] = [...found].sort((one, other) => one.number - other.number)
  if (first === undefined || found.length === 1) return found
  const relations = await linnworks.listOrderRelations(first.linnworksOrderId)
  const children = new Set(relations.map(({ childId }) => childId))
  return found.filter(({ linnworksOrderId }) => !children.has(linnworksOrderId))
}

/**
 * Finds out what became of a consignment that was sent. Looks it up by its reference; where nothing
 * is found, a create that is still under way at the vendor could yet appear, so the answer `none` is
 * given only after the vendor can no longer be working on it.
 * @throws ApiError `unavailable` with the time to wait, while it is too early to tell.
 */
export async function settleConsignment(
  dependencies: Pick<Dependencies, 'linnworks' | 'lateCommitWaitMs'>,
  consignment: Pick<ConsignmentRow, 'shop' | 'reference' | 'sentAt'>,
): Promise<readonly LinnworksOrder[]> {
  const { linnworks, lateCommitWaitMs } = dependencies
  const { shop, reference, sentAt } = consignment
  const found = await linnworks.findOrdersByReference({ shop, reference })
  if (found.length > 0 || sentAt === null) return found
  const waitMs = sentAt.getTime() + lateCommitWaitMs - Date.now()
  if (waitMs <= 0) return found
  throw new ApiError(
    `whether ${reference} was created is not known yet; looking again in ${Math.ceil(waitMs / 1000)} s`,
    { kind: 'unavailable', vendor: 'linnworks', operation: 'CreateOrders', retryAfterMs: waitMs },
  )
}
