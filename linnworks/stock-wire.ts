import { z } from 'zod'
import { textOrUndefined } from './wire.ts'

/** One stock item at one location. */
export interface StockLevel {
  readonly stockItemId: string
  /** Empty where Linnworks leaves it out. */
  readonly sku: string
  readonly locationId: string
  /** What can be sold: what is on the shelf less what open orders hold. It may be negative. */
  readonly available: number
  readonly stockLevel: number
  readonly inOrders: number
  /** Where it is false, the numbers mean nothing, unless the item is a composite. */
  readonly tracked: boolean
}

export interface StockPageItem {
  readonly stockItemId: string
  readonly sku: string
  /** Absent where Linnworks does not say: the published fields of a page lack it. */
  readonly isComposite?: boolean
  readonly levels: readonly StockLevel[]
}

/** StockItemLevel, the same in Stock/GetStockItemsFull and Stock/GetStockLevel_Batch. */
export const WireStockLevelsSchema = z
  .array(
    z.object({
      Location: z.object({ StockLocationId: z.guid() }),
      StockLevel: z.int(),
      MinimumLevel: z.int().nullish(),
      InOrders: z.int(),
      Available: z.int(),
      SKU: textOrUndefined,
    }),
  )
  .nullish()
  .transform((levels) => levels ?? [])

/** Stock/GetStockItemsFull answers a bare list; ItemNumber is the SKU. */
export const WireStockPageSchema = z.array(
  z.object({
    StockItemId: z.guid(),
    ItemNumber: textOrUndefined,
    IsCompositeParent: z.boolean().nullish(),
    StockLevels: WireStockLevelsSchema,
  }),
)

/** Stock/GetStockLevel_Batch. */
export const WireStockLevelBatchSchema = z.array(
  z.object({ pkStockItemId: z.guid(), StockItemLevels: WireStockLevelsSchema }),
)

/** The minimum level of an item that is not tracked (the fields' description). */
const UNTRACKED = -1

export function toPageItem(wire: z.infer<typeof WireStockPageSchema>[number]): StockPageItem {
  const { StockItemId: stockItemId, ItemNumber: sku = '', IsCompositeParent: isComposite } = wire
  return {
    stockItemId,
    sku,
    ...(typeof isComposite === 'boolean' && { isComposite }),
    levels: toLevels({ stockItemId, sku }, wire.StockLevels),
  }
}

/** Without the item's SKU, each level's own. */
export function toLevels(
  item: { readonly stockItemId: string; readonly sku?: string },
  wire: z.infer<typeof WireStockLevelsSchema>,
): readonly StockLevel[] {
  return wire.map((level) => ({
    stockItemId: item.stockItemId,
    sku: item.sku ?? level.SKU ?? '',
    locationId: level.Location.StockLocationId,
    available: level.Available,
    stockLevel: level.StockLevel,
    inOrders: level.InOrders,
    tracked: level.MinimumLevel !== UNTRACKED,
  }))
}
