import type { ConsignmentItem } from './consignment.ts'
import type { LinnworksOrder } from './consignment-order.ts'

/**
 * Whether an order in Linnworks holds the stock of what was sent: every line, linked to its item, at
 * the location meant. What it costs or whether it is paid does not matter here.
 */
export function holdsItsStock(
  found: Pick<LinnworksOrder, 'lines' | 'locationId'>,
  sent: { readonly items: readonly ConsignmentItem[]; readonly linnworksLocationId: string },
): boolean {
  return (
    found.locationId === sent.linnworksLocationId &&
    sent.items.every((item) =>
      found.lines.some(
        (line) =>
          line.itemNumber === item.itemNumber && line.quantity >= item.quantity && !line.unlinked,
      ),
    )
  )
}
