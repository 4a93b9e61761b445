import type { ConsignmentItem } from '../domain/consignment.ts'
import type { HotReason } from '../ledger/hot-levels.ts'
import type { Dependencies } from './dependencies.ts'

interface Level {
  readonly inventoryItemId: string
  readonly locationId: string
}

/**
 * Has the stock of these levels looked at soon. A courtesy: where it fails, the full sweep finds
 * them, and the order goes on.
 */
export async function heatLevels(
  { ledger }: Pick<Dependencies, 'ledger'>,
  { shop }: { readonly shop: string },
  levels: readonly Level[],
  reason: HotReason,
): Promise<void> {
  if (levels.length === 0) return
  try {
    const named = levels.map(({ inventoryItemId, locationId }) => ({
      ...{ shop, inventoryItemId, locationId },
    }))
    await ledger.stockLevels.heat(named, reason)
  } catch {
    // Nothing that matters to the order was lost.
  }
}

/** The levels that consignments take from. */
export function listLevels(
  consignments: readonly {
    readonly locationId: string
    readonly items: readonly ConsignmentItem[]
  }[],
): readonly Level[] {
  return consignments.flatMap(({ locationId, items }) =>
    items
      .flatMap(({ units }) => units)
      .flatMap(({ inventoryItemId }) =>
        inventoryItemId === undefined ? [] : [{ inventoryItemId, locationId }],
      ),
  )
}
