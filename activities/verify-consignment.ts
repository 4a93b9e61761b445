import { holdsItsStock } from '../domain/consignment-holding.ts'
import type { LinnworksOrder } from '../domain/consignment-order.ts'
import { orderException, type OrderException } from '../domain/exceptions.ts'
import { findDefects } from '../domain/verification.ts'
import type { ConsignmentRow } from '../ledger/consignments.ts'
import type { OrderKey } from '../ledger/order-key.ts'
import type { Dependencies } from './dependencies.ts'
import { processLeft } from './process-left.ts'

/** What is read back is judged by it. */
export type SentConsignment = Pick<
  ConsignmentRow,
  'reference' | 'totalMinor' | 'items' | 'linnworksLocationId'
>

/** Checks the order's open consignments once more, after somebody corrected them in Linnworks. */
export function createVerifyConsignments(dependencies: Pick<Dependencies, 'linnworks' | 'ledger'>) {
  return {
    async verifyConsignments(key: OrderKey): Promise<{ readonly exception?: OrderException }> {
      const order = await dependencies.ledger.orders.find(key)
      const name = order?.name ?? key.orderId
      for (const consignment of await dependencies.ledger.consignments.list(key)) {
        const exception = await verifyAgain(dependencies, { key, name }, consignment)
        if (exception !== undefined) return { exception }
      }
      const exception = await processLeft(dependencies, { key, name })
      return exception === undefined ? {} : { exception }
    },
  }
}

/** Reads a consignment back that was verified before. Closed ones are left alone. */
export async function verifyAgain(
  dependencies: Pick<Dependencies, 'linnworks' | 'ledger'>,
  order: { readonly key: OrderKey; readonly name: string },
  consignment: ConsignmentRow,
): Promise<OrderException | undefined> {
  if (consignment.state !== 'verified' || consignment.linnworksOrderId === null) return undefined
  const [found] = await dependencies.linnworks.getOrdersById([consignment.linnworksOrderId])
  return found === undefined ? undefined : await adopt(dependencies, order, consignment, found)
}

/**
 * Takes an order that was found in Linnworks as the consignment, whatever its condition: it exists,
 * so nothing is created for it again. Answers an exception where it is not as it was sent.
 */
export async function adopt(
  { ledger }: Pick<Dependencies, 'ledger'>,
  { key, name }: { readonly key: OrderKey; readonly name: string },
  consignment: SentConsignment,
  found: LinnworksOrder,
): Promise<OrderException | undefined> {
  await ledger.consignments.markVerified(key.shop, consignment.reference, {
    linnworksOrderId: found.linnworksOrderId,
    linnworksNumber: found.number,
    sound: found.processed ? !found.holdOrCancel : holdsItsStock(found, consignment),
  })
  // The warehouse may have dispatched, split or cancelled it by now: then it is no longer as sent.
  if (found.processed) return undefined
  const defects = findDefects(found, consignment)
  if (defects.length === 0) return undefined
  const unlinked = found.lines.filter((line) => line.unlinked).map(({ sku }) => sku)
  await ledger.links.forgetItems(unlinked)
  return orderException('VERIFICATION_FAILED', key, {
    sentence: `Linnworks order ${found.number} for order ${name} is not as it was sent: it ${defects.join('; it ')}.`,
    remedy: `Correct it in Linnworks, then run: waybill order retry ${key.shop} ${key.orderId}`,
  })
}
