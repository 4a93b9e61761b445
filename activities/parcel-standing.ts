import type { LinnworksOrder } from '../domain/consignment-order.ts'
import type { ConsignmentRow } from '../ledger/consignments.ts'
import type { OrderKey } from '../ledger/order-key.ts'
import type { Dependencies } from './dependencies.ts'
import { lookForDuplicates } from './duplicate-case.ts'

/**
 * What a Linnworks order is to the consignment whose reference it bears: `ours`, itself or a part of
 * it; `resent`, what was sent before, once more; `stranger`, beside it; `surplus`, beyond what was
 * sent.
 */
export type ParcelStanding = 'ours' | 'resent' | 'stranger' | 'surplus'

/** Asks Linnworks only where the order is not plainly the consignment's own. */
export async function findOutStanding(
  dependencies: Pick<Dependencies, 'linnworks' | 'ledger'>,
  key: OrderKey,
  { consignment, found }: { readonly consignment: ConsignmentRow; readonly found: LinnworksOrder },
): Promise<ParcelStanding> {
  const { linnworksOrderId } = found
  // Not bound yet: it is what an attempt made whose reply was lost.
  if (consignment.linnworksOrderId === null) return 'ours'
  const own = consignment.linnworksOrderId === linnworksOrderId
  // What a cancelled order still sends is told as such.
  if (consignment.state === 'cancelled' && (own || found.processed)) return 'ours'
  if (own) {
    const { listTrusted } = dependencies.ledger.duplicates
    const trusted = await listTrusted([linnworksOrderId], ['verified', 'dispatched'])
    if (trusted.has(linnworksOrderId)) return 'ours'
  }
  const look = await lookForDuplicates(dependencies, key, { suspects: [found], related: !own })
  const isSurplus = look.report.some((each) => each.linnworksOrderId === linnworksOrderId)
  if (isSurplus) return 'surplus'
  if (look.isResent(linnworksOrderId)) return 'resent'
  return own || look.isRelated(linnworksOrderId) ? 'ours' : 'stranger'
}
