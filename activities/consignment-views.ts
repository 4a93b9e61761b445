import type { Ledger } from '../ledger/index.ts'
import type { OrderKey } from '../ledger/order-key.ts'
import type { ConsignmentView } from '../workflows/contract.ts'

/** An order's consignments as its workflow may know them. */
export async function toConsignmentViews(
  ledger: Pick<Ledger, 'consignments' | 'links'>,
  key: OrderKey,
): Promise<readonly ConsignmentView[]> {
  const rows = await ledger.consignments.list(key)
  if (rows.length === 0) return []
  const links = await ledger.links.listLocationLinks(key.shop)
  return rows.map((row) => {
    const link = links.find((each) => each.linnworksLocationId === row.linnworksLocationId)
    return {
      reference: row.reference,
      state: row.state,
      ...(row.linnworksOrderId === null ? {} : { linnworksOrderId: row.linnworksOrderId }),
      ...(row.linnworksNumber === null ? {} : { linnworksNumber: row.linnworksNumber }),
      ...(link === undefined ? {} : { locationName: link.linnworksLocationName }),
    }
  })
}
