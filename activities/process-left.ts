import { isOfLeftUnits } from '../domain/consignment.ts'
import { orderException, type OrderException } from '../domain/exceptions.ts'
import { ApiError } from '../lib/api-error.ts'
import type { ConsignmentRow } from '../ledger/consignments.ts'
import type { OrderKey } from '../ledger/order-key.ts'
import type { Dependencies } from './dependencies.ts'

/**
 * Marks dispatched in Linnworks what had left the shelf before Linnworks heard of it, so that nobody
 * there ships it again, and notes it as a parcel. Idempotent by the Linnworks order: each is read
 * before and after. Answers an exception where Linnworks does not do it.
 */
export async function processLeft(
  dependencies: Pick<Dependencies, 'linnworks' | 'ledger'>,
  { key, name }: { readonly key: OrderKey; readonly name: string },
): Promise<OrderException | undefined> {
  const { ledger } = dependencies
  const rows = await ledger.consignments.list(key)
  for (const row of rows.filter((each) => each.state === 'verified' && isOfLeftUnits(each))) {
    const { linnworksOrderId, reference } = row
    if (linnworksOrderId === null) continue
    const because = await process(dependencies, linnworksOrderId)
    if (because !== undefined) return notProcessed(key, name, row, because)
    await ledger.parcels.receive({ ...key, linnworksOrderId, reference })
  }
  return undefined
}

/** Answers why Linnworks did not do it. */
async function process(
  { linnworks }: Pick<Dependencies, 'linnworks'>,
  linnworksOrderId: string,
): Promise<string | undefined> {
  const [before] = await linnworks.getOrdersById([linnworksOrderId])
  if (before === undefined) throw unseen()
  // Dispatched by a person, by an earlier attempt, or cancelled: nothing is left to be done.
  if (before.processed) return undefined
  const { locationId } = before
  const answer = await linnworks.processOrder({ linnworksOrderId, locationId })
  const [after] = await linnworks.getOrdersById([linnworksOrderId])
  if (after?.processed === true) return undefined
  return answer.outcome === 'refused' ? answer.message : 'it is still open after it was processed.'
}

function notProcessed(
  key: OrderKey,
  name: string,
  { linnworksNumber }: ConsignmentRow,
  because: string,
): OrderException {
  const number = linnworksNumber ?? '?'
  return orderException('FULFILLED_ELSEWHERE', key, {
    sentence: `Order ${name} left the shelf without Waybill; Linnworks did not mark its order ${number} as dispatched: ${because}`,
    remedy: `Process order ${number} in Linnworks; nothing of it is to be shipped again.`,
  })
}

function unseen(): ApiError {
  return new ApiError('an order that was created cannot be read back yet', {
    kind: 'unsettled',
    vendor: 'linnworks',
    operation: 'ProcessOrder',
  })
}
