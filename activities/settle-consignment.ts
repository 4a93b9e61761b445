import type { LinnworksOrder } from '../domain/consignment-order.ts'
import { orderException, type OrderException } from '../domain/exceptions.ts'
import { ApiError } from '../lib/api-error.ts'
import type { ConsignmentRow } from '../ledger/consignments.ts'
import type { OrderKey } from '../ledger/order-key.ts'
import { attemptToken } from './attempt-token.ts'
import type { Dependencies } from './dependencies.ts'
import { lateCommitWait } from './late-commit.ts'
import { adopt, type SentConsignment } from './verify-consignment.ts'

type SettleDependencies = Pick<Dependencies, 'linnworks' | 'ledger' | 'lateCommitWaitMs'>

export interface Settled {
  /** The order's consignments as they stand now. */
  readonly rows: readonly ConsignmentRow[]
  /** What is found is not as it was sent, or stands there twice. */
  readonly defect?: OrderException
}

/**
 * Looks at every consignment of the order that an earlier attempt may have created. What is found is
 * adopted; what is certainly not there may be created again.
 */
export async function settleEarlierAttempts(
  dependencies: SettleDependencies,
  key: OrderKey,
  name: string,
): Promise<Settled> {
  const { ledger } = dependencies
  const rows = await ledger.consignments.list(key)
  const sent = rows.filter(({ state }) => state === 'sent')
  if (sent.length === 0) return { rows }
  for (const consignment of sent) {
    const { reference } = consignment
    const token = attemptToken()
    await ledger.consignments.takeTurn(key.shop, reference, token)
    const found = await settleConsignment(dependencies, consignment)
    if (found.length === 0) {
      await ledger.consignments.markNotCreated([{ shop: key.shop, reference, token }])
      continue
    }
    const defect = await adoptFound(dependencies, { key, name }, consignment, found)
    if (defect !== undefined) return { rows, defect }
  }
  return { rows: await ledger.consignments.list(key) }
}

/**
 * Takes what stands under a consignment's reference as the consignment. Parts of a split are one
 * order, and a cancelled one gives way to a live one.
 */
export async function adoptFound(
  dependencies: Pick<Dependencies, 'linnworks' | 'ledger'>,
  order: { readonly key: OrderKey; readonly name: string },
  consignment: SentConsignment,
  found: readonly LinnworksOrder[],
): Promise<OrderException | undefined> {
  const live = found.filter(({ processed, holdOrCancel }) => !(processed && holdOrCancel))
  // What left before it was found was told to nobody: the sweep did not know whose it is.
  for (const { linnworksOrderId } of live.filter(({ processed }) => processed)) {
    const { reference } = consignment
    await dependencies.ledger.parcels.receive({ ...order.key, linnworksOrderId, reference })
  }
  const candidates = await withoutSplitChildren(dependencies, live.length > 0 ? live : found)
  const [only] = candidates
  if (only === undefined) return undefined
  return live.length > 1 && candidates.length > 1
    ? duplicate(order, consignment.reference, candidates.length)
    : await adopt(dependencies, order, consignment, only)
}

/**
 * Finds out what became of a consignment that was sent. Looks it up by its reference; where nothing
 * is found, a create that is still under way at the vendor could yet appear, so the answer `none` is
 * given only after the vendor can no longer be working on it.
 * @throws ApiError `unsettled` with the time to wait, while it is too early to tell.
 */
export async function settleConsignment(
  dependencies: SettleDependencies,
  consignment: Pick<ConsignmentRow, 'shop' | 'reference' | 'sentAt'>,
): Promise<readonly LinnworksOrder[]> {
  const { shop, reference, sentAt } = consignment
  const found = await dependencies.linnworks.findOrdersByReference({ shop, reference })
  if (found.length > 0 || sentAt === null) return found
  const waitMs = await lateCommitWait(dependencies, sentAt)
  if (waitMs === 0) return found
  throw new ApiError(
    `whether ${reference} was created is not known yet; looking again in ${Math.ceil(waitMs / 1000)} s`,
    { kind: 'unsettled', vendor: 'linnworks', operation: 'CreateOrders', retryAfterMs: waitMs },
  )
}

/** A warehouse that splits an order leaves the reference on every part: here, on nobody's child. */
async function withoutSplitChildren(
  { linnworks }: Pick<Dependencies, 'linnworks'>,
  found: readonly LinnworksOrder[],
): Promise<readonly LinnworksOrder[]> {
  const byNumber = found.toSorted((one, other) => one.number - other.number)
  const [first] = byNumber
  if (first === undefined || byNumber.length === 1) return byNumber
  const relations = await linnworks.listOrderRelations(first.linnworksOrderId)
  const children = new Set(relations.map(({ childId }) => childId))
  return byNumber.filter(({ linnworksOrderId }) => !children.has(linnworksOrderId))
}

function duplicate(
  { key, name }: { readonly key: OrderKey; readonly name: string },
  reference: string,
  count: number,
): OrderException {
  return orderException('DUPLICATE_IN_LINNWORKS', key, {
    sentence: `Order ${name} stands ${count} times in Linnworks under the reference ${reference}.`,
    remedy: `Keep the oldest, cancel the others in Linnworks, then run: waybill order retry ${key.shop} ${key.orderId}`,
  })
}
